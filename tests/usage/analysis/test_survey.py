from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest

from assistant.core.errors import InputError
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.models import SurveyWave
from assistant.usage.analysis.survey import (
    COLUMNS,
    Answer,
    SurveyFileError,
    read_answers,
    summarise,
)
from assistant.usage.analysis.waves import keep_wave, read_waves
from tests.usage.analysis.conftest import fill

NOW = datetime(2025, 11, 1, tzinfo=UTC)
HEADER = ",".join(COLUMNS) + "\n"


def published() -> list[Answer]:
    """178 answers as a city published them: 140 use it, 132 say how much they save."""
    saves = [10] * 46 + [30] * 62 + [60] * 24
    users = [Answer("weekly", ("compose",), True, minutes, 1.75) for minutes in saves]
    users[0] = Answer("weekly", ("compose",), True, saves[0], 231.2 - 131 * 1.75)
    quiet = [Answer("monthly", (), False, None, None)] * 8
    return [*users, *quiet, *[Answer("never", (), None, None, None)] * 38]


def test_minutes_and_hours_are_those_of_the_answers() -> None:
    found = summarise(published(), invited=2999, weeks_per_year=50)
    assert (found.n, found.users, found.never) == (178, 140, 38)
    assert (found.minutes_n, found.minutes_total) == (132, 3760)
    assert found.minutes_mean is not None
    assert int(found.minutes_mean) == 28
    assert found.minutes_median == 30.0
    assert found.minutes == {10: 46, 30: 62, 60: 24}
    assert found.hours_per_week == pytest.approx(231.2)
    assert found.hours_per_year == pytest.approx(11_560)
    assert (found.efficient, found.efficient_n) == (132, 140)
    assert found.response_rate == pytest.approx(178 / 2999)
    assert found.is_self_selected


@pytest.mark.parametrize(
    ("invited", "warns"), [(None, True), (200, False), (356, False), (357, True)]
)
def test_self_selection_is_warned_of(invited: int | None, warns: bool) -> None:
    assert summarise(published(), invited=invited, weeks_per_year=50).is_self_selected is warns


def test_nobody_said_anything() -> None:
    found = summarise([], invited=10, weeks_per_year=50)
    assert (found.n, found.minutes_mean, found.minutes_median) == (0, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_answers_are_read_in_codes_and_in_japanese(encoding: str) -> None:
    text = HEADER + "毎日,要約;校正,はい,30,2.5\r\nnever,,,,\r\n"
    assert read_answers(text.encode(encoding)) == [
        Answer("daily", ("proofread", "summarise"), True, 30, 2.5),
        Answer("never", (), None, None, None),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER, "there is no line"),
        ("氏名,minutes_per_use\n架空花子,10\n", "line 1"),
        (HEADER + "ときどき使う架空花子,,,,\n", "line 2: frequency"),
        (HEADER + ",秘密の相談,,,\n", "line 2: uses"),
        (HEADER + ",,,-1,\n", "line 2: minutes_per_use"),
        (HEADER + ",,,700,\n", "minutes_per_use: not an answer that can be counted; write a whole "
         "number from 0 to 600"),
        (HEADER + ",,,10.5,\n", "line 2: minutes_per_use"),
        (HEADER + ",,多分,,\n", "not an answer that can be counted; write yes, no"),
        (HEADER + ",,,nan,\n", "line 2: minutes_per_use"),
        (HEADER + ",,,,999\n", "line 2: hours_per_week"),
        (HEADER + "daily\n", "line 2: more or fewer cells"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_without_repeating_anybody(text: str, says: str) -> None:
    with pytest.raises(SurveyFileError) as caught:
        read_answers(text.encode())
    problems = "\n".join(caught.value.problems)
    assert says in problems
    assert not any(word in problems for word in ("架空", "秘密", "ときどき"))


@pytest.mark.anyio
async def test_waves_are_kept_compared_and_replaced(unit_of_work: UnitOfWork) -> None:
    def wave(label: str, day: date, invited: int | None = None) -> SurveyWave:
        return SurveyWave(label=label, held_on=day, invited=invited, imported_at=NOW)

    await unit_of_work.write(fill)
    for label, day, answers in (
        ("令和7年度", date(2025, 9, 10), published()),
        ("令和6年度", date(2024, 9, 10), published()[:5]),
        ("令和7年度", date(2025, 9, 11), published()[:132]),
    ):
        made = wave(label, day, 300)
        await unit_of_work.write(partial(keep_wave, wave=made, answers=answers, now=NOW))
    found = await unit_of_work.read(lambda session: read_waves(session, weeks_per_year=50))
    assert [(each.label, each.summary.n) for each in found] == [
        ("令和6年度", 5),
        ("令和7年度", 132),
    ]
    assert found[0].logged_users == 0
    assert found[1].logged_users > 20
    assert found[1].summary.uses == {"compose": 132}


@pytest.mark.anyio
@pytest.mark.parametrize(("label", "invited"), [("", None), ("x" * 81, None), ("x", 3)])
async def test_a_wave_that_cannot_be_is_refused(
    unit_of_work: UnitOfWork, label: str, invited: int | None
) -> None:
    made = SurveyWave(label=label, held_on=date(2025, 9, 1), invited=invited, imported_at=NOW)
    with pytest.raises(InputError):
        await unit_of_work.write(lambda session: keep_wave(session, made, published(), now=NOW))
