"""The pool: verdicts in, faults out as errors, processes replaced, deadlines kept."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from assistant.core.errors import ConfigurationError
from assistant.filters.finding import Finding
from assistant.filters.pool import WorkerPool
from assistant.filters.processes import AnalysisError, Template
from assistant.filters.settings import FilterSettings
from tests.e2e.installation import children_of, wait_until
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

# A worker that speaks the protocol and does what the text says.
WORKER = """
import os, resource, time
from assistant.filters.forking import run_template
from assistant.filters.wire import encode, read_message
def work(requests, answers):
    def write(data):
        answers.write(data); answers.flush()
    while (request := read_message(requests)) is not None:
        text = request["text"]
        if text == "hang": time.sleep(600)
        elif text == "crash": os._exit(9)
        elif text == "raise": raise ValueError(text)
        elif text == "garbage": write(b"\\x00\\x00\\x00\\x03abc")
        elif text == "endless": write(b"\\xff\\xff\\xff\\xff")
        elif text == "other": write(encode({"hello": 1}))
        elif text == "fault": write(encode({"error": "ValueError"}))
        elif text == "malformed": write(encode({"findings": [["PERSON", 1]]}))
        else:
            found = ["PERSON", 0, len(text), 0.9, str(os.getpid()), ["why"]]
            write(encode({"findings": [found]}))
def load(first):
    return {"ready": True, "versions": {"fake": str(os.getpid())}}, work
run_template(lambda: None, load)
"""
NOT_READY = """
from assistant.filters.forking import run_template
run_template(lambda: None, lambda _: ({"ready": False, "error": "install ja-ginza"}, None))
"""
NO_FORKS = f"""
import os
def fork(): raise BlockingIOError
os.fork = fork
{WORKER}
"""
# A gateway of which only the pool is there; it says who hangs and waits.
GATEWAY = f"""
import asyncio, functools, sys
from assistant.filters.pool import WorkerPool
from assistant.filters.processes import Template
from assistant.filters.settings import FilterSettings
async def main():
    command = (sys.executable, "-c", {WORKER!r})
    pool = WorkerPool(FilterSettings(workers=1), spawn=functools.partial(Template.spawn, command))
    await pool.start()
    found = await pool.analyze("who")
    print(pool.versions["fake"], found.findings[0].recognizer, flush=True)
    await pool.analyze("hang", deadline_seconds=600)
