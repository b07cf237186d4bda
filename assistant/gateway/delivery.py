"""Delivers replies from the outbox through their channel, with retries and a dead letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.channels.base import Channel
from assistant.core.chat import Outcome, Reply
from assistant.core.clock import Clock
from assistant.core.errors import DeliveryError
from assistant.core.logs import get_log
from assistant.gateway import outbox
from assistant.gateway.lease import Lease
from assistant.gateway.outbox import Posting
from assistant.gateway.replacement import Replacements
from assistant.gateway.replies import Replies
from assistant.settings import GatewaySettings
from assistant.store.unit_of_work import UnitOfWork


class Deliveries:
    """Takes due replies and hands them to their channels. Never calls the model.

    Attributes:
        channels: what this process serves, by name.
        only_event: the one event this process works on (`ask`); None if it takes all there are.
    """

    def __init__(  # noqa: PLR0913  # one composition, called from bootstrap alone
        self,
        uow: UnitOfWork,
        channels: Mapping[str, Channel],
        replacements: Replacements,
        replies: Replies,
        *,
        clock: Clock,
        lease: Lease,
        settings: GatewaySettings,
        only_event: str | None = None,
    ) -> None:
        self.channels = channels
        self.only_event = only_event
        self._uow = uow
        self._replacements = replacements
        self._replies = replies
        self._clock = clock
        self._lease = lease
        self._settings = settings

    async def take(self) -> Posting | None:
        """The next reply that is due."""
        now = self._clock.now()
        return await self._uow.write(
            lambda session: outbox.take_due(
                session,
                now=now,
                lease=self._lease,
                channels=tuple(self.channels),
                only_event=self.only_event,
            )
        )

    async def renew(self, postings: Sequence[Posting]) -> None:
        """Hold the leases of the replies that are being posted."""
        now = self._clock.now()
        turn_ids = [posting.turn_id for posting in postings]
        await self._uow.write(
            lambda session: outbox.renew(session, turn_ids, now=now, lease=self._lease)
        )

    def forget_expired_names(self) -> None:
        """Drop rewrites and names whose time is over, also while nobody sends anything."""
        self._replacements.forget_expired()

    async def deliver(self, posting: Posting) -> None:
        """Hand one reply to its channel and write down how it went."""
        if posting.reply is None:  # tried like any other: a later version may be able to read it
            return await self._mark_failed(posting, DeliveryError("the reply cannot be read"))
        channel = self.channels[posting.reply.channel]
        try:
            shown = self._shown(posting, posting.reply)
            await channel.deliver(shown, idempotency_key=posting.idempotency_key)
        except Exception as fault:  # noqa: BLE001  # whatever an adapter raises, the reply is kept
            return await self._mark_failed(posting, fault)
        now = self._clock.now()
        await self._uow.write(
            lambda session: outbox.mark_delivered(session, posting.turn_id, now=now)
        )
        self._replacements.forget(posting.turn_id)
        get_log().info("reply.delivered", turn=posting.turn_id, attempt=posting.attempts)
        return None

    async def _mark_failed(self, posting: Posting, fault: Exception) -> None:
        is_permanent = isinstance(fault, DeliveryError) and fault.is_permanent
        is_final = is_permanent or posting.attempts >= self._settings.delivery_attempts
        now = self._clock.now()
        await self._uow.write(
            lambda session: outbox.mark_failed(
                session,
                posting,
                now=now,
                backoff_seconds=self._settings.delivery_backoff_seconds,
                is_final=is_final,
            )
        )
        event = "reply.dead_letter" if is_final else "reply.delivery_failed"
        get_log().warning(
            event, turn=posting.turn_id, attempt=posting.attempts, error=type(fault).__name__
        )

    def _shown(self, posting: Posting, reply: Reply) -> Reply:
        """The reply as its sender sees it: names put back, from memory, if it was a rewrite."""
        if not posting.is_rewrite or reply.outcome is not Outcome.ANSWERED:
            return reply
        if self._replacements.was_sent(posting.turn_id):
            text = self._replacements.restore(posting.turn_id, reply.text)
            if text == reply.text:  # the answer names nobody
                return replace(reply, is_private=True)
            note = self._replies.text("notice.rewrite_restored")
            return replace(reply, text=f"{text}\n{note}", is_private=True)
        note = self._replies.text("notice.rewrite_not_restored")
        return replace(reply, text=f"{reply.text}\n{note}", is_private=True)
