"""What pydantic says of a wrong value, as a sentence for somebody who is no programmer. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_TABLE = "must be a table of keys, not a single value"
_LIST = 'must be a list, such as ["a", "b"]'
_TEXT = "must be a text"
_WHOLE = "must be a whole number"
_NUMBER = "must be a number"

# https://docs.pydantic.dev/latest/errors/validation_errors/
_SENTENCES: Mapping[str, str] = {
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "is too large a number",
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": "must be a finite number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": _TEXT,
    "path_type": "must be a path",
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "missing": "is missing; write it",
    "string_too_short": "must not be empty",
    "string_too_long": "must have {max_length} characters or fewer",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have {max_length} entries or fewer",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
}
_LONGEST_SHOWN = 60
_UNION_BRANCH = re.compile(r"(constrained-)?(int|float|str|bool)|literal\[.*")


def sentence_of(error: Mapping[str, Any]) -> str:
    """One pydantic error as the rest of a sentence that begins with the key."""
    kind = str(error["type"])
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(**error.get("ctx", {}))
    if kind.startswith("date"):
        return "must be a day, such as 2026-04-01"
    return str(error["msg"]).removeprefix("Value error, ")


def by_place(
    errors: Iterable[Mapping[str, Any]],
) -> dict[tuple[str | int, ...], tuple[str, Mapping[str, Any]]]:
    """Errors by the key they belong to: a sentence and the first error behind it.

    A value that may be of two kinds (a number or a word) has one error for each; they become one
    sentence.
    """
    found: dict[tuple[str | int, ...], tuple[str, Mapping[str, Any]]] = {}
    for error in errors:
        place = tuple(error["loc"])
        if place and _UNION_BRANCH.fullmatch(str(place[-1])):
            place = place[:-1]
        sentence = sentence_of(error)
        if place in found:
            earlier, first = found[place]
            found[place] = (f"{earlier}, or {sentence.removeprefix('must be ')}", first)
        else:
            found[place] = (sentence, error)
    return found


def given(value: object) -> str:
    """The value somebody wrote, to stand behind a sentence; nothing if it is no plain value.

    An address with a user in it may hold a password and is not shown.
    """
    if not isinstance(value, (str, int, float)) or "@" in str(value):
        return ""
    shown = repr(value)
    return f" (given: {shown[:_LONGEST_SHOWN]}{'...' * (len(shown) > _LONGEST_SHOWN)})"
