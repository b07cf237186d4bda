"""Bodies against the clock and the cap: in memory, and through a real server's sockets."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.requests import Request
from starlette.types import Message

from assistant.api.body import read_body
from assistant.api.errors import BodyTimeoutError
from assistant.core.clock import ManualClock
from assistant.core.errors import TooLargeError
from tests.api.conftest import Gateway, make_app
from tests.e2e.installation import NO_TLS
from tests.patience import PATIENCE_SECONDS


def request_of(chunks: list[bytes], *, declared: str = "", is_endless: bool = False) -> Request:
    headers = [(b"content-length", declared.encode())] if declared else []
    waiting = list(chunks)

    async def receive() -> dict[str, Any]:
        if is_endless and waiting:
            return {"type": "http.request", "body": waiting[0], "more_body": True}
        if not waiting:
            await asyncio.Event().wait()
        chunk = waiting.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(waiting) or not chunk}

    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


@pytest.mark.anyio
async def test_chunks_are_put_together() -> None:
    request = request_of([b"ab", b"cd", b"e"])
    assert await read_body(request, max_bytes=5, timeout_seconds=5) == b"abcde"


@pytest.mark.anyio
@pytest.mark.parametrize("declared", ["", "1", "-1", "9" * 30, "１", "abc"])
async def test_fault_16_bytes_are_counted_whatever_was_declared(declared: str) -> None:
    request = request_of([b"x" * 64], declared=declared, is_endless=True)
    with pytest.raises(TooLargeError):
        await read_body(request, max_bytes=1000, timeout_seconds=5)


@pytest.mark.anyio
async def test_fault_16_a_declared_length_over_the_cap_is_refused_unread() -> None:
    with pytest.raises(TooLargeError):
        await read_body(request_of([], declared="1001"), max_bytes=1000, timeout_seconds=5)


@pytest.mark.anyio
@pytest.mark.parametrize("chunks", [[], [b"a", b""]])
async def test_fault_18_a_body_that_does_not_end_is_given_up(chunks: list[bytes]) -> None:
    with pytest.raises(BodyTimeoutError):
        await read_body(request_of(chunks), max_bytes=1000, timeout_seconds=0.01)


@pytest.fixture
def port(gateway: Gateway, clock: ManualClock) -> Iterator[int]:
    """A real server on loopback."""
    with serving(gateway, clock, body_timeout_seconds=PATIENCE_SECONDS) as port:
        yield port


@contextlib.contextmanager
def serving(gateway: Gateway, clock: ManualClock, *, body_timeout_seconds: float) -> Iterator[int]:
    app = make_app(gateway, clock, body_timeout_seconds=body_timeout_seconds)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


def exchange(port: int, head: str, chunk: bytes, *, repeats: int) -> tuple[bytes, int]:
    """Send a head and then a chunk so many times, until answered.

    Returns:
        The answer, and how many chunks the server let us send.
    """
    sent = 0
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(
            f"POST /webhooks/generic HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode()
        )
        with contextlib.suppress(ConnectionError):
            for _ in range(repeats):
                connection.sendall(chunk)
                sent += 1
        answer = b""
        with contextlib.suppress(ConnectionError):
            while received := connection.recv(4096):
                answer += received
                if b'"message"' in answer:
                    break
    return answer, sent


JSON = "Content-Type: application/json\r\n"
MEBIBYTE = b"x" * (1024 * 1024)


def test_fault_16_endless_chunks_are_cut_off_at_the_cap(port: int, gateway: Gateway) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer, sent = exchange(port, JSON + "Transfer-Encoding: chunked\r\n", chunk, repeats=3200)
    assert sent < 3200, "200 MiB were offered and the server did not take them all"
    assert answer.startswith(b"HTTP/1.1 413") or answer == b""
    assert gateway.taken == []


@pytest.mark.parametrize("mebibytes", [1, 100])
@pytest.mark.parametrize("is_declared", [True, False])
def test_fault_16_a_client_that_reads_only_after_writing_gets_its_413(
    port: int, mebibytes: int, is_declared: bool
) -> None:
    content = MEBIBYTE * mebibytes if is_declared else itertools.repeat(MEBIBYTE, mebibytes)
    answer = httpx2.post(
        f"http://127.0.0.1:{port}/webhooks/generic",
        content=content,
        headers={"content-type": "application/json"},
        trust_env=False,
        timeout=PATIENCE_SECONDS,
        verify=NO_TLS,
    )
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("mebibytes", [1, 100])
def test_fault_16_a_declared_large_body_is_413(port: int, mebibytes: int) -> None:
    head = JSON + f"Content-Length: {mebibytes * len(MEBIBYTE)}\r\n"
    answer, _ = exchange(port, head, b"x", repeats=1)
    assert answer.startswith(b"HTTP/1.1 413")


def test_fault_16_a_body_shorter_than_declared_is_408(gateway: Gateway, clock: ManualClock) -> None:
    with serving(gateway, clock, body_timeout_seconds=0.2) as port:
        answer, _ = exchange(port, JSON + "Content-Length: 1000\r\n", b"{", repeats=1)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"body_timeout" in answer
    assert gateway.taken == []


def test_a_refusal_before_the_body_was_read_closes_the_connection(port: int) -> None:
    head = "Content-Type: text/plain\r\nContent-Length: 1000\r\n"
    answer, _ = exchange(port, head, b"x", repeats=1)
    assert answer.startswith(b"HTTP/1.1 415")
    assert b"connection: close" in answer


def test_a_refusal_after_the_body_was_read_keeps_the_connection(port: int) -> None:
    answer, _ = exchange(port, JSON + "Content-Length: 2\r\n", b"{}", repeats=1)
    assert answer.startswith(b"HTTP/1.1 401")
    assert b"connection: close" not in answer


@pytest.mark.anyio
async def test_fault_05_a_client_that_hangs_up_is_no_fault(
    gateway: Gateway, clock: ManualClock, logs: io.StringIO
) -> None:
    sent: list[Message] = []
    events: list[Message] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return events.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/webhooks/generic",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
    }
    await make_app(gateway, clock)(scope, receive, send)

    assert gateway.taken == []
    assert "http.disconnected" in logs.getvalue()
    assert "http.fault" not in logs.getvalue()
    assert sent[0]["status"] == 400
