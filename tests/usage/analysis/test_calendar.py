from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.core.errors import ConfigurationError
from assistant.core.packaged import packaged_folder
from assistant.settings import load_settings
from assistant.usage.analysis.calendar import NO_COUNCIL, CouncilCalendar
from assistant.usage.analysis.settings import CouncilSettings

JUNE: dict[str, Any] = {
    "label": "令和8年6月定例会",
    "kind": "定例会",
    "begins": date(2026, 6, 8),
    "ends": date(2026, 6, 26),
    "phases": [{"name": "一般質問", "begins": date(2026, 6, 15), "ends": date(2026, 6, 17)}],
}
EXTRA: dict[str, Any] = {
    "label": "令和8年7月臨時会",
    "kind": "臨時会",
    "begins": date(2026, 7, 21),
    "ends": date(2026, 7, 21),
}


def calendar(*periods: dict[str, Any], closed: tuple[date, ...] = ()) -> CouncilCalendar:
    return CouncilCalendar(
        CouncilSettings.model_validate({"periods": list(periods), "closed_days": list(closed)})
    )


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 1), True),
        (date(2026, 4, 4), False),
        (date(2026, 4, 5), False),
        (date(2026, 4, 29), False),
        (date(2026, 5, 6), False),
        (date(2026, 9, 22), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2026, 8, 14), False),
    ],
    ids=["weekday", "Saturday", "Sunday", "holiday", "substitute", "between two holidays",
         "last day", "year end", "third of January", "first day", "closed by the city"],
)  # fmt: skip
def test_business_days_are_those_the_city_hall_works(day: date, works: bool) -> None:
    assert calendar(closed=(date(2026, 8, 14),)).is_business_day(day) is works


def test_a_period_has_both_its_ends_and_its_phases() -> None:
    council = calendar(EXTRA, JUNE)
    inside = [day for n in range(30) if council.period_on(day := date(2026, 6, 1) + timedelta(n))]
    assert (inside[0], inside[-1]) == (date(2026, 6, 8), date(2026, 6, 26))
    assert council.phase_on(date(2026, 6, 15)) == "一般質問"
    assert council.phase_on(date(2026, 6, 18)) is None
    assert council.phase_on(date(2026, 7, 1)) is None


def test_stretches_are_numbered_through_the_year() -> None:
    council = calendar(EXTRA, JUNE)
    days = [date(2026, 6, 7), date(2026, 6, 8), date(2026, 7, 1), date(2026, 7, 21),
            date(2026, 8, 1)]  # fmt: skip
    assert [council.stretch_of(day) for day in days] == [0, 1, 2, 3, 4]
    assert NO_COUNCIL.stretch_of(days[0]) == 0


@pytest.mark.parametrize(
    ("periods", "says"),
    [
        ([JUNE | {"ends": date(2026, 6, 1), "phases": []}], "is before begins"),
        ([JUNE, EXTRA | {"begins": date(2026, 6, 26)}], "must not overlap"),
        ([JUNE | {"ends": date(2026, 6, 16)}], "does not lie inside"),
        ([JUNE, EXTRA | {"label": JUNE["label"]}], "the same label"),
        ([JUNE | {"label": ""}], "label"),
        ([JUNE | {"kinds": "x"}], "kinds"),
    ],
    ids=["inverted", "overlap", "phase outside", "label twice", "no label", "unknown key"],
)
def test_a_wrong_calendar_is_refused(periods: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        calendar(*periods)


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    for path in packaged_folder("config").glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert load_settings(tmp_path).council.periods == ()
    wrong = '[[periods]]\nlabel = "a"\nkind = "定例会"\nbegins = 2026-06-08\nends = 2026-06-01\n'
    (tmp_path / "council.toml").write_text(wrong)
    with pytest.raises(ConfigurationError, match=r"council\.toml.*is before begins"):
        load_settings(tmp_path)
