"""Incidents: a turn somebody has to look into, what reached which model, and what is kept for it.

While an incident is open, retention leaves alone the turn it names, the conversation that turn
belongs to - later questions carried it along as history - and the attempts at those calls.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import CompoundSelect, Select, union
from sqlalchemy import select as sqlalchemy_select
from sqlmodel import Session, col, select

from assistant.conversation.models import Message
from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.core.ids import AccountId
from assistant.gateway.models import IncidentRow, ModelAttemptRow, TurnRow
from assistant.identity.faults import ConflictError, NotFoundError
from assistant.llm.base import NOTHING_SENT
from assistant.store.audit import AuditLog
from assistant.store.one_at_a_time import lock_changes
from assistant.usage.log.models import UsageEvent

LONGEST_REASON = 500
REPORTED_BY_STAFF = "reported in the chat"


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. Holds no text of staff."""

    id: str
    turn_id: str
    reason: str = field(repr=False)
    opened_by: str
    opened_face: str
    opened_at: datetime
    closed_by: str | None
    closed_at: datetime | None
    closing_note: str | None = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether what it names is still kept."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt at a model call: what left the gateway, when, and how it went."""

    turn_id: str
    number: int
    model: str
    status: str
    error_code: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the text of an incident's turn came.

    Attributes:
        account_id: who asked.
        department_id: whose account it was at that time.
        received_at: when the question came.
        outcome: how its turn ended; None while it runs.
        calls: of the turn itself, and of later ones of the same conversation, whose history may
            have carried it along; the oldest first.
        texts_kept: how many texts of the turn are still stored.
    """

    account_id: str | None
    department_id: str | None
    received_at: datetime
    outcome: str | None
    calls: tuple[Call, ...]
    texts_kept: int


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text of an incident's turn; for the auditor's eyes. Its `repr` shows a length."""

    role: str
    text: str = field(repr=False)

    def __repr__(self) -> str:
        return f"KeptText({self.role}, {len(self.text)} chars)"


class Incidents:
    """Opens, lists and closes incidents. Takes a session; never commits."""

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    def open(self, session: Session, actor: Actor, turn_id: str, *, reason: str) -> Incident:
        """Open an incident about a turn; what it names is kept from now on.

        Raises:
            NotFoundError: the turn is not, or no longer, recorded.
            InputError: no reason, or too long a one.
        """
        reason = _checked(reason, "reason")
        if not reason:
            raise InputError("reason: is empty; say what happened, without personal data")
        if session.get(TurnRow, turn_id) is None:
            raise NotFoundError("no turn has this id; it may be past its keeping time")
        row = IncidentRow(
            id=secrets.token_hex(6),
            turn_id=turn_id,
            reason=reason,
            opened_by=actor.name,
            opened_face=actor.face.value,
            opened_at=self._clock.now(),
        )
        session.add(row)
        session.flush()
        details = {"turn": turn_id, "reason": reason}
        self._audit.record(session, actor, "incident.open", f"incident:{row.id}", details)
        return _incident(row)

    def close(self, session: Session, actor: Actor, incident_id: str, *, note: str) -> Incident:
        """Close an incident: retention takes up again what it named.

        Raises:
            NotFoundError: no such incident.
            ConflictError: it is closed already.
            InputError: no note, or too long a one.
        """
        note = _checked(note, "note")
        if not note:
            raise InputError("note: is empty; say what was found")
        lock_changes(session)
        row = _row(session, incident_id)
        if row.closed_at is not None:
            raise ConflictError("this incident is closed already")
        row.closed_by, row.closed_at, row.closing_note = actor.name, self._clock.now(), note
        session.flush()
        subject = f"incident:{incident_id}"
        self._audit.record(session, actor, "incident.close", subject, {"note": note})
        return _incident(row)

    def report(self, session: Session, actor: Actor, account_id: AccountId) -> Incident | None:
        """Open an incident about the last question of an account that was sent to a model.

        However its turn ended: a model that gave no answer, or one that was not shown, has the
        question all the same. One whose attempts made no connection was not sent.

        Returns:
            The incident, or the open one there is already; None if there is no such question.
        """
        lock_changes(session)
        code = col(ModelAttemptRow.error_code)
        sent = select(ModelAttemptRow.turn_id).where(
            col(ModelAttemptRow.turn_id) == col(TurnRow.id),
            code.is_(None) | code.not_in(NOTHING_SENT),
        )
        turn_id = session.exec(
            select(TurnRow.id)
            .where(col(TurnRow.account_id) == account_id, sent.exists())
            .order_by(col(TurnRow.received_at).desc(), col(TurnRow.id).desc())
            .limit(1)
        ).first()
        if turn_id is None:
            return None
        known = session.exec(
            select(IncidentRow).where(
                col(IncidentRow.turn_id) == turn_id, col(IncidentRow.closed_at).is_(None)
            )
        ).first()
        if known is not None:
            return _incident(known)
        return self.open(session, actor, turn_id, reason=REPORTED_BY_STAFF)

    def texts(
        self, session: Session, actor: Actor, incident_id: str, *, reason: str
    ) -> list[KeptText]:
        """What was asked and answered in the turn of an open incident; each look is recorded.

        Raises:
            NotFoundError: no such incident.
            ConflictError: it is closed: nothing is kept for it.
            InputError: no reason, or too long a one.
        """
        reason = _checked(reason, "reason")
        if not reason:
            raise InputError("reason: is empty; say why the text has to be read")
        lock_changes(session)
        row = _row(session, incident_id)
        if row.closed_at is not None:
            raise ConflictError("this incident is closed; nothing is kept for it")
        details = {"turn": row.turn_id, "reason": reason}
        self._audit.record(session, actor, "incident.text", f"incident:{incident_id}", details)
        statement = (
            select(Message).where(col(Message.turn_id) == row.turn_id).order_by(col(Message.id))
        )
        return [KeptText(message.role, message.text) for message in session.exec(statement)]


