"""Messages that go no further than the reception: one usage row, one reply, no model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.core.chat import Outcome
from assistant.identity.directory import set_active
from assistant.settings import GatewaySettings
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import Kit, assert_ended

pytestmark = pytest.mark.anyio

QUESTION = "転入届の手続きを教えてください"


@pytest.mark.parametrize("fault", [RuntimeError("broken"), TimeoutError()], ids=["broken", "slow"])
async def test_filter_that_fails_blocks(kit: Kit, fault: Exception) -> None:
    kit.analyzer.fault = fault
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.BLOCKED_INPUT, "filter_unavailable")
    assert kit.model.prompts == []
    assert kit.tables_holding(QUESTION) == set()


@pytest.mark.parametrize(
    ("text", "reason"),
    [("長" * 8001, "too_long"), ("欠けた\ud83d文字", "unreadable")],
    ids=["too long", "half a character"],
)
async def test_text_the_filter_does_not_take_is_refused_unread(
    kit: Kit, text: str, reason: str
) -> None:
    reply = await kit.ask(text)
    await assert_ended(kit, reply, Outcome.BLOCKED_INPUT, reason)
    assert kit.analyzer.asked == []
    assert kit.model.prompts == []


async def test_longest_text_there_may_be_is_answered(kit: Kit) -> None:
    reply = await kit.ask("長" * 8000)
    await assert_ended(kit, reply, Outcome.ANSWERED, "model")


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ({"user": "stranger"}, "unknown_account"),
        ({"user": "user-4"}, "disabled_account"),
        ({"text": " 　\n"}, "empty_text"),
        ({"text": "\u200b\ufeff\u2060"}, "empty_text"),
        ({"files": ("名簿.xlsx",)}, "files"),
    ],
    ids=["unknown", "disabled", "empty", "invisible", "files"],
)
async def test_message_that_cannot_be_taken_is_refused_unread(
    kit: Kit, where: dict[str, str], reason: str
) -> None:
    reply = await kit.ask(**{"text": QUESTION, **where})
    await assert_ended(kit, reply, Outcome.REFUSED, reason)
    assert reply.is_private
    assert kit.analyzer.asked == []
    assert kit.entries() == []
    assert kit.tables_holding("名簿.xlsx") == set()
    assert kit.tables_holding(QUESTION) == set()


async def test_disabled_account_is_refused_also_as_to_commands(kit: Kit) -> None:
    reply = await kit.ask("残量", user="user-4")
    await assert_ended(kit, reply, Outcome.REFUSED, "disabled_account")


async def test_question_of_an_account_disabled_while_it_waited_is_refused(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    await kit.uow.write(
        lambda session: set_active(session, "account-1", is_active=False, now=kit.clock.now())
    )
    await kit.answer_next()
    await kit.deliver_due()
    (reply,) = kit.channel.replies
    await assert_ended(kit, reply, Outcome.REFUSED, "disabled_account")
    assert kit.model.prompts == []


async def test_usage_row_of_a_stranger_names_nobody(kit: Kit) -> None:
    await kit.ask(QUESTION, user="stranger")
    row = kit.row("SELECT account_pseudonym, department_id FROM usage_event")
    assert row == {"account_pseudonym": None, "department_id": None}


async def test_full_queue_refuses_and_goes_on_when_there_is_room(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=GatewaySettings(max_queued_turns=2))
    for number in (1, 2):
        await kit.admit(kit.message(QUESTION, user=f"user-{number}"))
    await kit.admit(kit.message(QUESTION, user="user-3"))
    outcomes = kit.rows("SELECT outcome, reason FROM usage_event")
    assert outcomes == [{"outcome": "refused", "reason": "busy"}]
    assert await kit.answer_next()
    await kit.admit(kit.message(QUESTION, user="user-3"))
    assert len(kit.rows("SELECT * FROM turn WHERE state = 'queued'")) == 2


async def test_queue_of_a_channel_nobody_serves_does_not_fill_that_of_another(
    make_kit: MakeKit,
) -> None:
    kit = make_kit(gateway=GatewaySettings(max_queued_turns=2))
    for number in (1, 2):
        await kit.admit(replace(kit.message(QUESTION, user=f"account-{number}"), channel="console"))
    reply = await kit.ask(QUESTION, user="user-3")
    assert reply.outcome is Outcome.ANSWERED


async def test_account_that_sends_too_fast_is_refused_for_a_minute(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=GatewaySettings(max_turns_per_minute=2))
    first, second, third = [await kit.ask(QUESTION) for _ in range(3)]
    assert (first.outcome, second.outcome) == (Outcome.ANSWERED, Outcome.ANSWERED)
    assert (third.outcome, "60秒" in third.text) == (Outcome.REFUSED, True)
    other = await kit.ask(QUESTION, user="user-2")
    assert other.outcome is Outcome.ANSWERED
    kit.clock.advance(61)
    later = await kit.ask(QUESTION)
    assert later.outcome is Outcome.ANSWERED
    reasons = [row["reason"] for row in kit.rows("SELECT reason FROM usage_event ORDER BY id")]
    assert reasons == ["model", "model", "rate_limited", "model", "model"]
