"""The report of an invented city: the right numbers, one page alone, readable by everybody."""

from __future__ import annotations

import csv
import io
import re
import stat
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from lxml import etree  # type: ignore[import-untyped]  # the package carries no types
from lxml import html as lxml_html

from assistant.core.errors import InputError
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import NO_COUNCIL
from assistant.usage.analysis.charts import (
    Band,
    Frame,
    Series,
    lines,
    rows_of_bars,
    stacked_bars,
)
from assistant.usage.analysis.layout import Table
from assistant.usage.analysis.report import FILES, Report, make_report, write_report
from tests.usage.analysis.conftest import CITY, COUNCIL, REQUEST, fill
from tests.usage.analysis.synthetic_rows import Shape, usage_rows

pytestmark = pytest.mark.anyio
ROWS = list(usage_rows(CITY, COUNCIL, 7, Shape(departments=7)))


@pytest.fixture
async def report(unit_of_work: UnitOfWork) -> Report:
    await unit_of_work.write(fill)
    return await unit_of_work.read(lambda session: make_report(session, REQUEST))


def table_of(report: Report, name: str) -> Table:
    return next(table for table in report.tables if table.name == name)


async def test_the_numbers_are_those_of_the_rows(report: Report) -> None:
    figures = report.figures
    requests = Counter(row["month"] for row in ROWS)
    assert {each.month: each.requests for each in figures.months} == dict(requests)
    stopped = sum(row["outcome"] == "blocked_input" for row in ROWS)
    assert stopped > 0
    assert sum(each.stopped for each in figures.months) == stopped
    assert figures.categories == {"PERSON": stopped}
    assert sum(each.answered for each in figures.months) == len(ROWS) - stopped
    tokens = sum(row["input_tokens"] + row["output_tokens"] for row in ROWS)
    assert sum(each.tokens for each in figures.months) == tokens
    yen = sum(row["cost_yen_micros"] for row in ROWS) / 1e6
    assert sum(each.yen for each in figures.months) == pytest.approx(yen)
    hours = Counter((row["at"].weekday(), row["at"].hour) for row in ROWS)
    assert figures.hours == dict(hours)
    people = {row["account_pseudonym"] for row in ROWS if row["outcome"] == "answered"}
    assert figures.head is not None
    assert (figures.head.active, figures.head.registered) == (len(people), 60)
    assert sum(each.requests for each in figures.departments) == len(ROWS)


async def test_parts_add_up_to_the_tokens_of_a_request(report: Report) -> None:
    for row in table_of(report, "parts").rows:
        numbers = [float(cell) for cell in row[1:] if cell is not None]
        assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.3)


async def test_the_golden_report_is_the_same(report: Report, tmp_path: Path, golden: Path) -> None:
    write_report(report, tmp_path)
    made = (tmp_path / "figures.csv").read_bytes()
    # On purpose, after a change that is meant to show: copy the new file over the golden one.
    assert made == golden.read_bytes(), tmp_path / "figures.csv"


