"""Requests for more tokens (増枠): staff ask in the chat, an admin decides. Never commits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, text
from sqlmodel import Session, col, select, update

from assistant.core.actor import SYSTEM, Actor
from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.core.periods import last_day, month_of
from assistant.store.audit import AuditLog, Detail
from assistant.store.one_at_a_time import lock_changes
from assistant.store.types import UtcDateTime
from assistant.usage.quota.amounts import check_reason
from assistant.usage.quota.book import CapBook
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import Affiliation, account, require_account
from assistant.usage.quota.models import QuotaRequest

# The partial index lets one open request an account be; the second one changes nothing.
_ADD = text("""
INSERT INTO quota_request (account_id, department_id, reason, channel, channel_user_id,
  conversation_key, event_id, state, created_at)
VALUES (:account, :department, :reason, :channel, :user, :conversation, :event, 'open', :now)
ON CONFLICT DO NOTHING
""").bindparams(bindparam("now", type_=UtcDateTime))


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a request came from, and where its answer goes."""

    channel: str
    channel_user_id: str = field(repr=False)
    conversation_key: str = field(repr=False)
    event_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as an admin sees it.

    Attributes:
        id: its number.
        account_id: who asks.
        department_id: where that account belonged when it asked.
        reason: what the person wrote, screened; None once it is decided.
        state: open, approved or refused.
        created_at: when it was made.
        sender: where the answer goes; of a decided one the channel alone is kept.
        decided_at: when it was decided.
        decided_by: by whom.
        word: what the admin said with a refusal.
        increase_id: the increase an approval made.
    """

    id: int
    account_id: str
    department_id: str
    reason: str | None = field(repr=False)
    state: str
    created_at: datetime
    sender: Sender
    decided_at: datetime | None
    decided_by: str | None
    word: str | None = field(repr=False)
    increase_id: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a request, for whoever tells its sender.

    Attributes:
        request: as it is now.
        tokens: how many more a month; None if refused.
        until: the last day of the increase; None if refused.
        is_expired: whether nobody decided it in time.
    """

    request: Request
    tokens: int | None = None
    until: date | None = None
    is_expired: bool = False


Tell = Callable[[Session, Decision], None]
"""Tells the sender of a request what became of it, in the transaction that decides it."""

Admit = Callable[[Actor, Request], None]
"""Raises if somebody may not decide a request; what department it is of is asked elsewhere."""


class RequestDesk:
    """Takes requests in and decides them."""

    def __init__(
        self, book: CapBook, audit: AuditLog, clock: Clock, tell: Tell, admit: Admit
    ) -> None:
        self._book = book
        self._audit = audit
        self._clock = clock
        self._tell = tell
        self._admit = admit

    def decided(
        self,
        session: Session,
        *,
        limit: int = 100,
        state: str | None = None,
        department: str | None = None,
    ) -> list[Request]:
        """The requests decided last, newest first.

        Args:
            session: a snapshot.
            limit: how many at most.
            state: only those `approved`, or only those `refused`.
            department: only those made in this one.
        """
        query = select(QuotaRequest).where(col(QuotaRequest.state) != "open")
        if state is not None:
            query = query.where(col(QuotaRequest.state) == state)
        if department is not None:
            query = query.where(col(QuotaRequest.department_id) == department)
        return [
            _of(row)
            for row in session.exec(
                query.order_by(
                    col(QuotaRequest.decided_at).desc(), col(QuotaRequest.id).desc()
                ).limit(limit)
            )
        ]

    def approve(
        self,
        session: Session,
        actor: Actor,
        request_id: int,
        tokens: int,
        *,
        until: date | None = None,
    ) -> Decision:
        """Grant an increase of the account's cap from today until a day, the month's end if none.

        It comes on top of increases that run already. The sender is told.

        Raises:
            InputError: no such request, it is decided already, the increase is impossible, or it
                is not this person's to decide.
        """
        row = self._row(session, actor, request_id)
        sender, now = _of(row).sender, self._clock.now()
        last = until or last_day(month_of(now))
        require_account(self._book.members, session, row.account_id)
        target = account(row.account_id)
        order = IncreaseOrder(
            target=target, tokens=tokens, until=last, reason=f"request {request_id}", adds=True
        )
        increase = self._book.add_increase(session, actor, order)
        _decide(row, "approved", actor, now)
        row.increase_id = increase.id
        session.flush()
        details: dict[str, Detail] = {
            "request": request_id,
            "increase": increase.id,
            "tokens": tokens,
            "until": last.isoformat(),
        }
        self._audit.record(session, actor, "cap.approve", target.audit_subject, details)
        decision = Decision(_of(row, sender), tokens, last)
        self._tell(session, decision)
        return decision

    def refuse(self, session: Session, actor: Actor, request_id: int, *, word: str) -> Decision:
        """Refuse a request with a word to its sender, who is told.

        Raises:
            InputError: no such request, it is decided already, the word is missing, or it is not
                this person's to decide.
        """
        row = self._row(session, actor, request_id)
        sender = _of(row).sender
        said = check_reason(word, is_required=True)
        _decide(row, "refused", actor, self._clock.now())
        row.word = said
        session.flush()
        details: dict[str, Detail] = {"request": request_id, "reason": said}
        subject = account(row.account_id).audit_subject
        self._audit.record(session, actor, "cap.refuse", subject, details)
        decision = Decision(_of(row, sender))
        self._tell(session, decision)
        return decision

    def expire(self, session: Session, *, older_than: timedelta) -> int:
        """Close requests nobody has decided in time; their senders are told. Returns how many."""
        lock_changes(session)
        now = self._clock.now()
        waiting = select(QuotaRequest).where(
            col(QuotaRequest.state) == "open", col(QuotaRequest.created_at) < now - older_than
        )
        rows = session.exec(waiting.order_by(col(QuotaRequest.id))).all()
        for row in rows:
            sender = _of(row).sender
            _decide(row, "refused", SYSTEM, now)
            session.flush()
            subject = account(row.account_id).audit_subject
            self._audit.record(session, SYSTEM, "cap.expire", subject, {"request": row.id})
            self._tell(session, Decision(_of(row, sender), is_expired=True))
        # Those decided by an earlier version, which kept where its answer had gone.
        session.exec(
            update(QuotaRequest)
            .where(col(QuotaRequest.state) != "open", col(QuotaRequest.event_id) != "")
            .values(channel_user_id="", conversation_key="", event_id="")
        )
        return len(rows)

    def _row(self, session: Session, actor: Actor, request_id: int) -> QuotaRequest:
        """The row of an open request that this person may decide; others wait until it is done."""
        lock_changes(session)
        row = _open_row(session, request_id)
        self._admit(actor, _of(row))
        return row


