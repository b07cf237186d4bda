"""The pages at /analysis: figures by period and department, exports, the survey; who sees what."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from bs4 import BeautifulSoup, Tag
from httpx2 import Response
from sqlalchemy import insert
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.log import aggregates
from assistant.usage.log.models import UsageEvent
from tests.usage.analysis.synthetic import City as Invented
from tests.usage.analysis.synthetic import invented_council
from tests.usage.analysis.synthetic_rows import Shape, usage_rows
from tests.web.kit import HOSTILE, City, fields_of, said, soup_of, wrong_fields

CALENDAR = CouncilCalendar(invented_council(2025))
INVENTED = replace(
    Invented(), accounts=60, questions_per_day=9.0, first=date(2025, 10, 1), last=date(2026, 3, 31)
)
DEPARTMENTS = ("総務課", "税務課", "企画課", "監査課", HOSTILE, "情報政策課")
PERIOD = "from=2025-10&to=2026-03"
FIGURES = ("/analysis", "/analysis/council", "/analysis/adoption", "/analysis/outcomes",
           "/analysis/money")  # fmt: skip
ANSWERS = (
    "minutes_per_use,frequency,hours_per_week\n"
    + "10,daily,1\n" * 46
    + "30,週1回以上,2\n" * 62
    + "60,毎日,\n" * 24
).encode()


def rows() -> list[dict[str, object]]:
    """The city's rows, in departments whose names people typed."""
    shape = Shape(departments=len(DEPARTMENTS))
    found = []
    for row in usage_rows(INVENTED, CALENDAR, 5, shape):
        number = int(str(row["department_id"]).strip("第課"))
        found.append({**row, "department_id": DEPARTMENTS[number - 1]})
    return found


ROWS = rows()


def settle(session: Session, records: Iterable[dict[str, object]] = ROWS) -> None:
    """Put the rows there."""
    session.connection().execute(insert(UsageEvent), list(records))
    aggregates.rebuild(session.connection())


@pytest.fixture
def clock() -> ManualClock:
    """April 2026: the half year is over."""
    return ManualClock(datetime(2026, 4, 10, 3, tzinfo=UTC))


@pytest.fixture
def used(city: City) -> City:
    """The city with half a year of use behind it."""
    city.write(settle)
    return city


def one(place: Tag, name: str) -> Tag:
    """The first element of a name within another; there must be one."""
    found = place.find(name)
    assert isinstance(found, Tag), name
    return found


def table(answer: Response, title: str) -> list[list[str]]:
    """The rows of the table with a caption."""
    (found,) = [
        each for each in soup_of(answer).find_all("table")
        if one(each, "caption").get_text(strip=True) == title
    ]  # fmt: skip
    return [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
        for row in one(found, "tbody").find_all("tr")
    ]


def count_of(*, month: str = "", department: str = "") -> int:
    return sum(
        (not month or row["month"] == month)
        and (not department or row["department_id"] == department)
        for row in ROWS
    )


def test_the_figures_are_those_of_the_rows(used: City) -> None:
    answer = used.browser("N1").get(f"/analysis?{PERIOD}")
    assert answer.status_code == 200
    found = {row[0]: row[1] for row in table(answer, "月別の件数とトークン")}
    assert found == {
        month: f"{count_of(month=month):,}" for month in sorted({str(row["month"]) for row in ROWS})
    }


