"""Templates: filled in the structure, in one pass, so that no reply can break out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.generic.template import (
    CONTRACT_TEMPLATE,
    fill,
    fill_header,
    parse_template,
    require_header_template,
)
from assistant.channels.payload import Json


def test_a_lone_placeholder_takes_the_value_with_its_type() -> None:
    template = parse_template('{"a": "{private}", "b": ["{citations}"], "c": "{text}", "d": 7}')
    values: dict[str, Json] = {"private": True, "citations": [{"id": "1"}], "text": "t"}
    assert fill(template, values) == {"a": True, "b": [[{"id": "1"}]], "c": "t", "d": 7}


def test_inside_a_string_the_value_is_written_as_text() -> None:
    template = parse_template('{"m": "To {user_id}: {text} ({private})"}')
    values: dict[str, Json] = {"user_id": "u", "text": "本文", "private": False}
    assert fill(template, values) == {"m": "To u: 本文 (false)"}


@given(st.text())
def test_no_text_breaks_out_of_its_string(text: str) -> None:
    template = parse_template('{"m": "{text}", "n": "> {text}", "is_admin": false}')
    sent = json.loads(json.dumps(fill(template, {"text": text})))
    assert sent == {"m": text, "n": f"> {text}", "is_admin": False}


def test_a_reply_that_quotes_a_placeholder_is_not_filled_again() -> None:
    template = parse_template('{"m": "{text} / {user_id}"}')
    values: dict[str, Json] = {"text": "{user_id}{secret}", "user_id": "u"}
    assert fill(template, values) == {"m": "{user_id}{secret} / u"}


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ('{"m": "{text}", "n": "{secret}"}', r"\{secret\}; allowed are \{text\}"),
        ('{"m": "{text}", "n": ["{Text}"]}', r"unknown placeholder \{Text\}"),
        ('{"m": "{user_id}"}', r"no \"\{text\}\""),
        ('{"m": {text}}', "not a JSON object"),
        ('["{text}"]', "not a JSON object"),
        ("", "not a JSON object"),
    ],
)
def test_a_template_of_no_use_is_refused(source: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        parse_template(source)


def test_the_contract_template_is_a_template() -> None:
    assert set(parse_template(CONTRACT_TEMPLATE)) == {
        "in_reply_to", "conversation", "user", "outcome", "text", "private", "citations",
    }  # fmt: skip


def test_a_header_takes_the_secret_and_nothing_from_the_reply() -> None:
    assert fill_header("Bearer {secret}", {"secret": "s", "idempotency_key": "k"}) == "Bearer s"
    with pytest.raises(ValueError, match="unknown placeholder"):
        require_header_template("{text}")
