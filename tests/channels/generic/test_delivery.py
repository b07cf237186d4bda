"""The callback: what is posted, how it is proved, and what each answer of the tool means."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
import time_machine
from standardwebhooks.webhooks import Webhook

from assistant.channels.generic.adapter import GenericChannel
from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.signature import decode_secret, verify
from assistant.core.chat import Citation, Outcome, Reply
from assistant.core.clock import ManualClock
from assistant.core.errors import DeliveryError
from tests.channels.generic.conftest import NEW_SECRET, OLD_SECRET, settings_of

pytestmark = pytest.mark.anyio
KEYS = (decode_secret(NEW_SECRET), decode_secret(OLD_SECRET))
REPLY = Reply(
    in_reply_to="msg_1",
    channel="generic",
    channel_user_id="u-1",
    conversation_key="c-1",
    outcome=Outcome.ANSWERED,
    text="納期限は6月30日です。",
    is_private=True,
    citations=(Citation("tax-1", "架空市市税条例 第1条"), Citation("g-2", "手引き", "https://g/")),
)
Answer = Callable[[httpx2.Request], httpx2.Response]


class Tool:
    """A chat tool's API behind a transport: keeps requests, answers as told."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.answer: Answer = lambda _request: httpx2.Response(204)

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self.answer(request)

    def channel(self, clock: ManualClock, *, secret: str = "", **values: Any) -> GenericChannel:
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self.handle), trust_env=False)
        return GenericChannel(
            settings_of(**values), keys=KEYS, secret=secret, clock=clock, client=client
        )


@pytest.fixture
def tool() -> Tool:
    return Tool()


@pytest.fixture
async def channel(tool: Tool, clock: ManualClock) -> AsyncIterator[GenericChannel]:
    channel = tool.channel(clock)
    yield channel
    await channel.aclose()


async def test_a_reply_is_posted_as_the_contract_says(tool: Tool, channel: GenericChannel) -> None:
    await channel.deliver(REPLY, idempotency_key="out-1")

    (request,) = tool.requests
    assert str(request.url) == "http://127.0.0.1:9/callback"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == {
        "in_reply_to": "msg_1",
        "conversation": {"id": "c-1"},
        "user": {"id": "u-1"},
        "outcome": "answered",
        "text": "納期限は6月30日です。",
        "private": True,
        "citations": [
            {"id": "tax-1", "label": "架空市市税条例 第1条", "url": None},
            {"id": "g-2", "label": "手引き", "url": "https://g/"},
        ],
    }
    assert CallbackBody.model_validate_json(request.content).text == REPLY.text


async def test_the_callback_is_signed_for_both_secrets_under_the_idempotency_key(
    tool: Tool, channel: GenericChannel, clock: ManualClock
) -> None:
    await channel.deliver(REPLY, idempotency_key="out-1")

    (request,) = tool.requests
    for key in KEYS:
        found = verify([key], dict(request.headers), request.content, clock=clock)
        assert found == ("out-1", key)


async def test_the_standard_client_takes_the_callback(
    tool: Tool, channel: GenericChannel, clock: ManualClock
) -> None:
    await channel.deliver(REPLY, idempotency_key="out-1")

    (request,) = tool.requests
    with time_machine.travel(clock.now(), tick=False):
        taken = Webhook(NEW_SECRET).verify(request.content, dict(request.headers))
    assert taken["text"] == REPLY.text


@pytest.mark.parametrize("status", [200, 201, 202, 204, 409])
async def test_taken_now_or_before_is_success(
    tool: Tool, channel: GenericChannel, status: int
) -> None:
    tool.answer = lambda _request: httpx2.Response(status)
    await channel.deliver(REPLY, idempotency_key="out-1")
    assert len(tool.requests) == 1


@pytest.mark.parametrize(
    ("status", "is_permanent"),
    [
        (400, True), (410, True), (413, True), (422, True),
        (401, False), (403, False), (404, False), (408, False), (429, False),
        (500, False), (502, False), (503, False), (302, False),
    ],
)  # fmt: skip
async def test_fault_32_each_refusal_says_whether_to_try_again(
    tool: Tool, channel: GenericChannel, status: int, is_permanent: bool
) -> None:
    tool.answer = lambda _request: httpx2.Response(
        status, text=REPLY.text, headers={"location": "http://127.0.0.1:9/elsewhere"}
    )
    with pytest.raises(DeliveryError) as fault:
        await channel.deliver(REPLY, idempotency_key="out-1")

    assert fault.value.is_permanent is is_permanent
    assert REPLY.text not in fault.value.message
    assert len(tool.requests) == 1, "no redirect is followed, nothing is repeated here"


@pytest.mark.parametrize(
    "fault", [httpx2.ConnectError, httpx2.ReadTimeout, httpx2.RemoteProtocolError, OSError]
)
async def test_fault_32_no_answer_is_tried_again(
    tool: Tool, channel: GenericChannel, fault: type[Exception]
) -> None:
    def fail(_request: httpx2.Request) -> httpx2.Response:
        raise fault(REPLY.text)

    tool.answer = fail
    with pytest.raises(DeliveryError, match="callback_url") as failure:
        await channel.deliver(REPLY, idempotency_key="out-1")
    assert not failure.value.is_permanent
    assert REPLY.text not in failure.value.message
    assert failure.value.__cause__ is None


async def test_an_endless_answer_is_not_read(tool: Tool, channel: GenericChannel) -> None:
    read: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1024

    tool.answer = lambda _request: httpx2.Response(200, content=endless())
    await channel.deliver(REPLY, idempotency_key="out-1")
    assert read == []


async def test_a_mapped_tool_gets_its_own_header_and_body(tool: Tool, clock: ManualClock) -> None:
    channel = tool.channel(
        clock,
        secret="bot-token",  # noqa: S106 - an invented token
        outgoing={
            "auth": "headers",
            "headers": {"X-Bot-Token": "{secret}", "X-Once": "{idempotency_key}"},
            "secret": "bot-token",
            "template": '{"room": "{conversation_id}", "body": {"message": "{text}"},'
            ' "only_to": "{user_id}", "hidden": "{private}"}',
        },
    )
    await channel.deliver(REPLY, idempotency_key="out-1")
    await channel.aclose()

    (request,) = tool.requests
    assert request.headers["x-bot-token"] == "bot-token"
    assert request.headers["x-once"] == "out-1"
    assert "webhook-signature" not in request.headers
    assert json.loads(request.content) == {
        "room": "c-1",
        "body": {"message": REPLY.text},
        "only_to": "u-1",
        "hidden": True,
    }
    assert channel.abilities.has_idempotency_key


async def test_half_a_character_does_not_make_a_reply_undeliverable(
    tool: Tool, channel: GenericChannel
) -> None:
    reply = Reply("m", "generic", "u", "c", Outcome.ANSWERED, "a\ud800b", is_private=False)
    await channel.deliver(reply, idempotency_key="out-1")
    assert json.loads(tool.requests[0].content)["text"] == "a?b"
