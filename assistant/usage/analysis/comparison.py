"""Council periods against other days: how many more questions a business day, and how sure. Pure.

The logarithm of a business day's figure is explained by a level, a steady growth, the weekday and
whether the council sits. What is left over is not independent from day to day: days of one
stretch between the begins and ends of periods share what happened then. So errors are clustered
by stretch, with the correction for few clusters of Bell and McCaffrey (CR2, and their degrees of
freedom; Pustejovsky and Tipton 2018, Journal of Business & Economic Statistics 36:672).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np

from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.days import Day

__all__ = ["Comparison", "Day", "Estimate", "Means", "TooLittle", "compare", "step_in_tokens"]

LEAST_PERIODS = 2
"""Council periods below which nothing is said: one may have been unlike the others."""
LEAST_DAYS = 10
"""Business days needed both inside and outside council periods."""
LEVEL = 0.95
CLAIM = 0.99
"""An effect is called one only if the interval at this level leaves out none."""
DAYS_PER_MONTH = 30.0

Matrix: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A relative change: 0.35 is 35 per cent more.

    Attributes:
        value: the best guess.
        low: lower end of the 95 % interval.
        high: upper end of it.
        is_claimed: whether the 99 % interval leaves out "no change".
        freedom: degrees of freedom of the errors.
    """

    value: float
    low: float
    high: float
    is_claimed: bool
    freedom: float


@dataclass(frozen=True, slots=True)
class TooLittle:
    """Nothing can be said; the code says why.

    `periods`: fewer than two council periods. `days_inside`, `days_outside`: too few business
    days. `same`: what is asked for cannot be told from the growth or the weekday.
    """

    reason: str
    found: int
    needed: int


