"""Keeps the waves of the survey: opened in the chat, taken in from a form tool, added up.

What people say is set beside what was logged; the two are never joined person by person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete
from sqlmodel import select as select_rows

from assistant.core.errors import InputError
from assistant.core.periods import fiscal_year_of
from assistant.usage.analysis.models import WAVE_LENGTH, SurveyAnswer, SurveyWave
from assistant.usage.analysis.survey import Answer, Summary, summarise
from assistant.usage.analysis.survey_responses import answers_of, count_of
from assistant.usage.analysis.survey_shown import shown
from assistant.usage.log.totals import UsageHour, UsageMonthAccount

DAYS_PER_WEEK = 5
"""Working days; days the log knows usage on are counted in weeks of so many."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What the log knows of the months a wave was held in.

    Attributes:
        users: accounts that were answered.
        users_this_year: accounts that were answered from April to then.
        requests: answered questions.
        weeks: working weeks with usage.
    """

    users: int
    users_this_year: int
    requests: int
    weeks: float


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave with its summary.

    Attributes:
        label: what it is called.
        held_on: when, or from when.
        ends: until when it was asked in the chat; None for one taken in alone.
        is_open: whether it is being asked.
        summary: what the answers say.
        unfinished: how many in the chat broke off; None if only the number of answers is told.
        logged_users: accounts the log knows to have been answered in the month it was held.
        never_logged: of those asked, how many the log knows no answer for since April; None if it
            is not known how many were asked.
        logged_hours_each: hours a week an account would save by the log: its questions a week
            times the minutes people say one saves. None without either.
        stated_hours_each: hours a week those who named them say; None without any.
    """

    label: str
    held_on: date
    ends: date | None
    is_open: bool
    summary: Summary
    unfinished: int | None
    logged_users: int
    never_logged: int | None
    logged_hours_each: float | None
    stated_hours_each: float | None


def open_wave(session: Session, wave: SurveyWave) -> None:
    """Begin to ask a wave in the chat.

    Args:
        session: the transaction.
        wave: with label, days, how many accounts there are to ask, and the instant.

    Raises:
        InputError: the label or the days are of no use, another wave is open, or the label is
            taken.
    """
    _require_label(wave.label)
    if wave.ends is None or wave.ends < wave.held_on:
        raise InputError(f"--to is before --from {wave.held_on}; exchange them")
    running = session.exec(select_rows(SurveyWave).where(col(SurveyWave.slot) == 1)).one_or_none()
    if running is not None:
        raise InputError(f"{running.label!r} is open; close it first (`assistant survey close`)")
    if session.get(SurveyWave, wave.label) is not None:
        raise InputError(f"there is a wave {wave.label!r} already; write another --wave")
    wave.slot = 1
    session.add(wave)
    try:
        session.flush()
    except IntegrityError:  # the index decides between two who open at once
        raise InputError("another wave was opened at the same moment; look again") from None


def close_wave(session: Session, *, now: datetime) -> tuple[str, int]:
    """Take no more answers of the wave that is open, nor changes of them.

    Returns:
        Its label, and how many accounts answered or began to.

    Raises:
        InputError: none is open.
    """
    wave = session.exec(select_rows(SurveyWave).where(col(SurveyWave.slot) == 1)).one_or_none()
    if wave is None:
        raise InputError("no wave is open; `assistant survey summary` lists them")
    wave.slot, wave.closed_at = None, now
    session.add(wave)
    session.flush()
    return wave.label, count_of(session, wave.label)


def keep_wave(
    session: Session, wave: SurveyWave, answers: Sequence[Answer], *, now: datetime
) -> bool:
    """Keep the answers of a form tool under a wave, in place of those taken in before.

    What was answered to the same wave in the chat stays and is added up with them.

    Returns:
        Whether answers of a form tool were there.

    Raises:
        InputError: the label or the number of those asked is of no use.
    """
    _require_label(wave.label)
    there = session.get(SurveyWave, wave.label)
    in_chat = len(answers_of(session, wave.label)[0])
    invited = wave.invited or (there.invited if there else None)
    if invited is not None and invited < len(answers) + in_chat:
        raise InputError(
            f"--invited {invited} is less than the {len(answers) + in_chat} who answered; mend it"
        )
    gone = session.exec(delete(SurveyAnswer).where(col(SurveyAnswer.wave) == wave.label))
    if there is None:
        there = wave
    elif there.opened_at is None:
        there.held_on = wave.held_on
    there.invited, there.imported_at = invited, now
    session.add(there)
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


