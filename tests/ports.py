"""Ports of loopback for the servers of tests."""

from __future__ import annotations

import itertools
import os
import socket
from contextlib import suppress

FIRST, EACH, LAST = 10_000, 1_000, 29_999
"""Below what the system gives to connections that go out (32768 and up): none takes a port between
here and its server's start. Each process of a run has a thousand of its own."""
_numbers = itertools.count()


def free_port() -> int:
    """A port nobody listens on now, and that is not given out again."""
    while True:
        port = FIRST + (os.getpid() * EACH + next(_numbers) % EACH) % (LAST + 1 - FIRST)
        with suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
