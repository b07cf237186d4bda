"""Another tool's format mapped by settings: authentication, fields, event identity."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.generic.adapter import GenericChannel, open_generic
from assistant.channels.generic.mapping import look_up
from assistant.channels.payload import Json
from assistant.core.clock import ManualClock
from assistant.core.errors import InputError, SignatureError
from tests.channels.generic.conftest import settings_of

SECRETS = ("the-new-token-of-the-tool", "the-old-token-of-the-tool")
OUTGOING = {"auth": "headers", "headers": {"X-Bot": "gateway"}}
FIELDS = {
    "type_path": "event",
    "type_values": ["talk", "reply"],
    "text_path": "message.body",
    "user_path": "sender.no",
    "conversation_path": "room.0.key",
    "kind_path": "room.0.people",
    "direct_values": ["two"],
    "group_values": [],
    "files_path": "",
    "event_id_path": "message.id",
    "accepts_number_ids": True,
}
TALK: dict[str, Any] = {
    "event": "talk",
    "message": {"id": 501, "body": "住民税について", "at": 1776214800},
    "sender": {"no": 1234},
    "room": [{"key": "r-9", "people": "two"}],
}
FIELD_TOKEN = {"auth": "field-token", "token_path": "token"}
HMAC = {"auth": "hmac", "auth_header": "X-Tool-Signature", "auth_prefix": "sha256="}


def channel_with(clock: ManualClock, **incoming: Any) -> GenericChannel:
    mapping = FIELDS | incoming
    return open_generic(settings_of(secrets=SECRETS, incoming=mapping, outgoing=OUTGOING), clock)


def bearer(secret: str = SECRETS[0]) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_fields_are_found_where_the_settings_say(clock: ManualClock) -> None:
    channel = channel_with(clock, auth="bearer")
    message = channel.receive(bearer(), json.dumps(TALK).encode())

    assert (message.event_id, message.channel_user_id) == ("501", "1234")
    assert (message.conversation_key, message.is_direct) == ("r-9", True)
    assert message.text.reveal() == "住民税について"


@pytest.mark.parametrize("number", [True, 1.5, [1], {"no": 1}])
def test_an_id_that_may_be_a_number_is_a_whole_number(clock: ManualClock, number: object) -> None:
    body = json.dumps(TALK | {"sender": {"no": number}}).encode()
    with pytest.raises(InputError, match=r"sender\.no"):
        channel_with(clock, auth="bearer").receive(bearer(), body)


def test_a_kind_not_listed_is_a_group_when_no_group_values_are_set(clock: ManualClock) -> None:
    body = json.dumps(TALK | {"room": [{"key": "r-9", "people": "many"}]}).encode()
    assert not channel_with(clock, auth="bearer").receive(bearer(), body).is_direct


def test_without_a_kind_every_conversation_counts_as_a_group(clock: ManualClock) -> None:
    channel = channel_with(clock, auth="bearer", kind_path="")
    assert not channel.receive(bearer(), json.dumps(TALK).encode()).is_direct


@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("secret", SECRETS)
def test_an_hmac_header_over_the_raw_body(clock: ManualClock, encoding: str, secret: str) -> None:
    body = json.dumps(TALK).encode()
    mac = hmac.new(secret.encode(), body, hashlib.sha256)
    written = {"hex": mac.hexdigest(), "base64": base64.b64encode(mac.digest()).decode()}[encoding]
    channel = channel_with(clock, **HMAC, hmac_encoding=encoding)

    assert channel.receive({"x-tool-signature": f"sha256={written}"}, body).event_id == "501"
    forged = [written, f"sha256={written[:-2]}", "sha256=", f"sha1={written}", "sha256=é架空"]
    for given_header in forged:
        with pytest.raises(SignatureError):
            channel.receive({"x-tool-signature": given_header}, body)
    with pytest.raises(SignatureError):
        channel.receive({"x-tool-signature": f"sha256={written}"}, body + b" ")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer wrong", SECRETS[0], "Bearer 架空"])
def test_a_wrong_bearer_token_is_refused(clock: ManualClock, header: str) -> None:
    with pytest.raises(SignatureError):
        channel_with(clock, auth="bearer").receive({"authorization": header}, b"{}")


def test_the_bearer_scheme_may_be_in_any_case(clock: ManualClock) -> None:
    headers = {"authorization": f"bearer {SECRETS[1]}"}
    body = json.dumps(TALK).encode()
    assert channel_with(clock, auth="bearer").receive(headers, body).event_id == "501"


def test_a_token_in_a_field(clock: ManualClock) -> None:
    channel = channel_with(clock, **FIELD_TOKEN | {"token_path": "meta.token"})
    body = json.dumps(TALK | {"meta": {"token": SECRETS[1]}}).encode()

    assert channel.receive({}, body).event_id == "501"
    for meta in ({"token": "wrong-token"}, {"token": ""}, {"token": 1}, {}, None):
        with pytest.raises(SignatureError):
            channel.receive({}, json.dumps(TALK | {"meta": meta}).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_cannot_be_parsed_proves_no_token(clock: ManualClock, body: bytes) -> None:
    channel = channel_with(clock, **FIELD_TOKEN)
    with pytest.raises(SignatureError):
        channel.receive({}, body)


def test_a_form_can_be_mapped_too(clock: ManualClock) -> None:
    channel = channel_with(
        clock,
        **FIELD_TOKEN,
        body_format="form",
        type_path="",
        text_path="text",
        user_path="user_id",
        conversation_path="channel_id",
        kind_path="",
        event_id_path="post_id",
    )
    form = {
        "token": SECRETS[0],
        "text": "架空市",
        "user_id": "u",
        "channel_id": "c",
        "post_id": "p",
    }
    message = channel.receive({}, urlencode(form).encode())

    assert channel.content_types == {"application/x-www-form-urlencoded"}
    assert (message.text.reveal(), message.event_id) == ("架空市", "p")


def test_without_an_event_id_a_redelivery_gets_the_same_keyed_digest(clock: ManualClock) -> None:
    channel = channel_with(clock, auth="bearer", event_id_path="", event_time_path="message.at")
    body = json.dumps(TALK).encode()
    first = channel.receive(bearer(), body).event_id

    assert channel.receive(bearer(), body + b" ").event_id == first
    assert channel.receive(bearer(SECRETS[1]), body).event_id != first, "the secret is its key"
    later = TALK | {"message": TALK["message"] | {"at": 1776214801}}
    assert channel.receive(bearer(), json.dumps(later).encode()).event_id != first
    other = TALK | {"message": TALK["message"] | {"body": "住民税について "}}
    assert channel.receive(bearer(), json.dumps(other).encode()).event_id != first


def test_a_mapped_field_that_is_missing_is_named(clock: ManualClock) -> None:
    body = json.dumps(TALK | {"sender": {}}).encode()
    with pytest.raises(InputError, match=r"sender\.no"):
        channel_with(clock, auth="bearer").receive(bearer(), body)


json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json_values, st.from_regex(r"[a-z0-9]+(\.[a-z0-9]+)*", fullmatch=True))
def test_looking_up_a_path_gives_what_is_there_whatever_the_tree(tree: Json, path: str) -> None:
    for part in reversed(path.split(".")):
        tree = {part: tree}
    assert look_up(tree, path) == look_up({"x": tree}, f"x.{path}")
