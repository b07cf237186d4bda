"""What runs in the template: a process that loads once and forks a worker for each connection.

The template holds the model and never sees a text; a worker is a copy of it that shares its memory
and answers on a connection of its own. Nothing is open before a fork but the line to the gateway,
and nothing runs beside the main thread. Whoever loses the gateway ends: the template at the end of
the line, the workers with the template.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn

from assistant.filters.wire import encode, read_message

Work = Callable[[BinaryIO, BinaryIO], None]
"""Answers requests until they end."""
Load = Callable[[dict[str, Any]], tuple[dict[str, Any], Work | None]]
"""From the first message: what to tell the gateway, and what workers do; None if it failed."""

PR_SET_PDEATHSIG = 1


class Line:
    """The connection to the gateway: messages, and the connections handed over with them."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._handed_over: list[int] = []

    def read(self, size: int) -> bytes:
        """So many bytes; fewer at the end only."""
        read = b""
        while len(read) < size:
            part, descriptors, _, _ = socket.recv_fds(self._connection, size - len(read), 1)
            self._handed_over += descriptors
            if not part:
                break
            read += part
        return read

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        self._connection.sendall(encode(message))

    def take_connection(self) -> socket.socket:
        """The connection that came with the last message."""
        return socket.socket(fileno=self._handed_over.pop())

    def close(self) -> None:
        """A worker has no use for it."""
        self._connection.close()


def run_template(import_all: Callable[[], None], load: Load) -> int:
    """Load, then fork and end workers as told, until standard input ends. The exit code.

    Imports begin at once; the gateway may read its settings meanwhile.
    """
    # Ctrl+C reaches a whole group of processes, and so may SIGTERM; the gateway finishes its turns
    # first, and this one ends with it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    gc.disable()
    line = Line(_taken_from_standard_input())
    import_all()
    first = read_message(line)
    if first is None:
        return 0
    greeting, work = load(first)
    # What is loaded stays, and looking through it for garbage would copy it in every worker.
    gc.freeze()
    gc.enable()
    line.send(greeting)
    if work is None:
        return 1
    _obey(line, work)
    return 0


def _obey(line: Line, work: Work) -> None:
    workers: set[int] = set()
    try:
        while (order := read_message(line)) is not None:
            if "end" in order:
                _end(workers, int(order["end"]))
                line.send({"ended": True})
            else:
                line.send(_forked(line, work, workers))
    finally:
        for pid in list(workers):
            _end(workers, pid)


def _forked(line: Line, work: Work, workers: set[int]) -> dict[str, Any]:
    template = os.getpid()
    with line.take_connection() as connection:
        try:
            pid = os.fork()
        except OSError as fault:  # no memory, or too many processes
            return {"error": type(fault).__name__}
        if pid == 0:
            _be_worker(template, line, connection, work)
    workers.add(pid)
    return {"pid": pid}


def _be_worker(template: int, line: Line, connection: socket.socket, work: Work) -> NoReturn:
    code = 1
    try:
        _die_with(template)
        line.close()
        with connection.makefile("rb") as requests, connection.makefile("wb") as answers:
            work(requests, answers)
        code = 0
    finally:
        os._exit(code)  # no traceback: it could hold text


def _die_with(template: int) -> None:
    """Have the system kill this process when the template ends, also if that is killed."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != template:
        os._exit(1)


def _end(workers: set[int], pid: int) -> None:
    """Kill a worker and wait until it is gone. Only the template can be sure whose number it is."""
    if pid in workers:
        workers.remove(pid)
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _taken_from_standard_input() -> socket.socket:
    """Standard input as a socket; in its place, nothing."""
    connection = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return connection
