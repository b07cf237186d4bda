"""Keeps what accounts answer a wave in the chat: one row per account and wave, under a pseudonym.

Functions run inside the caller's transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, func, text, update
from sqlmodel import Session, col, select

from assistant.store.types import UtcDateTime
from assistant.usage.analysis.models import SurveyResponse, SurveyWave
from assistant.usage.analysis.questionnaire import Response
from assistant.usage.analysis.survey import Answer

_BEGIN = text("""
INSERT INTO survey_response (wave, account_pseudonym, uses, reached, changed_at)
VALUES (:wave, :account, '', 1, :now) ON CONFLICT (wave, account_pseudonym) DO NOTHING
""").bindparams(bindparam("now", type_=UtcDateTime))


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, and where: two pseudonyms."""

    account: str
    place: str


def find_open(session: Session, today: date) -> SurveyWave | None:
    """The wave that is asked in the chat today; None if there is none."""
    return session.exec(
        select(SurveyWave).where(
            col(SurveyWave.slot) == 1,
            col(SurveyWave.held_on) <= today,
            col(SurveyWave.ends) >= today,
        )
    ).one_or_none()


def load(session: Session, wave: str, account: str, *, is_held: bool = False) -> Response | None:
    """What an account has answered a wave; None if it was never asked.

    With `is_held` the row is held on PostgreSQL until the transaction ends: of two messages at
    once, the second sees what the first did. SQLite has one writer anyway.
    """
    statement = select(SurveyResponse).where(
        col(SurveyResponse.wave) == wave, col(SurveyResponse.account_pseudonym) == account
    )
    row = session.exec(statement.with_for_update() if is_held else statement).one_or_none()
    return None if row is None else _response(row)


def open_response(session: Session, wave: str, account: str, now: datetime) -> Response:
    """What an account has answered a wave; its row is made if it has none."""
    parameters = {"wave": wave, "account": account, "now": now}
    session.connection().execute(_BEGIN, parameters)
    return load(session, wave, account, is_held=True) or Response()


def save(  # one row
    session: Session,
    wave: str,
    asked: Asked,
    response: Response,
    *,
    now: datetime,
    open_until: datetime,
) -> None:
    """Keep a response; while a question is being asked, where, and until when."""
    is_asking = response.asking is not None
    session.connection().execute(
        update(SurveyResponse)
        .where(
            col(SurveyResponse.wave) == wave,
            col(SurveyResponse.account_pseudonym) == asked.account,
        )
        .values(
            frequency=response.frequency,
            uses=";".join(response.uses),
            is_more_efficient=response.is_more_efficient,
            minutes_per_use=response.minutes_per_use,
            hours_per_week=response.hours_per_week,
            reached=response.reached,
            asking=response.asking,
            place=asked.place if is_asking else None,
            open_until=open_until if is_asking else None,
            changed_at=now,
        )
    )
    session.expire_all()


def pending(session: Session, asked: Asked, now: datetime) -> str | None:
    """The wave of which an account is being asked a question at a place; None if of none."""
    return session.exec(select(col(SurveyResponse.wave)).where(*_is_pending(asked, now))).first()


def put_aside(session: Session, asked: Asked, now: datetime) -> int | None:
    """Break off what is being asked at a place.

    Returns:
        The question it was broken off at; None if none was being asked.
    """
    found = session.exec(select(col(SurveyResponse.asking)).where(*_is_pending(asked, now))).first()
    if found is None:
        return None
    session.connection().execute(
        update(SurveyResponse)
        .where(*_is_pending(asked, now))
        .values(asking=None, place=None, open_until=None)
    )
    session.expire_all()
    return found


def answers_of(session: Session, wave: str) -> tuple[list[Answer], int]:
    """The answers given in the chat, and how many of them are not finished.

    Who was asked and said nothing has answered nothing.
    """
    rows = session.exec(select(SurveyResponse).where(col(SurveyResponse.wave) == wave)).all()
    found = [(_answer(row), row.reached) for row in rows]
    said = [(answer, reached) for answer, reached in found if answer != NOTHING_SAID]
    return [answer for answer, _ in said], sum(not _is_done(reached) for _, reached in said)


def count_of(session: Session, wave: str) -> int:
    """How many accounts have begun."""
    statement = select(func.count()).select_from(SurveyResponse)
    return session.exec(statement.where(col(SurveyResponse.wave) == wave)).one()


NOTHING_SAID = Answer(None, (), None, None, None)


def _is_done(reached: int) -> bool:
    return Response(reached=reached).is_done


def _is_pending(asked: Asked, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(SurveyResponse.account_pseudonym) == asked.account,
        col(SurveyResponse.open_until) > now,
        col(SurveyResponse.place) == asked.place,
    )


def _answer(row: SurveyResponse) -> Answer:
    return Answer(
        row.frequency,
        tuple(filter(None, row.uses.split(";"))),
        row.is_more_efficient,
        row.minutes_per_use,
        row.hours_per_week,
    )


def _response(row: SurveyResponse) -> Response:
    return Response(
        frequency=row.frequency,
        uses=tuple(filter(None, row.uses.split(";"))),
        is_more_efficient=row.is_more_efficient,
        minutes_per_use=row.minutes_per_use,
        hours_per_week=row.hours_per_week,
        reached=row.reached,
        asking=row.asking,
    )
