"""Reports of one department: its own rows alone, and nothing of months with too few people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from assistant.core.periods import months_between
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.figures import Figures, Scope
from assistant.usage.analysis.reading import read_figures
from assistant.usage.analysis.report import make_report
from assistant.usage.log import aggregates
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.selection import SelectionError
from assistant.usage.log.small_groups import SUPPRESSED
from assistant.usage.log.totals import ImportedMonth
from tests.usage.analysis.conftest import CITY, COUNCIL, REQUEST, fill
from tests.usage.analysis.synthetic_rows import Shape, usage_rows

pytestmark = pytest.mark.anyio
ROWS = list(usage_rows(CITY, COUNCIL, 7, Shape(departments=7)))
NAMES = sorted({row["department_id"] for row in ROWS})
SMALL_GROUP = 6


def people() -> dict[tuple[str, str], set[str]]:
    """Accounts that were answered, by month and department."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ROWS:
        if row["outcome"] == "answered":
            found[row["month"], row["department_id"]].add(row["account_pseudonym"])
    return found


def scope(department: str | None = None, *, small_group: int = SMALL_GROUP, **months: str) -> Scope:
    period = {"from_month": "2025-04", "to_month": "2025-09"} | months
    return Scope(small_group=small_group, department=department, **period)


async def read(unit_of_work: UnitOfWork, wanted: Scope) -> Figures:
    return await unit_of_work.read(lambda session: read_figures(session, wanted))


