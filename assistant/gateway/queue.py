"""The queue of turns: a table with leases. Functions run inside the caller's transaction.

A turn belongs to the process whose `lease_owner` it carries until `lease_until`; a process that
died lets its leases run out and another takes the turns up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, and_, col, func, select, update

from assistant.core.chat import InboundMessage, Outcome
from assistant.core.ids import AccountId, DepartmentId, TurnId, new_turn_id
from assistant.core.text import CleanText
from assistant.gateway.lease import ABANDONED_AFTER, LEFT_AFTER, UNSERVED_AFTER, Lease
from assistant.gateway.models import ModelAttemptRow, TurnRow
from assistant.gateway.turn import SealedText, Turn
from assistant.store.one_at_a_time import Gate, pass_gate

OPEN_STATES = ("received", "queued", "running")


def record(
    session: Session,
    message: InboundMessage,
    *,
    now: datetime,
    lease: Lease,
    account_id: AccountId | None,
    department_id: DepartmentId | None,
) -> tuple[Turn, bool]:
    """Record a delivery without its text; with false if this event was recorded before.

    An event that was recorded without text and whose lease has run out counts as new and is taken
    up again: nobody else can know what was asked.
    """
    row = session.exec(
        select(TurnRow).where(
            col(TurnRow.channel) == message.channel, col(TurnRow.event_id) == message.event_id
        )
    ).one_or_none()
    if row is None:
        row = TurnRow(
            id=new_turn_id(),
            channel=message.channel,
            event_id=message.event_id,
            channel_user_id=message.channel_user_id,
            conversation_key=message.conversation_key,
            is_direct=message.is_direct,
            state="received",
            received_at=now,
        )
        session.add(row)
    elif row.state != "received" or not lease.has_run_out(row.lease_until, now):
        return turn_of(row), False
    row.account_id, row.department_id = account_id, department_id
    row.user_text_chars = len(message.text)
    row.lease_owner, row.lease_until = lease.owner, now + lease.length
    session.flush()
    return turn_of(row), True


def enqueue(
    session: Session,
    turn_id: TurnId,
    question: CleanText,
    *,
    is_rewrite: bool,
    milliseconds_screening: int,
) -> None:
    """Store the clean text of a screened turn and let the dispatcher take it."""
    session.exec(
        update(TurnRow)
        .where(col(TurnRow.id) == turn_id, col(TurnRow.state) == "received")
        .values(
            state="queued",
            question=question.value,
            question_ruleset=question.ruleset,
            question_seal=question.seal,
            is_rewrite=is_rewrite,
            milliseconds_screening=milliseconds_screening,
            lease_owner=None,
            lease_until=None,
        )
    )


def take_next(
    session: Session,
    *,
    now: datetime,
    lease: Lease,
    channels: Collection[str],
    only_event: str | None = None,
) -> Turn | None:
    """The next turn to answer, now running under this lease; None if there is none.

    One running turn per account; of the others' first turns, the account served longest ago. With
    `only_event` the turn of that event and no other.
    """
    # Two takers that cannot see each other's choice would run two turns of one account.
    pass_gate(session, Gate.TAKE_TURN)
    other = TurnRow.__table__.alias("other")  # type: ignore[attr-defined]  # set by SQLModel
    is_account_busy = (
        select(other.c.id)
        .where(other.c.account_id == col(TurnRow.account_id), other.c.state == "running")
        .exists()
    )
    last_served = (
        select(func.max(other.c.taken_at))
        .where(other.c.account_id == col(TurnRow.account_id))
        .scalar_subquery()
    )
    row = session.exec(
        select(TurnRow)
        .where(
            col(TurnRow.state) == "queued",
            col(TurnRow.channel).in_(channels),
            ~is_account_busy,
            true() if only_event is None else col(TurnRow.event_id) == only_event,
        )
        .order_by(last_served.asc().nulls_first(), col(TurnRow.received_at), col(TurnRow.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=TurnRow)
    ).one_or_none()
    if row is None:
        return None
    row.state, row.taken_at, row.takes = "running", now, row.takes + 1
    row.lease_owner, row.lease_until = lease.owner, now + lease.length
    session.flush()
    return turn_of(row)


def mark_call_started(session: Session, turn_id: TurnId, *, now: datetime, lease: Lease) -> bool:
    """Write down that the model is about to be called: from here the outcome may be unknown.

    False, and the model must not be called, if the turn is no longer this process's to answer: its
    lease ran out and another process took it up.
    """
    result = session.exec(
        update(TurnRow)
        .where(*_is_running_here(turn_id, lease), col(TurnRow.call_started_at).is_(None))
        .values(call_started_at=now)
    )
    return bool(result.rowcount)


def add_attempt(session: Session, attempt: ModelAttemptRow) -> None:
    """Write down one attempt at the model call, or how it went."""
    session.merge(attempt)


def close(
    session: Session, turn_id: TurnId, outcome: Outcome, *, now: datetime, lease: Lease
) -> bool:
    """Close a turn and erase its question.

    False if it was closed before, or if another process holds it: that one ends it, and what is
    reserved for it is its to settle.
    """
    is_ours = or_(col(TurnRow.lease_owner).is_(None), col(TurnRow.lease_owner) == lease.owner)
    result = session.exec(
        update(TurnRow)
        .where(col(TurnRow.id) == turn_id, col(TurnRow.state) != "closed", is_ours)
        .values(
            state="closed",
            outcome=outcome.value,
            question=None,
            question_ruleset=None,
            question_seal=None,
            lease_owner=None,
            lease_until=None,
            closed_at=now,
        )
    )
    return bool(result.rowcount)


def requeue(session: Session, turn_id: TurnId, *, lease: Lease) -> None:
    """Put a turn that runs under this lease, and whose call never started, back into the queue."""
    session.exec(
        update(TurnRow)
        .where(*_is_running_here(turn_id, lease), col(TurnRow.call_started_at).is_(None))
        .values(state="queued", lease_owner=None, lease_until=None)
    )


def renew(session: Session, turn_ids: Collection[TurnId], *, now: datetime, lease: Lease) -> None:
    """Hold the leases of the turns this process is working on."""
    session.exec(
        update(TurnRow)
        .where(col(TurnRow.id).in_(turn_ids), col(TurnRow.lease_owner) == lease.owner)
        .values(lease_until=now + lease.length)
    )


def find(session: Session, turn_id: TurnId) -> tuple[Turn, str] | None:
    """A turn with its state."""
    row = session.get(TurnRow, turn_id)
    return (turn_of(row), row.state) if row else None


def claim_abandoned(
    session: Session,
    *,
    now: datetime,
    lease: Lease,
    channels: Collection[str],
    own_channels: Collection[str] = (),
    held: Collection[TurnId] = (),
) -> Sequence[tuple[Turn, str]]:
    """Turns whose process died: recorded or running, with a lease that ran out; with the state.

    They are this process's from now on, so that two processes never recover the same turn; what it
    works on (`held`) is not abandoned. In `own_channels` the process a turn came to answers it, or
    none does: there one that was queued `ABANDONED_AFTER` ago is abandoned too. So is, in any
    channel, one that was begun and came `UNSERVED_AFTER` ago: it may hold tokens; and one that was
    not and came `LEFT_AFTER` ago.
    """
    is_begun_long_ago = and_(
        col(TurnRow.takes) > 0, col(TurnRow.received_at) <= now - UNSERVED_AFTER
    )
    is_unserved = and_(
        col(TurnRow.channel).not_in(channels),
        col(TurnRow.state) != "closed",
        or_(is_begun_long_ago, col(TurnRow.received_at) <= now - LEFT_AFTER),
    )
    is_left_queued = and_(
        col(TurnRow.state) == "queued",
        col(TurnRow.channel).in_(own_channels),
        col(TurnRow.received_at) <= now - ABANDONED_AFTER,
    )
    rows = session.exec(
        select(TurnRow)
        .where(
            or_(
                is_unserved,
                and_(
                    or_(col(TurnRow.state).in_(("received", "running")), is_left_queued),
                    col(TurnRow.channel).in_(channels),
                ),
            ),
            col(TurnRow.id).not_in(held),
            lease.run_out(col(TurnRow.lease_until), now),
        )
        .order_by(col(TurnRow.received_at), col(TurnRow.id))
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease_owner, row.lease_until = lease.owner, now + lease.length
    session.flush()
    return [(turn_of(row), row.state) for row in rows]


def count_open(session: Session, channel: str | None = None) -> int:
    """How many turns are not closed, in one channel or in all."""
    statement = (
        select(func.count())
        .select_from(TurnRow)
        .where(
            col(TurnRow.state).in_(OPEN_STATES),
            true() if channel is None else col(TurnRow.channel) == channel,
        )
    )
    return session.exec(statement).one()


def count_recent(
    session: Session, account_id: AccountId, *, since: datetime, until: datetime
) -> int:
    """How many turns an account has sent between two instants, the first one excluded."""
    statement = (
        select(func.count())
        .select_from(TurnRow)
        .where(
            col(TurnRow.account_id) == account_id,
            col(TurnRow.received_at) > since,
            col(TurnRow.received_at) <= until,
        )
    )
    return session.exec(statement).one()


def _is_running_here(turn_id: TurnId, lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (
        col(TurnRow.id) == turn_id,
        col(TurnRow.state) == "running",
        col(TurnRow.lease_owner) == lease.owner,
    )


def turn_of(row: TurnRow) -> Turn:
    """The turn a row stands for."""
    question = None
    if row.question is not None and row.question_ruleset and row.question_seal:
        question = SealedText(row.question, row.question_ruleset, row.question_seal)
    return Turn(
        id=TurnId(row.id),
        channel=row.channel,
        event_id=row.event_id,
        channel_user_id=row.channel_user_id,
        conversation_key=row.conversation_key,
        is_direct=row.is_direct,
        account_id=AccountId(row.account_id) if row.account_id else None,
        department_id=DepartmentId(row.department_id) if row.department_id else None,
        question=question,
        user_text_chars=row.user_text_chars,
        is_rewrite=row.is_rewrite,
        is_call_started=row.call_started_at is not None,
        takes=row.takes,
        milliseconds_screening=row.milliseconds_screening,
        received_at=row.received_at,
    )
