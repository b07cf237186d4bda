"""Deletes what is past its keeping time: conversations, replies, closed deliveries."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from assistant.conversation import history
from assistant.conversation.settings import ConversationSettings
from assistant.core.clock import Clock
from assistant.core.logs import get_log
from assistant.gateway import outbox, queue
from assistant.settings import GatewaySettings
from assistant.store.unit_of_work import UnitOfWork


class Retention:
    """Applies the keeping times of the settings. Idempotent."""

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        gateway: GatewaySettings,
        conversation: ConversationSettings,
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._gateway = gateway
        self._conversation = conversation

    async def purge(self) -> int:
        """Delete what is past its time; returns how many rows went."""
        now = self._clock.now()

        def work(session: Session) -> int:
            keep = timedelta(days=self._conversation.keep_days)
            count = history.purge_expired(session, now=now, keep=keep)
            replies_before = now - timedelta(days=self._gateway.keep_reply_days)
            count += outbox.purge(session, before=replies_before)
            turns_before = now - timedelta(days=self._gateway.keep_turn_days)
            return count + queue.purge_closed(session, before=turns_before)

        count = await self._uow.write(work)
        get_log().info("retention.purged", count=count)
        return count
