"""When a pool runs out at this pace: the likely day, a range, and how probable it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.days import Day
from assistant.usage.analysis.forecast_model import DRAWS, SEED, Pace, Vector, learn, simulate

LEAST_DAYS = 10
"""Business days without which nothing is said of a month's end."""
LEAST_DAYS_OF_YEAR = 40
"""Business days without which nothing is said of a fiscal year's end."""
LONGEST_MONTH = 31


class PoolKind(StrEnum):
    """What may run out: the tokens of a month, or the yen of a fiscal year."""

    CITY = "city"
    DEPARTMENT = "department"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Pool:
    """What may run out.

    Attributes:
        kind: whose it is.
        name: the department; empty for the city and the budget.
        used: tokens of the month, or yen of the fiscal year, until now.
        limit: the cap or the budget; None if there is none.
        last: the last day of the month or of the fiscal year.
        rate: units a token: 1 for tokens, yen a token for the budget.
        rate_spread: standard deviation of the rate from month to month, relative to it.
    """

    kind: PoolKind
    name: str
    used: float
    limit: float | None
    last: date
    rate: float = 1.0
    rate_spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a pool goes on. A day is None where it lies after the pool's last day.

    Attributes:
        pool: what may run out.
        today: the day this is said on.
        days: business days it was learned from.
        range_percent: share of the courses between `early` and `late`, and in the range of totals.
        probability: that it runs out by the last day; None without a limit.
        early: the day it has run out by in the worst courses left out below the range.
        likely: the day it has run out by in half of the courses.
        late: the day it has run out by in all but those left out above the range.
        total_low: lower end of the range of what is used by the last day.
        total: the middle of it.
        total_high: its upper end.
        is_council_unknown: whether council days lie ahead and none was seen yet.
    """

    pool: Pool
    today: date
    days: int
    range_percent: int
    probability: float | None
    early: date | None
    likely: date | None
    late: date | None
    total_low: float
    total: float
    total_high: float
    is_council_unknown: bool

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing is left already."""
        return self.pool.limit is not None and self.pool.used >= self.pool.limit


@dataclass(frozen=True, slots=True)
class TooEarly:
    """Nothing can be said yet.

    Attributes:
        pool: what was asked about.
        today: the day this is said on.
        found: business days with usage behind.
        needed: business days there must be.
        is_unpriced: whether what lacks is a price: nothing has cost anything yet.
    """

    pool: Pool
    today: date
    found: int
    needed: int
    is_unpriced: bool = False


Forecast: TypeAlias = Outlook | TooEarly


def foresee(
    pool: Pool,
    days: Sequence[Day],
    calendar: CouncilCalendar,
    *,
    today: date,
    range_percent: int,
) -> Forecast:
    """Say when a pool runs out.

    Args:
        pool: what may run out.
        days: tokens of the days before today, and of today so far.
        calendar: business days and council periods.
        today: the day in Tokyo.
        range_percent: how much of what may come the ranges are to hold.
    """
    pace = learn(days, calendar, today - timedelta(days=1))
    is_long = (pool.last - today).days > LONGEST_MONTH
    needed = LEAST_DAYS_OF_YEAR if is_long else LEAST_DAYS
    if pace is None or pace.days < needed:
        return TooEarly(pool, today, pace.days if pace else 0, needed)
    if pool.rate <= 0.0:
        return TooEarly(pool, today, pace.days, needed, is_unpriced=True)
    ahead = [today + timedelta(days=number) for number in range((pool.last - today).days + 1)]
    so_far = sum(each.tokens for each in days if each.day == today)
    courses = _in_units(pool, simulate(pace, calendar, ahead), so_far)
    return _outlook(pool, pace, calendar, ahead, courses, range_percent)


def _in_units(pool: Pool, courses: Vector, so_far: int) -> Vector:
    """What is used by the end of each day, in the pool's units."""
    chance = np.random.default_rng(SEED + 1)
    # Today does not end with less than it has; what it has is in `used` already.
    courses[:, 0] = np.maximum(courses[:, 0] - so_far, 0.0)
    rates = pool.rate * np.exp(chance.normal(0.0, pool.rate_spread, size=DRAWS))
    return np.asarray(pool.used + np.cumsum(courses * rates[:, None], axis=1))


def _outlook(  # one result
    pool: Pool,
    pace: Pace,
    calendar: CouncilCalendar,
    ahead: Sequence[date],
    courses: Vector,
    range_percent: int,
) -> Outlook:
    tail = (1.0 - range_percent / 100.0) / 2.0
    low, middle, high = (float(each) for each in np.quantile(courses[:, -1], [tail, 0.5, 1 - tail]))
    probability: float | None = None
    early = likely = late = None
    if pool.limit is not None:
        # The first day of each course that reaches the limit; one past the end if none does.
        reached = np.where(
            courses[:, -1] >= pool.limit, np.argmax(courses >= pool.limit, axis=1), len(ahead)
        )
        probability = float(np.mean(reached < len(ahead)))
        early, likely, late = (
            _day(ahead, int(each))
            for each in np.quantile(reached, [tail, 0.5, 1 - tail], method="lower")
        )
    is_council_ahead = any(calendar.period_on(day) for day in ahead)
    return Outlook(
        pool=pool,
        today=ahead[0],
        days=pace.days,
        range_percent=range_percent,
        probability=probability,
        early=early,
        likely=likely,
        late=late,
        total_low=low,
        total=middle,
        total_high=high,
        is_council_unknown=is_council_ahead and not pace.days_in_council,
    )


def _day(ahead: Sequence[date], number: int) -> date | None:
    return ahead[number] if number < len(ahead) else None
