"""One word below an answer: minutes saved, 👍 or 👎, and why. Asked seldom, and never twice soon.

Functions run inside the caller's transaction; the last ones add up. A tap is no question: it costs
no tokens, and an account without any left can say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from sqlalchemy import update
from sqlmodel import Session, col, select

from assistant.core.keys import Key
from assistant.core.periods import month_of
from assistant.usage.analysis.models import SurveyTap
from assistant.usage.analysis.survey_responses import Asked
from assistant.usage.analysis.survey_words import Tap
from assistant.usage.log.small_groups import SUPPRESSED, too_small

_DIGITS = 13


def is_sampled(key: Key, turn_id: str, percent: float) -> bool:
    """Whether an answer belongs to the share below which is asked.

    A keyed digest of the turn decides: no chance to seed, the same in every process, and nobody
    can tell beforehand.
    """
    digest = key.digest(f"survey {turn_id}").partition(":")[2]
    return int(digest[:_DIGITS], 16) * 100.0 < percent * 16.0**_DIGITS


def was_asked_since(session: Session, account: str, since: datetime) -> bool:
    """Whether an account was asked after an instant, answered or not."""
    asked = select(col(SurveyTap.id)).where(
        col(SurveyTap.account_pseudonym) == account, col(SurveyTap.asked_at) > since
    )
    return session.exec(asked.limit(1)).first() is not None


def ask(session: Session, asked: Asked, *, now: datetime, open_until: datetime) -> None:
    """Note that an account is asked."""
    session.add(
        SurveyTap(
            account_pseudonym=asked.account,
            month=month_of(now),
            asked_at=now,
            place=asked.place,
            open_until=open_until,
        )
    )
    session.flush()


def pending(
    session: Session, asked: Asked, now: datetime, *, is_held: bool = False
) -> SurveyTap | None:
    """What an account is being asked at a place; None if nothing, or its time is over.

    With `is_held` nobody else changes it until the transaction ends.
    """
    statement = (
        select(SurveyTap)
        .where(
            col(SurveyTap.account_pseudonym) == asked.account,
            col(SurveyTap.place) == asked.place,
            col(SurveyTap.open_until) > now,
        )
        .order_by(col(SurveyTap.id).desc())
        .limit(1)
    )
    return session.exec(statement.with_for_update() if is_held else statement).first()


def answer(session: Session, row: SurveyTap, tap: Tap) -> None:
    """Keep what was said; the same thing said again takes the place of the first."""
    if tap.minutes is not None:
        row.minutes = tap.minutes
    if tap.verdict is not None:
        row.verdict, row.reason = tap.verdict, None
    if tap.reason is not None:
        row.reason = tap.reason
    session.add(row)
    session.flush()


def put_aside(session: Session, asked: Asked, now: datetime) -> None:
    """Take no more answers at a place: something else is being spoken of there."""
    session.connection().execute(
        update(SurveyTap)
        .where(
            col(SurveyTap.account_pseudonym) == asked.account,
            col(SurveyTap.place) == asked.place,
            col(SurveyTap.open_until) > now,
        )
        .values(open_until=now)
    )
    session.expire_all()


@dataclass(frozen=True, slots=True)
class TapSummary:
    """What was said below answers in a period.

    Figures of fewer people than may be shown are None; words fewer people chose are added up
    under `suppressed`.

    Attributes:
        from_month: first month.
        to_month: last month, included.
        asked: how often was asked.
        answered: how often something was said.
        response_rate: share of it; None if nobody was asked.
        people: accounts that said something.
        minutes_n: how often minutes were said.
        minutes_mean: their mean; None also if some of them are added up.
        minutes_median: their median.
        minutes: how often which were said, by the number as text.
        up: how often 👍; None if so few people said either that it is not shown.
        down: how often 👎.
        reasons: how often which reason was given for it.
    """

    from_month: str
    to_month: str
    asked: int
    answered: int
    response_rate: float | None
    people: int
    minutes_n: int
    minutes_mean: float | None
    minutes_median: float | None
    minutes: Mapping[str, int]
    up: int | None
    down: int | None
    reasons: Mapping[str, int]


def read_taps(session: Session, from_month: str, to_month: str, small_group: int) -> TapSummary:
    """Add up what was said below the answers of a period, both months included."""
    rows = session.exec(
        select(SurveyTap).where(col(SurveyTap.month).between(from_month, to_month))
    ).all()
    said = [row for row in rows if row.minutes is not None or row.verdict is not None]
    timed = [row for row in said if row.minutes is not None]
    judged = [row for row in said if row.verdict is not None]
    minutes = [row.minutes for row in timed if row.minutes is not None]
    is_timed = _people(timed) >= small_group
    counted = _counted(timed, [str(each) for each in minutes], small_group)
    # From a mean the few who are added up could be subtracted.
    has_mean = bool(minutes) and is_timed and SUPPRESSED not in counted
    ups = [row for row in judged if row.verdict == "up"]
    downs = [row for row in judged if row.verdict == "down"]
    is_judged = min(_people(ups) or small_group, _people(downs) or small_group) >= small_group
    return TapSummary(
        from_month=from_month,
        to_month=to_month,
        asked=len(rows),
        answered=len(said),
        response_rate=len(said) / len(rows) if rows else None,
        people=_people(said),
        minutes_n=len(timed),
        minutes_mean=fmean(minutes) if has_mean else None,
        minutes_median=float(median(minutes)) if minutes and is_timed else None,
        minutes=counted,
        up=len(ups) if judged and is_judged else None,
        down=len(downs) if judged and is_judged else None,
        reasons=_counted(
            [row for row in downs if row.reason],
            [row.reason for row in downs if row.reason],
            small_group,
        ),
    )


def _people(rows: Sequence[SurveyTap]) -> int:
    return len({row.account_pseudonym for row in rows})


def _counted(
    rows: Sequence[SurveyTap], names: Sequence[str], small_group: int
) -> Mapping[str, int]:
    """How often each was said; what fewer people said than may be shown is added up."""
    if _people(rows) < small_group:
        return {}
    people: dict[str, set[str]] = {}
    for row, name in zip(rows, names, strict=True):
        people.setdefault(name, set()).add(row.account_pseudonym)
    hidden = too_small(((name, len(who)) for name, who in people.items()), small_group)
    counted = Counter(SUPPRESSED if name in hidden else name for name in names)
    return dict(sorted(counted.items(), key=lambda item: (item[0] == SUPPRESSED, _order(item[0]))))


def _order(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdecimal() else (0, name)
