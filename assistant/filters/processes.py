"""The gateway's side of the analysis processes: the template that has loaded, and its workers."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.core.errors import ConfigurationError
from assistant.filters.wire import LENGTH, WireError, body_length, decode, encode

COMMAND = (sys.executable, "-I", "-m", "assistant.filters.worker")
# All a process's environment: one BLAS thread each, nothing that could open a connection.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS": "",
    "HF_HUB_OFFLINE": "1",
    "OTEL_SDK_DISABLED": "true",
}
# A fork takes milliseconds. A template that does not obey in this time is given up.
ORDER_SECONDS = 20.0


class AnalysisError(Exception):
    """No verdict. The gate refuses the text. Holds no text, only the name of a fault."""


class Line:
    """A connection to a process: a message goes out, its answer comes back."""

    def __init__(
        self, ours: socket.socket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._socket = ours
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls) -> tuple[Line, socket.socket]:
        """A line and the end of it that the process is to get."""
        ours, theirs = socket.socketpair()
        try:
            return cls(ours, *await asyncio.open_unix_connection(sock=ours)), theirs
        except BaseException:
            ours.close()
            theirs.close()
            raise

    @property
    def is_ended(self) -> bool:
        """Whether either side has left it."""
        left = self._reader.at_eof() or self._reader.exception() is not None
        return left or self._writer.is_closing()

    async def exchange(
        self, message: Mapping[str, Any], hand_over: socket.socket | None = None
    ) -> dict[str, Any]:
        """Send one message, with a connection if one is to be handed over; wait for the answer.

        Raises:
            AnalysisError: the process is gone, or what it answered is no message.
        """
        try:
            await self._send(encode(message), hand_over)
            header = await self._reader.readexactly(LENGTH.size)
            return decode(await self._reader.readexactly(body_length(header)))
        except (OSError, asyncio.IncompleteReadError, WireError) as fault:
            raise AnalysisError(type(fault).__name__) from None

    async def close(self) -> None:
        """Leave it; an exchange under way fails."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _send(self, data: bytes, hand_over: socket.socket | None) -> None:
        if hand_over is not None:
            # Nothing else is on its way, and an order is much smaller than what the system holds.
            if socket.send_fds(self._socket, [data], [hand_over.fileno()]) != len(data):
                raise WireError("cut short")
            return
        self._writer.write(data)
        await self._writer.drain()


class Template:
    """The process that has loaded model, dictionary and rules, and forks the workers.

    Attributes:
        greeting: what it said when it was ready.
    """

    def __init__(
        self, process: asyncio.subprocess.Process, line: Line, order_seconds: float
    ) -> None:
        self._process = process
        self._line = line
        self._order_seconds = order_seconds
        self._turn = asyncio.Lock()
        self.greeting: dict[str, Any] = {}

    @classmethod
    async def spawn(
        cls, command: Sequence[str] = COMMAND, *, order_seconds: float = ORDER_SECONDS
    ) -> Template:
        """Start one; it begins with its imports and forks none before `load` has returned."""
        line, theirs = await Line.open()
        nothing = asyncio.subprocess.DEVNULL
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *command, stdin=theirs.fileno(), stdout=nothing, stderr=nothing, env=ENVIRONMENT
                )
        except BaseException:
            await line.close()
            raise
        return cls(process, line, order_seconds)

    async def load(self, first: Mapping[str, Any], *, seconds: float) -> None:
        """Have it load what the settings ask for, and wait until it is ready.

        Raises:
            ConfigurationError: it could not, or not in that time; says why. It is ended.
        """
        try:
            await self._load(first, seconds)
        except BaseException:
            await self.kill()
            raise

    @property
    def is_gone(self) -> bool:
        """Whether it can fork no more."""
        return self._line.is_ended

    async def fork(self) -> WorkerProcess:
        """A worker, ready at once.

        Raises:
            AnalysisError: there is none to be had: the template is gone, or memory is.
        """
        line, theirs = await Line.open()
        try:
            with theirs:
                answer = await self._order({"fork": True}, theirs)
            return WorkerProcess(pid_in(answer), line, self)
        except BaseException:
            await line.close()
            raise

    async def end(self, pid: int) -> None:
        """Have a worker killed at once, and wait until it is gone, whatever becomes of this one."""
        with contextlib.suppress(AnalysisError):
            await self._order({"end": pid})

    async def kill(self) -> None:
        """End the process at once, its workers with it, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._line.close()

    async def _load(self, first: Mapping[str, Any], seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                self.greeting = await self._line.exchange(first)
        except (TimeoutError, AnalysisError) as fault:
            raise ConfigurationError(
                f"the filter's workers did not start ({type(fault).__name__}); "
                "run `assistant doctor` to check the language model"
            ) from None
        if self.greeting.get("ready") is not True:
            reason = self.greeting.get("error")
            raise ConfigurationError(f"the filter's workers did not start: {reason}")

    async def _order(
        self, order: Mapping[str, Any], hand_over: socket.socket | None = None
    ) -> dict[str, Any]:
        """One order at a time. Cut short, the next answer would be of the last order: it ends."""
        async with self._turn:
            try:
                async with asyncio.timeout(self._order_seconds):
                    return await self._line.exchange(order, hand_over)
            except TimeoutError:
                await self.kill()
                raise AnalysisError("template") from None
            except BaseException:
                await self.kill()
                raise


class WorkerProcess:
    """One analysis process and the line to it."""

    def __init__(self, pid: int, line: Line, template: Template) -> None:
        self.pid = pid
        self._line = line
        self._template = template

    @property
    def is_gone(self) -> bool:
        """Whether it has ended already."""
        return self._line.is_ended

    async def exchange(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send one message and wait for the answer.

        Raises:
            AnalysisError: the process is gone, or what it answered is no message.
        """
        return await self._line.exchange(message)

    async def kill(self) -> None:
        """End the process at once and wait until it is gone."""
        try:
            await self._template.end(self.pid)
        finally:
            await self._line.close()


def pid_in(answer: Mapping[str, Any]) -> int:
    """The number of the process that was forked.

    Raises:
        AnalysisError: none was.
    """
    if "pid" not in answer:
        raise AnalysisError(str(answer.get("error")))
    return int(answer["pid"])