def read_waves(
    session: Session, *, weeks_per_year: int, small_group: int = 1, hides_open: bool = False
) -> list[Wave]:
    """Every wave, the oldest first; figures of fewer people than `small_group` are left out.

    Args:
        session: a snapshot.
        weeks_per_year: the assumption.
        small_group: least people of a figure; 1 leaves nothing out.
        hides_open: whether of a wave that is being asked only the number of answers is told.
    """
    waves = session.exec(select_rows(SurveyWave).order_by(col(SurveyWave.held_on))).all()
    return [
        _read(session, wave, weeks_per_year, small_group, is_live=hides_open and wave.slot == 1)
        for wave in waves
    ]


def _read(
    session: Session, wave: SurveyWave, weeks_per_year: int, small_group: int, *, is_live: bool
) -> Wave:
    rows = session.exec(select_rows(SurveyAnswer).where(col(SurveyAnswer.wave) == wave.label))
    imported = [
        Answer(
            row.frequency,
            tuple(filter(None, row.uses.split(";"))),
            row.is_more_efficient,
            row.minutes_per_use,
            row.hours_per_week,
        )
        for row in rows.all()
    ]
    in_chat, unfinished = answers_of(session, wave.label)
    found = summarise([*imported, *in_chat], invited=wave.invited, weeks_per_year=weeks_per_year)
    summary = shown(found, small_group, is_open=is_live)
    logged = _logged(session, wave.held_on, wave.ends or wave.held_on)
    is_named = summary.hours_n and not summary.is_too_few
    return Wave(
        label=wave.label,
        held_on=wave.held_on,
        ends=wave.ends,
        is_open=wave.slot == 1,
        summary=summary,
        unfinished=None if summary.is_too_few else unfinished,
        logged_users=logged.users,
        never_logged=None
        if wave.invited is None
        else max(0, wave.invited - logged.users_this_year),
        logged_hours_each=_logged_hours(logged, summary.minutes_mean),
        stated_hours_each=summary.hours_per_week / summary.hours_n if is_named else None,
    )


def _logged_hours(logged: Logged, minutes_mean: float | None) -> float | None:
    if minutes_mean is None or not logged.users or not logged.weeks:
        return None
    return logged.requests / logged.users / logged.weeks * minutes_mean / 60.0


def _logged(session: Session, first: date, last: date) -> Logged:
    accounts = UsageMonthAccount.metadata.tables["usage_month_account"].c
    hours = UsageHour.metadata.tables["usage_hour"].c
    from_month, to_month = first.strftime("%Y-%m"), last.strftime("%Y-%m")
    april = f"{fiscal_year_of(from_month)}-04"
    people = func.count(accounts.account_pseudonym.distinct())
    connection = session.connection()
    users, requests = connection.execute(
        select(people, func.coalesce(func.sum(accounts.requests), 0)).where(
            accounts.month.between(from_month, to_month)
        )
    ).one()
    this_year = select(people).where(accounts.month.between(april, to_month))
    days = select(func.count(hours.day.distinct())).where(
        hours.day.between(f"{from_month}-01", f"{to_month}-31"), hours.answered > 0
    )
    return Logged(
        int(users),
        int(connection.execute(this_year).scalar_one()),
        int(requests),
        int(connection.execute(days).scalar_one()) / DAYS_PER_WEEK,
    )


def _require_label(label: str) -> None:
    if not 1 <= len(label) <= WAVE_LENGTH:
        raise InputError(f"--wave: write a label of 1 to {WAVE_LENGTH} characters")
