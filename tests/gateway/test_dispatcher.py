"""The moving part: acknowledges at once, answers once, stops in order."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Engine, event

from assistant.core.chat import InboundMessage, Outcome, ReceiptStatus
from assistant.core.errors import StoreError
from assistant.settings import GatewaySettings
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import CUT_STREAM
from tests.gateway.kit import Kit, finish, until

pytestmark = pytest.mark.anyio

QUESTION = "転入届の手続き"
IMPATIENT = GatewaySettings(acknowledge_seconds=0.01)


async def test_message_is_answered_while_it_runs(kit: Kit) -> None:
    async with kit.running() as dispatcher:
        assert dispatcher.is_running
        receipt = await dispatcher.accept(kit.message(QUESTION))
        (reply,) = await kit.channel.wait_for(1)
    assert receipt.status is ReceiptStatus.ACCEPTED
    assert kit.row("SELECT id, state FROM turn") == {"id": receipt.turn_id, "state": "closed"}
    assert reply.outcome is Outcome.ANSWERED
    assert not dispatcher.is_running


async def test_hanging_filter_does_not_hold_the_acknowledgement(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=IMPATIENT)
    async with kit.running() as dispatcher:
        kit.analyzer.hold.close()
        receipt = await dispatcher.accept(kit.message(QUESTION, event="e-1"))
        assert kit.analyzer.hold.arrived.is_set()
        assert kit.row("SELECT state, question FROM turn") == {
            "state": "received",
            "question": None,
        }
        assert kit.tables_holding(QUESTION) == set()
        assert dispatcher.running_turns == 1
        again = await dispatcher.accept(kit.message(QUESTION, event="e-1"))
        kit.analyzer.hold.open()
        (reply,) = await kit.channel.wait_for(1)
    assert (again.status, again.turn_id) == (ReceiptStatus.DUPLICATE, receipt.turn_id)
    assert reply.outcome is Outcome.ANSWERED


async def test_quick_screening_is_done_before_the_acknowledgement(kit: Kit) -> None:
    await kit.dispatcher.accept(kit.message(QUESTION))
    assert kit.row("SELECT state, question FROM turn") == {"state": "queued", "question": QUESTION}
    await kit.dispatcher.accept(kit.message(f"{PERSON}さん", user="user-2"))
    assert kit.row("SELECT outcome FROM usage_event") == {"outcome": "blocked_input"}


async def test_slow_recording_is_part_of_the_acknowledgement_time(make_kit: MakeKit) -> None:
    patience = 25.0  # longer than `finish` waits: recording that is not counted in fails there
    kit = make_kit(gateway=GatewaySettings().model_copy(update={"acknowledge_seconds": patience}))
    kit.analyzer.hold.close()
    event.listen(Engine, "commit", lambda _connection: kit.clock.advance(patience), once=True)
    (receipt,) = await finish(asyncio.create_task(kit.dispatcher.accept(kit.message(QUESTION))))
    assert receipt.status is ReceiptStatus.ACCEPTED
    assert kit.row("SELECT state FROM turn") == {"state": "received"}
    kit.analyzer.hold.open()


async def test_four_identical_deliveries_at_once_are_one_turn(make_kit: MakeKit) -> None:
    kit = make_kit()
    other = make_kit(like=kit)
    async with kit.running() as dispatcher, other.running() as neighbour:
        receipts = await finish(
            *(
                asyncio.create_task(process.accept(kit.message(QUESTION, event="e-1")))
                for process in (dispatcher, neighbour) * 2
            )
        )
        await kit.channel.wait_for(1)
    statuses = sorted(receipt.status for receipt in receipts)
    assert statuses == [ReceiptStatus.ACCEPTED] + [ReceiptStatus.DUPLICATE] * 3
    assert len({receipt.turn_id for receipt in receipts}) == 1
    assert len(kit.model.prompts) == len(kit.channel.replies) == 1
    assert kit.entries()[1:] == [("settle", 120, False)]


async def test_many_turns_in_two_processes_are_each_answered_once(make_kit: MakeKit) -> None:
    kit = make_kit()
    other = make_kit(like=kit)
    async with kit.running() as dispatcher, other.running() as neighbour:
        await finish(
            *(
                asyncio.create_task(
                    (dispatcher, neighbour)[n % 2].accept(
                        kit.message(f"質問{n}", user=f"user-{n % 3 + 1}")
                    )
                )
                for n in range(12)
            )
        )
        await kit.channel.wait_for(12)
    assert (
        len(kit.channel.replies) == len({reply.in_reply_to for reply in kit.channel.replies}) == 12
    )
    assert sorted(p.messages[-1].text.value for p in kit.model.prompts) == sorted(
        f"質問{n}" for n in range(12)
    )
    assert len(kit.rows("SELECT * FROM usage_event")) == 12
    assert await kit.ledger_problems() == []
    assert kit.rows("SELECT * FROM quota_counter WHERE reserved <> 0") == []


async def test_two_questions_of_one_account_are_not_answered_at_once(kit: Kit) -> None:
    async with kit.running() as dispatcher:
        kit.model.hold.close()
        for text in ("一つ目", "二つ目"):
            await dispatcher.accept(kit.message(text))
        await dispatcher.accept(kit.message("他の人", user="user-2"))
        await until(lambda: len(kit.model.prompts) == 2)
        states = kit.rows("SELECT account_id, state FROM turn ORDER BY account_id, state")
        assert [tuple(row.values()) for row in states] == [
            ("account-1", "queued"),
            ("account-1", "running"),
            ("account-2", "running"),
        ]
        kit.model.hold.open()
        await kit.channel.wait_for(3)
    assert len(kit.model.prompts) == 3


async def test_fault_while_screening_closes_the_turn_with_a_plain_sentence(kit: Kit) -> None:
    async with kit.running() as dispatcher:
        kit.analyzer.surfaces = {PERSON: "NO_SUCH_ENTITY"}  # no name for it in the city's texts
        receipt = await dispatcher.accept(kit.message(f"{PERSON}さん"))
        (reply,) = await kit.channel.wait_for(1)
    assert receipt.status is ReceiptStatus.ACCEPTED
    assert (reply.outcome, "内部の問題" in reply.text) == (Outcome.FAILED, True)
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "internal"}
    assert kit.tables_holding(PERSON) == set()


async def test_fault_while_answering_closes_the_turn_and_the_queue_goes_on(kit: Kit) -> None:
    kit.model.steps = [ValueError("a defect of the client")]
    async with kit.running() as dispatcher:
        await dispatcher.accept(kit.message(QUESTION))
        await kit.channel.wait_for(1)
        await dispatcher.accept(kit.message(QUESTION))
        first, second = await kit.channel.wait_for(2)
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.ANSWERED)
    kinds = [kind for kind, _, _ in kit.entries()]
    assert kinds == ["reserve", "expire", "reserve", "settle"]


async def test_model_fault_is_told_and_not_repeated(kit: Kit) -> None:
    kit.model.steps = [CUT_STREAM]
    async with kit.running() as dispatcher:
        await dispatcher.accept(kit.message(QUESTION))
        (reply,) = await kit.channel.wait_for(1)
    assert (reply.outcome, len(kit.model.prompts)) == (Outcome.FAILED, 1)


async def test_sender_who_hangs_up_is_answered_all_the_same(kit: Kit) -> None:
    async with kit.running() as dispatcher:
        for steps in range(1, 10):
            accepting = asyncio.create_task(
                dispatcher.accept(kit.message(QUESTION, user=f"user-{steps % 3 + 1}"))
            )
            for _ in range(steps):
                await asyncio.sleep(0)
            accepting.cancel()
            await asyncio.gather(accepting, return_exceptions=True)
        await kit.channel.wait_for(9)
    assert {row["state"] for row in kit.rows("SELECT state FROM turn")} == {"closed"}
    assert len(kit.rows("SELECT * FROM usage_event")) == 9
    assert kit.rows("SELECT * FROM quota_counter WHERE reserved <> 0") == []


async def test_delivery_recorded_while_it_stops_is_not_forgotten(kit: Kit) -> None:
    kit.dispatcher.start()
    accepting = asyncio.create_task(kit.dispatcher.accept(kit.message(QUESTION)))
    await asyncio.sleep(0)
    await kit.dispatcher.stop(20)
    (receipt,) = await finish(accepting)
    assert receipt.status is ReceiptStatus.ACCEPTED
    assert kit.row("SELECT state FROM turn")["state"] in ("queued", "closed")


async def test_turns_left_by_a_dead_process_are_taken_up_at_the_start(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    assert await dead.records.take_next(["generic"]) is not None
    dead.clock.advance(30)
    kit = make_kit(like=dead)
    async with kit.running():
        (reply,) = await kit.channel.wait_for(1)
    assert reply.outcome is Outcome.ANSWERED


async def test_running_turns_are_bounded(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=GatewaySettings(running_turns=2))
    async with kit.running() as dispatcher:
        kit.model.hold.close()
        for user in ("user-1", "user-2", "user-3"):
            await dispatcher.accept(kit.message(QUESTION, user=user))
        await until(lambda: len(kit.model.prompts) == 2)
        states = kit.rows("SELECT state FROM turn ORDER BY state")
        assert [row["state"] for row in states] == ["queued", "running", "running"]
        kit.model.hold.open()
        await kit.channel.wait_for(3)


async def test_message_without_anything_to_hold_it_up_names_its_turn(kit: Kit) -> None:
    message: InboundMessage = kit.message("ヘルプ")
    receipt = await kit.dispatcher.accept(message)
    assert kit.row("SELECT turn_id FROM outbox") == {"turn_id": receipt.turn_id}


@pytest.mark.sqlite
async def test_message_that_cannot_be_recorded_is_not_acknowledged(kit: Kit) -> None:
    aside = kit.path.with_name("aside.db")
    kit.path.rename(aside)
    with pytest.raises(StoreError):
        await kit.dispatcher.accept(kit.message(QUESTION))
    aside.rename(kit.path)
    assert kit.analyzer.asked == []
    assert kit.rows("SELECT * FROM turn") == []


@pytest.mark.sqlite
async def test_database_gone_while_a_text_is_screened_loses_nothing(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=IMPATIENT)
    aside = kit.path.with_name("aside.db")
    kit.analyzer.hold.close()
    receipt = await kit.dispatcher.accept(kit.message(QUESTION))
    kit.path.rename(aside)
    kit.analyzer.hold.open()
    await until(lambda: kit.dispatcher.running_turns == 0)
    aside.rename(kit.path)
    assert kit.row("SELECT id, state FROM turn") == {"id": receipt.turn_id, "state": "received"}
    kit.clock.advance(30)
    assert await kit.recovery.sweep() == 1
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "lost_text"}
