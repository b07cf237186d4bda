"""Keeps the waves of the survey, and compares what people say with what was logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col, delete
from sqlmodel import select as select_rows

from assistant.core.errors import InputError
from assistant.usage.analysis.models import WAVE_LENGTH, SurveyAnswer, SurveyWave
from assistant.usage.analysis.survey import Answer, Summary, summarise
from assistant.usage.log.totals import UsageMonthAccount


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave with its summary.

    Attributes:
        label: what it is called.
        held_on: when.
        summary: what the answers say.
        logged_users: accounts the log knows to have been answered in the month it was held.
    """

    label: str
    held_on: date
    summary: Summary
    logged_users: int


def keep_wave(
    session: Session, wave: SurveyWave, answers: Sequence[Answer], *, now: datetime
) -> bool:
    """Keep a wave with its answers, in place of an earlier one of the same label.

    Returns:
        Whether there was one.

    Raises:
        InputError: the label or the number of those asked is of no use.
    """
    if not 1 <= len(wave.label) <= WAVE_LENGTH:
        raise InputError(f"--wave: write a label of 1 to {WAVE_LENGTH} characters")
    if wave.invited is not None and wave.invited < len(answers):
        raise InputError(
            f"--invited {wave.invited} is less than the {len(answers)} who answered; mend it"
        )
    session.exec(delete(SurveyAnswer).where(col(SurveyAnswer.wave) == wave.label))
    gone = session.exec(delete(SurveyWave).where(col(SurveyWave.label) == wave.label))
    wave.imported_at = now
    session.add(wave)
    session.flush()
    for number, answer in enumerate(answers, start=1):
        session.add(
            SurveyAnswer(
                wave=wave.label,
                number=number,
                frequency=answer.frequency,
                uses=";".join(answer.uses),
                is_more_efficient=answer.is_more_efficient,
                minutes_per_use=answer.minutes_per_use,
                hours_per_week=answer.hours_per_week,
            )
        )
    session.flush()
    return gone.rowcount > 0


def read_waves(session: Session, *, weeks_per_year: int) -> list[Wave]:
    """Every wave, the oldest first."""
    waves = session.exec(select_rows(SurveyWave).order_by(col(SurveyWave.held_on))).all()
    found = []
    for wave in waves:
        rows = session.exec(
            select_rows(SurveyAnswer).where(col(SurveyAnswer.wave) == wave.label)
        ).all()
        answers = [
            Answer(
                row.frequency,
                tuple(filter(None, row.uses.split(";"))),
                row.is_more_efficient,
                row.minutes_per_use,
                row.hours_per_week,
            )
            for row in rows
        ]
        summary = summarise(answers, invited=wave.invited, weeks_per_year=weeks_per_year)
        found.append(Wave(wave.label, wave.held_on, summary, _logged(session, wave.held_on)))
    return found


def _logged(session: Session, day: date) -> int:
    people = func.count(col(UsageMonthAccount.account_pseudonym).distinct())
    month = day.strftime("%Y-%m")
    statement = select(people).where(col(UsageMonthAccount.month) == month)
    return int(session.connection().execute(statement).scalar_one())