def ask(
    session: Session, member: Affiliation, reason: str, sender: Sender, now: datetime
) -> tuple[Request, bool]:
    """Make a request; with false and the open one if the account has one already.

    Args:
        session: of the unit of work.
        member: who asks.
        reason: what the person wrote; it must have passed the filter.
        sender: where the answer goes.
        now: the current instant.
    """
    waiting = find_open(session, member.account_id)
    if waiting is not None:
        return waiting, False
    parameters = {
        "account": member.account_id,
        "department": member.department_id,
        "reason": reason,
        "channel": sender.channel,
        "user": sender.channel_user_id,
        "conversation": sender.conversation_key,
        "event": sender.event_id,
        "now": now,
    }
    is_new = session.connection().execute(_ADD, parameters).rowcount == 1
    found = find_open(session, member.account_id)
    if found is None:
        raise RuntimeError("a request for more tokens is neither new nor open")
    return found, is_new


def find_open(session: Session, account_id: str) -> Request | None:
    """The open request of an account; None if there is none."""
    query = select(QuotaRequest).where(
        col(QuotaRequest.account_id) == account_id, col(QuotaRequest.state) == "open"
    )
    row = session.exec(query).one_or_none()
    return None if row is None else _of(row)


def open_requests(session: Session) -> list[Request]:
    """The requests that wait for an admin, the oldest first."""
    query = select(QuotaRequest).where(col(QuotaRequest.state) == "open")
    return [_of(row) for row in session.exec(query.order_by(col(QuotaRequest.id)))]


def _open_row(session: Session, request_id: int) -> QuotaRequest:
    row = session.get(QuotaRequest, request_id, populate_existing=True)
    if row is None:
        raise InputError(f"no request {request_id}; `assistant caps requests` lists the open ones")
    if row.state != "open":
        raise InputError(f"request {request_id} was {row.state} already by {row.decided_by}")
    return row


def _decide(row: QuotaRequest, state: str, actor: Actor, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.name, now
    # Nobody is told twice: where the answer goes has gone into the outbox.
    row.reason, row.channel_user_id, row.conversation_key, row.event_id = None, "", "", ""


def _of(row: QuotaRequest, sender: Sender | None = None) -> Request:
    assert row.id is not None  # noqa: S101  # it was flushed
    return Request(
        id=row.id,
        account_id=row.account_id,
        department_id=row.department_id,
        reason=row.reason,
        state=row.state,
        created_at=row.created_at,
        sender=sender
        or Sender(row.channel, row.channel_user_id, row.conversation_key, row.event_id),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        word=row.word,
        increase_id=row.increase_id,
    )
