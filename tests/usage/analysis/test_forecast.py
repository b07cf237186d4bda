"""When a pool runs out: on invented cities the ranges hold what came as often as they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.core.periods import last_day
from assistant.usage.analysis.calendar import NO_COUNCIL, CouncilCalendar
from assistant.usage.analysis.comparison import Day
from assistant.usage.analysis.forecast import (
    Forecast,
    Outlook,
    Pool,
    PoolKind,
    TooEarly,
    foresee,
)
from assistant.usage.analysis.forecast_model import COUNCIL, learn
from assistant.usage.analysis.settings import CouncilSettings
from tests.usage.analysis.synthetic import FLAT, City, invented_council, make_days

CALENDAR = CouncilCalendar(invented_council(2025))
TWO_YEARS = CouncilCalendar(
    CouncilSettings(periods=invented_council(2025).periods + invented_council(2026).periods)
)
SMALL = replace(City(), questions_per_day=4.0, accounts=50)
"""A department: some questions a day, so that its days differ much."""
CITIES = 24
MONTHS = ("2025-06", "2025-07", "2025-08", "2025-09", "2025-10")


def known(found: Forecast) -> Outlook:
    assert isinstance(found, Outlook)
    return found


def outlook(
    days: Sequence[Day], today: date, limit: float | None, last: date | None = None
) -> Forecast:
    """What was foreseen of the city's month, or of a longer time, on a morning."""
    first = today.replace(day=1)
    past = [each for each in days if each.day < today]
    used = sum(each.tokens for each in past if last or each.day >= first)
    end = last or last_day(today.strftime("%Y-%m"))
    pool = Pool(PoolKind.CITY, "", used, limit, end)
    return foresee(pool, past, CALENDAR, today=today, range_percent=80)


def crossing(days: Sequence[Day], month: str, limit: float) -> date:
    """The day on which a month's tokens really reached a limit."""
    used = 0
    for each in days:
        used += each.tokens if each.day.strftime("%Y-%m") == month else 0
        if used >= limit:
            return each.day
    raise AssertionError(limit)


@pytest.mark.parametrize(
    ("city", "first_seed", "day_of_month"),
    [(City(), 0, 10), (City(), 100, 20), (FLAT, 1000, 10), (SMALL, 2000, 10)],
    ids=["planted", "planted, later in the month", "flat", "department"],
)
def test_the_range_of_a_month_holds_what_came(
    city: City, first_seed: int, day_of_month: int
) -> None:
    held = held_day = count = 0
    for seed in range(first_seed, first_seed + CITIES):
        days = make_days(city, CALENDAR, seed)
        for month in MONTHS:
            total = sum(each.tokens for each in days if each.day.strftime("%Y-%m") == month)
            limit = 0.95 * total
            today = date.fromisoformat(f"{month}-{day_of_month}")
            found = known(outlook(days, today, limit))
            count += 1
            held += found.total_low <= total <= found.total_high
            late, early = found.late or date.max, found.early or date.max
            held_day += early <= crossing(days, month, limit) <= late
    # 80 % are meant. Days are whole, so that their range holds more than its share.
    assert 0.72 <= held / count <= 0.97
    assert held_day / count >= 0.78


def test_the_range_of_a_year_holds_what_came() -> None:
    held = 0
    for seed in range(CITIES):
        days = make_days(replace(City(), last=date(2026, 3, 31)), CALENDAR, seed)
        total = sum(each.tokens for each in days)
        found = known(outlook(days, date(2025, 9, 16), None, date(2026, 3, 31)))
        held += found.total_low <= total <= found.total_high
        assert found.probability is None
    assert 0.66 <= held / CITIES <= 1.0


def test_nothing_is_said_of_too_few_days() -> None:
    days = make_days(City(), CALENDAR, 1)
    early = outlook(days, date(2025, 4, 14), 1e9)
    assert isinstance(early, TooEarly)
    assert (early.found, early.needed) == (9, 10)
    assert isinstance(outlook(days, date(2025, 4, 15), 1e9), Outlook)
    year = outlook(days, date(2025, 5, 20), 1e9, date(2026, 3, 31))
    assert isinstance(year, TooEarly)
    assert year.needed == 40
    assert isinstance(outlook([], date(2025, 5, 20), 1e9), TooEarly)


def test_council_days_ahead_and_weekdays_are_reckoned_with() -> None:
    """September with the council takes more than September without."""
    days = make_days(replace(City(), growth_per_month=0.0), CALENDAR, 5)
    pool = Pool(PoolKind.CITY, "", 0.0, None, date(2025, 9, 30))
    past = [each for each in days if each.day < date(2025, 9, 1)]
    quiet = known(foresee(pool, past, NO_COUNCIL, today=date(2025, 9, 1), range_percent=80))
    sitting = known(foresee(pool, past, CALENDAR, today=date(2025, 9, 1), range_percent=80))
    assert sitting.total > 1.1 * quiet.total
    # A week with a day off lasts longer than one without: 15 September is a holiday.
    calm = replace(City(), growth_per_month=0.0, day_spread=0.02, stretch_spread=0.0)
    weeks = []
    for monday in (date(2025, 9, 8), date(2025, 9, 15)):
        past = [each for each in make_days(calm, CALENDAR, 5) if each.day < monday]
        pool = replace(pool, last=monday + timedelta(days=6))
        weeks.append(known(foresee(pool, past, CALENDAR, today=monday, range_percent=80)).total)
    assert 0.7 < weeks[1] / weeks[0] < 0.85