@pytest.mark.parametrize("path", FIGURES)
def test_every_page_has_charts_with_titles_and_units(used: City, path: str) -> None:
    soup = soup_of(used.browser("N1").get(f"{path}?{PERIOD}"))
    drawn = soup.select("figure svg")
    assert drawn
    for each in drawn:
        assert each.get("role") == "img"
        assert one(each, "title").get_text()
        assert "n = " in one(each, "desc").get_text()
    ids = [str(each.get("id")) for each in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    here = soup.select_one("nav.submenu a[aria-current=page]")
    assert here is not None
    assert one(soup, "h1").get_text(strip=True) == here.get_text(strip=True)


def test_a_department_can_be_chosen_and_stays_chosen_on_the_other_pages(used: City) -> None:
    browser = used.browser("N1")
    answer = browser.client.get(
        "/analysis", params={"from": "2025-10", "to": "2026-03", "department": "税務課"}
    )
    found = {row[0]: row[1] for row in table(answer, "月別の件数とトークン")}
    assert found["2025-11"] == f"{count_of(month='2025-11', department='税務課'):,}"
    assert "所属：税務課" in said(answer)
    places = [str(link.get("href")) for link in soup_of(answer).select("nav.submenu a")]
    assert all("from=2025-10" in place and "%E7%A8%8E" in place for place in places[:5])
    outcomes = browser.get(places[3])
    assert "止めた理由と個人情報の種類は、市全体の報告だけ" in said(outcomes)
    assert "氏名" not in said(outcomes)
    assert "氏名" in said(browser.get(f"/analysis/outcomes?{PERIOD}"))


def test_a_department_admin_sees_the_own_department_alone(used: City) -> None:
    browser = used.browser("H1")
    for query in (PERIOD, f"{PERIOD}&department=税務課"):
        for path in FIGURES:
            answer = browser.get(f"{path}?{query}")
            assert answer.status_code == 200
            assert "所属：総務課" in said(answer)
            assert "税務課" not in said(answer)
            assert soup_of(answer).find("select") is None
        found = {row[0]: row[1] for row in table(browser.get(f"/analysis?{query}"),
                                                 "月別の件数とトークン")}  # fmt: skip
        assert found["2025-12"] == f"{count_of(month='2025-12', department='総務課'):,}"
    for path in ("/analysis/survey", "/analysis/exports"):
        assert browser.get(path).status_code == 403


def test_a_department_admin_takes_the_report_of_the_own_department(used: City) -> None:
    browser = used.browser("H1")
    fields = browser.form(f"/analysis?{PERIOD}", "/analysis/report")
    answer = browser.post("/analysis/report", fields | {"department": "税務課"})
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["figures.csv", "figures.xlsx", "report.html"]
        page = archive.read("report.html").decode()
    assert "所属：総務課" in page
    assert "税務課" not in page


@pytest.mark.parametrize(
    ("account", "with_survey"), [("N1", ["survey"]), ("H1", [])], ids=["city", "department"]
)
def test_the_whole_report_has_every_section_in_order(
    used: City, account: str, with_survey: list[str]
) -> None:
    browser = used.browser(account)
    answer = browser.send(f"/analysis?{PERIOD}", "/analysis/report")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        page = BeautifulSoup(archive.read("report.html").decode(), "lxml")
    assert [str(each.get("id")).removeprefix("s-") for each in page.find_all("h2")] == [
        "months", "parts", "adoption", "hours", "council", "outcomes", "models", "facts", "use",
        *with_survey, "terms", "forecast", "imported",
    ]  # fmt: skip


def test_money_has_the_outlook_and_words_have_their_page(used: City) -> None:
    browser = used.browser("N1")
    money = soup_of(browser.get(f"/analysis/money?{PERIOD}"))
    assert [str(each.get("id")) for each in money.select("h2[id^=s-]")] == [
        "s-models", "s-facts", "s-forecast",
    ]  # fmt: skip
    words = browser.get(f"/analysis/terms?{PERIOD}&department=税務課")
    assert [str(each.get("id")) for each in soup_of(words).select("h2[id^=s-]")] == ["s-terms"]


@pytest.mark.parametrize("path", FIGURES)
def test_before_any_use_a_page_says_so(city: City, path: str) -> None:
    for account in ("N1", "H1"):
        answer = city.browser(account).get(path)
        assert (answer.status_code, wrong_fields(answer)) == (200, {})
        assert "利用の記録は、まだありません" in said(answer)


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("from=2026-13&to=2026-03", "from", "月は 2026-04 のように"),
        ("from=2025-10&to=never", "to", "月は 2026-04 のように"),
        ("from=2026-03&to=2025-10", "from", "入れ替えてください"),
        ("from=2031-04&to=2031-05", "from", "まだ来ていません"),
        ("from=2024-04&to=2024-05", "from", "期間を広げるか、別の期間を"),
        (f"{PERIOD}&department=財務課", "department", "一覧から選んでください"),
    ],
)
@pytest.mark.parametrize("path", FIGURES)
def test_what_cannot_be_shown_is_said_at_its_field(
    used: City, path: str, query: str, field: str, says: str
) -> None:
    answer = used.browser("N1").get(f"{path}?{query}")
    assert answer.status_code == 400
    wrong = wrong_fields(answer)
    assert list(wrong) == [field]
    assert says in wrong[field]
    assert soup_of(answer).find("svg") is None


def test_a_department_with_too_few_people_is_not_shown(city: City) -> None:
    few = [row for row in ROWS if row["department_id"] != "税務課"]
    one = next(row for row in ROWS if row["department_id"] == "税務課")
    city.write(partial(settle, records=[*few, one]))
    answer = city.browser("N1").get(f"/analysis?{PERIOD}&department=税務課")
    assert "だれのことか分かる" in wrong_fields(answer)["department"]