asyncio.run(main())
"""


def pool_of(program: str, workers: int = 1, **settings: float) -> WorkerPool:
    given = FilterSettings.model_validate(
        {"workers": workers, "deadline_seconds": PATIENCE_SECONDS, **settings}
    )
    command = (sys.executable, "-c", program)
    return WorkerPool(given, spawn=partial(Template.spawn, command, order_seconds=5))


@asynccontextmanager
async def running(workers: int = 1, **settings: float) -> AsyncIterator[WorkerPool]:
    pool = pool_of(WORKER, workers, **settings)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def answerer(pool: WorkerPool) -> int:
    """The number of the process that answers next."""
    return int((await pool.analyze("who")).findings[0].recognizer)


def is_there(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


async def test_findings_come_back() -> None:
    async with running() as pool:
        result = await pool.analyze("架空")
        assert pool.is_ready
        worker = str(await answerer(pool))
        assert result.findings == (Finding("PERSON", 0, 2, 0.9, worker, ("why",)),)


async def test_many_texts_at_once_get_their_own_answers() -> None:
    async with running(workers=2) as pool:
        results = await asyncio.gather(*(pool.analyze("x" * n) for n in range(1, 40)))
        assert [result.findings[0].end for result in results] == list(range(1, 40))
        assert pool.replaced == 0


@pytest.mark.parametrize("text", ["crash", "raise", "garbage", "endless", "other"])
async def test_a_worker_out_of_step_is_replaced(text: str) -> None:
    async with running() as pool:
        before, template = await answerer(pool), pool.versions["fake"]
        with pytest.raises(AnalysisError):
            await pool.analyze(text)
        assert await answerer(pool) != before
        assert not is_there(before)
        assert (pool.replaced, pool.versions["fake"]) == (1, template)


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


async def test_a_worker_that_ended_while_idle_costs_no_text_its_verdict() -> None:
    async with running() as pool:
        worker = await answerer(pool)
        os.kill(worker, signal.SIGKILL)
        await until(lambda: not is_there(worker))
        assert await answerer(pool) != worker
        assert pool.replaced == 1


async def test_workers_end_with_a_killed_template_and_there_is_another() -> None:
    async with running(workers=2) as pool:
        template, worker = int(pool.versions["fake"]), await answerer(pool)
        os.kill(template, signal.SIGKILL)
        await until(lambda: not is_there(worker))
        assert is_there(await answerer(pool))
        assert int(pool.versions["fake"]) != template


async def test_a_template_that_hangs_is_replaced_with_its_workers() -> None:
    async with running(workers=2) as pool:
        template = int(pool.versions["fake"])
        os.kill(template, signal.SIGSTOP)
        with pytest.raises(AnalysisError):
            await pool.analyze("crash")
        await until(lambda: int(pool.versions["fake"]) != template)
        assert not is_there(template)
        assert (await pool.analyze("again")).findings


async def test_signals_meant_for_the_gateway_leave_the_workers_be() -> None:
    async with running() as pool:
        worker = await answerer(pool)
        for pid in (worker, int(pool.versions["fake"])):
            os.kill(pid, signal.SIGINT)
            os.kill(pid, signal.SIGTERM)
        assert await answerer(pool) == worker


def test_all_processes_end_with_a_killed_gateway_even_one_that_hangs() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", GATEWAY], stdout=subprocess.PIPE, text=True
    ) as gateway:
        assert gateway.stdout is not None
        template, worker = map(int, gateway.stdout.readline().split())
        assert is_there(template)
        assert is_there(worker)
        gateway.kill()
    wait_until(lambda: not is_there(template) and not is_there(worker), "no process left")


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
        both = await asyncio.gather(answerer(pool), answerer(pool))
        await pool.close()
        assert not any(map(is_there, (*both, int(pool.versions["fake"]))))
        assert not pool.is_ready
        with pytest.raises(AnalysisError, match="closed"):
            await pool.analyze("late")


async def test_the_reason_a_worker_is_not_ready_is_told() -> None:
    pool = pool_of(NOT_READY, workers=2)
    with pytest.raises(ConfigurationError, match="install ja-ginza"):
        await pool.start()
    assert not pool.is_ready


async def test_what_was_begun_is_what_start_waits_for() -> None:
    pool = pool_of(WORKER, workers=2)
    begun = pool.launch()
    await pool.start()
    assert begun.done()
    assert begun is pool.launch()
    await pool.close()


@pytest.mark.parametrize("turns", range(0, 12, 3))
async def test_closing_ends_processes_that_are_only_begun(turns: int) -> None:
    before = children_of(os.getpid())
    pool = pool_of(WORKER, workers=2)
    begun = pool.launch()
    for _ in range(turns):
        await asyncio.sleep(0)
    await pool.close()
    assert begun.cancelled()
    assert not pool.is_ready
    assert children_of(os.getpid()) == before


async def test_closing_ends_a_template_that_was_begun_and_not_used() -> None:
    before = children_of(os.getpid())
    template = await Template.spawn((sys.executable, "-c", WORKER))
    await WorkerPool(FilterSettings(), begun=template).close()
    assert children_of(os.getpid()) == before


@pytest.mark.parametrize("program", ["pass", NO_FORKS], ids=["dies at once", "cannot fork"])
async def test_a_template_without_workers_is_a_configuration_error(program: str) -> None:
    before = children_of(os.getpid())
    with pytest.raises(ConfigurationError, match="did not start"):
        await pool_of(program).start()
    assert children_of(os.getpid()) == before


async def test_all_workers_killed_from_outside_are_replaced() -> None:
    async with running() as pool:
        with pytest.raises(AnalysisError):
            await pool.analyze("crash")
        await until(lambda: pool.is_ready)
        assert (await pool.analyze("ok")).findings
