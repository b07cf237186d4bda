"""Deliveries are recorded once; turns are taken in fairness, one at a time per account."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.core.chat import Outcome
from assistant.core.ids import TurnId
from assistant.gateway import queue
from assistant.gateway.turn import Ending, Reason, SealedText, Tally, Turn
from assistant.settings import GatewaySettings
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.kit import Kit, finish

pytestmark = pytest.mark.anyio

QUESTION = "転入届の手続き"


async def take(kit: Kit) -> Turn:
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    return turn


async def close(kit: Kit, turn: Turn) -> None:
    ending = Ending(Outcome.FAILED, Reason.INTERNAL, "終わり")
    await kit.records.close(turn, ending, Tally())


async def test_delivery_is_recorded_without_its_text(kit: Kit) -> None:
    arrival = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    row = kit.row("SELECT state, question, user_text_chars, event_id FROM turn")
    assert arrival.is_new
    assert tuple(row.values()) == ("received", None, len(QUESTION), "e-1")
    assert kit.tables_holding(QUESTION) == set()


async def test_repeat_while_the_first_is_screened_is_a_duplicate(kit: Kit) -> None:
    first = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    kit.clock.advance(29)
    again = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    assert (again.is_new, again.turn.id) == (False, first.turn.id)


async def test_repeat_of_a_textless_delivery_whose_lease_ran_out_is_taken_up(kit: Kit) -> None:
    first = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    kit.clock.advance(30)
    again = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    assert (again.is_new, again.turn.id) == (True, first.turn.id)
    third = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    assert not third.is_new


async def test_taken_up_delivery_belongs_to_the_sender_as_registered_now(kit: Kit) -> None:
    await kit.pipeline.record(kit.message(QUESTION, event="e-1", user="newcomer"))
    kit.clock.advance(30)
    await kit.uow.write(
        lambda session: session.connection().exec_driver_sql(
            "INSERT INTO channel_identity (channel, channel_user_id, account_id) "
            "VALUES ('generic', 'newcomer', 'account-3')"
        )
    )
    await kit.pipeline.record(kit.message(QUESTION, event="e-1", user="newcomer"))
    assert kit.row("SELECT account_id, department_id FROM turn") == {
        "account_id": "account-3",
        "department_id": "tax",
    }


@pytest.mark.parametrize("state", ["queued", "running", "closed"])
async def test_repeat_of_a_delivery_with_text_is_a_duplicate_for_ever(kit: Kit, state: str) -> None:
    await kit.admit(kit.message(QUESTION, event="e-1"))
    if state != "queued":
        turn = await take(kit)
        if state == "closed":
            await close(kit, turn)
    kit.clock.advance(86_400)
    again = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    assert not again.is_new
    assert kit.row("SELECT state FROM turn") == {"state": state}


async def test_same_event_id_in_another_channel_is_another_delivery(make_kit: MakeKit) -> None:
    kit = make_kit()
    await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    kit.channel.name = "elsewhere"
    other = await kit.pipeline.record(kit.message(QUESTION, event="e-1"))
    assert other.is_new


async def test_queued_question_is_stored_sealed_and_erased_when_closed(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    row = kit.row("SELECT state, question, question_ruleset, lease_owner FROM turn")
    assert tuple(row.values()) == ("queued", QUESTION, kit.gate.ruleset, None)
    turn = await take(kit)
    assert isinstance(turn.question, SealedText)
    assert QUESTION not in repr(turn)
    await close(kit, turn)
    row = kit.row("SELECT state, question, question_seal, lease_owner FROM turn")
    assert tuple(row.values()) == ("closed", None, None, None)
    assert kit.tables_holding(QUESTION) == set()


async def test_closing_twice_leaves_one_usage_row_and_one_reply(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    await close(kit, turn)
    await close(kit, turn)
    assert len(kit.rows("SELECT * FROM usage_event")) == 1
    assert len(kit.rows("SELECT * FROM outbox")) == 1


async def test_late_screening_does_not_reopen_a_closed_turn(kit: Kit) -> None:
    arrival = await kit.pipeline.record(kit.message(QUESTION))
    await close(kit, arrival.turn)
    await kit.pipeline.admit(arrival, kit.message(QUESTION))
    assert kit.row("SELECT state, question FROM turn") == {"state": "closed", "question": None}


async def test_one_turn_runs_per_account(kit: Kit) -> None:
    for _ in range(2):
        await kit.admit(kit.message(QUESTION))
    first = await take(kit)
    assert await kit.records.take_next(["generic"]) is None
    await close(kit, first)
    assert (await take(kit)).id != first.id


async def test_account_served_longest_ago_comes_first(kit: Kit) -> None:
    for user in ("user-1", "user-1", "user-1", "user-2", "user-3"):
        await kit.admit(kit.message(QUESTION, user=user))
        kit.clock.advance(1)
    served = []
    for _ in range(5):
        turn = await take(kit)
        served.append(turn.channel_user_id)
        await close(kit, turn)
        kit.clock.advance(1)
    assert served == ["user-1", "user-2", "user-3", "user-1", "user-1"]


async def test_only_turns_of_served_channels_are_taken(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    assert await kit.records.take_next(["console"]) is None


async def test_taking_counts_and_leases(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    assert turn.takes == 1
    row = kit.row("SELECT state, lease_owner FROM turn")
    assert row == {"state": "running", "lease_owner": kit.lease.owner}
    await kit.records.requeue(turn)
    row = kit.row("SELECT state, lease_owner, question, takes FROM turn")
    assert tuple(row.values()) == ("queued", None, QUESTION, 1)
    assert (await take(kit)).takes == 2


async def test_turn_whose_call_started_is_not_queued_again(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    assert await kit.records.start_call(turn)
    await kit.records.requeue(turn)
    assert kit.row("SELECT state FROM turn") == {"state": "running"}


async def test_turn_of_another_process_is_neither_started_nor_queued_again(
    make_kit: MakeKit,
) -> None:
    first = make_kit()
    second = make_kit(like=first)
    await first.admit(first.message(QUESTION))
    turn = await take(first)
    await second.records.requeue(turn)
    assert not await second.records.start_call(turn)
    assert first.row("SELECT state, call_started_at FROM turn") == {
        "state": "running",
        "call_started_at": None,
    }


async def test_call_is_marked_as_started_only_once(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    turn = await take(kit)
    marks = [await kit.records.start_call(turn) for _ in range(2)]
    assert marks == [True, False]


async def test_renewing_holds_only_the_own_leases(make_kit: MakeKit) -> None:
    first = make_kit()
    second = make_kit(like=first)
    await first.admit(first.message(QUESTION))
    turn = await take(first)
    before = first.row("SELECT lease_until FROM turn")
    first.clock.advance(10)
    await second.records.renew([turn.id])
    assert first.row("SELECT lease_until FROM turn") == before
    await first.records.renew([turn.id])
    assert first.row("SELECT lease_until FROM turn") != before


async def test_two_processes_never_take_the_same_turn(make_kit: MakeKit) -> None:
    kits = [make_kit()]
    kits.append(make_kit(like=kits[0]))
    for user in ("user-1", "user-2", "user-3"):
        await kits[0].admit(kits[0].message(QUESTION, user=user))
    taken = await finish(
        *(asyncio.create_task(kits[n % 2].records.take_next(["generic"])) for n in range(8))
    )
    ids = Counter(turn.id for turn in taken if turn is not None)
    assert sorted(ids.values()) == [1, 1, 1]


async def test_process_with_one_event_takes_no_other_turn(kit: Kit) -> None:
    for number in (1, 2):
        await kit.admit(kit.message(QUESTION, user=f"user-{number}", event=f"e-{number}"))
    assert await kit.records.take_next(["generic"], "e-3") is None
    turn = await kit.records.take_next(["generic"], "e-2")
    assert turn is not None
    assert turn.event_id == "e-2"


async def test_clock_set_back_keeps_nobody_waiting_for_it(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=GatewaySettings(max_turns_per_minute=1))
    await kit.pipeline.record(kit.message(QUESTION))
    await kit.admit(kit.message("ヘルプ", user="user-2"))
    kit.clock.advance(-9 * 3600)
    assert (await kit.pipeline.record(kit.message(QUESTION))).recent_turns == 1
    assert await kit.deliver_due() == 1
    assert await make_kit(like=kit).recovery.sweep() == 1


async def test_unknown_turn_is_not_found(kit: Kit) -> None:
    assert await kit.uow.read(lambda session: queue.find(session, TurnId("none"))) is None


async def test_stopped_text_is_not_in_the_repr_of_its_message(kit: Kit) -> None:
    message = kit.message(f"{PERSON}さん", files=(PERSON,))
    assert PERSON not in repr(message)
    assert PERSON not in repr(await kit.pipeline.record(message))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(users=st.lists(st.sampled_from(["user-1", "user-2", "user-3"]), max_size=7))
def test_nobody_is_served_twice_while_another_waits(make_kit: MakeKit, users: list[str]) -> None:
    async def serve() -> list[str]:
        kit = make_kit()
        for user in users:
            await kit.admit(kit.message(QUESTION, user=user))
            kit.clock.advance(100)
        served: list[str] = []
        while (turn := await kit.records.take_next(["generic"])) is not None:
            served.append(turn.channel_user_id)
            await close(kit, turn)
            kit.clock.advance(100)
        kit.clock.advance(100)
        return served

    served = asyncio.run(serve())
    assert Counter(served) == Counter(users)
    for position, user in enumerate(served):
        waiting = set(served[position:])
        since = served[:position][::-1]
        recent = since[: since.index(user)] if user in since else None
        # All were queued before the first was served: between two turns of one account, everybody
        # who still waits has had one.
        assert recent is None or all(other == user or other in recent for other in waiting)


async def test_two_processes_never_run_two_turns_of_one_account(make_kit: MakeKit) -> None:
    first = make_kit()
    second = make_kit(like=first)
    for _ in range(5):
        for _ in range(8):
            await first.admit(first.message(QUESTION))
        takers = (first, second) * 4
        tries = [asyncio.create_task(kit.records.take_next(["generic"])) for kit in takers]
        pairs = zip(takers, await finish(*tries), strict=True)
        taken = [(kit, turn) for kit, turn in pairs if turn is not None]
        running = first.rows("SELECT id FROM turn WHERE state = 'running'")
        assert len(taken) == len(running) == 1
        await close(*taken[0])
        first.clock.advance(60)
