"""Plays a chat tool that speaks the generic contract: signs webhooks, takes callbacks.

Used by `assistant simulate generic`, `make demo` and the end-to-end tests.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Literal, Self

import httpx2

from assistant.channels.generic.receiver import CallbackReceiver
from assistant.channels.generic.schemas import CallbackBody, ConversationRef, MessageBody, UserRef
from assistant.channels.generic.signature import TOLERANCE_SECONDS, decode_secret, signed_headers
from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError


class Signing(StrEnum):
    """How a webhook is signed: rightly, or wrongly in one of two ways."""

    VALID = "valid"
    WRONG_KEY = "wrong-key"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class ToolReceipt:
    """What the gateway answered to one webhook.

    Attributes:
        event_id: the `webhook-id` it was sent under.
        status_code: HTTP status.
        status: `accepted`, `duplicate`, or an error's code; empty if the body says nothing.
        turn_id: the turn, if accepted.
        seconds: from sending to the answer.
    """

    event_id: str
    status_code: int
    status: str
    turn_id: str
    seconds: float


class ChatToolSimulator:
    """A chat tool in small. Use it as `async with ChatToolSimulator(...) as tool:`."""

    def __init__(
        self,
        gateway_url: str,
        *,
        secret: str,
        callback_url: str,
        clock: Clock,
        channel: str = "generic",
    ) -> None:
        """Prepare; entering the context begins listening for callbacks.

        Args:
            gateway_url: the gateway's address, `http://127.0.0.1:PORT`.
            secret: the `whsec_` secret both sides share.
            callback_url: where to listen, on loopback; port 0 takes a free one.
            clock: for timestamps.
            channel: name of the channel to post to.

        Raises:
            ConfigurationError: the secret or the callback address is of no use.
        """
        try:
            self._key = decode_secret(secret)
        except ValueError as problem:
            raise ConfigurationError(f"channels.generic.secrets: {problem}") from None
        self._url = f"{gateway_url.rstrip('/')}/webhooks/{channel}"
        self._clock = clock
        self._receiver = CallbackReceiver(
            callback_url, key=self._key, clock=clock, on_reply=self._hand_over
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: httpx2.AsyncClient | None = None
        self._changed = asyncio.Condition()
        self.replies: list[CallbackBody] = []

    @property
    def callback_url(self) -> str:
        """Where callbacks are taken."""
        return self._receiver.url

    @property
    def rejected_count(self) -> int:
        """Callbacks that did not verify."""
        return self._receiver.rejected_count

    @property
    def repeat_count(self) -> int:
        """Callbacks that came again after they had been taken."""
        return self._receiver.repeat_count

    async def __aenter__(self) -> Self:
        """Listen for callbacks.

        Raises:
            ConfigurationError: the callback's port is in use.
        """
        self._loop = asyncio.get_running_loop()
        self._receiver.start()
        self._client = httpx2.AsyncClient(trust_env=False, timeout=30.0)
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop listening."""
        if self._client is not None:
            await self._client.aclose()
        await asyncio.to_thread(self._receiver.stop)

    def answer_next_with(self, statuses: Iterable[int]) -> None:
        """Let the next callbacks fail with these statuses (503, 429, ...)."""
        self._receiver.answer_next_with(statuses)

    async def say(
        self,
        user_id: str,
        text: str,
        *,
        conversation_id: str | None = None,
        kind: Literal["direct", "group"] = "direct",
        event_id: str | None = None,
        signing: Signing = Signing.VALID,
    ) -> ToolReceipt:
        """Post one message. The same `event_id` again is a redelivery."""
        conversation = ConversationRef(id=conversation_id or f"dm-{user_id}", kind=kind)
        message = MessageBody(text=text, user=UserRef(id=user_id), conversation=conversation)
        body = message.model_dump_json().encode()
        return await self.post(body, event_id=event_id, signing=signing)

    async def say_repeatedly(self, user_id: str, text: str, *, copies: int) -> list[ToolReceipt]:
        """Post one message several times at once under one id, as an impatient tool does."""
        event_id = _new_event_id()
        return await asyncio.gather(
            *(self.say(user_id, text, event_id=event_id) for _ in range(copies))
        )

    async def post(
        self, body: bytes, *, event_id: str | None = None, signing: Signing = Signing.VALID
    ) -> ToolReceipt:
        """Post any bytes as the body of a webhook, signed as told."""
        if self._client is None:
            raise ConfigurationError("the simulator is not running; use it as a context manager")
        event_id = event_id or _new_event_id()
        headers = self._signed(event_id, body, signing) | {"content-type": "application/json"}
        begun = self._clock.monotonic()
        response = await self._client.post(self._url, content=body, headers=headers)
        seconds = self._clock.monotonic() - begun
        status, turn_id = _read_answer(response)
        return ToolReceipt(event_id, response.status_code, status, turn_id, seconds)

    async def wait_for_reply(self, event_id: str, *, timeout_seconds: float) -> CallbackBody:
        """The first reply to an event.

        Raises:
            TimeoutError: none came within the time.
        """
        async with asyncio.timeout(timeout_seconds), self._changed:
            await self._changed.wait_for(lambda: self._find(event_id) is not None)
        reply = self._find(event_id)
        assert reply is not None  # noqa: S101 - the wait above ends only with one
        return reply

    def replies_to(self, event_id: str) -> list[CallbackBody]:
        """All replies to an event so far."""
        return [reply for reply in self.replies if reply.in_reply_to == event_id]

    def _signed(self, event_id: str, body: bytes, signing: Signing) -> dict[str, str]:
        timestamp = int(self._clock.now().timestamp())
        key = self._key
        if signing is Signing.STALE:
            timestamp -= TOLERANCE_SECONDS + 60
        if signing is Signing.WRONG_KEY:
            key = bytes(byte ^ 0xFF for byte in key)
        return signed_headers([key], event_id, timestamp, body)

    def _find(self, event_id: str) -> CallbackBody | None:
        return next(iter(self.replies_to(event_id)), None)

    def _hand_over(self, reply: CallbackBody) -> None:
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._keep(reply), self._loop).result(timeout=10)

    async def _keep(self, reply: CallbackBody) -> None:
        async with self._changed:
            self.replies.append(reply)
            self._changed.notify_all()


def _new_event_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


def _read_answer(response: httpx2.Response) -> tuple[str, str]:
    try:
        answer = response.json()
    except ValueError:
        return "", ""
    if not isinstance(answer, dict):
        return "", ""
    error = answer.get("error")
    if isinstance(error, dict):
        return str(error.get("code", "")), ""
    return str(answer.get("status", "")), str(answer.get("turn_id", ""))
