"""The outbox: replies and notices on their way to the chat tool, a table with leases and retries.

Functions run inside the caller's transaction. A reply is delivered at least once; every try
carries the same idempotency key, so that a tool that knows keys shows it exactly once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, and_, or_, true
from sqlmodel import Session, col, delete, select, update

from assistant.channels.console.adapter import NAME as CONSOLE
from assistant.core.chat import Citation, Notice, Outcome, Reply
from assistant.core.ids import TurnId, new_turn_id
from assistant.core.logs import get_log
from assistant.gateway.lease import ABANDONED_AFTER, Lease
from assistant.gateway.models import OutboxRow
from assistant.gateway.turn import Ending, Turn

MAX_BACKOFF = timedelta(hours=1)
MAX_DOUBLINGS = 32
"""More would take any wait worth setting over the hour; without a bound the number overflows."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One reply taken for delivery; none if its row cannot be read."""

    turn_id: TurnId
    reply: Reply | None
    attempts: int
    is_rewrite: bool

    @property
    def idempotency_key(self) -> str:
        """The same for every try at this reply."""
        return f"reply_{self.turn_id}"


def post(session: Session, turn: Turn, ending: Ending, *, now: datetime) -> None:
    """Put the reply of a closing turn into the outbox."""
    session.add(
        OutboxRow(
            turn_id=turn.id,
            channel=turn.channel,
            in_reply_to=turn.event_id,
            channel_user_id=turn.channel_user_id,
            conversation_key=turn.conversation_key,
            outcome=ending.outcome.value,
            text=ending.text,
            citations=json.dumps([asdict(citation) for citation in ending.citations]),
            choices=json.dumps(ending.choices, ensure_ascii=False),
            is_private=ending.is_private,
            is_rewrite=turn.is_rewrite,
            next_attempt_at=now,
            created_at=now,
        )
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a notice goes.

    Attributes:
        channel: name of the channel.
        channel_user_id: who is told, as the tool names that person.
        conversation_key: where, as the tool names that place.
        about: the event of the tool the notice is about; empty if there is none.
    """

    channel: str
    channel_user_id: str = field(repr=False)
    conversation_key: str = field(repr=False)
    about: str = field(default="", repr=False)


def recipient_of(turn: Turn) -> Recipient:
    """Whoever sent a turn, at the place it came from."""
    return Recipient(turn.channel, turn.channel_user_id, turn.conversation_key, turn.event_id)


def post_notice(session: Session, recipient: Recipient, text: str, *, now: datetime) -> None:
    """Tell a person something without a question of theirs; only that person may read it.

    It goes the way of every reply, with the same tries, and is erased once delivered. Its row has
    an id of its own where a reply has its turn's.

    Args:
        session: the transaction of the change the notice tells of.
        recipient: who is told, and where.
        text: made of templates and clean text only.
        now: the current instant.
    """
    session.add(
        OutboxRow(
            turn_id=new_turn_id(),
            channel=recipient.channel,
            in_reply_to=recipient.about,
            channel_user_id=recipient.channel_user_id,
            conversation_key=recipient.conversation_key,
            outcome=Notice.NOTICE.value,
            text=text,
            is_private=True,
            next_attempt_at=now,
            created_at=now,
        )
    )


def take_due(
    session: Session,
    *,
    now: datetime,
    lease: Lease,
    channels: Collection[str],
    only_event: str | None = None,
) -> Posting | None:
    """The next reply that is due, leased to this process; None if there is none.

    With `only_event` the reply to that event, or one so old that nobody waits for it any more.
    """
    is_due = or_(  # no wait is longer: a later time is from before the clock was set back
        col(OutboxRow.next_attempt_at) <= now,
        col(OutboxRow.next_attempt_at) > now + MAX_BACKOFF,
    )
    is_for_us = or_(
        col(OutboxRow.in_reply_to) == only_event,
        col(OutboxRow.created_at) <= now - ABANDONED_AFTER,
    )
    row = session.exec(
        select(OutboxRow)
        .where(
            col(OutboxRow.state) == "pending",
            col(OutboxRow.channel).in_(channels),
            true() if only_event is None else is_for_us,
            is_due,
            lease.run_out(col(OutboxRow.lease_until), now),
        )
        .order_by(col(OutboxRow.next_attempt_at), col(OutboxRow.created_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    row.lease_owner, row.lease_until = lease.owner, now + lease.length
    row.attempts += 1
    session.flush()
    return Posting(TurnId(row.turn_id), _read(row), row.attempts, row.is_rewrite)


def _read(row: OutboxRow) -> Reply | None:
    """The reply of a row; none if it is damaged or of a version that writes it otherwise."""
    try:
        return _reply_of(row)
    except (TypeError, ValueError) as fault:
        get_log().error("reply.unreadable", turn=row.turn_id, error=type(fault).__name__)
        return None


def _reply_of(row: OutboxRow) -> Reply:
    return Reply(
        in_reply_to=row.in_reply_to,
        channel=row.channel,
        channel_user_id=row.channel_user_id,
        conversation_key=row.conversation_key,
        outcome=Notice.NOTICE if row.outcome == Notice.NOTICE else Outcome(row.outcome),
        text=row.text or "",
        is_private=row.is_private,
        citations=tuple(Citation(**citation) for citation in json.loads(row.citations)),
        choices=tuple(json.loads(row.choices)),
    )


def renew(session: Session, turn_ids: Collection[TurnId], *, now: datetime, lease: Lease) -> None:
    """Hold the leases of the replies this process is posting."""
    session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.turn_id).in_(turn_ids), col(OutboxRow.lease_owner) == lease.owner)
        .values(lease_until=now + lease.length)
    )


def mark_delivered(session: Session, turn_id: TurnId, *, now: datetime) -> None:
    """The tool has taken the reply: erase its text."""
    _update(
        session,
        turn_id,
        state="delivered",
        delivered_at=now,
        text=None,
        citations="[]",
        choices="[]",
        lease_owner=None,
        lease_until=None,
    )


def mark_failed(
    session: Session, posting: Posting, *, now: datetime, backoff_seconds: float, is_final: bool
) -> None:
    """The tool has not taken the reply: try later, or leave it as a dead letter.

    A dead letter is kept from now on, so its next try is now: when it is sent again after all.
    """
    wait = timedelta(0) if is_final else backoff(backoff_seconds, posting.attempts)
    _update(
        session,
        posting.turn_id,
        state="dead" if is_final else "pending",
        next_attempt_at=now + wait,
        lease_owner=None,
        lease_until=None,
    )


def backoff(first_seconds: float, attempts: int) -> timedelta:
    """The wait after so many tries: the first one doubled each time, up to an hour."""
    doublings = min(attempts - 1, MAX_DOUBLINGS)
    # Whole microseconds are doubled, so that no rounding adds up.
    first = min(timedelta(seconds=first_seconds), MAX_BACKOFF)
    return min(first * (1 << doublings), MAX_BACKOFF)


def purge(
    session: Session,
    *,
    before: datetime,
    frozen: Sequence[str] | CompoundSelect[tuple[str]] = (),
) -> int:
    """Delete replies that were delivered or given up before an instant, but for `frozen` turns'.

    One that is on its way stays however old it is: it may be that no process was there to deliver
    it. At the console nobody waits for it any more, so there it goes.

    Returns:
        How many.
    """
    is_given_up = and_(col(OutboxRow.state) == "dead", col(OutboxRow.next_attempt_at) < before)
    is_done_with = or_(col(OutboxRow.state) == "delivered", col(OutboxRow.channel) == CONSOLE)
    is_over = or_(is_given_up, and_(is_done_with, col(OutboxRow.created_at) < before))
    result = session.exec(delete(OutboxRow).where(is_over, col(OutboxRow.turn_id).not_in(frozen)))
    return result.rowcount


def give_up_unserved(
    session: Session, *, now: datetime, before: datetime, channels: Collection[str]
) -> int:
    """Make dead letters of replies made before an instant that no channel here can deliver.

    Returns:
        How many.
    """
    result = session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.state) == "pending",
            col(OutboxRow.channel).not_in({*channels, CONSOLE}),
            col(OutboxRow.created_at) < before,
        )
        .values(state="dead", next_attempt_at=now)
    )
    return result.rowcount


def _update(session: Session, turn_id: TurnId, **values: object) -> None:
    """Only while it is on its way: a reply another process delivered does not come back."""
    session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.turn_id) == turn_id, col(OutboxRow.state) == "pending")
        .values(**values)
    )