async def test_the_page_stands_alone_and_can_be_read_by_everybody(
    report: Report, tmp_path: Path
) -> None:
    paths = write_report(report, tmp_path / "out" / "report")
    assert sorted(path.name for path in paths) == sorted(FILES)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in paths)
    text = (tmp_path / "out" / "report" / "report.html").read_text(encoding="utf-8")
    page = lxml_html.fromstring(text)
    assert page.get("lang") == "ja"
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@href")
    assert set(re.findall(r"https?://[^\"]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "契約 &lt;1&gt;" in text
    names = page.xpath("//@id")
    assert len(set(names)) == len(names)
    for each in page.xpath("//*[local-name()='svg']"):
        assert each.get("role") == "img"
        assert all(name in names for name in each.get("aria-labelledby").split())
    assert len(page.xpath("//figure")) >= 10
    assert len(page.xpath("//table")) == len(page.xpath("//table/caption"))
    levels = [int(tag.tag[1]) for tag in page.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}


async def test_the_figures_open_as_csv_and_as_a_workbook(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path)
    text = (tmp_path / "figures.csv").read_bytes().decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[0] for row in read].count("months") == 6
    book = openpyxl.load_workbook(tmp_path / "figures.xlsx")
    assert book.sheetnames == [table.name for table in report.tables]
    assert book["months"].cell(2, 2).value == report.figures.months[0].requests


async def test_small_departments_are_added_up(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(fill)
    request = replace(REQUEST, small_group=9)
    made = await unit_of_work.read(lambda session: make_report(session, request))
    names = [each.name for each in made.figures.departments]
    assert names[-1] == "suppressed"
    assert all(each.active >= 9 for each in made.figures.departments)
    assert sum(each.requests for each in made.figures.departments) == len(ROWS)


async def test_too_little_is_said_and_no_price_is_no_zero(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(fill)
    request = replace(REQUEST, calendar=NO_COUNCIL, budget_yen=None, is_trial=True)
    made = await unit_of_work.read(lambda session: make_report(session, request))
    notes = [note for each in made.sections for note in each.notes]
    assert sum("判断できません" in note for note in notes) == 2
    assert any("年度予算は設定されていません" in note for note in notes)
    assert "試行" in made.trial


@pytest.mark.parametrize(
    ("from_month", "to_month", "says"),
    [
        ("2025-05", "2025-04", "exchange them"),
        ("2025-11", "2025-12", "has not begun"),
        ("2024-04", "2024-09", "no turn from 2024-04 to 2024-09"),
        ("2025-13", "2025-13", "not a month"),
    ],
)
async def test_a_period_without_anything_to_say_is_refused(
    unit_of_work: UnitOfWork, from_month: str, to_month: str, says: str
) -> None:
    await unit_of_work.write(fill)
    request = replace(REQUEST, from_month=from_month, to_month=to_month)
    with pytest.raises(InputError, match=says):
        await unit_of_work.read(lambda session: make_report(session, request))


async def test_a_period_may_end_in_any_month(report: Report, unit_of_work: UnitOfWork) -> None:
    request = replace(REQUEST, to_month="9999-12")
    made = await unit_of_work.read(lambda session: make_report(session, request))
    assert made.figures.days == report.figures.days
    assert made.figures.hours == report.figures.hours


async def test_a_folder_that_takes_no_file_is_named(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot write the report"):
        write_report(report, tmp_path / "file")


def test_charts_are_well_formed_whatever_the_names() -> None:
    frame = Frame("c-1", '<件数> & "', "件", "n = 2 件")
    for drawn in (
        stacked_bars(frame, ["<4月>"], [Series("a&b", [1.0]), Series("c", [None])]),
        stacked_bars(frame, [], []),
        rows_of_bars(frame, ["<script>"], [0.0]),
    ):
        root = etree.fromstring(drawn)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "n = 2 件" in drawn


def test_rows_of_a_city_come_from_the_seed_and_lie_on_business_days() -> None:
    assert list(usage_rows(CITY, COUNCIL, 7, Shape(departments=7))) == ROWS
    assert all(COUNCIL.is_business_day(date.fromisoformat(row["at"].date().isoformat()))
               for row in ROWS)  # fmt: skip
    assert len({row["turn_id"] for row in ROWS}) == len(ROWS)


def test_names_of_many_bands_are_numbered_and_told_below() -> None:
    frame = Frame("c-2", "件数", "件", "n = 480 開庁日")
    labels = [f"{month}/1" for month in range(1, 13)] * 40
    names = [f"架空の第{number}回定例会" for number in range(1, 9)]
    bands = [Band(name, 60 * at, 60 * at + 10) for at, name in enumerate(names)]
    series = [Series("", [1.0] * len(labels))]
    many, few = lines(frame, labels, series, bands), lines(frame, labels, series, bands[1:2])
    assert all(f"{number}：{name}</text>" in many for number, name in enumerate(names, 1))
    assert f">{names[1]}</text>" in few
    assert "1：" not in few


def test_a_figure_is_written_above_its_bar_as_far_as_there_is_room() -> None:
    frame = Frame("c-3", "件数", "件", "n = 1 件")

    def written(count: int, value: float) -> str:
        labels = [f"2025-{at % 12 + 1:02d}" for at in range(count)]
        return stacked_bars(frame, labels, [Series("", [value] * count)])

    assert ">41,234</text>" in written(6, 41_234.0)
    assert ">4.1万</text>" in written(24, 41_234.0)
    assert ">1.2億</text>" in written(12, 123_456_789.0)
    assert "41,234" not in written(60, 41_234.0)
    assert "4.1万" not in written(60, 41_234.0)
