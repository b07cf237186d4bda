"""Runs a program and writes down every address it turns to: `egress_watch.py RECORD PROGRAM ...`.

PROGRAM is a module or a file. The filter workers it starts are watched in the same way. Stands on
the standard library alone until the program is run: workers have nothing else on their path.
"""

from __future__ import annotations

import ipaddress
import os
import runpy
import sys
from pathlib import Path
from typing import Any

LOOKS = frozenset(
    {
        "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
        "socket.getnameinfo", "socket.sendto", "socket.sendmsg",
    }
)  # fmt: skip


def watch(record: Path) -> None:
    """From here on, append a line for each address: `inside` this machine or `outside`."""
    descriptor = os.open(record, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in LOOKS:
            host = host_of(event, arguments)
            place = "inside" if is_inside(host) else "outside"
            os.write(descriptor, f"{place} {event} {host!r}\n".encode())

    sys.addaudithook(hook)


def host_of(event: str, arguments: tuple[Any, ...]) -> object:
    """The host an event is about; None if it is about none."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
    else:
        address = arguments[0]
    return address[0] if isinstance(address, tuple) else address


def is_inside(host: object) -> bool:
    """Whether a host is this machine: loopback, a socket file, or none at all."""
    if host is None or host in {"", b"", "localhost", b"localhost"}:
        return True
    text = host.decode("latin-1") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return text.startswith("/")


def watch_workers(record: Path) -> None:
    """Have the pool start its workers under this watch too."""
    from assistant.filters.processes import Template  # noqa: PLC0415  # a worker needs none of it

    command = (sys.executable, __file__, str(record), "assistant.filters.worker")
    vars(Template)["spawn"].__func__.__defaults__ = (command,)


def main(record: Path, program: str) -> None:
    """Watch, then run the program as if it had been started by itself."""
    watch(record)
    with record.open("a", encoding="utf-8") as file:
        file.write(f"started {program}\n")
    if program == "assistant":
        watch_workers(record)
    sys.argv = sys.argv[2:]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), sys.argv[2])
