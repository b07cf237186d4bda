"""Invented cities with effects planted in them, for tests and benchmarks. Pure.

A city's day has a level of questions that grows by a constant rate, follows the weekday, is zero
on days the city hall is closed, and is multiplied in a council period. Two kinds of chance lie
over it: one each stretch of days between the begins and ends of periods has in common (what
happened in it), and one of each day; the number itself is then Poisson's. Tokens per question
have a level, a step from a given day on, a chance of the day, and spread between questions.
Accounts ask in shares that fall as a power of their rank: a few ask most. Everything comes from
the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.comparison import Day
from assistant.usage.analysis.settings import CouncilPeriodSettings, CouncilSettings

WEEKDAY_SHAPE = (1.08, 1.05, 1.0, 0.98, 0.89)
"""Monday to Friday, as shares of a usual day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What is planted in a city.

    Attributes:
        accounts: registered.
        first: first day.
        last: last day.
        questions_per_day: on a business day at the begin, outside council periods.
        growth_per_month: 0.03 is three per cent more each thirty days.
        council_effect: 0.35 is 35 per cent more questions a business day in council periods.
        tokens_per_question: at the begin.
        tokens_step: 0.15 is 15 per cent more tokens a question from `step_on`.
        step_on: first day of the step.
        stretch_spread: standard deviation of what a stretch has in common, as a logarithm.
        day_spread: of what a day has in common, as a logarithm.
        head_power: shares of accounts fall with rank to this power; 0 makes all alike.
    """

    accounts: int = 3031
    first: date = date(2025, 4, 1)
    last: date = date(2025, 10, 31)
    questions_per_day: float = 230.0
    growth_per_month: float = 0.03
    council_effect: float = 0.35
    tokens_per_question: float = 1400.0
    tokens_step: float = 0.15
    step_on: date = date(2025, 7, 1)
    stretch_spread: float = 0.03
    day_spread: float = 0.08
    head_power: float = 1.05


FLAT = City(growth_per_month=0.0, council_effect=0.0, tokens_step=0.0)
"""A city in which nothing happens."""


def invented_council(year: int) -> CouncilSettings:
    """Council periods of an invented city in a fiscal year: an extra one, then four regular."""
    spans = (
        ("5月臨時会", "臨時会", date(year, 5, 12), date(year, 5, 16)),
        ("6月定例会", "定例会", date(year, 6, 5), date(year, 6, 27)),
        ("7月臨時会", "臨時会", date(year, 7, 22), date(year, 7, 25)),
        ("9月定例会", "定例会", date(year, 9, 2), date(year, 9, 30)),
        ("11月定例会", "定例会", date(year, 11, 26), date(year, 12, 18)),
        ("2月定例会", "定例会", date(year + 1, 2, 16), date(year + 1, 3, 23)),
    )
    periods = tuple(
        CouncilPeriodSettings(label=f"{year}年度{label}", kind=kind, begins=begins, ends=ends)
        for label, kind, begins, ends in spans
    )
    return CouncilSettings(periods=periods)


def make_days(city: City, calendar: CouncilCalendar, seed: int) -> list[Day]:
    """Questions and tokens of each business day of a city."""
    chance = np.random.default_rng(seed)
    stretches: dict[int, float] = {}
    days = []
    for day in calendar.business_days(city.first, city.last):
        stretch = calendar.stretch_of(day)
        if stretch not in stretches:
            stretches[stretch] = float(chance.normal(0.0, city.stretch_spread))
        months = (day - city.first).days / 30.0
        level = city.questions_per_day * WEEKDAY_SHAPE[day.weekday()]
        level *= (1.0 + city.growth_per_month) ** months
        if calendar.period_on(day) is not None:
            level *= 1.0 + city.council_effect
        level *= float(np.exp(stretches[stretch] + chance.normal(0.0, city.day_spread)))
        requests = max(1, int(chance.poisson(level)))
        mean = city.tokens_per_question * (1.0 + (city.tokens_step if day >= city.step_on else 0.0))
        mean *= float(np.exp(chance.normal(0.0, city.day_spread / 2)))
        # Single questions spread by a factor of e; the mean of n of them by that over its root.
        tokens = requests * mean * max(0.2, 1.0 + float(chance.normal(0.0, 1.0)) / requests**0.5)
        days.append(Day(day, requests, round(tokens)))
    return days


@cache
def shares(accounts: int, head_power: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How the questions are shared among accounts, the busiest first; the sum is 1."""
    weights = np.arange(1, accounts + 1, dtype=np.float64) ** -head_power
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def requests_by_account(city: City, total: int, seed: int) -> Sequence[int]:
    """How many of the questions each account asked, the busiest by nature first."""
    chance = np.random.default_rng(seed)
    drawn = chance.multinomial(total, shares(city.accounts, city.head_power))
    return [int(count) for count in drawn]
