"""What is deleted after its time, and what stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.conversation.settings import ConversationSettings
from assistant.core.errors import DeliveryError
from assistant.gateway.retention import Retention
from assistant.settings import GatewaySettings
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio

DAY = 86_400
QUESTION = "転入届の手続き"


GONE = DeliveryError("the chat tool answered 410", is_permanent=True)


def retention_of(kit: Kit, *, channels: Sequence[str] | None) -> Retention:
    """The retention of a process that serves these channels."""
    return Retention(
        kit.uow, kit.clock, GatewaySettings(), ConversationSettings(), channels=channels
    )


def counts(kit: Kit) -> dict[str, int]:
    tables = ("conversation", "message", "outbox", "turn", "model_attempt")
    return {name: len(kit.rows(f"SELECT * FROM {name}")) for name in tables}  # noqa: S608  # our own


async def test_each_kind_goes_after_its_own_time(kit: Kit) -> None:
    await kit.ask(QUESTION)
    kept = []
    for days in (2, 2, 4, 23):
        kit.clock.advance(days * DAY)
        await kit.retention.purge()
        kept.append({name for name, count in counts(kit).items() if count})
    everything = {"conversation", "message", "outbox", "turn", "model_attempt"}
    assert kept == [everything, everything - {"outbox"}, {"turn", "model_attempt"}, set()]


async def test_usage_ledger_and_counters_stay(kit: Kit) -> None:
    await kit.ask(QUESTION)
    tables = ("usage_event", "ledger_entry", "quota_counter")
    before = [kit.rows(f"SELECT * FROM {name}") for name in tables]  # noqa: S608  # our own names
    kit.clock.advance(400 * DAY)
    await kit.retention.purge()
    assert [kit.rows(f"SELECT * FROM {name}") for name in tables] == before  # noqa: S608  # as above
    assert await kit.ledger_problems() == []


async def test_second_purge_deletes_nothing_more(kit: Kit) -> None:
    await kit.ask(QUESTION)
    kit.clock.advance(60 * DAY)
    assert await kit.retention.purge() == 3
    assert await kit.retention.purge() == 0


async def test_open_turns_are_never_deleted(kit: Kit) -> None:
    await kit.pipeline.record(kit.message(QUESTION))
    await kit.admit(kit.message(QUESTION))
    kit.clock.advance(400 * DAY)
    await kit.retention.purge()
    states = kit.rows("SELECT state FROM turn ORDER BY state")
    assert [row["state"] for row in states] == ["queued", "received"]


async def test_delivery_whose_reply_still_waits_stays(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=GatewaySettings(keep_turn_days=1, keep_reply_days=3))
    kit.channel.faults = [DeliveryError("the chat tool answered 503")]
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    await kit.deliver_due()
    kit.clock.advance(2 * DAY)
    await kit.retention.purge()
    assert counts(kit)["turn"] == counts(kit)["model_attempt"] == 1
    await kit.deliver_due()
    await kit.retention.purge()
    assert counts(kit)["turn"] == counts(kit)["model_attempt"] == 0


async def test_reply_that_no_process_was_there_to_deliver_is_delivered_and_not_deleted(
    make_kit: MakeKit,
) -> None:
    dead = make_kit()
    for user in ("user-1", "user-2", "user-3"):
        await dead.admit(dead.message(QUESTION, user=user))
        await dead.answer_next()
    dead.clock.advance(30 * DAY)
    kit = make_kit(like=dead)
    await kit.retention.purge()
    async with kit.running():
        assert len(await kit.channel.wait_for(3)) == 3
    await kit.retention.purge()
    assert counts(kit)["outbox"] == 0


async def test_dead_letter_is_kept_from_the_day_it_was_given_up(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.admit(dead.message("ヘルプ"))
    kit = make_kit(like=dead)
    kit.clock.advance(30 * DAY)
    kit.channel.faults = [GONE]
    await kit.deliver_due()
    kit.clock.advance(3 * DAY)
    await kit.retention.purge()
    assert kit.row("SELECT state FROM outbox") == {"state": "dead"}
    kit.clock.advance(1)
    await kit.retention.purge()
    assert counts(kit)["outbox"] == 0
    assert kit.tables_holding("このボットの使い方") == set()


async def test_reply_of_a_channel_that_is_not_served_is_given_up_after_its_time_and_goes(
    make_kit: MakeKit,
) -> None:
    kit = make_kit()
    await kit.admit(kit.message("ヘルプ"))
    elsewhere = retention_of(kit, channels=("other",))
    states = []
    for wait in (3 * DAY, 1, 3 * DAY, 1):
        kit.clock.advance(wait)
        await elsewhere.purge()
        states.append([row["state"] for row in kit.rows("SELECT state FROM outbox")])
    assert states == [["pending"], ["dead"], ["dead"], []]


async def test_process_that_works_on_one_event_gives_up_no_reply_of_others(kit: Kit) -> None:
    await kit.admit(kit.message("ヘルプ"))
    kit.clock.advance(30 * DAY)
    await retention_of(kit, channels=None).purge()
    assert kit.row("SELECT state FROM outbox") == {"state": "pending"}
    assert await kit.deliver_due() == 1


async def test_reply_at_the_console_goes_as_nobody_waits_there_any_more(kit: Kit) -> None:
    await kit.admit(replace(kit.message("ヘルプ", user="account-1"), channel="console"))
    kit.clock.advance(3 * DAY + 1)
    await kit.retention.purge()
    assert kit.rows("SELECT * FROM outbox") == []


async def test_conversation_in_use_stays_and_an_expired_one_starts_anew(
    make_kit: MakeKit,
) -> None:
    kit = make_kit(conversation=ConversationSettings(keep_days=7))
    await kit.ask(QUESTION)
    kit.clock.advance(6 * DAY)
    await kit.ask("続きは？")
    kit.clock.advance(6 * DAY)
    await kit.retention.purge()
    assert counts(kit)["message"] == 4
    kit.clock.advance(DAY)
    await kit.ask("一週間後")
    assert kit.model.sent_texts[-1:] == ["一週間後"]
    assert len(kit.model.prompts[-1].messages) == 1
    await kit.retention.purge()
    assert not kit.tables_holding(QUESTION)
