"""The console: one person at the machine asks, and waits in the same process for the reply."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping

from assistant.channels.base import Abilities
from assistant.channels.payload import require_storable
from assistant.core.chat import InboundMessage, Reply
from assistant.core.errors import SignatureError
from assistant.core.text import RawText

NAME = "console"
CONSOLE_ABILITIES = Abilities(
    has_private_reply=True, has_push=True, is_redelivering=False, has_idempotency_key=True
)


class ConsoleChannel:
    """Messages are made here, not received; replies are kept in memory for their asker."""

    name = NAME
    abilities = CONSOLE_ABILITIES
    content_types: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[Reply]] = {}

    def message_from(self, text: str, account: str) -> InboundMessage:
        """A message as the console user `account` typed it. Call it in a running event loop.

        Raises:
            InputError: the text holds NUL or half a character.
        """
        message = InboundMessage(
            channel=self.name,
            event_id=uuid.uuid4().hex,
            channel_user_id=require_storable(account, "the account"),
            conversation_key=account,
            is_direct=True,
            text=RawText(require_storable(text, "the text")),
        )
        self._waiting[message.event_id] = asyncio.get_running_loop().create_future()
        return message

    async def wait_for_reply(self, event_id: str, *, timeout_seconds: float) -> Reply:
        """The reply to a message made by `message_from`.

        Raises:
            KeyError: no such message, or its reply was taken before.
            TimeoutError: no reply within the time.
        """
        async with asyncio.timeout(timeout_seconds):
            reply = await asyncio.shield(self._waiting[event_id])
        del self._waiting[event_id]
        return reply

    def receive(self, headers: Mapping[str, str], body: bytes) -> InboundMessage:
        """Refuse: the console takes no webhooks."""
        raise SignatureError("the console takes no webhooks; use `assistant ask`")

    async def deliver(self, reply: Reply, *, idempotency_key: str) -> None:
        """Hand the reply to whoever waits for it; a repeat, or a reply to nobody, is dropped."""
        waiting = self._waiting.get(reply.in_reply_to)
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    async def aclose(self) -> None:
        """Give up what nobody waits for."""
        for waiting in self._waiting.values():
            waiting.cancel()
        self._waiting.clear()
