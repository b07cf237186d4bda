"""A real local HTTP server that speaks OpenAI's embeddings API.

A text's vector counts the words of `topics` in it, so that what is near is known beforehand.
Steps are played in order, one per request; when none is left, the server answers.

    with FakeEmbeddingServer(["犬", "猫"]) as server:
        server.script(Refuse(503))
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.patience import PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class Refuse:
    """A status other than 2xx, with a body that quotes the request."""

    status: int
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Any body with status 200."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Hang:
    """Takes the request and does not answer before the server ends."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Half a reply, then the connection is closed."""


Step = Refuse | Say | Hang | Cut


@dataclass(slots=True)
class _State:
    topics: Sequence[str]
    steps: deque[Step] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    usage: object = "counted"
    ended: threading.Event = field(default_factory=threading.Event)


class FakeEmbeddingServer:
    """The server; a context manager.

    Attributes:
        requests: every request's body, in order.
        headers: its headers, in lower case.
    """

    def __init__(self, topics: Sequence[str]) -> None:
        self._state = _State(topics)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._state))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    @property
    def base_url(self) -> str:
        """What a client is configured with."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def requests(self) -> list[dict[str, Any]]:
        return self._state.requests

    @property
    def headers(self) -> list[dict[str, str]]:
        return self._state.headers

    @property
    def texts(self) -> list[str]:
        """Every text that came, in order."""
        return [text for request in self.requests for text in request["input"]]

    def script(self, *steps: Step) -> None:
        """Add steps for the next requests."""
        self._state.steps.extend(steps)

    def state_usage(self, usage: object) -> None:
        """What stands as `usage` in every reply from now on."""
        self._state.usage = usage

    def speak_of(self, topics: Sequence[str]) -> None:
        """Answer with vectors of other words, and of another length, from now on."""
        self._state.topics = topics

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._state.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE_SECONDS)


def reply(vectors: Sequence[Sequence[float]], usage: object) -> bytes:
    """A reply's body, the vectors out of order as the API allows it."""
    data = [{"object": "embedding", "index": n, "embedding": v} for n, v in enumerate(vectors)]
    return json.dumps({"object": "list", "data": data[::-1], "usage": usage}).encode()


def _handler(state: _State) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the base's name
            raw = self.rfile.read(int(self.headers["content-length"]))
            body = json.loads(raw)
            state.requests.append(body)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            step = state.steps.popleft() if state.steps else Say(self._answer(body))
            if isinstance(step, Hang):
                state.ended.wait(PATIENCE_SECONDS)
                return
            status = step.status if isinstance(step, Refuse) else 200
            content = step.body if isinstance(step, Say) else raw
            self.send_response(status)
            if isinstance(step, Refuse) and step.retry_after is not None:
                self.send_header("Retry-After", step.retry_after)
            more = 10 if isinstance(step, Cut) else 0
            self.send_header("Content-Length", str(len(content) + more))
            self.end_headers()
            self.wfile.write(content)

        def _answer(self, body: dict[str, Any]) -> bytes:
            vectors = [
                [float(text.count(topic)) for topic in state.topics] for text in body["input"]
            ]
            size = body.get("dimensions")
            vectors = [vector[:size] if size else vector for vector in vectors]
            count = sum(len(text) for text in body["input"])
            usage = {"prompt_tokens": count, "total_tokens": count}
            return reply(vectors, usage if state.usage == "counted" else state.usage)

        def log_message(self, *arguments: object) -> None:
            """Nothing on standard error."""

    return Handler
