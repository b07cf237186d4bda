"""A gateway that stops: what runs gets its time, the rest is left in order."""

from __future__ import annotations

import asyncio

import pytest

from assistant.core.chat import Outcome
from assistant.core.errors import StoppingError
from assistant.filters.settings import EntityRule, FilterSettings
from assistant.settings import GatewaySettings
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import Kit, finish, until

pytestmark = pytest.mark.anyio

QUESTION = "転入届の手続き"
IMPATIENT = GatewaySettings(acknowledge_seconds=0.01)


async def test_stopping_gateway_refuses_what_comes_in(kit: Kit) -> None:
    kit.dispatcher.start()
    await kit.dispatcher.stop(1)
    with pytest.raises(StoppingError, match="shutting down"):
        await kit.dispatcher.accept(kit.message(QUESTION))
    assert kit.rows("SELECT * FROM turn") == []


async def test_stop_without_start_is_safe(kit: Kit) -> None:
    await kit.dispatcher.stop(1)
    assert not kit.dispatcher.is_running


async def test_stop_gives_running_turns_their_time(kit: Kit) -> None:
    kit.dispatcher.start()
    kit.model.hold.close()
    await kit.dispatcher.accept(kit.message(QUESTION))
    await kit.model.hold.arrived.wait()
    stopping = asyncio.create_task(kit.dispatcher.stop(20))
    await until(lambda: not kit.dispatcher.is_running)
    kit.model.hold.open()
    await finish(stopping)
    assert kit.row("SELECT outcome FROM turn") == {"outcome": "answered"}
    assert kit.entries()[1] == ("settle", 120, False)


async def test_stop_charges_and_reports_a_call_it_has_to_cut(kit: Kit) -> None:
    kit.dispatcher.start()
    kit.model.hold.close()
    await kit.dispatcher.accept(kit.message(QUESTION))
    await kit.model.hold.arrived.wait()
    await kit.dispatcher.stop(0.01)
    (_, held, _), closing = kit.entries()
    assert closing == ("expire", held, True)
    assert kit.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "failed",
        "reason": "interrupted",
    }
    assert kit.row("SELECT state FROM outbox")["state"] in ("pending", "delivered")


async def test_stop_puts_a_turn_back_whose_call_did_not_start(make_kit: MakeKit) -> None:
    before = make_kit()
    await before.admit(before.message(QUESTION))
    changed = FilterSettings(entities={"PERSON": EntityRule(threshold=0.4)})
    kit = make_kit(like=before, filter=changed)  # under changed rules it is screened again
    kit.analyzer.hold.close()
    kit.dispatcher.start()
    await kit.analyzer.hold.arrived.wait()
    await kit.dispatcher.stop(0.01)
    row = kit.row("SELECT state, takes, question, lease_owner FROM turn")
    assert tuple(row.values()) == ("queued", 1, QUESTION, None)
    kit.analyzer.hold.open()
    assert await before.answer_next()
    assert kit.row("SELECT outcome FROM turn") == {"outcome": "answered"}


async def test_stop_reports_a_text_that_is_still_being_screened(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=IMPATIENT)
    kit.dispatcher.start()
    kit.analyzer.hold.close()
    await kit.dispatcher.accept(kit.message(QUESTION))
    await kit.dispatcher.stop(0.01)
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "lost_text"}
    restarted = make_kit(like=kit)
    await restarted.deliver_due()
    assert "もう一度送ってください" in kit.channel.replies[-1].text


async def test_queued_turns_are_left_for_the_next_start(make_kit: MakeKit) -> None:
    kit = make_kit()
    await kit.dispatcher.accept(kit.message(QUESTION))
    await kit.dispatcher.stop(1)
    restarted = make_kit(like=kit)
    async with restarted.running():
        (reply,) = await kit.channel.wait_for(1)
    assert reply.outcome is Outcome.ANSWERED


async def test_stop_leaves_a_hanging_delivery_for_the_next_start(make_kit: MakeKit) -> None:
    kit = make_kit()
    kit.dispatcher.start()
    kit.channel.hold.close()
    await kit.dispatcher.accept(kit.message("ヘルプ"))
    await kit.channel.hold.arrived.wait()
    await kit.dispatcher.stop(0.01)
    assert kit.channel.replies == []
    kit.channel.hold.open()
    restarted = make_kit(like=kit)
    restarted.clock.advance(30)
    assert await restarted.deliver_due() == 1
    assert len(set(kit.channel.keys)) == 1
