"""A callback receiver as a chat tool would run it: on loopback, checking what we sign."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

from pydantic import ValidationError

from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.signature import verify
from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError, SignatureError

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost"})
MAX_BODY_BYTES = 1024 * 1024


class CallbackReceiver:
    """Takes callbacks in a thread of its own and hands each new one on, once per `webhook-id`.

    Attributes:
        rejected_count: callbacks whose signature, timestamp or body did not hold.
        repeat_count: callbacks that had been taken before (answered 409).
    """

    def __init__(
        self,
        callback_url: str,
        *,
        key: bytes,
        clock: Clock,
        on_reply: Callable[[CallbackBody], None],
    ) -> None:
        """Prepare; `start` begins listening.

        Args:
            callback_url: `http://127.0.0.1:PORT/PATH`; port 0 takes a free one.
            key: the secret the gateway signs with.
            clock: for the timestamp window.
            on_reply: called with each new callback, in the receiver's thread.

        Raises:
            ConfigurationError: not an address on loopback.
        """
        parts = urlsplit(callback_url)
        if parts.scheme != "http" or parts.hostname not in LOOPBACK_HOSTS:
            raise ConfigurationError(
                "channels.generic.callback_url must be http://127.0.0.1:PORT/PATH to be simulated"
            )
        self._host = parts.hostname
        self._port = 80 if parts.port is None else parts.port
        self._path = parts.path or "/"
        self._key = key
        self._clock = clock
        self._on_reply = on_reply
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._planned: deque[int] = deque()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.rejected_count = 0
        self.repeat_count = 0

    @property
    def url(self) -> str:
        """Where the receiver listens, with the port it really has."""
        port = self._server.server_address[1] if self._server else self._port
        return f"http://{self._host}:{port}{self._path}"

    def answer_next_with(self, statuses: Iterable[int]) -> None:
        """Answer the next callbacks with these statuses without taking them (a tool in trouble)."""
        with self._lock:
            self._planned.extend(statuses)

    def start(self) -> Self:
        """Listen.

        Raises:
            ConfigurationError: the port is in use or not ours to take.
        """
        try:
            self._server = ThreadingHTTPServer((self._host, self._port), self._handler())
        except OSError:
            raise ConfigurationError(
                f"cannot listen on {self._host}:{self._port}; stop what uses the port, or change"
                " channels.generic.callback_url"
            ) from None
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening and free the port."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Judge one callback and return the status to answer with."""
        with self._lock:
            if self._planned:
                return self._planned.popleft()
            status, reply = self._judge(path, headers, body)
        if reply is not None:
            self._on_reply(reply)
        return status

    def _judge(
        self, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, CallbackBody | None]:
        try:
            delivery_id, _ = verify([self._key], headers, body, clock=self._clock)
            reply = CallbackBody.model_validate_json(body)
        except (SignatureError, ValidationError) as fault:
            self.rejected_count += 1
            return (401 if isinstance(fault, SignatureError) else 400), None
        if path != self._path:
            self.rejected_count += 1
            return 404, None
        if delivery_id in self._seen:
            self.repeat_count += 1
            return 409, None
        self._seen.add(delivery_id)
        return 200, reply

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 30

            def do_POST(self) -> None:
                length = self.headers.get("content-length", "")
                size = int(length) if length.isascii() and length.isdigit() else MAX_BODY_BYTES + 1
                status = 413
                if size <= MAX_BODY_BYTES:
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    status = receiver.take(self.path, headers, self.rfile.read(size))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, _format: str, *_args: object) -> None:
                """Say nothing: a request line is not ours to log."""

        return Handler
