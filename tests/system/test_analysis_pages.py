"""The pages at /analysis in a real browser, on a real gateway process; the report on paper."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader
from sqlalchemy import insert
from sqlmodel import Session

from assistant.core.clock import SystemClock
from assistant.core.periods import day_of
from assistant.instance import open_database, open_instance
from assistant.usage.analysis.calendar import NO_COUNCIL
from assistant.usage.log import aggregates
from assistant.usage.log.models import UsageEvent
from tests.e2e.installation import Installation
from tests.system.conftest import Watched
from tests.system.test_admin_pages import NARROW, look
from tests.usage.analysis.synthetic import City
from tests.usage.analysis.synthetic_rows import Shape, usage_rows

ANALYST = "N1"
A4_POINTS = (595, 842)
PHONE = {"width": 400, "height": 900}
DEPARTMENTS = ("総務課", "税務課", "企画課")
ANSWERS = (
    "minutes_per_use,frequency\n" + "10,daily\n" * 46 + "30,週1回以上\n" * 62 + "60,毎日\n" * 24
)
PLACES = ("/analysis", "/analysis/council", "/analysis/adoption", "/analysis/outcomes",
          "/analysis/money", "/analysis/terms", "/analysis/survey", "/analysis/survey/import",
          "/analysis/exports", "/analysis/nowhere")  # fmt: skip


@pytest.fixture(scope="module")
def used(city: Installation) -> Installation:
    """The running gateway with half a year of use behind it."""
    today = day_of(SystemClock().now())
    invented = replace(
        City(), accounts=60, questions_per_day=9.0, first=today - timedelta(days=180), last=today,
        step_on=date.max,
    )  # fmt: skip
    rows = [
        {**row, "department_id": DEPARTMENTS[number % len(DEPARTMENTS)]}
        for row in usage_rows(invented, NO_COUNCIL, 3, Shape(departments=len(DEPARTMENTS)))
        for number in (int(str(row["account_pseudonym"])[3:], 16),)
    ]
    engine = open_database(open_instance(city.root))
    with Session(engine) as session, session.begin():
        session.connection().execute(insert(UsageEvent), rows)
        aggregates.rebuild(session.connection())
    engine.dispose()
    return city


@pytest.fixture
def analyst(visitor: Watched, used: Installation) -> Watched:
    """A browser in which the analyst is signed in."""
    visitor.sign_in(ANALYST)
    return visitor


def saved(download: Download, folder: Path) -> zipfile.ZipFile:
    """A zip the browser has taken."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return zipfile.ZipFile(path)


def test_an_analyst_looks_chooses_a_department_and_takes_the_report(
    analyst: Watched, tmp_path: Path
) -> None:
    page = analyst.page
    expect(page.get_by_role("heading", name="月別の件数とトークン")).to_be_visible()
    page.get_by_label("所属", exact=True).select_option("税務課")
    page.get_by_role("button", name="表示する").click()
    expect(page.get_by_text("所属：税務課")).to_be_visible()
    page.get_by_role("link", name="費用").click()
    expect(page.get_by_text("所属：税務課")).to_be_visible()
    with page.expect_download() as begun:
        page.get_by_role("button", name="報告書を作る").click()
    with saved(begun.value, tmp_path) as archive:
        archive.extract("report.html", tmp_path)
        assert "figures.xlsx" in archive.namelist()
    assert "所属：税務課" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert analyst.foreign == []
    assert analyst.messages == []


def test_the_report_needs_no_network_and_prints_on_a4(analyst: Watched, tmp_path: Path) -> None:
    page = analyst.page
    with page.expect_download() as begun:
        page.get_by_role("button", name="報告書を作る").click()
    with saved(begun.value, tmp_path) as archive:
        archive.extract("report.html", tmp_path)
    own = page.context.new_page()
    requests: list[str] = []
    own.on("request", lambda request: requests.append(request.url))
    own.goto((tmp_path / "report.html").as_uri())
    look(own, "report", tmp_path)
    assert requests == [(tmp_path / "report.html").as_uri()]
    own.emulate_media(media="print")
    own.set_viewport_size({"width": 680, "height": 1000})  # A4 less its margins at 96 dpi
    assert own.evaluate("document.documentElement.scrollWidth") <= 680
    pages = PdfReader(io.BytesIO(own.pdf(prefer_css_page_size=True))).pages
    assert {(round(each.mediabox.width), round(each.mediabox.height)) for each in pages} == {
        A4_POINTS
    }
    text = "".join(each.extract_text() for each in pages)
    assert "月別の件数とトークン" in text
    own.close()


