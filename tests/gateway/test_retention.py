"""What is deleted after its time, and what stays."""

from __future__ import annotations

import pytest

from assistant.conversation.settings import ConversationSettings
from assistant.core.errors import DeliveryError
from assistant.settings import GatewaySettings
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio

DAY = 86_400
QUESTION = "転入届の手続き"


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


async def test_undelivered_reply_goes_too(kit: Kit) -> None:
    await kit.admit(kit.message("ヘルプ"))
    kit.clock.advance(4 * DAY)
    await kit.retention.purge()
    assert counts(kit)["outbox"] == 0
    assert kit.tables_holding("このボットの使い方") == set()


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
