"""Stops that can still be reported: which rules stopped a text and where; never the text.

Kept from the transaction that closes the stopped turn until its time for a report is over, so that
a report can be made after a restart and at any gateway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.policy.models import StoppedPlaceRow, StoppedTextRow

EARLIER_TURN = 0
"""The line of what lies in an earlier turn of the conversation."""


class FoundIn(StrEnum):
    """Which text the findings lie in."""

    QUESTION = "question"
    COMBINATION = "combination"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Place:
    """One thing found: category, rule, line from 1 (0: in an earlier turn), score."""

    entity: str
    recognizer: str
    line: int
    score: float


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a text was stopped: where it was found, and what."""

    found_in: FoundIn
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stopped text: whose, when, by which rules and where in it."""

    turn_id: TurnId
    account_id: AccountId
    department_id: DepartmentId
    ruleset: str
    stopped_at: datetime
    places: tuple[Place, ...]
    found_in: FoundIn = FoundIn.QUESTION
    conversation_key: str = field(default="", repr=False)


def keep_stop(session: Session, stop: Stop) -> None:
    """Keep a stop in the transaction that closes its turn; an older one in its place goes."""
    older = select(StoppedTextRow.turn_id).where(
        col(StoppedTextRow.account_id) == stop.account_id,
        col(StoppedTextRow.conversation_key) == stop.conversation_key,
    )
    _delete(session, older)
    session.add(
        StoppedTextRow(
            turn_id=stop.turn_id,
            account_id=stop.account_id,
            department_id=stop.department_id,
            conversation_key=stop.conversation_key,
            ruleset=stop.ruleset,
            found_in=stop.found_in.value,
            stopped_at=stop.stopped_at,
        )
    )
    session.flush()
    for number, place in enumerate(stop.places, 1):
        session.add(
            StoppedPlaceRow(
                turn_id=stop.turn_id,
                number=number,
                entity=place.entity,
                recognizer=place.recognizer,
                line=place.line,
                score=place.score,
            )
        )
    session.flush()


def last_stop(
    session: Session, account_id: AccountId, conversation_key: str, *, since: datetime
) -> Stop | None:
    """A sender's last stop in a conversation, if it is no older than an instant."""
    statement = (
        select(StoppedTextRow)
        .where(
            col(StoppedTextRow.account_id) == account_id,
            col(StoppedTextRow.conversation_key) == conversation_key,
            col(StoppedTextRow.stopped_at) >= since,
        )
        .order_by(col(StoppedTextRow.stopped_at).desc())
    )
    row = session.exec(statement).first()
    if row is None:
        return None
    places = (
        select(StoppedPlaceRow)
        .where(col(StoppedPlaceRow.turn_id) == row.turn_id)
        .order_by(col(StoppedPlaceRow.number))
    )
    return Stop(
        turn_id=TurnId(row.turn_id),
        account_id=AccountId(row.account_id),
        department_id=DepartmentId(row.department_id),
        ruleset=row.ruleset,
        stopped_at=row.stopped_at,
        places=tuple(
            Place(one.entity, one.recognizer, one.line, one.score) for one in session.exec(places)
        ),
        found_in=FoundIn(row.found_in),
        conversation_key=row.conversation_key,
    )


def purge_stops(session: Session, *, before: datetime) -> int:
    """Delete stops whose time for a report is over; returns how many.

    They hold no text and say nothing the usage row does not say: nothing keeps them longer.
    """
    old = select(StoppedTextRow.turn_id).where(col(StoppedTextRow.stopped_at) < before)
    return _delete(session, old)


def _delete(session: Session, turn_ids: SelectOfScalar[str]) -> int:
    session.exec(delete(StoppedPlaceRow).where(col(StoppedPlaceRow.turn_id).in_(turn_ids)))
    return session.exec(
        delete(StoppedTextRow).where(col(StoppedTextRow.turn_id).in_(turn_ids))
    ).rowcount
