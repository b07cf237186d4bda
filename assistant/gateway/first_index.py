"""After a first start: the index is built once more, in the background, with all that takes longer.

The first start indexes the documents in a second, so that questions are answered at once. Word
vectors, the screening of documents and an endpoint's vectors follow in a process of its own, with
less claim to the processor than the answers have; its generation is taken up when it is in force.
A build that somebody else begins meanwhile goes before it: this one then leaves, and begins again
if that one ended without word vectors - it may fail, or be killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.core.clock import Clock
from assistant.core.logs import get_log
from assistant.gateway.lookup import ActiveIndex

COMMAND = (sys.executable, "-m", "assistant", "rag", "build", "--background", "--json")
DONE = frozenset({0, 3})
"""Exit codes of a build that is in force; with 3, a document was left out."""
LEFT = 4
"""Exit code of a build in the background that left its place to another one."""
AGAIN_SECONDS = 60.0
"""How long after it left it is looked whether that other one did the work."""


class FirstIndex:
    """Completes the index of a first start, once.

    Args:
        index: the index in force.
        root: the installation's folder, where the command runs.
        clock: times it.
        command: what builds the index anew and puts it in force.
        again_seconds: how long it waits before it begins again.
    """

    def __init__(
        self,
        index: ActiveIndex,
        root: Path,
        clock: Clock,
        *,
        command: Sequence[str] = COMMAND,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._index = index
        self._root = root
        self._clock = clock
        self._command = command
        self._again_seconds = again_seconds
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> bool:
        """Begin, if the index in force is that of a first start; tells whether it is."""
        name = await self._index.without_vectors()
        if not name:
            return False
        self._task = asyncio.create_task(self._run(name))
        return True

    async def wait(self) -> None:
        """Until it is done."""
        if self._task is not None:
            await self._task

    async def stop(self) -> None:
        """End it if it still runs; the index in force stays, and the next start begins anew."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, name: str) -> None:
        while name and await self._build(name) == LEFT:
            # If the other build still runs, this one leaves again at once.
            await asyncio.sleep(self._again_seconds)
            name = await self._index.without_vectors()

    async def _build(self, name: str) -> int | None:
        """Build in place of one index; the exit code, `None` if it could not begin."""
        begun = self._clock.monotonic()
        get_log().info("rag.completing")
        nothing = asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *(*self._command, "--instead-of", name),
                cwd=self._root, stdin=nothing, stdout=nothing, stderr=nothing,
            )  # fmt: skip
        except OSError as fault:
            get_log().warning("rag.completion_failed", error=type(fault).__name__)
            return None
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            raise
        if code == LEFT:
            get_log().info("rag.completion_left")
        elif code not in DONE:
            get_log().warning("rag.completion_failed", status=code)
        else:
            await self._index.state()  # opens what is in force now, before the next question does
            get_log().info("rag.completed", seconds=round(self._clock.monotonic() - begun, 1))
        return code
