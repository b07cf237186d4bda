"""kill -9 at every instant of a turn, then a restart: DESIGN D1, L1 to L4 hold.

The gateway is the real one in a process of its own; see `tests.faults.process` for how it dies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.simulator import ChatToolSimulator
from assistant.core.chat import Outcome
from assistant.core.clock import SystemClock
from tests.e2e.installation import (
    REPLY_SECONDS,
    Installation,
    Process,
    copied,
    model_settings,
    wait_until,
)
from tests.faults.process import Plan, Point
from tests.llm.fake_model import FakeModelServer
from tests.llm.steps import Answer, Gate, Hang, Held
from tests.ports import free_port

pytestmark = pytest.mark.anyio

QUESTION = "出張の旅費を精算する手順を、三つにまとめてください。"
EVENT = "msg_0123456789"
SOUND = Plan()
HUNG = Plan(hang_on="旅費")


@pytest.fixture
def city(template: Installation, model: FakeModelServer, tmp_path: Path) -> Iterator[Installation]:
    settings = {
        **model_settings(model.base_url),
        "ASSISTANT__GATEWAY__LEASE_SECONDS": "4",
        "ASSISTANT__GATEWAY__ACKNOWLEDGE_SECONDS": "0.2",
    }
    with copied(template, tmp_path / "city", settings) as made:
        yield made


def start(city: Installation, plan: Plan = SOUND) -> Process:
    return city.start(plan.command())


async def send_to_its_death(tool: ChatToolSimulator, process: Process) -> None:
    """Ask; the process dies before or after it has acknowledged."""
    with suppress(httpx2.HTTPError):
        await tool.say("demo", QUESTION, event_id=EVENT)
    await asyncio.to_thread(process.wait_until_dead)


async def reply_after_restart(tool: ChatToolSimulator, city: Installation) -> CallbackBody:
    await asyncio.to_thread(start, city)
    return await tool.wait_for_reply(EVENT, timeout_seconds=REPLY_SECONDS)


async def check_sound(city: Installation, tool: ChatToolSimulator, *, turns: int = 1) -> None:
    """What must hold after every fault, once each turn has ended."""
    await asyncio.to_thread(
        wait_until,
        lambda: city.value("SELECT count(*) FROM outbox WHERE state = 'delivered'") == turns,
        "every reply delivered",
    )
    assert city.rows("SELECT state, question, question_seal FROM turn") == (
        [("closed", None, None)] * turns
    )
    assert len(tool.replies) == turns
    assert tool.rejected_count == 0
    assert city.value("SELECT count(*) FROM usage_event") == turns
    assert city.value("SELECT coalesce(sum(reserved), 0) FROM quota_counter") == 0
    by_phase = "SELECT count(*) FROM ledger_entry WHERE phase = ?"
    assert city.value(by_phase, "open") == city.value(by_phase, "close") <= turns
    assert city.ledger_problems() == []


def closing_entries(city: Installation) -> list[tuple[str, int, int]]:
    rows = city.rows("SELECT kind, tokens, is_estimated FROM ledger_entry WHERE phase = 'close'")
    return [(str(kind), int(tokens), int(is_estimated)) for kind, tokens, is_estimated in rows]


def held_tokens(city: Installation) -> int:
    return int(city.value("SELECT tokens FROM ledger_entry WHERE phase = 'open'"))


async def check_estimate_charged(city: Installation, reply: CallbackBody) -> None:
    assert reply.outcome is Outcome.FAILED
    assert "見積もりの量を今月の使用量に数えています" in reply.text
    assert closing_entries(city) == [("expire", held_tokens(city), 1)]


async def test_fault_01_kill_9_after_the_models_reply_before_settlement(
    city: Installation, model: FakeModelServer
) -> None:
    async with city.chat_tool() as tool:
        await send_to_its_death(tool, start(city, Plan(Point.ANSWERED)))
        reply = await reply_after_restart(tool, city)
        await check_estimate_charged(city, reply)
        await check_sound(city, tool)
    assert len(model.requests) == 1


async def test_fault_01_kill_9_while_the_model_holds_its_reply(
    city: Installation, model: FakeModelServer
) -> None:
    model.script(Hang())
    process = start(city)
    async with city.chat_tool() as tool:
        await tool.say("demo", QUESTION, event_id=EVENT)
        await asyncio.to_thread(model.wait_for_requests, 1)
        process.kill()
        reply = await reply_after_restart(tool, city)
        await check_estimate_charged(city, reply)
        await check_sound(city, tool)
    assert len(model.requests) == 1


async def test_fault_01_kill_9_after_the_started_mark_before_the_call(
    city: Installation, model: FakeModelServer
) -> None:
    async with city.chat_tool() as tool:
        await send_to_its_death(tool, start(city, Plan(Point.STARTED)))
        reply = await reply_after_restart(tool, city)
        await check_estimate_charged(city, reply)
        await check_sound(city, tool)
    assert model.requests == []


@pytest.mark.parametrize("point", [Point.QUEUED, Point.TAKEN, Point.RESERVED])
async def test_fault_02_kill_9_before_the_started_mark_is_taken_up_again(
    city: Installation, model: FakeModelServer, point: Point
) -> None:
    async with city.chat_tool() as tool:
        await send_to_its_death(tool, start(city, Plan(point)))
        assert model.requests == []
        assert city.rows("SELECT used FROM quota_counter WHERE used > 0") == []
        reply = await reply_after_restart(tool, city)
        assert reply.outcome is Outcome.ANSWERED
        assert closing_entries(city) == [("settle", 120, 0)]
        await check_sound(city, tool)
    assert len(model.requests) == 1


async def test_fault_02_a_turn_that_kills_every_process_is_given_up_in_the_end(
    city: Installation, model: FakeModelServer
) -> None:
    deadly = Plan(Point.RESERVED)
    async with city.chat_tool() as tool:
        await send_to_its_death(tool, start(city, deadly))
        for _ in range(2):
            # It dies again once the lease of the one before has run out.
            await asyncio.to_thread(start(city, deadly).wait_until_dead)
        reply = await reply_after_restart(tool, city)
        assert reply.outcome is Outcome.FAILED
        assert closing_entries(city) == [("release", 0, 0)]
        await check_sound(city, tool)
    assert model.requests == []


async def test_fault_03_kill_9_after_settlement_before_the_reply_is_posted(
    city: Installation, model: FakeModelServer
) -> None:
    async with city.chat_tool() as tool:
        await send_to_its_death(tool, start(city, Plan(Point.SETTLED)))
        reply = await reply_after_restart(tool, city)
        assert reply.outcome is Outcome.ANSWERED
        assert closing_entries(city) == [("settle", 120, 0)]
        await check_sound(city, tool)
    assert len(model.requests) == 1


async def test_fault_03_kill_9_after_the_reply_is_posted_posts_it_under_the_same_key(
    city: Installation, model: FakeModelServer
) -> None:
    async with city.chat_tool() as tool:
        await send_to_its_death(tool, start(city, Plan(Point.POSTED)))
        assert len(tool.replies_to(EVENT)) == 1
        reply = await reply_after_restart(tool, city)
        assert reply.outcome is Outcome.ANSWERED
        await check_sound(city, tool)
        assert tool.repeat_count == 1
    assert len(model.requests) == 1


async def test_fault_04_sigterm_with_ten_in_flight_loses_none(
    city: Installation, model: FakeModelServer
) -> None:
    (city.root / "roster.csv").write_text(
        "account_id,name,department,role,channel,channel_user_id,active\n"
        + "".join(f"a{n},職員,soumu,staff,generic,u-{n},yes\n" for n in range(10)),
        encoding="utf-8",
    )
    city.done("accounts", "import", "roster.csv")
    gate = Gate()
    model.default = Held(gate, Answer())
    process = start(city)
    async with city.chat_tool() as tool:
        receipts = [await tool.say(f"u-{n}", QUESTION) for n in range(10)]
        await asyncio.to_thread(model.wait_for_requests, 4)
        exit_code = asyncio.create_task(asyncio.to_thread(process.terminate))
        await asyncio.to_thread(wait_until, lambda: not process.is_ready(), "no more taken")
        gate.open()
        assert await exit_code == 0
        states = dict(city.rows("SELECT state, count(*) FROM turn GROUP BY state"))
        assert states["closed"] >= 4
        assert states["closed"] + states["queued"] == 10
        assert city.rows("SELECT turn_id FROM outbox WHERE state <> 'delivered'") == []
        await asyncio.to_thread(start, city)
        for receipt in receipts:
            reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
            assert reply.outcome is Outcome.ANSWERED
        await check_sound(city, tool, turns=10)
    assert len(model.requests) == 10


async def test_fault_04_sigterm_with_a_model_that_hangs_tells_the_sender_and_stops(
    city: Installation, model: FakeModelServer
) -> None:
    model.script(Hang())
    process = city.start(SOUND.command(), {"ASSISTANT__SERVER__SHUTDOWN_SECONDS": "1"})
    async with city.chat_tool() as tool:
        await tool.say("demo", QUESTION, event_id=EVENT)
        await asyncio.to_thread(model.wait_for_requests, 1)
        assert await asyncio.to_thread(process.terminate) == 0
        (reply,) = tool.replies
        await check_estimate_charged(city, reply)
        await check_sound(city, tool)
    assert len(model.requests) == 1


async def test_a_kill_right_after_acceptance_asks_the_sender_to_send_again(
    city: Installation, model: FakeModelServer
) -> None:
    async with city.chat_tool() as tool:
        await send_to_its_death(tool, start(city, Plan(Point.ACCEPTED)))
        reply = await reply_after_restart(tool, city)
        assert reply.outcome is Outcome.FAILED
        assert "もう一度送ってください" in reply.text
        assert closing_entries(city) == []
        await check_sound(city, tool)
    assert model.requests == []


async def test_a_kill_while_the_text_was_in_memory_only_asks_the_sender_to_send_again(
    city: Installation, model: FakeModelServer
) -> None:
    process = start(city, HUNG)
    async with city.chat_tool() as tool:
        receipt = await tool.say("demo", QUESTION, event_id=EVENT)
        assert (receipt.status_code, receipt.status) == (202, "accepted")
        assert city.rows("SELECT state, question FROM turn") == [("received", None)]
        process.kill()
        reply = await reply_after_restart(tool, city)
        assert "質問の文は保存していない" in reply.text
        assert closing_entries(city) == []
        await check_sound(city, tool)
    assert model.requests == []


async def test_a_repeat_of_a_delivery_lost_without_text_is_taken_up(
    city: Installation, model: FakeModelServer
) -> None:
    doomed = start(city, HUNG)
    city.port = free_port()
    # The other process has looked for lost turns when it started and looks again in 20 seconds.
    city.start(SOUND.command(), {"ASSISTANT__GATEWAY__LEASE_SECONDS": "60"})
    async with city.chat_tool(doomed.url) as tool:
        await tool.say("demo", QUESTION, event_id=EVENT)
        doomed.kill()
    until = datetime.fromisoformat(city.value("SELECT lease_until FROM turn")).replace(tzinfo=UTC)
    await asyncio.to_thread(wait_until, lambda: SystemClock().now() > until, "the lease's end")
    async with city.chat_tool() as tool:
        again = await tool.say("demo", QUESTION, event_id=EVENT)
        reply = await tool.wait_for_reply(EVENT, timeout_seconds=REPLY_SECONDS)
        assert (again.status_code, reply.outcome) == (202, Outcome.ANSWERED)
        assert closing_entries(city) == [("settle", 120, 0)]
        await check_sound(city, tool)
    assert len(model.requests) == 1


async def test_fault_12_the_same_delivery_to_two_processes_at_once_is_one_call(
    city: Installation, model: FakeModelServer
) -> None:
    city.settings["ASSISTANT__GATEWAY__LEASE_SECONDS"] = "60"  # neither takes the other for dead
    start(city)
    first_url, city.port = city.url, free_port()
    start(city)
    unheard = ChatToolSimulator(
        first_url,
        secret=city.secret,
        callback_url="http://127.0.0.1:0/callback",
        clock=SystemClock(),
    )
    async with city.chat_tool() as tool, unheard as second:
        copies = [one.say("demo", QUESTION, event_id=EVENT) for one in (tool, second) * 2]
        receipts = await asyncio.gather(*copies)
        reply = await tool.wait_for_reply(EVENT, timeout_seconds=REPLY_SECONDS)
        assert sorted(receipt.status_code for receipt in receipts) == [200, 200, 200, 202]
        assert reply.outcome is Outcome.ANSWERED
        assert closing_entries(city) == [("settle", 120, 0)]
        await check_sound(city, tool)
    assert len(model.requests) == 1
