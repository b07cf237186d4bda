"""The generic contract, in: what becomes a message and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.channels.generic.adapter import GenericChannel
from assistant.channels.generic.schemas import ConversationRef, FileRef, MessageBody, UserRef
from assistant.core.errors import InputError, SignatureError
from tests.channels.generic.conftest import MESSAGE, NEW_SECRET, OLD_SECRET, Signer, body_of

CANARY = "架空太郎"


def test_a_signed_webhook_becomes_a_message(channel: GenericChannel, signed: Signer) -> None:
    body = body_of()
    message = channel.receive(signed(body, event_id="msg_7"), body)

    assert (message.channel, message.event_id) == ("generic", "msg_7")
    assert (message.channel_user_id, message.conversation_key) == ("u-1", "c-1")
    assert message.is_direct
    assert message.text.reveal() == "住民税の納期限を教えて"
    assert message.file_names == ()


@pytest.mark.parametrize("secret", [NEW_SECRET, OLD_SECRET])
def test_both_secrets_are_valid_while_rotating(
    channel: GenericChannel, signed: Signer, secret: str
) -> None:
    body = body_of()
    assert channel.receive(signed(body, secret=secret), body).event_id == "msg_1"


def test_header_names_may_be_in_any_case(channel: GenericChannel, signed: Signer) -> None:
    body = body_of()
    headers = {name.title(): value for name, value in signed(body).items()}
    assert channel.receive(headers, body).event_id == "msg_1"


def test_the_signature_is_checked_before_the_body_is_parsed(channel: GenericChannel) -> None:
    with pytest.raises(SignatureError):
        channel.receive({}, b"{" * 100_000)


def test_the_simulator_schema_is_what_the_mapping_reads(
    channel: GenericChannel, signed: Signer
) -> None:
    body = (
        MessageBody(
            text="質問",
            user=UserRef(id="u-2"),
            conversation=ConversationRef(id="c-2", kind="group"),
            files=(FileRef(name="申請書.pdf", url="https://tool.example/1"),),
        )
        .model_dump_json()
        .encode()
    )
    message = channel.receive(signed(body), body)

    assert (message.channel_user_id, message.conversation_key) == ("u-2", "c-2")
    assert not message.is_direct
    assert [name.reveal() for name in message.file_names] == ["申請書.pdf"]


ACCEPTED: dict[str, dict[str, Any]] = {
    "empty text": {"text": ""},
    "blank text": {"text": "　\n"},
    "unknown fields": {"extra": {"deep": [1, None]}, "team": "t"},
    "no files": {"files": []},
    "files null": {"files": None},
    "text of 60,000 characters": {"text": "あ" * 60_000},
}


@pytest.mark.parametrize("change", ACCEPTED.values(), ids=ACCEPTED)
def test_a_webhook_within_the_contract_is_taken(
    channel: GenericChannel, signed: Signer, change: dict[str, Any]
) -> None:
    body = body_of(**change)
    message = channel.receive(signed(body), body)
    assert message.text.reveal() == (MESSAGE | change)["text"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "other type": ({"type": CANARY}, "type"),
    "type missing": ({"type": None}, "type"),
    "text missing": ({"text": None}, "text"),
    "text a number": ({"text": 1}, "text"),
    "text a list": ({"text": [CANARY]}, "text"),
    "text with a NUL": ({"text": CANARY + "\0"}, "text"),
    "user missing": ({"user": None}, "user.id"),
    "user a string": ({"user": CANARY}, "user.id"),
    "user id a number": ({"user": {"id": 1}}, "user.id"),
    "user id true": ({"user": {"id": True}}, "user.id"),
    "user id empty": ({"user": {"id": ""}}, "user.id"),
    "user id too long": ({"user": {"id": "u" * 201}}, "user.id"),
    "user id with a line break": ({"user": {"id": "u\nv"}}, "user.id"),
    "conversation a list": ({"conversation": ["c"]}, "conversation.id"),
    "kind missing": ({"conversation": {"id": "c"}}, "conversation.kind"),
    "kind unknown": ({"conversation": {"id": "c", "kind": CANARY}}, "conversation.kind"),
    "kind a list": ({"conversation": {"id": "c", "kind": [CANARY]}}, "conversation.kind"),
    "files an object": ({"files": {"name": CANARY}}, "files"),
    "file without a name": ({"files": [{"url": CANARY}]}, "files[].name"),
    "file a string": ({"files": [CANARY]}, "files[].name"),
    "51 files": ({"files": [{"name": "a"}] * 51}, "files"),
}


@pytest.mark.parametrize(("change", "place"), REFUSED.values(), ids=REFUSED)
def test_fault_17_a_wrong_field_is_named_and_nothing_quoted(
    channel: GenericChannel, signed: Signer, change: dict[str, Any], place: str
) -> None:
    body = body_of(**change)
    with pytest.raises(InputError) as refusal:
        channel.receive(signed(body), body)
    assert not isinstance(refusal.value, SignatureError)
    assert place in refusal.value.message
    assert CANARY not in refusal.value.message


@pytest.mark.parametrize("field", ["text", "user", "file"])
def test_fault_17_a_lone_surrogate_is_refused(
    channel: GenericChannel, signed: Signer, field: str
) -> None:
    changes: dict[str, dict[str, Any]] = {
        "text": {"text": "a\ud800"},
        "user": {"user": {"id": "\ud800"}},
        "file": {"files": [{"name": "\udfff"}]},
    }
    body = json.dumps(MESSAGE | changes[field]).encode()
    with pytest.raises(InputError, match="surrogate"):
        channel.receive(signed(body), body)


def test_a_message_shows_no_text_in_its_repr(channel: GenericChannel, signed: Signer) -> None:
    body = body_of(text=CANARY, files=[{"name": CANARY}])
    assert CANARY not in repr(channel.receive(signed(body), body))
