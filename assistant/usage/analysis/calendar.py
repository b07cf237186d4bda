"""Which days the city hall works, and which of them lie in a council period. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import jpholiday

from assistant.usage.analysis.settings import CouncilPeriodSettings, CouncilSettings

SATURDAY = 5


@cache
def is_public_holiday(day: date) -> bool:
    """Whether a day is a national holiday, or one of the offices' days off at the year's end.

    Source: 国民の祝日に関する法律 (jpholiday); 行政機関の休日に関する法律 第1条: 29 December to
    3 January. Cities follow it by ordinance.
    """
    is_year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return is_year_end or bool(jpholiday.is_holiday(day))


class CouncilCalendar:
    """Answers for a day: does the city hall work, does the council sit."""

    def __init__(self, settings: CouncilSettings) -> None:
        self._periods = tuple(sorted(settings.periods, key=lambda period: period.begins))
        self._closed = frozenset(settings.closed_days)

    @property
    def periods(self) -> tuple[CouncilPeriodSettings, ...]:
        """Every period, by its first day."""
        return self._periods

    def period_on(self, day: date) -> CouncilPeriodSettings | None:
        """The council period a day lies in."""
        return next((each for each in self._periods if each.begins <= day <= each.ends), None)

    def phase_on(self, day: date) -> str | None:
        """The phase a day lies in; where two overlap, the one named first."""
        period = self.period_on(day)
        phases = period.phases if period else ()
        return next((each.name for each in phases if each.begins <= day <= each.ends), None)

    def is_business_day(self, day: date) -> bool:
        """Whether the city hall works on a day."""
        is_off = day.weekday() >= SATURDAY or day in self._closed
        return not is_off and not is_public_holiday(day)

    def business_days(self, first: date, last: date) -> Iterator[date]:
        """The working days from one to another, both included."""
        day = first
        while day <= last:
            if self.is_business_day(day):
                yield day
            day += timedelta(days=1)

    def stretch_of(self, day: date) -> int:
        """The number of the stretch a day lies in: before the first period 0, in it 1, then 2…

        Days of one stretch have what happened in it in common; they are one cluster.
        """
        ended = sum(2 for each in self._periods if each.ends < day)
        return ended + (1 if self.period_on(day) else 0)


NO_COUNCIL = CouncilCalendar(CouncilSettings())
"""A calendar without any council period."""
