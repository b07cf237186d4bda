"""A bounded loop that takes work from a table and runs it, woken or polling."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

from assistant.core.logs import get_log

T = TypeVar("T")


class Pump(Generic[T]):
    """Takes items one by one and works on at most `limit` of them at once.

    A fault in `take` is logged and tried again after the polling time; `work` handles its own.
    """

    def __init__(
        self,
        name: str,
        take: Callable[[], Awaitable[T | None]],
        work: Callable[[T], Awaitable[None]],
        *,
        limit: int,
        poll_seconds: float,
    ) -> None:
        self._name = name
        self._take = take
        self._work = work
        self._limit = limit
        self._poll_seconds = poll_seconds
        self._wake = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], T] = {}
        self._loop: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._is_stopping = False

    @property
    def items(self) -> list[T]:
        """What is being worked on now."""
        return list(self._tasks.values())

    @property
    def is_running(self) -> bool:
        """Whether the loop is alive."""
        return self._loop is not None and not self._loop.done()

    def wake(self) -> None:
        """There may be something to take."""
        self._wake.set()

    def start(self) -> None:
        """Start the loop in the running event loop."""
        self._loop = asyncio.create_task(self._run(), name=self._name)

    async def drain(self, timeout_seconds: float) -> None:
        """Wait until nothing is left to take and nothing runs, at most so long."""
        if not self.is_running:
            return
        self._idle.clear()
        self._wake.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), timeout_seconds)

    async def stop(self, timeout_seconds: float) -> list[T]:
        """Take no more, wait for what runs, cancel the rest; returns the items cut short."""
        self._is_stopping = True
        self._wake.set()
        if self._loop is not None:
            await asyncio.gather(self._loop, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout_seconds)
        unfinished = dict(self._tasks)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        return list(unfinished.values())

    async def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            item = await self._take_safely() if len(self._tasks) < self._limit else None
            if item is not None:
                task = asyncio.create_task(self._work_on(item))
                self._tasks[task] = item
                task.add_done_callback(self._finish)
                continue
            if not self._tasks and not self._wake.is_set():
                self._idle.set()
            if not self._is_stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._poll_seconds)

    async def _work_on(self, item: T) -> None:
        await self._work(item)

    def _finish(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (fault := task.exception()) is not None:
            get_log().error("pump.fault", queue=self._name, error=type(fault).__name__)
        self._wake.set()

    async def _take_safely(self) -> T | None:
        try:
            return await self._take()
        except Exception as fault:  # noqa: BLE001  # the loop must outlive a locked database
            get_log().error("pump.take_failed", queue=self._name, error=type(fault).__name__)
            return None