def test_a_council_not_seen_yet_is_said() -> None:
    days = make_days(City(), CALENDAR, 2)
    assert known(outlook(days, date(2025, 5, 8), 1e9)).is_council_unknown
    assert not known(outlook(days, date(2025, 6, 16), 1e9)).is_council_unknown
    pace = learn([each for each in days if each.day < date(2025, 5, 8)], CALENDAR, date(2025, 5, 7))
    assert pace is not None
    assert pace.filters[0].covariance[COUNCIL, COUNCIL] == pytest.approx(0.04)


def test_what_is_used_up_is_used_up_and_what_lasts_lasts() -> None:
    days = make_days(City(), CALENDAR, 3)
    today = date(2025, 9, 16)
    gone = known(outlook(days, today, 1.0))
    assert (gone.is_exhausted, gone.probability, gone.early, gone.late) == (True, 1.0, today, today)
    lasting = known(outlook(days, today, 1e12))
    assert (lasting.probability, lasting.early, lasting.likely, lasting.late) == (0.0, *[None] * 3)
    assert lasting.total_low < lasting.total < lasting.total_high


def test_more_of_what_may_come_takes_a_wider_range() -> None:
    days = [each for each in make_days(City(), CALENDAR, 4) if each.day < date(2025, 9, 10)]
    pool = Pool(PoolKind.CITY, "", 0.0, None, date(2025, 9, 30))
    spans = [
        (found.total_high - found.total_low) / found.total
        for percent in (50, 80, 95)
        for found in [
            known(foresee(pool, days, CALENDAR, today=date(2025, 9, 10), range_percent=percent))
        ]
    ]
    assert spans == sorted(spans)
    assert spans[0] < 0.6 * spans[2]


def test_the_same_figures_give_the_same_forecast() -> None:
    days = make_days(City(), CALENDAR, 6)
    assert outlook(days, date(2025, 8, 12), 1e7) == outlook(days, date(2025, 8, 12), 1e7)


def test_a_step_is_followed_within_some_days() -> None:
    """Another model that takes half more: three weeks later its level is known."""
    city = replace(FLAT, tokens_step=0.5, step_on=date(2025, 8, 1))
    days = make_days(city, CALENDAR, 8)
    found = known(outlook(days, date(2025, 8, 25), None))
    total = sum(each.tokens for each in days if each.day.month == 8)
    assert found.total == pytest.approx(total, rel=0.08)


def test_today_so_far_counts_once() -> None:
    days = [each for each in make_days(FLAT, CALENDAR, 9) if each.day < date(2025, 9, 10)]
    usual = days[-1].tokens
    today, pool = date(2025, 9, 10), Pool(PoolKind.CITY, "", 0.0, None, date(2025, 9, 10))
    none = known(foresee(pool, days, CALENDAR, today=today, range_percent=80))
    half = known(
        foresee(
            replace(pool, used=usual / 2),
            [*days, Day(today, 100, usual // 2)],
            CALENDAR, today=today, range_percent=80,
        )
    )  # fmt: skip
    assert half.total == pytest.approx(none.total, rel=0.02)


def test_a_long_silence_begins_anew() -> None:
    """After a trial nobody used it for two weeks: the trial is not the pace."""
    trial = [Day(day, 10, 10_000) for day in _business(date(2025, 4, 1), 40)]
    pool = Pool(PoolKind.CITY, "", 0.0, 50_000.0, date(2025, 7, 31))
    silent = trial[-1].day + timedelta(days=20)
    found = foresee(pool, trial, NO_COUNCIL, today=silent, range_percent=80)
    assert isinstance(found, TooEarly)
    assert found.found == 0
    start = [Day(day, 90, 90_000) for day in _business(silent, 12)]
    today = start[-1].day + timedelta(days=1)
    again = known(foresee(pool, [*trial, *start], NO_COUNCIL, today=today, range_percent=80))
    assert again.days == 12
    assert again.total_low > 15 * 60_000
    short = [*trial, *[Day(day, 10, 10_000) for day in _business(trial[-1].day + timedelta(9), 5)]]
    today = short[-1].day + timedelta(days=1)
    assert known(foresee(pool, short, NO_COUNCIL, today=today, range_percent=80)).days > 45


def test_yen_are_foreseen_at_the_rate_there_is() -> None:
    days = [each for each in make_days(FLAT, CALENDAR, 10) if each.day < date(2025, 9, 1)]
    pool = Pool(PoolKind.BUDGET, "", 0.0, 1000.0, date(2026, 3, 31), rate=1e-5, rate_spread=0.05)
    found = known(foresee(pool, days, TWO_YEARS, today=date(2025, 9, 1), range_percent=80))
    tokens = known(
        foresee(replace(pool, rate=1.0, rate_spread=0.0), days, TWO_YEARS,
                today=date(2025, 9, 1), range_percent=80)
    )  # fmt: skip
    assert found.total == pytest.approx(tokens.total * 1e-5, rel=0.02)
    wide = (found.total_high - found.total_low) / found.total
    assert wide > (tokens.total_high - tokens.total_low) / tokens.total
    unpriced = foresee(replace(pool, rate=0.0), days, TWO_YEARS, today=date(2025, 9, 1),
                       range_percent=80)  # fmt: skip
    assert isinstance(unpriced, TooEarly)
    assert unpriced.is_unpriced


def _business(first: date, count: int) -> list[date]:
    return list(NO_COUNCIL.business_days(first, first + timedelta(days=2 * count)))[:count]
