"""Bodies that are not what they should be: refused in one line, nothing quoted."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.payload import parse_form, parse_json_object, require_storable
from assistant.core.errors import InputError

CANARY = "架空太郎"
BROKEN = {
    "empty": b"",
    "not JSON": f"text={CANARY}".encode(),
    "cut": f'{{"text": "{CANARY}"'.encode(),
    "trailing": f'{{}} "{CANARY}"'.encode(),
    "a list": f'["{CANARY}"]'.encode(),
    "a string": f'"{CANARY}"'.encode(),
    "invalid UTF-8": b'{"text": "\xff\xfe' + CANARY.encode() + b'"}',
    "UTF-16": f'{{"text": "{CANARY}"}}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + f'{{"text": "{CANARY}"}}'.encode(),
    "NaN": f'{{"{CANARY}": NaN}}'.encode(),
    "Infinity": f'{{"{CANARY}": -Infinity}}'.encode(),
    "a key twice": f'{{"{CANARY}": 1, "{CANARY}": 2}}'.encode(),
    "a nested key twice": f'{{"a": {{"{CANARY}": 1, "{CANARY}": 2}}}}'.encode(),
    "raw NUL": f'{{"text": "{CANARY}\0"}}'.encode(),
    "number of 5,000 digits": b'{"a": ' + b"9" * 5_000 + b"}",
    "lists 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "lists 100,000 deep, unclosed": b'{"a":' + b"[" * 100_000,
    "objects 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_fault_17_a_broken_body_is_refused_without_echo(body: bytes) -> None:
    with pytest.raises(InputError) as refusal:
        parse_json_object(body)
    assert CANARY not in refusal.value.message
    assert "\n" not in refusal.value.message
    assert ";" in refusal.value.message, "says how to mend it"


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none())))
def test_any_flat_object_comes_through_unchanged(tree: dict[str, str | int | bool | None]) -> None:
    assert parse_json_object(json.dumps(tree).encode()) == tree


@given(st.binary(max_size=300))
def test_any_bytes_give_an_object_or_an_input_error(body: bytes) -> None:
    for parse in (parse_json_object, parse_form):
        with suppress(InputError):
            assert isinstance(parse(body), dict)


def test_a_form_gives_strings() -> None:
    assert parse_form(b"text=%E6%9E%B6%E7%A9%BA&user=u-1&empty=") == {
        "text": "架空",
        "user": "u-1",
        "empty": "",
    }


@pytest.mark.parametrize("body", [b"text=%ff", b"text", b"a=1&a=2", b"&".join([b"x=1"] * 101)])
def test_a_broken_form_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        parse_form(body)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfffb"])
def test_text_no_database_can_hold_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="the text holds"):
        require_storable(text, "the text")


def test_a_whole_surrogate_pair_in_json_is_one_character() -> None:
    parsed = parse_json_object(b'{"text": "\\ud83d\\ude00"}')
    assert require_storable(str(parsed["text"]), "text") == "😀"