@dataclass(frozen=True, slots=True)
class Means:
    """Plain means over business days, without anything taken out."""

    days: int
    requests_per_day: float
    tokens_per_request: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Inside and outside council periods.

    Attributes:
        inside: plain means of business days in periods.
        outside: plain means of the others.
        periods: how many periods have days.
        requests: change of requests per business day in periods.
        tokens_per_request: change of tokens per request in periods.
        requests_growth: change of requests per thirty days.
        tokens_growth: change of tokens per request per thirty days.
    """

    inside: Means
    outside: Means
    periods: int
    requests: Estimate | TooLittle
    tokens_per_request: Estimate | TooLittle
    requests_growth: Estimate | TooLittle
    tokens_growth: Estimate | TooLittle


def compare(
    days: Sequence[Day], calendar: CouncilCalendar, changes: Sequence[date] = ()
) -> Comparison:
    """Compare business days inside and outside council periods; other days are left out.

    Args:
        days: every day with its figures.
        calendar: business days and council periods.
        changes: days from which tokens per request are known to be another, as a new model;
            what they changed is taken out of the two estimates of tokens.
    """
    used = [
        each
        for each in days
        if each.requests > 0 and each.tokens > 0 and calendar.is_business_day(each.day)
    ]
    inside = [each for each in used if calendar.period_on(each.day)]
    outside = [each for each in used if not calendar.period_on(each.day)]
    labels = {period.label for each in inside if (period := calendar.period_on(each.day))}
    months = _months(used)
    too_little = _too_little(len(inside), len(outside), len(labels))
    council = [float(calendar.period_on(each.day) is not None) for each in used]
    stretches = [calendar.stretch_of(each.day) for each in used]

    steps = [[float(each.day >= since) for each in used] for since in changes]

    def change(figure: Callable[[Day], float], effect: Sequence[float]) -> Estimate | TooLittle:
        if too_little is not None:
            return too_little
        # Growth is asked for beside the council, the council beside growth.
        others = [months if effect is council else council]
        if figure is _tokens_per_request:
            others += steps
        return _effect(used, figure, effect, others, stretches)

    return Comparison(
        _means(inside),
        _means(outside),
        len(labels),
        requests=change(_requests, council),
        tokens_per_request=change(_tokens_per_request, council),
        requests_growth=change(_requests, months),
        tokens_growth=change(_tokens_per_request, months),
    )


def step_in_tokens(
    days: Sequence[Day], calendar: CouncilCalendar, since: date
) -> Estimate | TooLittle:
    """How tokens per request differ from a day on, growth and council left as they are.

    For a change one knows of, as another model or a higher limit; a day picked because the curve
    rises there would make chance look like an effect.
    """
    used = [each for each in days if each.requests > 0 and each.tokens > 0]
    used = [each for each in used if calendar.is_business_day(each.day)]
    after = [float(each.day >= since) for each in used]
    if min(sum(after), len(after) - sum(after)) < LEAST_DAYS:
        return TooLittle(
            "days_outside", round(min(sum(after), len(after) - sum(after))), LEAST_DAYS
        )
    stretches = [calendar.stretch_of(each.day) for each in used]
    council = [float(calendar.period_on(each.day) is not None) for each in used]
    others = [council] if 0 < sum(council) < len(council) else []
    return _effect(used, _tokens_per_request, after, others, stretches)


def _requests(day: Day) -> float:
    return float(day.requests)


def _tokens_per_request(day: Day) -> float:
    return day.tokens / day.requests


def _months(days: Sequence[Day]) -> list[float]:
    return [(each.day - days[0].day).days / DAYS_PER_MONTH for each in days]


def _means(days: Sequence[Day]) -> Means:
    requests = sum(each.requests for each in days)
    tokens = sum(each.tokens for each in days)
    return Means(len(days), requests / len(days) if days else 0.0, tokens / requests if days else 0)


def _too_little(inside: int, outside: int, periods: int) -> TooLittle | None:
    found = (
        ("periods", periods, LEAST_PERIODS),
        ("days_inside", inside, LEAST_DAYS),
        ("days_outside", outside, LEAST_DAYS),
    )
    return next((TooLittle(*each) for each in found if each[1] < each[2]), None)


def _effect(
    days: Sequence[Day],
    figure: Callable[[Day], float],
    effect: Sequence[float],
    others: Sequence[Sequence[float]],
    clusters: Sequence[int],
) -> Estimate | TooLittle:
    weekdays = [[float(each.day.weekday() == number) for each in days] for number in range(1, 5)]
    columns = [effect, [1.0] * len(days), *others, *(each for each in weekdays if any(each))]
    design = np.column_stack([np.asarray(column) for column in columns])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return TooLittle("same", int(np.linalg.matrix_rank(design)), design.shape[1])
    outcome = np.log([figure(each) for each in days])
    return _estimate(*_clustered(design, outcome, np.asarray(clusters)))


def _clustered(
    design: Matrix, outcome: Matrix, clusters: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> tuple[float, float, float]:
    """The first coefficient, its standard error (CR2) and its degrees of freedom."""
    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ outcome
    residuals = outcome - design @ coefficients
    hat_rows = design @ bread
    count = len(outcome)
    scores, columns = 0.0, []
    for cluster in np.unique(clusters):
        here = clusters == cluster
        own = design[here]
        adjusted = _inverse_root(np.eye(len(own)) - own @ bread @ own.T) @ hat_rows[here][:, 0]
        scores += float(adjusted @ residuals[here]) ** 2
        column = np.zeros(count)
        column[here] = adjusted
        columns.append(column - hat_rows @ (own.T @ adjusted))
    spread = np.column_stack(columns)
    values = np.linalg.eigvalsh(spread.T @ spread)
    freedom = float(values.sum() ** 2 / (values**2).sum())
    return float(coefficients[0]), float(np.sqrt(scores)), freedom


def _inverse_root(matrix: Matrix) -> Matrix:
    """The symmetric square root of a pseudo-inverse; directions without content are left out."""
    values, vectors = np.linalg.eigh(matrix)
    roots = np.where(values > 1e-10, 1.0 / np.sqrt(np.maximum(values, 1e-10)), 0.0)
    return np.asarray((vectors * roots) @ vectors.T)


def _estimate(coefficient: float, error: float, freedom: float) -> Estimate:
    # A fifth of a second to load, for a report asked for now and then. It carries no types.
    from scipy.special import stdtrit  # type: ignore[import-untyped]  # noqa: PLC0415

    def span(level: float) -> float:
        return float(stdtrit(freedom, (1.0 + level) / 2.0)) * error

    half = span(LEVEL)
    return Estimate(
        value=float(np.expm1(coefficient)),
        low=float(np.expm1(coefficient - half)),
        high=float(np.expm1(coefficient + half)),
        is_claimed=abs(coefficient) > span(CLAIM),
        freedom=freedom,
    )
