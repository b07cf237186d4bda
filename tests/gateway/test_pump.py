"""The bounded loop behind the queue and the outbox."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.gateway.pump import Pump
from tests.patience import PATIENCE_SECONDS

LONG = 3600.0
"""A polling time no test waits for: whatever happens, happens because the pump was woken."""


class Source:
    """Items to take, work that waits until it is let go, and what was seen."""

    def __init__(self, count: int = 0) -> None:
        self.items = list(range(count))
        self.faults: list[Exception] = []
        self.takes = 0
        self.running = 0
        self.most = 0
        self.done: list[int] = []
        self.go = asyncio.Event()
        self.changed = asyncio.Condition()

    async def take(self) -> int | None:
        self.takes += 1
        if self.faults:
            raise self.faults.pop(0)
        return self.items.pop(0) if self.items else None

    async def work(self, item: int) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        await self._tell()
        try:
            await self.go.wait()
            if item < 0:
                raise ValueError("a defect in the work")
        finally:
            self.running -= 1
        self.done.append(item)
        await self._tell()

    async def until_running(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), self.changed:
            await self.changed.wait_for(lambda: self.running == count)

    async def until_done(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), self.changed:
            await self.changed.wait_for(lambda: len(self.done) >= count)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


def pump_on(source: Source, *, limit: int = 2, poll_seconds: float = LONG) -> Pump[int]:
    return Pump("test", source.take, source.work, limit=limit, poll_seconds=poll_seconds)


@pytest.mark.anyio
async def test_works_on_no_more_than_its_limit_at_once() -> None:
    source = Source(5)
    pump = pump_on(source)
    pump.start()
    await source.until_running(2)
    assert (len(source.items), sorted(pump.items)) == (3, [0, 1])
    source.go.set()
    await source.until_done(5)
    assert await pump.stop(1) == []
    assert (source.most, sorted(source.done)) == (2, [0, 1, 2, 3, 4])


@pytest.mark.anyio
async def test_waking_makes_it_look_again() -> None:
    source = Source()
    source.go.set()
    pump = pump_on(source)
    pump.start()
    source.items.append(7)
    pump.wake()
    await source.until_done(1)
    await pump.stop(1)
    assert source.done == [7]


@pytest.mark.anyio
async def test_it_looks_again_unasked_after_the_polling_time() -> None:
    source = Source()
    source.go.set()
    pump = pump_on(source, poll_seconds=0.001)
    pump.start()
    await asyncio.to_thread(lambda: None)
    source.items.append(7)
    await source.until_done(1)
    await pump.stop(1)
    assert source.done == [7]


@pytest.mark.anyio
async def test_fault_while_taking_is_survived() -> None:
    source = Source(1)
    source.faults = [OSError("database is locked")]
    source.go.set()
    pump = pump_on(source, poll_seconds=0.001)
    pump.start()
    await source.until_done(1)
    assert pump.is_running
    await pump.stop(1)


@pytest.mark.anyio
async def test_fault_in_the_work_is_survived() -> None:
    source = Source()
    source.items = [-1, 5]
    source.go.set()
    pump = pump_on(source, limit=1)
    pump.start()
    await source.until_done(1)
    assert (source.done, pump.is_running) == ([5], True)
    await pump.stop(1)


@pytest.mark.anyio
async def test_stop_waits_for_what_runs_and_takes_no_more() -> None:
    source = Source(3)
    pump = pump_on(source)
    pump.start()
    await source.until_running(2)
    stopping = asyncio.create_task(pump.stop(20))
    await asyncio.sleep(0)
    source.go.set()
    assert await stopping == []
    assert (sorted(source.done), source.items, pump.is_running) == ([0, 1], [2], False)


@pytest.mark.anyio
async def test_stop_names_what_it_cut_short() -> None:
    source = Source(3)
    pump = pump_on(source)
    pump.start()
    await source.until_running(2)
    assert sorted(await pump.stop(0.001)) == [0, 1]
    assert (source.running, source.done) == (0, [])


@pytest.mark.anyio
async def test_stop_before_start_is_safe() -> None:
    assert await pump_on(Source(1)).stop(1) == []


@settings(deadline=None, max_examples=25)
@given(count=st.integers(0, 12), limit=st.integers(1, 5))
def test_everything_is_worked_on_once_whatever_the_limit(count: int, limit: int) -> None:
    async def run() -> Source:
        source = Source(count)
        source.go.set()
        pump = pump_on(source, limit=limit)
        pump.start()
        await source.until_done(count)
        await pump.stop(1)
        return source

    source = asyncio.run(run())
    assert sorted(source.done) == list(range(count))
    assert source.most <= limit
