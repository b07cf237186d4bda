"""How tokens go on from day to day: a level that wanders, growth, the weekday, the council. Pure.

A business day's tokens have a mean that is a product - a level, a factor of the weekday, one of a
council period - and spread around it in proportion to it. The level grows by a steady rate and
wanders besides, so that a step (a new model, longer answers) is followed within days. It is
learned by a filter (an extended Kalman filter on relative deviations; West and Harrison, Bayesian
Forecasting and Dynamic Models, chapter 14). How far the level wanders is not known either: several
answers are weighed by how well each foretold the days that are there. Priors are written below;
they are wide, and what the days do not tell stays as uncertain as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np

from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.days import Day

Vector: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

LEVEL, GROWTH, FIRST_WEEKDAY, COUNCIL = 0, 1, 2, 6
SIZE = 7
BUSINESS_DAYS_PER_MONTH = 21.0
GROWTH_PER_MONTH = 0.04
"""Standard deviation of the steady growth before any day is seen; its mean is none."""
WEEKDAY_SPREAD = 0.15
COUNCIL_MEAN, COUNCIL_SPREAD = 0.1, 0.2
"""Before any council day is seen: as likely to be nothing as a fifth more."""
WANDERING = (0.0, 0.01, 0.02, 0.04)
"""Standard deviations of the level's daily step, as logarithms, that are weighed."""
SETTLING = 5
"""Days at the begin that are learned from, but do not say how well a filter foretells."""
LEAST_SPREAD = 0.0004
ROUNDS = 3
"""In which the spread of a day is made to fit the surprises; more change nothing to speak of."""
SILENCE = 10
"""Business days without any tokens after which what was before is not the pace any more."""
CLIP = 4.0
"""A day counts as at most so many standard deviations: one mass mailing is no new level."""
DRAWS = 2000
SEED = 20_260_401
"""The same figures give the same forecast."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """What one filter knows after the last day.

    Attributes:
        mean: of level (logarithm of tokens), growth a day, four weekdays, council.
        covariance: of these.
        spread: variance of a day around its mean, relative to it.
        wandering: standard deviation of the level's step.
        weight: how well it foretold the days, against the others; all add up to 1.
    """

    mean: Vector
    covariance: Vector
    spread: float
    wandering: float
    weight: float


@dataclass(frozen=True, slots=True)
class Pace:
    """What the days have taught: the filters, and what other days than business days take.

    Attributes:
        filters: those weighed against each other.
        days: business days that were learned from.
        days_in_council: of these, in council periods.
        off_days: tokens of days off, each as a share of a usual business day.
    """

    filters: tuple[Filtered, ...]
    days: int
    days_in_council: int
    off_days: tuple[float, ...]


def learn(days: Sequence[Day], calendar: CouncilCalendar, last: date) -> Pace | None:
    """Learn from the days up to one, included; None if there are none with tokens to learn from.

    Business days without a row had no tokens. A silence of `SILENCE` business days, as between a
    trial and the start for all, begins everything anew.
    """
    tokens = {each.day: each.tokens for each in days if each.day <= last and each.tokens > 0}
    business = list(calendar.business_days(min(tokens), last)) if tokens else []
    business = business[_first_after_silence([day in tokens for day in business]) :]
    if not business:
        return None
    values = np.array([tokens.get(day, 0) for day in business], dtype=np.float64)
    design = np.array([_row(day, calendar) for day in business])
    usual = float(values[-60:].mean())
    filters = _weighed(design, values)
    span = (last - business[0]).days + 1
    off = (business[0] + timedelta(days=number) for number in range(max(0, span - 90), span))
    shares = [tokens.get(day, 0) / usual for day in off if not calendar.is_business_day(day)]
    return Pace(
        tuple(filters), len(business), round(design[:, COUNCIL].sum()), tuple(shares) or (0.0,)
    )


def simulate(pace: Pace, calendar: CouncilCalendar, days: Sequence[date]) -> Vector:
    """Tokens of days to come, one row a possible course of things, one column a day.

    The days follow the last one learned from.
    """
    chance = np.random.default_rng(SEED)
    counts = chance.multinomial(DRAWS, [each.weight for each in pace.filters])
    parts = [
        _courses(each, int(count), pace, calendar, days, chance)
        for each, count in zip(pace.filters, counts, strict=True)
        if count
    ]
    return np.concatenate(parts)


def _first_after_silence(are_used: Sequence[bool]) -> int:
    """Where the days after the last long silence begin; past the end if it goes on."""
    first, silent = 0, 0
    for at, is_used in enumerate(are_used):
        silent = 0 if is_used else silent + 1
        if silent >= SILENCE:
            first = at + 1
    # The first day that is used again is the first to learn from.
    return next((at for at in range(first, len(are_used)) if are_used[at]), len(are_used))


def _row(day: date, calendar: CouncilCalendar) -> list[float]:
    weekdays = [float(day.weekday() == number) for number in range(1, 5)]
    return [1.0, 0.0, *weekdays, float(calendar.period_on(day) is not None)]


def _courses(  # one simulation
    filtered: Filtered,
    count: int,
    pace: Pace,
    calendar: CouncilCalendar,
    days: Sequence[date],
    chance: np.random.Generator,
) -> Vector:
    freedom = max(3, pace.days - SETTLING)
    wider = freedom / chance.chisquare(freedom, size=count)  # the spread itself is estimated
    root = np.linalg.cholesky(filtered.covariance + 1e-12 * np.eye(SIZE))
    states = filtered.mean + np.sqrt(wider)[:, None] * (chance.normal(size=(count, SIZE)) @ root.T)
    spread = np.maximum(filtered.spread * wider, LEAST_SPREAD)
    courses = np.zeros((count, len(days)))
    for at, day in enumerate(days):
        if not calendar.is_business_day(day):
            courses[:, at] = np.exp(states[:, LEVEL]) * chance.choice(pace.off_days, size=count)
            continue
        states[:, LEVEL] += states[:, GROWTH] + chance.normal(0.0, filtered.wandering, size=count)
        means = np.exp(states @ np.array(_row(day, calendar)))
        courses[:, at] = means * chance.gamma(1.0 / spread, spread)
    return courses


def _weighed(design: Vector, values: Vector) -> list[Filtered]:
    found = [_fitted(design, values, wandering) for wandering in WANDERING]
    scores = np.array([score for _, score in found])
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    return [
        Filtered(each.mean, each.covariance, each.spread, each.wandering, float(weight))
        for (each, _), weight in zip(found, weights, strict=True)
    ]


def _fitted(design: Vector, values: Vector, wandering: float) -> tuple[Filtered, float]:
    """The filter with the spread that makes its surprises as large as it expects them."""
    late = slice(min(SETTLING, len(values) - 1), None)
    spread = max(LEAST_SPREAD, float(np.var(values) / np.mean(values) ** 2) / 2)
    mean, covariance, surprises, expected = _filter(design, values, wandering, spread)
    for _ in range(ROUNDS):
        spread = max(LEAST_SPREAD, spread * float(np.mean(surprises[late] ** 2 / expected[late])))
        mean, covariance, surprises, expected = _filter(design, values, wandering, spread)
    score = -0.5 * float(np.sum(np.log(expected[late]) + surprises[late] ** 2 / expected[late]))
    return Filtered(mean, covariance, spread, wandering, 0.0), score


def _filter(
    design: Vector, values: Vector, wandering: float, spread: float
) -> tuple[Vector, Vector, Vector, Vector]:
    mean = np.zeros(SIZE)
    mean[LEVEL] = np.log(max(values[: 2 * SETTLING].mean(), 1.0))
    mean[COUNCIL] = COUNCIL_MEAN
    growth = GROWTH_PER_MONTH / BUSINESS_DAYS_PER_MONTH
    prior = [0.5, growth, *[WEEKDAY_SPREAD] * 4, COUNCIL_SPREAD]
    covariance = np.diag(np.square(prior))
    step = np.eye(SIZE)
    step[LEVEL, GROWTH] = 1.0
    noise = np.zeros((SIZE, SIZE))
    noise[LEVEL, LEVEL] = wandering**2
    surprises, expected = np.zeros(len(values)), np.zeros(len(values))
    for at, (row, value) in enumerate(zip(design, values, strict=True)):
        mean = step @ mean
        covariance = step @ covariance @ step.T + noise
        foretold = float(np.exp(row @ mean))
        gain = covariance @ row
        variance = float(row @ gain) + spread
        surprise = value / foretold - 1.0
        surprises[at], expected[at] = surprise, variance
        most = CLIP * variance**0.5
        mean = mean + gain * (min(max(surprise, -most), most) / variance)
        covariance = covariance - np.outer(gain, gain) / variance
    return mean, covariance, surprises, expected