def list_incidents(session: Session, *, is_open: bool | None = None) -> list[Incident]:
    """Incidents, the newest first; all of them, or the open or the closed ones."""
    statement = select(IncidentRow).order_by(col(IncidentRow.opened_at).desc(), col(IncidentRow.id))
    if is_open is not None:
        closed_at = col(IncidentRow.closed_at)
        statement = statement.where(closed_at.is_(None) if is_open else closed_at.is_not(None))
    return [_incident(row) for row in session.exec(statement)]


def find_incident(session: Session, incident_id: str) -> Incident:
    """An incident.

    Raises:
        NotFoundError: there is none with this id.
    """
    return _incident(_row(session, incident_id))


def reach_of(session: Session, incident: Incident) -> Reach | None:
    """How far the text of an incident came; None if its turn is deleted (after closing)."""
    turn = session.get(TurnRow, incident.turn_id)
    if turn is None:
        return None
    later = select(UsageEvent.turn_id).where(
        col(UsageEvent.conversation_id).in_(_conversation_of(incident.turn_id)),
        col(UsageEvent.at) >= turn.received_at,
    )
    attempts = session.exec(
        select(ModelAttemptRow)
        .where((col(ModelAttemptRow.turn_id) == turn.id) | col(ModelAttemptRow.turn_id).in_(later))
        .order_by(
            col(ModelAttemptRow.at), col(ModelAttemptRow.turn_id), col(ModelAttemptRow.number)
        )
    )
    texts = session.exec(select(Message.id).where(col(Message.turn_id) == turn.id)).all()
    return Reach(
        account_id=turn.account_id,
        department_id=turn.department_id,
        received_at=turn.received_at,
        outcome=turn.outcome,
        calls=tuple(
            Call(each.turn_id, each.number, each.model, each.status, each.error_code, each.at)
            for each in attempts
        ),
        texts_kept=len(texts),
    )


def keeps_text(session: Session, incident: Incident) -> bool:
    """Whether question and answer of an incident's turn are stored, and so are kept for it."""
    kept = select(Message.id).where(col(Message.turn_id) == incident.turn_id).limit(1)
    return session.exec(kept).first() is not None


def frozen_turns() -> CompoundSelect[tuple[str]]:
    """Ids of the turns open incidents keep: those they name, and all of their conversations."""
    named = select(IncidentRow.turn_id).where(col(IncidentRow.closed_at).is_(None))
    conversations = select(UsageEvent.conversation_id).where(
        col(UsageEvent.turn_id).in_(named), col(UsageEvent.conversation_id).is_not(None)
    )
    beside = select(UsageEvent.turn_id).where(col(UsageEvent.conversation_id).in_(conversations))
    return union(named, beside)


def _conversation_of(turn_id: str) -> Select[str | None]:
    return sqlalchemy_select(col(UsageEvent.conversation_id)).where(
        col(UsageEvent.turn_id) == turn_id, col(UsageEvent.conversation_id).is_not(None)
    )


def _row(session: Session, incident_id: str) -> IncidentRow:
    row = session.get(IncidentRow, incident_id, populate_existing=True)
    if row is None:
        raise NotFoundError("no incident has this id; `assistant incident list` shows them")
    return row


def _incident(row: IncidentRow) -> Incident:
    return Incident(
        row.id,
        row.turn_id,
        row.reason,
        row.opened_by,
        row.opened_face,
        row.opened_at,
        row.closed_by,
        row.closed_at,
        row.closing_note,
    )


def _checked(text: str, name: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_REASON:
        raise InputError(f"{name}: is longer than {LONGEST_REASON} characters; shorten it")
    return text