async def test_a_department_sees_its_own_rows(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(fill)
    for name in NAMES:
        own = [row for row in ROWS if row["department_id"] == name]
        figures = await read(unit_of_work, scope(name, small_group=1))
        assert figures.left_out == ()
        assert sum(each.requests for each in figures.months) == len(own)
        assert sum(figures.outcomes.values()) == sum(figures.hours.values()) == len(own)
        assert sum(each.requests for each in figures.days) == sum(
            row["outcome"] == "answered" for row in own
        )
        tokens = sum(row["input_tokens"] + row["output_tokens"] for row in own)
        assert sum(each.tokens for each in figures.months) == tokens
        yen = sum(row["cost_yen_micros"] for row in own) / 1e6
        assert sum(each.yen for each in figures.models) == pytest.approx(yen, abs=1e-3)
        assert [each.name for each in figures.departments] == [name]


async def test_of_a_department_no_month_with_too_few_people_is_told(
    unit_of_work: UnitOfWork,
) -> None:
    await unit_of_work.write(fill)
    small = {place for place, who in people().items() if len(who) < SMALL_GROUP}
    assert small, "the example has no small month"
    left_out = 0
    for name in NAMES:
        figures = await read(unit_of_work, scope(name))
        own_small = {month for month, each in small if each == name}
        assert own_small <= set(figures.left_out)
        left_out += len(figures.left_out)
        shown = {each.month for each in figures.months if each.requests}
        assert shown.isdisjoint(figures.left_out)
        assert {each.day.strftime("%Y-%m") for each in figures.days} <= shown
        kept = [row for row in ROWS if row["department_id"] == name and row["month"] in shown]
        assert sum(figures.outcomes.values()) == sum(figures.hours.values()) == len(kept)
    assert left_out >= len(small)


async def test_of_a_department_reasons_categories_and_heads_are_not_told(
    unit_of_work: UnitOfWork,
) -> None:
    await unit_of_work.write(fill)
    city = await read(unit_of_work, scope())
    own = await read(unit_of_work, scope(NAMES[0]))
    assert city.reasons
    assert city.categories
    assert city.head
    assert (own.reasons, own.categories, own.head) == ({}, {}, None)


async def test_a_city_cannot_be_subtracted_to_a_small_month(unit_of_work: UnitOfWork) -> None:
    """What a department has over two periods differs by months that may be named alone."""
    await unit_of_work.write(fill)
    months = sorted({row["month"] for row in ROWS})
    by_place = Counter((row["month"], row["department_id"]) for row in ROWS)
    for first, last in pairwise(months):
        one = await read(unit_of_work, scope(from_month=first, to_month=first))
        two = await read(unit_of_work, scope(from_month=first, to_month=last))
        before = {each.name: each.requests for each in one.departments}
        for each in two.departments:
            if each.name != SUPPRESSED:
                more = each.requests - before.get(each.name, 0)
                assert more in {0, by_place[last, each.name]}
                if more:
                    assert len(people()[last, each.name]) >= SMALL_GROUP
        assert sum(each.requests for each in two.departments) == sum(
            count for (month, _), count in by_place.items() if month in {first, last}
        )


async def test_those_added_up_are_counted_once_each(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(fill)
    figures = await read(unit_of_work, scope())
    assert figures.departments[-1].name == SUPPRESSED
    named = {each.name for each in figures.departments[:-1]}
    assert named
    assert figures.departments[-1].active >= SMALL_GROUP
    assert figures.departments[-1].active <= len(set().union(*people().values()))


async def test_the_report_of_a_department_says_what_it_leaves_out(
    unit_of_work: UnitOfWork,
) -> None:
    await unit_of_work.write(fill)
    small = {name for (_, name), who in people().items() if len(who) < SMALL_GROUP}
    name = min(small)
    request = replace(REQUEST, department=name, small_group=SMALL_GROUP)
    made = await unit_of_work.read(lambda session: make_report(session, request))
    assert f"所属：{name}" in made.period
    assert f"{SMALL_GROUP} 人未満だった月（2025-" in made.about
    ids = [chart.title for section in made.sections for chart in section.charts]
    assert "所属別の件数" not in ids
    assert "遮断された個人情報の種類" not in ids
    notes = "".join(note for section in made.sections for note in section.notes)
    assert "年度予算は市全体で定めています" in notes
    assert "ジニ係数" not in notes


@pytest.mark.parametrize(
    ("department", "small_group", "problem", "says"),
    [
        ("財務課", 5, "unknown", "no department '財務課' in the usage log; write one of: 第1課"),
        ("第1課", 60, "small", "fewer than 60 people of --department asked"),
    ],
)
async def test_a_department_without_anything_to_say_is_refused(
    unit_of_work: UnitOfWork, department: str, small_group: int, problem: str, says: str
) -> None:
    await unit_of_work.write(fill)
    request = replace(REQUEST, department=department, small_group=small_group)
    with pytest.raises(SelectionError, match=says) as refused:
        await unit_of_work.read(lambda session: make_report(session, request))
    assert (refused.value.field, refused.value.problem) == ("department", problem)


def row_of(month: str, **others: Any) -> dict[str, Any]:
    """A row like the first of the city, in another month."""
    at = datetime.fromisoformat(f"{month}-10").replace(tzinfo=UTC)
    return {**ROWS[0], "month": month, "at": at, "turn_id": month.rjust(32, "0"), **others}


async def test_a_month_nobody_asked_in_is_a_zero_and_no_gap(unit_of_work: UnitOfWork) -> None:
    rows = [row_of("2025-04"), row_of("2025-07")]

    def work(session: Session) -> None:
        session.connection().execute(insert(UsageEvent), rows)
        aggregates.rebuild(session.connection())

    await unit_of_work.write(work)
    figures = await read(unit_of_work, scope(small_group=1))
    assert [(each.month, each.requests) for each in figures.months] == [
        ("2025-04", 1), ("2025-05", 0), ("2025-06", 0), ("2025-07", 1),
    ]  # fmt: skip


async def test_the_budget_is_set_against_the_whole_fiscal_year(unit_of_work: UnitOfWork) -> None:
    rows = [
        row_of("2025-04", cost_yen_micros=3_000_000),
        row_of("2026-03", cost_yen_micros=2_000_000),
        row_of("2026-04", cost_yen_micros=None, price_version="unpriced"),
    ]

    def work(session: Session) -> None:
        session.connection().execute(insert(UsageEvent), rows)
        aggregates.rebuild(session.connection())

    await unit_of_work.write(work)
    request = replace(
        REQUEST, from_month="2026-03", to_month="2026-04", today=date(2026, 4, 20),
        budget_yen=20, small_group=1,
    )  # fmt: skip
    made = await unit_of_work.read(lambda session: make_report(session, request))
    budget = next(table for table in made.tables if table.name == "budget")
    assert [list(row) for row in budget.rows] == [
        ["2025", 5.0, 0, 20, 25.0],
        ["2026", None, 1, 20, None],
    ]
    months = next(table for table in made.tables if table.name == "months")
    assert [row[5] for row in months.rows] == [2.0, None]


async def test_what_another_system_counted_of_the_city_is_not_added_to_its_departments(
    unit_of_work: UnitOfWork,
) -> None:
    def line(department: str, requests: int, accounts: int | None, source: str) -> ImportedMonth:
        return ImportedMonth(
            source=source, month="2025-04", department_id=department, requests=requests,
            input_tokens=requests, output_tokens=0, accounts=accounts,
            imported_at=datetime(2025, 5, 1, tzinfo=UTC),
        )  # fmt: skip

    def work(session: Session) -> None:
        session.add_all([line("", 100, 9, "甲"), line("総務課", 60, 5, "甲"),
                         line("総務課", 10, None, "乙"), line("税務課", 5, 2, "乙")])  # fmt: skip

    await unit_of_work.write(work)
    found = (await read(unit_of_work, scope())).imported
    assert [(each.source, each.requests, each.accounts) for each in found] == [
        ("乙", 15, None), ("甲", 100, 9),
    ]  # fmt: skip


def imported(
    accounts: int | None, *, department: str = "第1課", source: str = "甲"
) -> ImportedMonth:
    return ImportedMonth(
        source=source, month="2025-04", department_id=department, requests=60, input_tokens=60,
        output_tokens=0, accounts=accounts, imported_at=datetime(2025, 5, 1, tzinfo=UTC),
    )  # fmt: skip


async def test_of_a_department_other_systems_tell_no_month_of_few_either(
    unit_of_work: UnitOfWork,
) -> None:
    lines = [imported(None, source="乙"), imported(5, source="丙"), imported(6, source="丁")]
    await unit_of_work.write(lambda session: session.add_all(lines))
    found = (await read(unit_of_work, scope("第1課"))).imported
    assert [(each.source, each.accounts) for each in found] == [("丁", 6)]
    everything = (await read(unit_of_work, scope("第1課", small_group=1))).imported
    assert len(everything) == 3


async def test_an_imported_month_of_few_does_not_open_a_department_of_few(
    unit_of_work: UnitOfWork,
) -> None:
    await unit_of_work.write(fill)
    await unit_of_work.write(lambda session: session.add(imported(2)))
    request = replace(REQUEST, department="第1課", small_group=60)
    with pytest.raises(SelectionError) as refused:
        await unit_of_work.read(lambda session: make_report(session, request))
    assert refused.value.problem == "small"


def rows_of(*rows: dict[str, Any]) -> Callable[[Session], None]:
    """Turns and their totals."""

    def work(session: Session) -> None:
        numbered = [{**row, "turn_id": f"{number:032x}"} for number, row in enumerate(rows)]
        session.connection().execute(insert(UsageEvent), numbered)
        aggregates.rebuild(session.connection())

    return work


ANSWERED = {"outcome": "answered", "reason": "model", "model": "m", "categories": ""}
SURVEYED = {**ANSWERED, "reason": "survey", "model": None, "cost_yen_micros": None}
NOTHING = dict.fromkeys(
    ("question_tokens", "history_tokens", "retrieval_tokens", "input_tokens", "output_tokens"), 0
)


async def test_answers_to_the_survey_are_counted_apart(unit_of_work: UnitOfWork) -> None:
    tokens = {**NOTHING, "question_tokens": 80, "output_tokens": 20}
    question = row_of("2025-04", **ANSWERED, **tokens, department_id="第1課")
    surveyed = [
        row_of("2025-04", **SURVEYED, **NOTHING, department_id=name)
        for name in ("第1課", "第1課", "第2課")
    ]
    await unit_of_work.write(rows_of(question, question, *surveyed))
    for name, surveyed_turns in ((None, 3), ("第1課", 2)):
        (month,) = (await read(unit_of_work, scope(name, small_group=1))).months
        assert (month.requests, month.answered, month.surveyed) == (2, 2, surveyed_turns)
    request = replace(REQUEST, small_group=1)
    made = await unit_of_work.read(lambda session: make_report(session, request))
    (row,) = next(table for table in made.tables if table.name == "parts").rows
    assert row[1:] == [80.0, 0.0, 0.0, 0.0, 20.0, 100.0]
    assert "アンケートの回答 3 件は、件数に含みません。" in made.sections[0].notes


async def test_commands_are_requests_but_no_answered_questions(unit_of_work: UnitOfWork) -> None:
    """Who looks at what is left ten times a day makes no question look cheaper."""
    tokens = {**NOTHING, "question_tokens": 80, "output_tokens": 20}
    question = row_of("2025-04", **ANSWERED, **tokens, department_id="第1課")
    asked = {**SURVEYED, "reason": "command"}
    commands = [row_of("2025-04", **asked, **NOTHING, department_id="第1課") for _ in range(8)]
    commands[0]["account_pseudonym"] = "p1-looks-only"
    await unit_of_work.write(rows_of(question, question, *commands))
    found = await read(unit_of_work, scope(small_group=1))
    (month,) = found.months
    assert (month.requests, month.answered, month.commands, month.active) == (10, 2, 8, 1)
    assert [day.requests for day in found.days] == [2]
    assert found.outcomes == {"answered": 10}
    request = replace(REQUEST, small_group=1)
    made = await unit_of_work.read(lambda session: make_report(session, request))
    (row,) = next(table for table in made.tables if table.name == "parts").rows
    assert row[1:] == [80.0, 0.0, 0.0, 0.0, 20.0, 100.0]
    assert any("操作 8 件は、件数には含みますが" in note for note in made.sections[0].notes)


async def test_what_a_turn_without_a_model_cost_is_in_the_cost_of_the_period(
    unit_of_work: UnitOfWork,
) -> None:
    searched = {**ANSWERED, "reason": "nothing_found", "model": None}
    await unit_of_work.write(
        rows_of(
            row_of("2025-04", **ANSWERED, cost_yen_micros=3_000_000),
            row_of("2025-04", **{**searched, "cost_yen_micros": 2_000_000}),
            row_of("2025-04", **searched, **NOTHING, cost_yen_micros=None,
                   price_version="unpriced"),
        )
    )  # fmt: skip
    request = replace(REQUEST, small_group=1)
    made = await unit_of_work.read(lambda session: make_report(session, request))
    section = next(each for each in made.sections if each.id == "models")
    assert "この期間の費用は 5 円" in section.notes[0]
    assert "単価未登録 1 件" in section.notes[1]
    rows = section.tables[0].rows
    assert [(row[0], row[1], *row[4:]) for row in rows] == [
        ("m", 1, 3.0, 0), ("モデルなし", 2, 2.0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-04", "2026-04", ["2026-04"]),
        ("2025-11", "2026-02", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ("2026-04", "2026-03", []),
    ],
)
async def test_months_between_are_all_of_them(first: str, last: str, months: list[str]) -> None:
    assert months_between(first, last) == months


async def test_answers_to_the_survey_are_no_requests(unit_of_work: UnitOfWork) -> None:
    """A wave makes no month, hour or department look busier; it is told apart."""
    await unit_of_work.write(fill)
    before = await read(unit_of_work, scope(small_group=1))
    of_june = [row for row in ROWS if row["month"] == "2025-06" and row["outcome"] == "answered"]
    nothing = dict.fromkeys(
        ("input_tokens", "output_tokens", "question_tokens", "history_tokens", "retrieval_tokens",
         "system_tokens", "cost_yen_micros"), 0,
    )  # fmt: skip
    survey = [
        row | nothing | {"turn_id": f"survey{number}", "reason": "survey", "model": None,
                         "question_number": None, "is_retrieval": False, "price_version": None}
        for number, row in enumerate(of_june)
    ]  # fmt: skip

    def write(session: Session) -> None:
        session.connection().execute(insert(UsageEvent), survey)
        aggregates.rebuild(session.connection())

    await unit_of_work.write(write)
    after = await read(unit_of_work, scope(small_group=1))
    assert {each.month: each.surveyed for each in after.months if each.surveyed} == {
        "2025-06": len(survey)
    }
    assert after == replace(
        before,
        months=tuple(
            replace(each, surveyed=len(survey) if each.month == "2025-06" else 0)
            for each in before.months
        ),
    )
