from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.usage.analysis.calendar import NO_COUNCIL, CouncilCalendar
from assistant.usage.analysis.comparison import (
    Comparison,
    Day,
    Estimate,
    TooLittle,
    compare,
    step_in_tokens,
)
from assistant.usage.analysis.concentration import concentration
from tests.usage.analysis.synthetic import (
    FLAT,
    City,
    invented_council,
    make_days,
    requests_by_account,
    shares,
)

CITIES = 60
"""bench/cities.py makes more of them."""
COUNCIL = CouncilCalendar(invented_council(2025))
PLANTED = City()


def sure(found: Estimate | TooLittle) -> Estimate:
    assert isinstance(found, Estimate)
    return found


@pytest.fixture(scope="module")
def planted() -> list[tuple[list[Day], Comparison]]:
    cities = [make_days(PLANTED, COUNCIL, seed) for seed in range(CITIES)]
    return [(days, compare(days, COUNCIL, [PLANTED.step_on])) for days in cities]


def covered(truth: float, found: list[Estimate]) -> float:
    return sum(each.low <= truth <= each.high for each in found) / len(found)


@pytest.mark.parametrize(
    ("truth", "of"),
    [
        (PLANTED.council_effect, lambda found: found.requests),
        (0.0, lambda found: found.tokens_per_request),
        (PLANTED.growth_per_month, lambda found: found.requests_growth),
    ],
    ids=["council", "no effect on tokens", "growth"],
)
def test_intervals_hold_what_was_planted(
    planted: list[tuple[list[Day], Comparison]],
    truth: float,
    of: Callable[[Comparison], Estimate | TooLittle],
) -> None:
    assert 0.88 <= covered(truth, [sure(of(found)) for _, found in planted]) <= 1.0


def test_the_step_of_tokens_is_found(planted: list[tuple[list[Day], Comparison]]) -> None:
    found = [sure(step_in_tokens(days, COUNCIL, PLANTED.step_on)) for days, _ in planted]
    assert covered(PLANTED.tokens_step, found) >= 0.88
    assert all(each.is_claimed for each in found)


def test_what_was_planted_is_claimed(planted: list[tuple[list[Day], Comparison]]) -> None:
    assert all(sure(found.requests).is_claimed for _, found in planted)


def test_in_flat_cities_next_to_nothing_is_claimed() -> None:
    claims = 0
    for seed in range(CITIES):
        found = compare(make_days(FLAT, COUNCIL, 10_000 + seed), COUNCIL)
        claims += sure(found.requests).is_claimed or sure(found.tokens_per_request).is_claimed
    assert claims <= 0.05 * CITIES


def test_the_concentrated_head_is_found() -> None:
    truth = float(shares(PLANTED.accounts, PLANTED.head_power)[:31].sum())
    held = 0
    for seed in range(200):
        found = concentration(requests_by_account(PLANTED, 35_922, seed), PLANTED.accounts)
        assert found is not None
        assert found.head == 31
        held += found.low <= truth <= found.high
    assert 0.9 <= held / 200 <= 0.98


def test_concentration_of_equals_and_of_one() -> None:
    assert concentration([], 10) is None
    alike = concentration([5] * 10, 10)
    assert alike is not None
    assert (round(alike.gini, 9), alike.head_share) == (0.0, 0.1)
    one = concentration([7], 10)
    assert one is not None
    assert (round(one.gini, 9), one.head_share, one.active) == (0.9, 1.0, 1)


def test_plain_means_are_per_business_day_and_per_request() -> None:
    # 2025-06-05 is the first day of a period; the 7th is a Saturday.
    days = [Day(date(2025, 6, 4), 10, 1000), Day(date(2025, 6, 5), 20, 4000),
            Day(date(2025, 6, 7), 99, 9)]  # fmt: skip
    found = compare(days, COUNCIL)
    assert (found.outside.days, found.outside.requests_per_day) == (1, 10.0)
    assert (found.inside.days, found.inside.tokens_per_request) == (1, 200.0)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2025, 4, 1), date(2025, 4, 30), "periods"),
        (date(2025, 4, 1), date(2025, 6, 2), "periods"),
        (date(2025, 5, 12), date(2025, 6, 9), "days_inside"),
        (date(2026, 2, 17), date(2026, 3, 23), "periods"),
    ],
)
def test_too_little_is_said(first: date, last: date, reason: str) -> None:
    days = make_days(replace(PLANTED, first=first, last=last), COUNCIL, 1)
    found = compare(days, COUNCIL)
    assert isinstance(found.requests, TooLittle)
    assert found.requests.reason == reason
    assert found.requests.found < found.requests.needed


def test_no_calendar_and_no_days_claim_nothing() -> None:
    assert isinstance(compare([], COUNCIL).requests, TooLittle)
    assert isinstance(compare(make_days(PLANTED, NO_COUNCIL, 1), NO_COUNCIL).requests, TooLittle)
    assert isinstance(step_in_tokens([], COUNCIL, PLANTED.step_on), TooLittle)


def test_a_city_comes_from_its_seed() -> None:
    assert make_days(PLANTED, COUNCIL, 5) == make_days(PLANTED, COUNCIL, 5)
    assert make_days(PLANTED, COUNCIL, 5) != make_days(PLANTED, COUNCIL, 6)
    weekend = [each for each in make_days(PLANTED, COUNCIL, 5) if each.day.weekday() > 4]
    assert weekend == []
    assert make_days(PLANTED, COUNCIL, 5)[-1].day - PLANTED.first > timedelta(days=200)
