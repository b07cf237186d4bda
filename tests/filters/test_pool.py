"""The pool: verdicts in, faults out as errors, processes replaced, deadlines kept."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from assistant.core.errors import ConfigurationError
from assistant.filters.finding import Finding
from assistant.filters.pool import AnalysisError, WorkerPool
from assistant.filters.settings import FilterSettings
from tests.e2e.installation import children_of
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

# A worker that speaks the protocol and does what the text says.
WORKER = """
import sys, os, time
from assistant.filters.wire import encode, read_message
stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
def send(message):
    stdout.write(encode(message)); stdout.flush()
first = read_message(stdin)
send({"ready": True, "versions": {"fake": str(os.getpid())}})
while (request := read_message(stdin)) is not None:
    text = request["text"]
    if text == "hang": time.sleep(600)
    elif text == "crash": os._exit(9)
    elif text == "garbage": stdout.write(b"\\x00\\x00\\x00\\x03abc"); stdout.flush()
    elif text == "endless": stdout.write(b"\\xff\\xff\\xff\\xff"); stdout.flush()
    elif text == "other": send({"hello": 1})
    elif text == "fault": send({"error": "ValueError"})
    elif text == "malformed": send({"findings": [["PERSON", 1]]})
    else: send({"findings": [["PERSON", 0, len(text), 0.9, str(os.getpid()), ["why"]]]})
"""
NOT_READY = """
import sys
from assistant.filters.wire import encode, read_message
read_message(sys.stdin.buffer)
sys.stdout.buffer.write(encode({"ready": False, "error": "install ja-ginza"}))
sys.stdout.buffer.flush()
"""


@asynccontextmanager
async def running(workers: int = 1, **settings: float) -> AsyncIterator[WorkerPool]:
    given = FilterSettings.model_validate(
        {"workers": workers, "deadline_seconds": PATIENCE_SECONDS, **settings}
    )
    pool = WorkerPool(given, command=(sys.executable, "-c", WORKER))
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


async def test_findings_come_back() -> None:
    async with running() as pool:
        result = await pool.analyze("架空")
        assert pool.is_ready
        assert result.findings == (Finding("PERSON", 0, 2, 0.9, pool.versions["fake"], ("why",)),)


async def test_many_texts_at_once_get_their_own_answers() -> None:
    async with running(workers=2) as pool:
        results = await asyncio.gather(*(pool.analyze("x" * n) for n in range(1, 40)))
        assert [result.findings[0].end for result in results] == list(range(1, 40))
        assert pool.replaced == 0


@pytest.mark.parametrize("text", ["crash", "garbage", "endless", "other"])
async def test_a_worker_out_of_step_is_replaced(text: str) -> None:
    async with running() as pool:
        before = pool.versions["fake"]
        with pytest.raises(AnalysisError):
            await pool.analyze(text)
        result = await pool.analyze("again")
        assert result.findings[0].recognizer != before
        assert pool.replaced == 1


@pytest.mark.parametrize("text", ["fault", "malformed"])
async def test_a_failed_analysis_is_an_error_and_the_worker_stays(text: str) -> None:
    async with running() as pool:
        with pytest.raises(AnalysisError):
            await pool.analyze(text)
        await pool.analyze("again")
        assert pool.replaced == 0


async def test_a_hanging_worker_is_killed_at_the_deadline_and_replaced() -> None:
    async with running() as pool:
        with pytest.raises(AnalysisError, match="deadline"):
            await pool.analyze("hang", deadline_seconds=0.2)
        await pool.analyze("again")
        assert (pool.timeouts, pool.replaced) == (1, 1)


async def test_waiting_for_a_worker_counts_towards_the_deadline() -> None:
    async with running() as pool:
        hanging = asyncio.create_task(pool.analyze("hang", deadline_seconds=PATIENCE_SECONDS))
        await asyncio.sleep(0)
        with pytest.raises(AnalysisError, match="deadline"):
            await pool.analyze("waits", deadline_seconds=0.2)
        assert pool.replaced == 0
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


async def test_a_cancelled_analysis_does_not_leave_its_answer_to_the_next() -> None:
    async with running() as pool:
        asked = asyncio.create_task(pool.analyze("hang"))
        await asyncio.sleep(0.1)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert (await pool.analyze("next")).findings[0].end == 4


async def test_too_many_waiting_are_refused_at_once() -> None:
    async with running(max_waiting=1) as pool:
        hanging = asyncio.create_task(pool.analyze("hang", deadline_seconds=PATIENCE_SECONDS))
        await asyncio.sleep(0)
        with pytest.raises(AnalysisError, match="waiting"):
            await pool.analyze("second")
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


async def test_closing_ends_the_processes_and_fails_what_comes_after() -> None:
    async with running(workers=2) as pool:
        await pool.close()
        assert not pool.is_ready
        with pytest.raises(AnalysisError, match="closed"):
            await pool.analyze("late")


async def test_the_reason_a_worker_is_not_ready_is_told() -> None:
    pool = WorkerPool(FilterSettings(workers=2), command=(sys.executable, "-c", NOT_READY))
    with pytest.raises(ConfigurationError, match="install ja-ginza"):
        await pool.start()
    assert not pool.is_ready


async def test_what_was_begun_is_what_start_waits_for() -> None:
    pool = WorkerPool(FilterSettings(workers=2), command=(sys.executable, "-c", WORKER))
    begun = pool.launch()
    await pool.start()
    assert begun.done()
    assert begun is pool.launch()
    await pool.close()


@pytest.mark.parametrize("turns", range(0, 12, 3))
async def test_closing_ends_processes_that_are_only_begun(turns: int) -> None:
    before = children_of(os.getpid())
    pool = WorkerPool(FilterSettings(workers=2), command=(sys.executable, "-c", WORKER))
    begun = pool.launch()
    for _ in range(turns):
        await asyncio.sleep(0)
    await pool.close()
    assert begun.cancelled()
    assert not pool.is_ready
    assert children_of(os.getpid()) == before


async def test_a_worker_that_dies_at_once_is_a_configuration_error() -> None:
    pool = WorkerPool(FilterSettings(workers=1), command=(sys.executable, "-c", "pass"))
    with pytest.raises(ConfigurationError, match="did not start"):
        await pool.start()


async def test_all_workers_killed_from_outside_are_replaced() -> None:
    async with running() as pool:
        with pytest.raises(AnalysisError):
            await pool.analyze("crash")
        await until(lambda: pool.is_ready)
        assert (await pool.analyze("ok")).findings
