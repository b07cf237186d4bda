"""A real local HTTP server that plays a model provider, in a thread and event loop of its own.

It serves a gateway in the same process or another one alike. Steps are played in order, one per
request; when none is left, `default` answers.

    with FakeModelServer() as model:
        model.script(Status(503), Answer("はい"))
        ...
        assert model.requests[0].json["store"] is False
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.llm.steps import Answer, Step, head
from tests.patience import PATIENCE_SECONDS

HOST = "127.0.0.1"
TLS_RECORD = b"\x16"


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request as it arrived: the target as written, headers in lower case, the body."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)

    @property
    def texts(self) -> list[str]:
        """The content of every message, in order."""
        return [message["content"] for message in self.json["messages"]]


class FakeModelServer:
    """The server; a context manager. All methods may be called from any thread.

    Args:
        certificate: speaks TLS with it if given.

    Attributes:
        default: the step for requests beyond the script.
        requests: every request received in full, in order.
        connection_count: TCP connections accepted, also those that sent nothing.
        port: the port, the same after `refuse` and `accept`.
    """

    def __init__(self, *, certificate: ssl.SSLContext | None = None) -> None:
        self._certificate = certificate
        self.default: Step = Answer()
        self.requests: list[ReceivedRequest] = []
        self.connection_count = 0
        self.port = 0
        self._steps: deque[Step] = deque()
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="fake-model", daemon=True)
        self._server: asyncio.Server | None = None
        self._plays: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """What a client is configured with."""
        scheme = "https" if self._certificate else "http"
        return f"{scheme}://{HOST}:{self.port}/v1"

    @property
    def received(self) -> bytes:
        """Every byte of every request's target, headers and body: for canary searches."""
        parts = [f"{r.target} {r.headers}".encode() + r.body for r in self.requests]
        return b"\n".join(parts)

    def script(self, *steps: Step) -> None:
        """Add steps for the next requests."""
        self._steps.extend(steps)

    def wait_for_requests(self, count: int, timeout_seconds: float = PATIENCE_SECONDS) -> None:
        """Block until `count` requests have arrived in all; not for use inside an event loop."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.requests) >= count, timeout_seconds)
        assert arrived, f"{len(self.requests)} of {count} requests came"

    def refuse(self) -> None:
        """Close the listening socket: connections are refused from now on."""
        self._call(self._stop_listening())

    def accept(self) -> None:
        """Listen again on the same port."""
        self._call(self._listen())

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, HOST, self.port, ssl=self._certificate
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _stop(self) -> None:
        await self._stop_listening()
        plays = list(self._plays)
        for play in plays:
            play.cancel()
        await asyncio.gather(*plays, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection_count += 1
        task = asyncio.current_task()
        assert task is not None
        self._plays.add(task)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client went away, or the server stops: both are part of a test
        finally:
            self._plays.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read_request(reader)
        if request is None:
            writer.write(head(400, {"Content-Length": "0"}))
            return
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        step = self._steps.popleft() if self._steps else self.default
        gone = asyncio.ensure_future(reader.read())
        play = asyncio.ensure_future(step.play(writer))
        try:
            await asyncio.wait({gone, play}, return_when=asyncio.FIRST_COMPLETED)
            if play.done():
                play.result()
                await writer.drain()
        finally:
            gone.cancel()
            play.cancel()
            await asyncio.gather(gone, play, return_exceptions=True)


async def _read_request(reader: asyncio.StreamReader) -> ReceivedRequest | None:
    try:
        start = await reader.readexactly(1)
        if start == TLS_RECORD:
            return None
        raw = start + await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return ReceivedRequest(method, target, headers, body)
