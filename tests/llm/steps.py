"""What a fake model server can do with one request."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import dataclass, field
from typing import Any, Protocol


class Step(Protocol):
    """What the server does with one request."""

    async def play(self, writer: asyncio.StreamWriter) -> None:
        """Write a reply, part of one, or nothing."""
        ...


def head(status: int, headers: dict[str, str]) -> bytes:
    """A status line and headers, connection closed afterwards."""
    lines = [f"HTTP/1.1 {status} Status", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def completion_body(
    text: str | None = "お答えします。",
    *,
    usage: object = None,
    finish_reason: str = "stop",
    has_usage: bool = True,
) -> bytes:
    """A `chat.completion` body; without `usage` given, one of 100 + 20 tokens."""
    body: dict[str, object] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "fake",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": finish_reason,
            }
        ],
    }
    if has_usage:
        plain = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        body["usage"] = plain if usage is None else usage
    return json.dumps(body).encode()


@dataclass(frozen=True, slots=True)
class Body:
    """A complete reply with any status, headers and bytes."""

    content: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    async def play(self, writer: asyncio.StreamWriter) -> None:
        length = {"Content-Length": str(len(self.content))}
        writer.write(head(self.status, {**self.headers, **length}) + self.content)


def Answer(text: str | None = "お答えします。", **options: Any) -> Body:  # noqa: N802 - reads as a step
    """A usable completion; options as `completion_body`."""
    return Body(completion_body(text, **options))


def Status(status: int, *, retry_after: str | None = None, content: bytes = b"") -> Body:  # noqa: N802 - reads as a step
    """A reply that is not 2xx, with an HTML body."""
    headers = {"Content-Type": "text/html"}
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return Body(content, status, headers)


@dataclass(frozen=True, slots=True)
class Hang:
    """Takes the request and never answers; ends when the client goes away or the server stops."""

    async def play(self, writer: asyncio.StreamWriter) -> None:
        await writer.wait_closed()


@dataclass(frozen=True, slots=True)
class Drip:
    """A good answer, one byte at a time."""

    interval_seconds: float

    async def play(self, writer: asyncio.StreamWriter) -> None:
        content = completion_body()
        writer.write(head(200, {"Content-Length": str(len(content))}))
        for byte in content:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(self.interval_seconds)


@dataclass(frozen=True, slots=True)
class Cut:
    """The beginning of a good answer, then the connection is closed."""

    sent_bytes: int = 40

    async def play(self, writer: asyncio.StreamWriter) -> None:
        content = completion_body()
        writer.write(head(200, {"Content-Length": str(len(content))}))
        writer.write(content[: self.sent_bytes])


@dataclass(frozen=True, slots=True)
class Flood:
    """A reply of many bytes without a stated length."""

    total_bytes: int

    async def play(self, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Type": "application/json"}) + b'{"choices":"')
        piece = b"x" * 65_536
        for _ in range(self.total_bytes // len(piece)):
            writer.write(piece)
            await writer.drain()


class Gate:
    """Holds replies until a test opens it, from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def open(self) -> None:
        """Let everything that waits, and will wait, pass."""
        self._event.set()

    async def wait(self) -> None:
        """Wait without holding up the server's loop; ends also when the server stops."""
        while not self._event.is_set():
            await asyncio.sleep(0.005)


@dataclass(frozen=True, slots=True)
class Held:
    """Plays another step once a gate is open."""

    gate: Gate
    then: Step

    async def play(self, writer: asyncio.StreamWriter) -> None:
        await self.gate.wait()
        await self.then.play(writer)