def test_names_of_departments_are_escaped_everywhere(used: City) -> None:
    browser = used.browser("N1")
    for path in (*FIGURES, "/analysis/exports"):
        answer = browser.client.get(
            path, params={"from": "2025-10", "to": "2026-03", "department": HOSTILE}
        )
        assert answer.status_code == 200
        assert HOSTILE in soup_of(answer).get_text()
        assert "<script>alert" not in answer.text


def test_an_analyst_signs_in_to_the_pages_of_an_analyst(used: City) -> None:
    browser = used.browser("N1")
    answer = browser.get("/admin/sign-in")
    assert answer.headers["location"] == "/analysis"
    soup = soup_of(browser.get(f"/analysis?{PERIOD}"))
    menu = [str(link.get("href")) for link in soup.select("nav.menu a")]
    assert menu == ["/analysis", "/admin/me"]
    assert one(one(soup, "header"), "a").get("href") == "/analysis"
    for place in [str(link.get("href")) for link in soup.select("nav a")]:
        assert browser.get(place).status_code == 200, place


def test_whoever_is_not_signed_in_comes_back_to_the_page_they_wanted(used: City) -> None:
    answer = used.browser().get("/analysis/council?from=2025-10&to=2026-03")
    assert answer.status_code == 303
    form = used.browser().get(answer.headers["location"])
    place = fields_of(form, "/admin/sign-in")["next"]
    assert place == "/analysis/council?from=2025-10&to=2026-03"


def test_there_is_no_other_page(used: City) -> None:
    answer = used.browser("N1").get("/analysis/nowhere")
    assert (answer.status_code, "ページが見つかりません" in said(answer)) == (404, True)


EXPORTS = "/analysis/exports"


def exported(answer: Response) -> tuple[list[dict[str, str]], dict[str, object]]:
    """The rows and the description in a zip that was sent."""
    assert answer.headers["content-type"] == "application/zip", said(answer)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        name = archive.namelist()[0]
        text = archive.read(name).decode("utf-8-sig")
        facts = json.loads(archive.read(f"{name}.json"))
    return list(csv.DictReader(io.StringIO(text, newline=""))), facts


def test_an_export_is_sent_recorded_and_listed(used: City) -> None:
    browser = used.browser("N1")
    answer = browser.send(EXPORTS, EXPORTS, **{"from": "2026-01", "to": "2026-02"},
                          department="税務課", recipient="架空大学")  # fmt: skip
    assert answer.headers["content-disposition"] == (
        'attachment; filename="usage-2026-01-2026-02.zip"'
    )
    found, facts = exported(answer)
    expected = [
        row for row in ROWS
        if row["department_id"] == "税務課" and row["month"] in {"2026-01", "2026-02"}
    ]  # fmt: skip
    assert len(found) == facts["rows"] == len(expected) > 0
    assert {row["account_pseudonym"] for row in found}.isdisjoint(
        {str(row["account_pseudonym"]) for row in expected}
    )
    assert used.trail() == [("N1", "usage.export", "usage")]
    page = said(browser.get(EXPORTS))
    assert "架空大学" in page
    assert str(facts["sha256"]) in page
    assert "2026-01 から 2026-02 まで 所属：税務課" in page


def test_the_file_of_an_export_does_not_stay_here(used: City, tmp_path: object) -> None:
    exported(used.browser("N1").send(EXPORTS, EXPORTS))
    assert list(used.desk.administration.heads.parent.parent.glob(".usage-export-*")) == []


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"from": "x"}, "from", "月は 2026-04 のように"),
        ({"from": "2026-02", "to": "2026-01"}, "from", "入れ替えてください"),
        ({"from": "2031-01"}, "from", "当てはまる記録はありません"),
        ({"from": "2024-01", "to": "2024-02"}, "from", "期間を広げるか、条件を減らして"),
        ({"department": "財務課"}, "department", "一覧から選んでください"),
        ({"outcome": "lost"}, "outcome", "一覧から選んでください"),
        ({"model": "gpt"}, "model", "一覧から選んでください"),
        ({"channel": "fax"}, "channel", "一覧から選んでください"),
        ({"outcome": "over_quota"}, "from", "条件を減らして"),
        ({"format": "pdf"}, "format", "形式を一覧から"),
        ({"format": "xlsx", "encoding": "cp932"}, "encoding", "形式が CSV のときだけ"),
        ({"recipient": "あ" * 81}, "recipient", "80文字以内"),
        ({"recipient": "a\nb"}, "recipient", "1行で"),
    ],
)
def test_an_export_that_cannot_be_made_is_said_at_its_field(
    used: City, typed: dict[str, str], field: str, says: str
) -> None:
    browser = used.browser("N1")
    fields = browser.form(EXPORTS, EXPORTS)
    answer = browser.post(EXPORTS, fields | typed)
    assert answer.status_code == 400
    assert says in wrong_fields(answer)[field]
    assert used.trail() == []