def test_an_export_is_taken_checked_and_found_in_the_list(analyst: Watched, tmp_path: Path) -> None:
    page = analyst.page
    page.get_by_role("link", name="書き出し").click()
    page.get_by_label("所属", exact=True).select_option("企画課")
    page.get_by_label("渡す相手").fill("架空大学")
    with page.expect_download() as begun:
        page.get_by_role("button", name="書き出して受け取る").click()
    with saved(begun.value, tmp_path) as archive:
        content, facts = archive.read("usage.csv"), json.loads(archive.read("usage.csv.json"))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == facts["rows"] > 0
    assert hashlib.sha256(content).hexdigest() == facts["sha256"]
    page.reload()
    row = page.get_by_role("row", name="架空大学")
    expect(row).to_contain_text(ANALYST)
    expect(row).to_contain_text(facts["sha256"])
    assert analyst.foreign == []


def test_a_survey_is_taken_in_after_a_look(analyst: Watched, tmp_path: Path) -> None:
    page = analyst.page
    page.get_by_role("link", name="アンケート").click()
    page.get_by_role("link", name="フォームの回答（CSV）を取り込む").click()
    page.get_by_label("調査の名前").fill("令和8年度")
    page.get_by_label("行った日").fill("2026-11-01")
    page.get_by_label("たずねた人数").fill("2999")
    file = {"name": "answers.csv", "mimeType": "text/csv", "buffer": ANSWERS.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="集計を確かめる").click()
    expect(page.get_by_text("平均 28 分、中央値 30 分")).to_be_visible()
    look(page, "survey-preview", tmp_path)
    page.get_by_role("button", name="132 人分を取り込む").click()
    expect(page.get_by_role("status")).to_contain_text("取り込みました")
    expect(page.get_by_role("rowheader", name="令和8年度").first).to_be_visible()
    look(page, "survey", tmp_path)


def test_axe_finds_nothing_on_any_page_wide_and_narrow(analyst: Watched, tmp_path: Path) -> None:
    page = analyst.page
    for size in ({"width": 1280, "height": 900}, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for path in PLACES:
            analyst.open(path)
            look(page, f"{path}-{size['width']}", tmp_path)
            assert wide(page) <= size["width"], path
        for path in (
            "/analysis?from=2030-01&to=2029-01",
            "/analysis/money?from=2001-01&to=2001-02",
        ):
            analyst.open(path)
            expect(page.get_by_role("alert")).to_be_visible()
            look(page, f"{path}-{size['width']}", tmp_path)
    assert analyst.foreign == []
    assert [each for each in analyst.messages if "Failed to load resource" not in each] == []


def wide(page: Page) -> int:
    """How wide the page is; more than its window makes it scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("path", ["/analysis", "/analysis/adoption", "/analysis/exports"])
def test_a_very_narrow_window_needs_no_sideways_scrolling(analyst: Watched, path: str) -> None:
    analyst.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    analyst.open(path)
    assert wide(analyst.page) <= NARROW["width"]


def test_choosing_a_period_needs_no_mouse(analyst: Watched) -> None:
    page = analyst.page
    analyst.open("/analysis/outcomes")
    analyst.tab_to(page.get_by_label("所属", exact=True))
    page.keyboard.press("ArrowDown")
    analyst.tab_to(page.get_by_role("button", name="表示する"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("所属：企画課")).to_be_visible()


def test_a_department_admin_sees_the_own_department_alone(
    visitor: Watched, used: Installation
) -> None:
    visitor.sign_in("H1")
    page = visitor.page
    page.get_by_role("link", name="利用状況").click()
    expect(page.get_by_text("所属：総務課")).to_be_visible()
    expect(page.get_by_role("link", name="書き出し")).to_have_count(0)
    expect(page.get_by_text("税務課")).to_have_count(0)
