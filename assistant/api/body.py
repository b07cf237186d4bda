"""Reading a request's body: at most so many bytes, for at most so long."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.errors import BodyTimeoutError
from assistant.core.errors import TooLargeError

DEFAULT_MAX_BODY_BYTES = 256 * 1024
DEFAULT_BODY_TIMEOUT_SECONDS = 10.0
DROP_BYTES = 128 * 1024 * 1024
DROP_SECONDS = 5.0


async def read_body(request: Request, *, max_bytes: int, timeout_seconds: float) -> bytes:
    """The raw body. What `Content-Length` says only makes a refusal quicker; bytes are counted.

    Raises:
        TooLargeError: more than `max_bytes`; nothing beyond them is kept.
        BodyTimeoutError: the body was not complete within `timeout_seconds`.
    """
    if _declared_length(request) > max_bytes:
        raise _too_large(max_bytes)
    body = bytearray()
    try:
        async with asyncio.timeout(timeout_seconds):
            async for chunk in request.stream():
                if len(body) + len(chunk) > max_bytes:
                    raise _too_large(max_bytes)
                body += chunk
    except TimeoutError:
        raise BodyTimeoutError(
            f"the body did not arrive within {timeout_seconds:g} seconds; send it again"
        ) from None
    return bytes(body)


class CloseUnread:
    """Closes the connection after an answer that was given before the whole body was read.

    The server would otherwise go on taking and dropping what the client sends, without end. But a
    connection closed while its client still writes takes the answer down with it, so what is left
    of the body is dropped first, up to `DROP_BYTES` and for `DROP_SECONDS` (a lingering close).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application and watch whether it reads to the end of the body."""
        is_unread = scope["type"] == "http" and _announces_body(Headers(scope=scope))

        async def watch_body() -> Message:
            nonlocal is_unread
            message = await receive()
            is_unread = is_unread and bool(message.get("more_body", False))
            return message

        async def close_if_unread(message: Message) -> None:
            if is_unread and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["connection"] = "close"
            if is_unread and _is_last(message):
                await send({**message, "more_body": True})
                await _drop_rest(receive)
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        await self._app(scope, watch_body, close_if_unread)


async def _drop_rest(receive: Receive) -> None:
    dropped = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DROP_SECONDS):
            while dropped < DROP_BYTES:
                message = await receive()
                dropped += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _is_last(message: Message) -> bool:
    return message["type"] == "http.response.body" and not message.get("more_body", False)


def _announces_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _declared_length(request: Request) -> int:
    declared = request.headers.get("content-length", "")
    is_number = declared.isascii() and declared.isdigit() and len(declared) < 20
    return int(declared) if is_number else 0


def _too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError(f"the body is larger than {max_bytes} bytes; send less")