SURVEY = "/analysis/survey/import"
WAVE = {"wave": "令和8年度", "held": "2026-03-10", "invited": "2999"}


def previewed(city: City, content: bytes = ANSWERS, **typed: str) -> Response:
    """The page after a file was chosen."""
    browser = city.browser("N1")
    fields = browser.form(SURVEY, SURVEY) | WAVE | typed
    fields.pop("file", None)
    return browser.client.post(
        SURVEY,
        data=fields,
        files={"file": ("file.csv", content, "text/csv")},
        headers={"origin": "https://gateway.example"},
    )


def test_answers_are_shown_then_taken_in_and_compared(used: City) -> None:
    shown = previewed(used)
    assert "平均 28 分、中央値 30 分（n = 132、合計 3,760 分）" in said(shown)
    assert "10 分 × 46 人、30 分 × 62 人、60 分 × 24 人" in said(shown)
    assert used.trail() == []
    browser = used.browser("N1")
    fields = fields_of(shown, f"{SURVEY}/apply")
    fields |= {
        name: value
        for name, value in browser.form(SURVEY, SURVEY).items()
        if name in {"csrf", "once"}
    }
    done = browser.post(f"{SURVEY}/apply", fields)
    assert done.headers["location"] == "/analysis/survey?done=survey_imported"
    assert used.trail() == [("N1", "survey.import", "wave:令和8年度")]
    page = said(browser.get(done.headers["location"]))
    assert "取り込みました" in page
    assert "令和8年度 2026-03-10 132 2,999" in page
    assert "平均 28 分" in page
    assert "中央値 30 分" in page
    again = previewed(used)
    assert "前に取り込んだ回答が 132 人分あります" in said(again)


def test_what_was_changed_meanwhile_is_shown_again(used: City) -> None:
    shown = previewed(used)
    browser = used.browser("N1")
    own = {k: v for k, v in browser.form(SURVEY, SURVEY).items() if k in {"csrf", "once"}}
    fields = fields_of(shown, f"{SURVEY}/apply") | own
    answer = browser.post(f"{SURVEY}/apply", fields | {"wave": "別の調査"})
    assert answer.status_code == 400
    assert "登録の内容が変わりました" in said(answer)
    assert used.trail() == []


@pytest.mark.parametrize(
    ("content", "typed", "says"),
    [
        (b"", {}, "CSVファイルを選んでください"),
        (b"name\nx\n", {}, "1行目：見出しには frequency, uses"),
        (b"frequency\nsometimes\n", {}, "2行目：frequency が、数えられる答えになっていません"),
        (b"minutes_per_use\n9999\n", {}, "2行目：minutes_per_use が、数えられる答え"),
        (b"frequency\n", {}, "見出しのあとに、回答の行がありません"),
        (b"frequency,uses\ndaily\n", {}, "2行目：列の数が見出しと違います"),
        (b"\x81\x00\xa0", {}, "文字コードが UTF-8 でも Shift_JIS でもありません"),
        (ANSWERS, {"wave": " "}, "調査の名前を"),
        (ANSWERS, {"held": "きのう"}, "日付は 2026-04-30 のように"),
        (ANSWERS, {"invited": "-1"}, "1以上の整数を"),
        (ANSWERS, {"invited": "9" * 5000}, "1以上の整数を"),
        (ANSWERS, {"invited": "100"}, "答えた人数より少なく"),
    ],
)
def test_answers_that_cannot_be_taken_in_are_named(
    used: City, content: bytes, typed: dict[str, str], says: str
) -> None:
    answer = previewed(used, content, **typed)
    assert answer.status_code == 400
    assert says in said(answer)
    assert "sometimes" not in answer.text
    assert used.trail() == []


def test_before_any_survey_the_page_says_so(city: City) -> None:
    assert "アンケートの回答は、まだありません" in said(city.browser("A1").get("/analysis/survey"))
    assert "フォームの回答（CSV）を取り込む" not in said(city.browser("U1").get("/analysis/survey"))
