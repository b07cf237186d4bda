"""Says in one line which field of a request is wrong and what it takes; never what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_TAKES: Mapping[str, str] = {
    "missing": "is missing",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} or less",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be a text",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "string_pattern_mismatch": "holds a control character, or nothing",
    "string_unicode": "holds characters that are no text",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "date_type": "must be a day, as 2026-04-30",
    "date_parsing": "must be a day, as 2026-04-30",
    "date_from_datetime_parsing": "must be a day, as 2026-04-30",
    "date_from_datetime_inexact": "must be a day, as 2026-04-30",
}
_BODY = "the body must be one JSON object; see the documentation of this address"
_PLACES = frozenset({"body", "query", "path", "header"})


def told(faults: Sequence[Mapping[str, Any]]) -> str:
    """The first fault in one line, and how many more fields there are; empty for none.

    Args:
        faults: as pydantic lists them. Where it tried several types for a field (a number or a
            word), each has a fault of its own.
    """
    by_field: dict[str, list[Mapping[str, Any]]] = {}
    for fault in faults:
        by_field.setdefault(_field(fault), []).append(fault)
    if not by_field:
        return ""
    name, found = next(iter(by_field.items()))
    if not name:
        return _BODY
    if found[0]["type"] == "extra_forbidden":
        # Its name was sent in, like everything that is not told here.
        return "there is a field this address does not take; see its documentation"
    words = dict.fromkeys(_words(fault) for fault in found)
    more = f" (and {len(by_field) - 1} more fields)" if len(by_field) > 1 else ""
    either = ", or ".join(words).replace(", or must be ", ", or ")
    return f"{name}: {either}{more}"


def _field(fault: Mapping[str, Any]) -> str:
    """The name the schema gives the field; empty for the body as a whole."""
    names = [part for part in fault["loc"] if part not in _PLACES]
    return names[0] if names and isinstance(names[0], str) else ""


def _words(fault: Mapping[str, Any]) -> str:
    form = _TAKES.get(fault["type"], "cannot be used; see the documentation of this address")
    context = fault.get("ctx", {})
    return form.format_map({name: context[name] for name in context})
