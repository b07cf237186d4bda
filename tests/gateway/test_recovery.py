"""What becomes of turns whose process died (DESIGN L4, D1)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from assistant.core.chat import Outcome
from assistant.gateway.lease import ABANDONED_AFTER, LEFT_AFTER
from assistant.gateway.recovery import MAX_TAKES, Recovery
from assistant.gateway.turn import Turn
from assistant.identity.directory import set_active
from assistant.usage.log.models import LARGEST_NUMBER
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import LEASE_SECONDS, Kit, finish

pytestmark = pytest.mark.anyio

QUESTION = "転入届の手続き"


async def take(kit: Kit) -> Turn:
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    return turn


async def die_in_call(kit: Kit) -> Turn:
    """A process that ends while the model answers."""
    turn = await take(kit)
    kit.model.hold.close()
    task = asyncio.create_task(kit.pipeline.answer(turn))
    await kit.model.hold.arrived.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    kit.model.hold.open()
    return turn


async def taken_into_the_call_by(other: Kit) -> asyncio.Task[None]:
    """Another process takes up a turn whose lease ran out, and waits for the model."""
    other.clock.advance(LEASE_SECONDS)
    assert await other.recovery.sweep() == 1
    other.model.hold.close()
    task = asyncio.create_task(other.pipeline.answer(await take(other)))
    await other.model.hold.arrived.wait()
    return task


async def test_delivery_lost_before_it_was_screened_is_reported(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.pipeline.record(dead.message(QUESTION))
    kit = make_kit(like=dead)
    assert await kit.recovery.sweep() == 0
    kit.clock.advance(LEASE_SECONDS)
    assert await kit.recovery.sweep() == 1
    await kit.deliver_due()
    (reply,) = kit.channel.replies
    assert "もう一度送ってください" in reply.text
    usage = kit.row("SELECT outcome, reason, user_text_chars FROM usage_event")
    assert tuple(usage.values()) == ("failed", "lost_text", len(QUESTION))
    assert kit.entries() == []


async def test_turn_whose_call_never_started_is_answered_with_one_reservation(
    make_kit: MakeKit,
) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    turn = await take(dead)
    await dead.records.reserve(turn, prompt_tokens=200, max_output_tokens=1000)
    kit = make_kit(like=dead)
    kit.clock.advance(LEASE_SECONDS)
    assert await kit.recovery.sweep() == 1
    assert await kit.answer_next()
    await kit.deliver_due()
    assert len(kit.channel.replies) == len(kit.model.prompts) == 1
    assert kit.entries() == [("reserve", 1200, True), ("settle", 120, False)]
    assert await kit.ledger_problems() == []


async def test_turn_whose_call_started_is_charged_the_estimate_and_told(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    await die_in_call(dead)
    kit = make_kit(like=dead)
    kit.clock.advance(LEASE_SECONDS)
    assert await kit.recovery.sweep() == 1
    assert not await kit.answer_next()
    await kit.deliver_due()
    (_, held, _), closing = kit.entries()
    assert closing == ("expire", held, True)
    usage = kit.row(
        "SELECT outcome, reason, input_tokens + output_tokens AS tokens, is_estimated, month "
        "FROM usage_event"
    )
    assert tuple(usage.values()) == ("failed", "interrupted", held, 1, "2026-04")
    assert "見積もり" in kit.channel.replies[0].text
    assert len(kit.model.prompts) == 1
    assert await kit.ledger_problems() == []


async def test_turn_that_waited_longer_than_its_row_can_count_is_closed(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    await die_in_call(dead)
    kit = make_kit(like=dead)
    kit.clock.advance(26 * 86_400)
    assert await kit.recovery.sweep() == 1
    usage = kit.row("SELECT reason, milliseconds_total FROM usage_event")
    assert tuple(usage.values()) == ("interrupted", LARGEST_NUMBER)
    assert [entry[0] for entry in kit.entries()] == ["reserve", "expire"]
    await kit.admit(kit.message(QUESTION))
    assert await kit.answer_next()


async def test_second_sweep_does_nothing(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.pipeline.record(dead.message(QUESTION, user="user-1"))
    for user in ("user-2", "user-3"):
        await dead.admit(dead.message(QUESTION, user=user))
    await die_in_call(dead)
    await take(dead)
    kit = make_kit(like=dead)
    kit.clock.advance(LEASE_SECONDS)
    assert await kit.recovery.sweep() == 3
    before = kit.rows("SELECT * FROM turn"), kit.entries(), kit.rows("SELECT * FROM outbox")
    kit.clock.advance(10 * LEASE_SECONDS)
    assert await kit.recovery.sweep() == 0
    after = kit.rows("SELECT * FROM turn"), kit.entries(), kit.rows("SELECT * FROM outbox")
    assert after == before


async def test_two_sweeps_at_once_recover_each_turn_once(make_kit: MakeKit) -> None:
    dead = make_kit()
    for user in ("user-1", "user-2", "user-3"):
        await dead.pipeline.record(dead.message(QUESTION, user=user))
    kits = [make_kit(like=dead) for _ in range(2)]
    kits[0].clock.advance(LEASE_SECONDS)
    counts = await finish(*(asyncio.create_task(kit.recovery.sweep()) for kit in kits))
    assert sorted(counts) == [0, 3]


async def test_turn_of_a_channel_not_served_here_is_left_to_a_process_that_serves_it(
    make_kit: MakeKit,
) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    await take(dead)
    dead.clock.advance(LEASE_SECONDS)
    elsewhere = Recovery(dead.records, dead.pipeline.endings, channels=("console",))
    assert await elsewhere.sweep() == 0
    assert dead.row("SELECT state FROM turn") == {"state": "running"}
    assert await make_kit(like=dead).recovery.sweep() == 1
    assert dead.row("SELECT state FROM turn") == {"state": "queued"}


@pytest.mark.parametrize("is_queued_again", [False, True])
async def test_hold_of_a_turn_whose_channel_nobody_serves_ends_after_a_day(
    make_kit: MakeKit, is_queued_again: bool
) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    turn = await take(dead)
    await dead.records.reserve(turn, prompt_tokens=200, max_output_tokens=1000)
    if is_queued_again:
        await dead.records.requeue(turn)
    elsewhere = Recovery(dead.records, dead.pipeline.endings, channels=("other",))
    dead.clock.advance(86_400 - 1)
    assert await elsewhere.sweep() == 0
    assert dead.entries() == [("reserve", 1200, True)]
    dead.clock.advance(1)
    assert await elsewhere.sweep() == 1
    assert dead.entries()[1] == ("release", 0, False)
    assert dead.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "failed",
        "reason": "interrupted",
    }


async def test_question_that_only_waits_is_not_given_up_by_others(make_kit: MakeKit) -> None:
    kit = make_kit()
    await kit.admit(kit.message(QUESTION))
    kit.clock.advance(10 * 86_400)
    elsewhere = Recovery(kit.records, kit.pipeline.endings, channels=("other",))
    assert await elsewhere.sweep() == 0
    assert kit.row("SELECT state FROM turn") == {"state": "queued"}


async def test_question_of_a_channel_nobody_serves_does_not_wait_for_ever(
    make_kit: MakeKit,
) -> None:
    kit = make_kit()
    await kit.admit(kit.message(QUESTION))
    elsewhere = Recovery(kit.records, kit.pipeline.endings, channels=("other",))
    kit.clock.advance(LEFT_AFTER.total_seconds() - 1)
    assert await elsewhere.sweep() == 0
    kit.clock.advance(1)
    assert await elsewhere.sweep() == 1
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "interrupted"}
    assert kit.tables_holding(QUESTION) == set()
    await make_kit(like=kit).deliver_due()
    assert "もう一度" in kit.channel.replies[0].text


async def test_question_that_waits_where_it_is_served_is_answered_however_old(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    kit.clock.advance(2 * LEFT_AFTER.total_seconds())
    assert await kit.recovery.sweep() == 0
    assert await kit.answer_next()


async def test_console_turn_of_a_dead_process_ends_and_its_hold_is_given_back(
    make_kit: MakeKit,
) -> None:
    dead = make_kit()
    await dead.admit(replace(dead.message(QUESTION, user="account-1"), channel="console"))
    turn = await dead.records.take_next(["console"])
    assert turn is not None
    await dead.records.reserve(turn, prompt_tokens=200, max_output_tokens=1000)
    dead.clock.advance(LEASE_SECONDS)
    assert await make_kit(like=dead).recovery.sweep() == 1
    assert dead.entries()[1] == ("release", 0, False)
    assert dead.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "failed",
        "reason": "interrupted",
    }


async def test_console_question_nobody_waits_for_any_more_is_ended_and_not_answered(
    make_kit: MakeKit,
) -> None:
    kit = make_kit()
    await kit.admit(replace(kit.message(QUESTION, user="account-1"), channel="console"))
    kit.clock.advance(ABANDONED_AFTER.total_seconds() - 1)
    assert await kit.recovery.sweep() == 0
    kit.clock.advance(1)
    assert await kit.recovery.sweep() == 1
    assert kit.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "failed",
        "reason": "interrupted",
    }
    assert kit.model.prompts == []


async def test_turn_this_process_works_on_is_not_abandoned_though_its_lease_ran_out(
    kit: Kit,
) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    kit.clock.advance(LEASE_SECONDS)
    assert await kit.recovery.sweep([turn.id]) == 0
    assert await kit.recovery.sweep() == 1


async def test_turn_that_cannot_be_recovered_holds_up_no_other(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.pipeline.record(dead.message(QUESTION))
    await dead.uow.write(
        lambda session: session.connection().exec_driver_sql(
            "UPDATE turn SET user_text_chars = -1"  # no usage row can hold that
        )
    )
    dead.clock.advance(1)
    await dead.pipeline.record(dead.message(QUESTION))
    kit = make_kit(like=dead)
    kit.clock.advance(LEASE_SECONDS)
    assert await kit.recovery.sweep() == 2
    states = kit.rows("SELECT state FROM turn ORDER BY received_at")
    assert [row["state"] for row in states] == ["received", "closed"]


async def test_turn_that_kills_its_process_is_not_begun_for_ever(make_kit: MakeKit) -> None:
    kit = make_kit()
    await kit.admit(kit.message(QUESTION))
    for number in range(1, MAX_TAKES + 1):
        assert (await take(kit)).takes == number
        kit.clock.advance(LEASE_SECONDS)
        assert await kit.recovery.sweep() == 1
    assert await kit.records.take_next(["generic"]) is None
    assert kit.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "failed",
        "reason": "interrupted",
    }


async def test_process_that_was_only_slow_calls_no_model_for_a_turn_it_lost(
    make_kit: MakeKit,
) -> None:
    slow = make_kit()
    await slow.admit(slow.message(QUESTION))
    turn = await take(slow)
    other = make_kit(like=slow)
    other.clock.advance(LEASE_SECONDS)
    assert await other.recovery.sweep() == 1
    assert (await take(other)).id == turn.id
    await slow.pipeline.answer(turn)
    assert slow.model.prompts == []
    assert other.row("SELECT state, lease_owner FROM turn") == {
        "state": "running",
        "lease_owner": other.lease.owner,
    }


async def test_answer_that_comes_after_its_turn_was_given_up_changes_nothing(
    make_kit: MakeKit,
) -> None:
    slow = make_kit()
    await slow.admit(slow.message(QUESTION))
    turn = await take(slow)
    slow.model.hold.close()
    task = asyncio.create_task(slow.pipeline.answer(turn))
    await slow.model.hold.arrived.wait()
    other = make_kit(like=slow)
    other.clock.advance(LEASE_SECONDS)
    assert await other.recovery.sweep() == 1
    entries = other.entries()
    slow.model.hold.open()
    await finish(task)
    assert other.entries() == entries
    assert len(other.rows("SELECT * FROM outbox")) == 1
    assert other.rows("SELECT * FROM message") == []


async def test_fault_of_a_process_that_lost_its_turn_takes_it_from_nobody(
    make_kit: MakeKit,
) -> None:
    slow = make_kit()
    await slow.admit(slow.message(QUESTION))
    turn = await take(slow)
    other = make_kit(like=slow)
    task = await taken_into_the_call_by(other)
    await slow.recovery.fail(turn)
    assert other.row("SELECT state FROM turn") == {"state": "running"}
    other.model.hold.open()
    await finish(task)
    await other.deliver_due()
    assert [entry[0] for entry in other.entries()] == ["reserve", "settle"]
    assert [reply.outcome for reply in other.channel.replies] == [Outcome.ANSWERED]


async def test_refusal_by_a_process_that_lost_its_turn_gives_no_hold_back(
    make_kit: MakeKit,
) -> None:
    slow = make_kit()
    await slow.admit(slow.message(QUESTION))
    turn = await take(slow)
    other = make_kit(like=slow)
    task = await taken_into_the_call_by(other)
    await other.uow.write(
        lambda session: set_active(session, "account-1", is_active=False, now=other.clock.now())
    )
    await slow.pipeline.answer(turn)
    assert [entry[0] for entry in other.entries()] == ["reserve"]
    other.model.hold.open()
    await finish(task)
    assert other.entries()[1] == ("settle", 120, False)
    usage = other.row("SELECT outcome, input_tokens + output_tokens AS tokens FROM usage_event")
    assert tuple(usage.values()) == ("answered", 120)


async def test_living_turn_is_not_swept(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    kit.clock.advance(LEASE_SECONDS - 1)
    await kit.records.renew([turn.id])
    kit.clock.advance(LEASE_SECONDS - 1)
    assert await kit.recovery.sweep() == 0


async def test_fault_of_ours_gives_the_hold_back_before_the_call(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    await kit.records.reserve(turn, prompt_tokens=200, max_output_tokens=1000)
    await kit.recovery.fail(turn)
    assert kit.entries()[1] == ("release", 0, False)
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "internal"}


async def test_fault_of_ours_after_the_call_began_charges_the_estimate(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    await kit.records.reserve(turn, prompt_tokens=200, max_output_tokens=1000)
    await kit.records.start_call(turn)
    await kit.recovery.fail(turn)
    assert kit.entries()[1] == ("expire", 1200, True)
