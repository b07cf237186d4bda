"""JSON templates for what goes out: placeholders are filled in the parsed structure.

A value is never pasted into JSON text, so no reply can break out of its string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from assistant.channels.payload import Json, JsonObject, parse_json_object
from assistant.core.errors import InputError

BODY_PLACEHOLDERS = (
    "text",
    "user_id",
    "conversation_id",
    "in_reply_to",
    "outcome",
    "private",
    "citations",
    "choices",
    "idempotency_key",
)
HEADER_PLACEHOLDERS = ("secret", "idempotency_key")

CONTRACT_TEMPLATE = """{
  "in_reply_to": "{in_reply_to}",
  "conversation": {"id": "{conversation_id}"},
  "user": {"id": "{user_id}"},
  "outcome": "{outcome}",
  "text": "{text}",
  "private": "{private}",
  "citations": "{citations}"
}"""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def parse_template(source: str) -> JsonObject:
    """Parse and check a JSON template.

    Raises:
        ValueError: not a JSON object, an unknown placeholder, or no `{text}`.
    """
    try:
        template = parse_json_object(source.encode("utf-8", "replace"))
    except InputError:
        raise ValueError("the template is not a JSON object; check quotes and commas") from None
    names = set(placeholders(template))
    _require_known(names, BODY_PLACEHOLDERS)
    if "text" not in names:
        raise ValueError('the template has no "{text}"; put it where the reply belongs')
    return template


def require_header_template(template: str) -> str:
    """The header template itself, if its placeholders are known.

    Raises:
        ValueError: an unknown placeholder.
    """
    _require_known(set(_PLACEHOLDER.findall(template)), HEADER_PLACEHOLDERS)
    return template


def placeholders(template: Json) -> Iterator[str]:
    """The names of all placeholders in a parsed template, with repeats."""
    match template:
        case str():
            yield from _PLACEHOLDER.findall(template)
        case list():
            for item in template:
                yield from placeholders(item)
        case dict():
            for item in template.values():
                yield from placeholders(item)
        case _:
            return


def fill(template: Json, values: Mapping[str, Json]) -> Json:
    """A copy of a parsed template with its placeholders replaced, in one pass.

    A string that is one placeholder and nothing else takes the value with its type
    (`"{private}"` becomes `true`); elsewhere the value is written into the string.
    """
    match template:
        case str():
            return _fill_text(template, values)
        case list():
            return [fill(item, values) for item in template]
        case dict():
            return {key: fill(item, values) for key, item in template.items()}
        case _:
            return template


def fill_header(template: str, values: Mapping[str, str]) -> str:
    """A header's value with its placeholders replaced, in one pass."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)


def _fill_text(template: str, values: Mapping[str, Json]) -> Json:
    whole = _PLACEHOLDER.fullmatch(template)
    if whole:
        return values[whole[1]]
    return _PLACEHOLDER.sub(lambda found: _as_text(values[found[1]]), template)


def _as_text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _require_known(names: set[str], known: tuple[str, ...]) -> None:
    unknown = sorted(names.difference(known))
    if unknown:
        allowed = ", ".join(f"{{{name}}}" for name in known)
        raise ValueError(f"unknown placeholder {{{unknown[0]}}}; allowed are {allowed}")
