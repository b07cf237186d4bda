"""Increases: tokens a month added to a cap from one day until another. Never commits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from assistant.core.errors import InputError
from assistant.usage.quota.amounts import check_reason, check_tokens
from assistant.usage.quota.members import Target
from assistant.usage.quota.models import QuotaIncrease, Scope

LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Increase:
    """One increase; both days belong to it, in Asia/Tokyo."""

    id: int
    target: Target
    tokens: int
    from_day: date
    until_day: date
    reason: str = field(repr=False)
    actor: str
    created_at: datetime
    ended_at: datetime | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it adds to the cap on a day, as far as is known now."""
        return self.ended_at is None and self.from_day <= day <= self.until_day


@dataclass(frozen=True, slots=True, kw_only=True)
class IncreaseOrder:
    """What an admin orders.

    Attributes:
        target: whose cap.
        tokens: how many more a month.
        until: the last day, in Asia/Tokyo.
        reason: why; required.
        start: the first day; today if None.
        adds: true if it may come on top of another increase of the same dates. It is refused
            otherwise: the same order given twice must not count twice.
    """

    target: Target
    tokens: int
    until: date
    reason: str = field(repr=False)
    start: date | None = None
    adds: bool = False


def check_increase(tokens: int, from_day: date, until_day: date, today: date) -> None:
    """Check amount and dates of an increase.

    Raises:
        InputError: no tokens, an end before the beginning or in the past, or years away.
    """
    if check_tokens(tokens) == 0:
        raise InputError("an increase of 0 tokens adds nothing; write 1 or more")
    if until_day < from_day:
        raise InputError(
            f"the increase would end on {until_day}, before it begins on {from_day}; "
            "exchange the days"
        )
    if until_day < today:
        raise InputError(f"{until_day} is over; write today ({today}) or a later day")
    if from_day < today - LONGEST:
        raise InputError(f"{from_day} is more than three years ago; write a nearer day")
    if until_day > today + LONGEST:
        raise InputError(f"{until_day} is more than three years ahead; write a nearer day")


def store_increase(session: Session, increase: QuotaIncrease) -> Increase:
    """Write an increase down; it holds from the next reservation inside its dates."""
    increase.reason = check_reason(increase.reason, is_required=True)
    session.add(increase)
    session.flush()
    return _of(increase)


def overlapping(
    session: Session, target: Target, from_day: date, until_day: date
) -> list[Increase]:
    """Increases of a subject that share a day with these dates and were not ended."""
    rows = session.exec(
        select(QuotaIncrease)
        .where(
            col(QuotaIncrease.scope) == target.scope.value,
            col(QuotaIncrease.subject_id) == target.subject_id,
            col(QuotaIncrease.ended_at).is_(None),
            col(QuotaIncrease.from_day) <= until_day,
            col(QuotaIncrease.until_day) >= from_day,
        )
        .order_by(col(QuotaIncrease.id))
    )
    return [_of(row) for row in rows]


def current_increases(session: Session, today: date) -> list[Increase]:
    """Increases that run today or will run later, by the day they end."""
    rows = session.exec(
        select(QuotaIncrease)
        .where(col(QuotaIncrease.ended_at).is_(None), col(QuotaIncrease.until_day) >= today)
        .order_by(col(QuotaIncrease.until_day), col(QuotaIncrease.id))
    )
    return [_of(row) for row in rows]


def end_increase(session: Session, increase_id: int, now: datetime, today: date) -> Increase:
    """End an increase now; what was used with it stays used.

    Raises:
        InputError: there is none of that number, or it has ended.
    """
    row = session.get(QuotaIncrease, increase_id, populate_existing=True)
    if row is None:
        raise InputError(f"no increase {increase_id}; `assistant caps show` lists them")
    if row.ended_at is not None or row.until_day < today:
        raise InputError(f"increase {increase_id} has ended already")
    row.ended_at = now
    session.flush()
    return _of(row)


def _of(row: QuotaIncrease) -> Increase:
    assert row.id is not None  # noqa: S101  # it was flushed
    return Increase(
        id=row.id,
        target=Target(Scope(row.scope), row.subject_id),
        tokens=row.tokens,
        from_day=row.from_day,
        until_day=row.until_day,
        reason=row.reason,
        actor=row.actor,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
