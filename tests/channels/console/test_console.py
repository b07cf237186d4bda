"""The console channel: one asker, one reply, in memory."""

from __future__ import annotations

import asyncio

import pytest

from assistant.channels.console.adapter import ConsoleChannel
from assistant.core.chat import Outcome, Reply
from assistant.core.errors import InputError, SignatureError
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


def reply_to(event_id: str, text: str) -> Reply:
    return Reply(event_id, "console", "demo", "demo", Outcome.ANSWERED, text, is_private=True)


async def asked_for(console: ConsoleChannel, event_id: str) -> Reply:
    return await console.wait_for_reply(event_id, timeout_seconds=PATIENCE_SECONDS)


async def test_the_asker_gets_the_reply() -> None:
    console = ConsoleChannel()
    message = console.message_from("架空市の手続き", "demo")
    waiting = asyncio.create_task(
        console.wait_for_reply(message.event_id, timeout_seconds=PATIENCE_SECONDS)
    )
    await console.deliver(reply_to(message.event_id, "返答"), idempotency_key="out-1")

    assert (message.channel_user_id, message.is_direct) == ("demo", True)
    assert (await waiting).text == "返答"


async def test_a_reply_that_came_first_is_kept_and_a_second_one_dropped() -> None:
    console = ConsoleChannel()
    message = console.message_from("質問", "demo")
    for text in ("一つ目", "二つ目"):
        await console.deliver(reply_to(message.event_id, text), idempotency_key="out-1")
    assert (await asked_for(console, message.event_id)).text == "一つ目"


async def test_a_reply_to_an_earlier_process_is_dropped() -> None:
    console = ConsoleChannel()
    await console.deliver(reply_to("gone", "返答"), idempotency_key="out-1")
    with pytest.raises(KeyError):
        await asked_for(console, "gone")


async def test_no_reply_in_time_is_a_timeout_and_can_be_waited_for_again() -> None:
    console = ConsoleChannel()
    message = console.message_from("質問", "demo")
    with pytest.raises(TimeoutError):
        await console.wait_for_reply(message.event_id, timeout_seconds=0.01)
    await console.deliver(reply_to(message.event_id, "返答"), idempotency_key="out-1")
    assert (await asked_for(console, message.event_id)).text == "返答"


@pytest.mark.parametrize("text", ["a\0", "\udc80"])
async def test_text_no_database_can_hold_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="the text"):
        ConsoleChannel().message_from(text, "demo")


async def test_it_takes_no_webhooks() -> None:
    console = ConsoleChannel()
    assert console.content_types == frozenset()
    with pytest.raises(SignatureError):
        console.receive({}, b"{}")
    await console.aclose()
