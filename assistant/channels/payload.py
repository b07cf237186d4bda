"""Webhook bodies into plain values, strictly: bounded, UTF-8, no ambiguity, nothing quoted back."""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias
from urllib.parse import parse_qsl

from assistant.core.errors import InputError

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = "dict[str, Json]"

MAX_FORM_FIELDS = 100


def parse_json_object(body: bytes) -> JsonObject:
    """Parse one JSON object.

    Raises:
        InputError: not UTF-8, not JSON, not an object, a key twice, NaN or Infinity, a number of
            thousands of digits, or nested too deeply for the parser.
    """
    try:
        parsed = json.loads(
            decode_utf8(body), object_pairs_hook=_unique_keys, parse_constant=_no_constant
        )
    except RecursionError:
        raise InputError("the body is nested too deeply; send the documented fields only") from None
    except ValueError:
        raise InputError("the body is not valid JSON; send one JSON object in UTF-8") from None
    if not isinstance(parsed, dict):
        raise InputError("the body is not a JSON object; send one JSON object in UTF-8")
    return parsed


def parse_form(body: bytes) -> JsonObject:
    """Parse `application/x-www-form-urlencoded` fields; every value is a string.

    Raises:
        InputError: not UTF-8, malformed, a field twice, or more than 100 fields.
    """
    try:
        pairs = parse_qsl(
            decode_utf8(body),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_FORM_FIELDS,
        )
    except ValueError:
        raise InputError("the body is not a valid form; send URL-encoded fields in UTF-8") from None
    return _unique_keys(list(pairs))


def decode_utf8(body: bytes) -> str:
    """The body as text.

    Raises:
        InputError: not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("the body is not UTF-8; send it in UTF-8") from None


def require_storable(text: str, place: str) -> str:
    """The text itself, if a database and an analyser can take it.

    Raises:
        InputError: it holds NUL or half of a surrogate pair; names the place.
    """
    if "\0" in text:
        raise InputError(f"{place} holds a NUL character; remove it and send again")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(
            f"{place} holds half a character (lone surrogate); send it whole"
        ) from None
    return text


def _unique_keys(pairs: list[tuple[str, str]] | list[tuple[str, Json]]) -> JsonObject:
    parsed: JsonObject = {}
    for key, value in pairs:
        if key in parsed:
            raise InputError("the body has a key twice; send each key once")
        parsed[key] = value
    return parsed


def _no_constant(_name: str) -> NoReturn:
    raise InputError("the body holds NaN or Infinity, which JSON has not; leave it out")
