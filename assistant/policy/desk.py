"""The desk for false positives: what senders report, and what is decided on it.

A report says which rules stopped a text and in which lines. It holds no text, so that nobody reads
at the desk what the filter kept back; who decides asks the sender.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CompoundSelect
from sqlmodel import Session, and_, col, delete, select

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.policy.lists import require_reason
from assistant.policy.models import (
    REASON_LENGTH,
    FalsePositivePlaceRow,
    FalsePositiveReportRow,
)
from assistant.policy.stops import FoundIn, Place, Stop
from assistant.policy.terms import PolicyError
from assistant.policy.version import hold
from assistant.store.audit import AuditLog


class ReportState(StrEnum):
    """How far a report is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the one who reported is told what became of it."""

    channel: str
    channel_user_id: str = field(repr=False)
    conversation_key: str = field(repr=False)
    event_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it stands."""

    id: int
    stop: Stop
    address: Address
    reported_at: datetime
    state: ReportState
    note: str = field(repr=False)
    decided_by: str | None
    decided_at: datetime | None


class ReportDesk:
    """Takes reports in and decides on them, inside the caller's transaction."""

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    def decide(
        self, session: Session, actor: Actor, number: int, state: ReportState, *, note: str
    ) -> Report:
        """Accept or refuse a report, once.

        Args:
            session: the transaction; the caller tells the sender in it.
            actor: who decides.
            number: the report.
            state: accepted or refused.
            note: words for the sender; a refusal needs them.

        Raises:
            PolicyError: there is no such report, it is decided already, or a refusal has no reason.
        """
        if state is ReportState.REFUSED:
            require_reason(note)
        if len(note) > REASON_LENGTH:
            raise PolicyError(f"note: write up to {REASON_LENGTH} characters")
        row = session.get(FalsePositiveReportRow, number, with_for_update=True)
        if row is None:
            raise PolicyError(f"there is no report {number}; `assistant reports list` shows them")
        if row.state != ReportState.OPEN:
            raise PolicyError(f"report {number} is {row.state} already")
        row.state, row.note = state.value, note
        row.decided_by, row.decided_at = actor.name, self._clock.now()
        session.flush()
        verb = "report.accept" if state is ReportState.ACCEPTED else "report.refuse"
        self._audit.record(session, actor, verb, f"report:{number}", {"note": note})
        return _report(row, _places(session, [number]).get(number, ()))


class Filing(StrEnum):
    """What became of a sender's word that a stop was wrong."""

    FILED = "filed"
    KNOWN = "known"
    DECIDED = "decided"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of it, its number at the desk, and where the stop was."""

    filing: Filing
    number: int = 0
    found_in: FoundIn = FoundIn.QUESTION


def file_report(session: Session, stop: Stop, address: Address, *, now: datetime) -> Filed:
    """Put a stop before the desk, or say that it lies there already, decided or not."""
    hold(session)
    known = session.exec(
        select(FalsePositiveReportRow).where(col(FalsePositiveReportRow.turn_id) == stop.turn_id)
    ).first()
    if known is not None:
        filing = Filing.KNOWN if known.state == ReportState.OPEN else Filing.DECIDED
        return Filed(filing, known.id or 0, stop.found_in)
    row = FalsePositiveReportRow(
        turn_id=stop.turn_id,
        account_id=stop.account_id,
        department_id=stop.department_id,
        channel=address.channel,
        channel_user_id=address.channel_user_id,
        conversation_key=address.conversation_key,
        event_id=address.event_id,
        ruleset=stop.ruleset,
        found_in=stop.found_in.value,
        stopped_at=stop.stopped_at,
        reported_at=now,
    )
    session.add(row)
    session.flush()
    for number, place in enumerate(stop.places, 1):
        session.add(
            FalsePositivePlaceRow(
                report_id=row.id or 0,
                number=number,
                entity=place.entity,
                recognizer=place.recognizer,
                line=place.line,
                score=place.score,
            )
        )
    session.flush()
    return Filed(Filing.FILED, row.id or 0, stop.found_in)


def list_reports(session: Session, state: ReportState | None = None) -> tuple[Report, ...]:
    """Reports in a state, or all, the oldest first."""
    statement = select(FalsePositiveReportRow).order_by(
        col(FalsePositiveReportRow.reported_at), col(FalsePositiveReportRow.id)
    )
    if state is not None:
        statement = statement.where(col(FalsePositiveReportRow.state) == state.value)
    rows = session.exec(statement).all()
    places = _places(session, [row.id or 0 for row in rows])
    return tuple(_report(row, places.get(row.id or 0, ())) for row in rows)


def purge_reports(session: Session, *, before: datetime, frozen: CompoundSelect[tuple[str]]) -> int:
    """Delete reports made before an instant, decided or not; returns how many.

    Those about `frozen` turns stay.
    """
    is_old = and_(
        col(FalsePositiveReportRow.reported_at) < before,
        col(FalsePositiveReportRow.turn_id).not_in(frozen),
    )
    numbers = select(FalsePositiveReportRow.id).where(is_old)
    session.exec(
        delete(FalsePositivePlaceRow).where(col(FalsePositivePlaceRow.report_id).in_(numbers))
    )
    return session.exec(delete(FalsePositiveReportRow).where(is_old)).rowcount


def _places(session: Session, numbers: Sequence[int]) -> dict[int, tuple[Place, ...]]:
    statement = (
        select(FalsePositivePlaceRow)
        .where(col(FalsePositivePlaceRow.report_id).in_(numbers))
        .order_by(col(FalsePositivePlaceRow.report_id), col(FalsePositivePlaceRow.number))
    )
    found: dict[int, tuple[Place, ...]] = {}
    for row in session.exec(statement):
        place = Place(row.entity, row.recognizer, row.line, row.score)
        found[row.report_id] = (*found.get(row.report_id, ()), place)
    return found


def _report(row: FalsePositiveReportRow, places: tuple[Place, ...]) -> Report:
    return Report(
        id=row.id or 0,
        stop=Stop(
            turn_id=TurnId(row.turn_id),
            account_id=AccountId(row.account_id),
            department_id=DepartmentId(row.department_id),
            ruleset=row.ruleset,
            stopped_at=row.stopped_at,
            places=places,
            found_in=FoundIn(row.found_in),
        ),
        address=Address(row.channel, row.channel_user_id, row.conversation_key, row.event_id),
        reported_at=row.reported_at,
        state=ReportState(row.state),
        note=row.note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
