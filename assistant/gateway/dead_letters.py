"""Dead letters: replies the chat tool never took. Listed without text, sent again, or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from assistant.core.actor import Actor
from assistant.core.chat import Notice
from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.gateway.incidents import frozen_turns
from assistant.gateway.models import OutboxRow
from assistant.identity.faults import ConflictError, NotFoundError
from assistant.store.audit import AuditLog, Detail
from assistant.store.one_at_a_time import lock_changes

LONGEST_REASON = 500
DEAD, PENDING = "dead", "pending"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A reply that could not be delivered. Nothing says whose it is, how it ended or what it says.

    Attributes:
        id: of the reply: its turn's, or a notice's own.
        channel: the chat tool that did not take it.
        is_notice: true if it answers no question, such as the answer to a request for more.
        attempts: how often it was tried.
        created_at: when it was written.
    """

    id: str
    channel: str
    is_notice: bool
    attempts: int
    created_at: datetime


class DeadLetters:
    """Sends replies again and drops them. Takes a session; never commits."""

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    def retry(self, session: Session, actor: Actor, reply_id: str, *, reason: str) -> DeadLetter:
        """Put a reply on its way again, with all its tries.

        Raises:
            NotFoundError: no such reply.
            ConflictError: it is not dead (any more).
            InputError: no reason, or too long a one.
        """
        why = _checked(reason)
        lock_changes(session)
        row = _dead_row(session, reply_id)
        letter = _letter(row)
        row.state, row.attempts, row.next_attempt_at = PENDING, 0, self._clock.now()
        session.flush()
        self._audit.record(session, actor, "reply.retry", f"reply:{reply_id}", {"reason": why})
        return letter

    def retry_all(self, session: Session, actor: Actor, *, reason: str) -> int:
        """Put every dead letter on its way again, as after a tool was out of order; how many.

        Raises:
            InputError: no reason, or too long a one.
        """
        why = _checked(reason)
        lock_changes(session)
        values = {"state": PENDING, "attempts": 0, "next_attempt_at": self._clock.now()}
        count = session.exec(
            update(OutboxRow).where(col(OutboxRow.state) == DEAD).values(**values)
        ).rowcount
        if count:
            details: dict[str, Detail] = {"reason": why, "count": count}
            self._audit.record(session, actor, "reply.retry", "replies", details)
        return count

    def drop(self, session: Session, actor: Actor, reply_id: str, *, reason: str) -> DeadLetter:
        """Delete a reply with its text, before its keeping time is over. Its turn stays counted.

        Raises:
            NotFoundError: no such reply.
            ConflictError: it is not dead (any more), or an open incident keeps it.
            InputError: no reason, or too long a one.
        """
        why = _checked(reason)
        lock_changes(session)
        row = _dead_row(session, reply_id)
        kept = select(OutboxRow.turn_id).where(
            col(OutboxRow.turn_id) == reply_id, col(OutboxRow.turn_id).in_(frozen_turns())
        )
        if session.exec(kept).first() is not None:
            raise ConflictError("an open incident keeps this reply; close the incident first")
        letter = _letter(row)
        session.delete(row)
        session.flush()
        self._audit.record(session, actor, "reply.drop", f"reply:{reply_id}", {"reason": why})
        return letter


def list_dead_letters(session: Session, *, limit: int = 1_000) -> list[DeadLetter]:
    """Replies that could not be delivered and are still stored, the newest first."""
    statement = (
        select(OutboxRow)
        .where(col(OutboxRow.state) == DEAD)
        .order_by(col(OutboxRow.created_at).desc(), col(OutboxRow.turn_id))
        .limit(limit)
    )
    return [_letter(row) for row in session.exec(statement)]


def _dead_row(session: Session, reply_id: str) -> OutboxRow:
    # Locked, as retention may delete it at this moment.
    row = session.get(OutboxRow, reply_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFoundError("no reply has this id; `assistant replies list` shows them")
    if row.state != DEAD:
        raise ConflictError(f"this reply is {row.state}, not dead; nothing was changed")
    return row


def _letter(row: OutboxRow) -> DeadLetter:
    is_notice = row.outcome == Notice.NOTICE.value
    return DeadLetter(row.turn_id, row.channel, is_notice, row.attempts, row.created_at)


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise InputError("reason: is empty; say why, for whoever looks later")
    if len(reason) > LONGEST_REASON:
        raise InputError(f"reason: is longer than {LONGEST_REASON} characters; shorten it")
    return reason
