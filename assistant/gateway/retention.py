"""Deletes what is past its keeping time: conversations, replies, closed deliveries, stops."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect
from sqlmodel import Session, col, delete, select

from assistant.conversation import history
from assistant.conversation.settings import ConversationSettings
from assistant.core.clock import Clock
from assistant.core.logs import get_log
from assistant.gateway import outbox
from assistant.gateway.incidents import frozen_turns
from assistant.gateway.models import ModelAttemptRow, OutboxRow, TurnRow
from assistant.policy.desk import purge_reports
from assistant.policy.stops import purge_stops
from assistant.settings import GatewaySettings
from assistant.store.unit_of_work import UnitOfWork


class Retention:
    """Applies the keeping times of the settings; what an open incident names stays. Idempotent.

    `channels` are those this process delivers in; None if it works for one event alone and says
    nothing of the replies of others.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        clock: Clock,
        gateway: GatewaySettings,
        conversation: ConversationSettings,
        *,
        channels: Collection[str] | None,
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._gateway = gateway
        self._conversation = conversation
        self._channels = channels

    async def purge(self) -> int:
        """Delete what is past its time; returns how many rows went."""
        now = self._clock.now()

        def work(session: Session) -> int:
            keep = timedelta(days=self._conversation.keep_days)
            frozen = frozen_turns()
            count = history.purge_expired(session, now=now, keep=keep, frozen=frozen)
            replies_before = now - timedelta(days=self._gateway.keep_reply_days)
            count += outbox.purge(session, before=replies_before, frozen=frozen)
            self._give_up_replies(session, now, before=replies_before)
            turns_before = now - timedelta(days=self._gateway.keep_turn_days)
            count += _purge_turns(session, before=turns_before, frozen=frozen)
            count += purge_stops(
                session, before=now - timedelta(minutes=self._gateway.report_minutes)
            )
            reports_before = now - timedelta(days=self._gateway.keep_report_days)
            return count + purge_reports(session, before=reports_before, frozen=frozen)

        count = await self._uow.write(work)
        get_log().info("retention.purged", count=count)
        return count

    def _give_up_replies(self, session: Session, now: datetime, *, before: datetime) -> None:
        """A reply whose channel was switched off is tried by nobody: it waits no longer."""
        if self._channels is None:
            return
        count = outbox.give_up_unserved(session, now=now, before=before, channels=self._channels)
        if count:
            get_log().warning("reply.dead_letter", count=count)


def _purge_turns(session: Session, *, before: datetime, frozen: CompoundSelect[tuple[str]]) -> int:
    """Delete closed deliveries received before an instant, with their attempts. Returns how many.

    Deliveries whose reply still waits in the outbox stay, and so do `frozen` ones.
    """
    waiting = select(col(OutboxRow.turn_id)).where(col(OutboxRow.state) == "pending")
    old = select(col(TurnRow.id)).where(
        col(TurnRow.state) == "closed",
        col(TurnRow.received_at) < before,
        col(TurnRow.id).not_in(waiting),
        col(TurnRow.id).not_in(frozen),
    )
    session.exec(delete(ModelAttemptRow).where(col(ModelAttemptRow.turn_id).in_(old)))
    result = session.exec(delete(TurnRow).where(col(TurnRow.id).in_(old)))
    return result.rowcount
