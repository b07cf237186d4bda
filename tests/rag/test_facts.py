"""Numbers and days in force, from a document's own words or its front matter."""

from __future__ import annotations

import pytest

from assistant.rag.documents import OPEN_END, Kind, Trust
from assistant.rag.facts import day_before, facts_of, kind_of, read_day

NUMBER = "平成18年3月31日規則第22号"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-01", 20260401),
        ("20260401", 20260401),
        ("2026/04/01", 20260401),
        ("令和8年4月1日", 20260401),
        ("令和元年十月一日", 20191001),
        ("昭和６３年１２月３１日", 19881231),
        ("平成三十一年四月三十日", 20190430),
    ],
)
def test_days_are_read(text: str, day: int) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["", "4月1日", "2026-02-30", "令和8年13月1日", "tomorrow"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a day|day is out of range|month must be"):
        read_day(text)


def test_the_latest_supplement_says_since_when_a_text_is_in_force() -> None:
    supplements = [
        "この規則は、平成18年4月1日から施行する。",
        "1　この規則は、令和7年4月1日から施行する。",
    ]
    facts = facts_of("架空市職員旅費規則", NUMBER, supplements)
    assert (facts.kind, facts.trust, facts.number) == (Kind.RULE, Trust.ENACTED, NUMBER)
    assert (facts.promulgated, facts.effective_from) == (20060331, 20250401)
    assert facts.effective_to == OPEN_END


def test_in_force_from_promulgation() -> None:
    facts = facts_of("架空市要綱", "令和7年5月2日告示第3号", ["この要綱は、公示の日から施行する。"])
    assert facts.effective_from == 20250502


def test_a_repealed_rule_ends() -> None:
    head = f"{NUMBER}\n（令和8年3月31日廃止）"
    assert facts_of("架空市規則", head, []).effective_to == 20260331


def test_front_matter_wins() -> None:
    stated = {"施行日": "2027-04-01", "departments": "[総務課, 人事課]", "種別": "要綱"}
    facts = facts_of("架空市規則", NUMBER, ["令和7年4月1日から施行する。"], stated)
    assert (facts.effective_from, facts.kind) == (20270401, Kind.OUTLINE)
    assert facts.departments == ("総務課", "人事課")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [("施工日", "2027-04-01", "unknown key"), ("施行日", "soon", "施行日: not a day"),
     ("kind", "poem", "kind: one of"), ("url", "javascript:x", "url: an address")],
)  # fmt: skip
def test_wrong_front_matter_is_named(key: str, value: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        facts_of("架空市規則", "", [], {key: value})


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("架空市会議室条例", Kind.ORDINANCE),
        ("架空市会議室条例施行規則", Kind.RULE),
        ("架空市会議室条例（抄）", Kind.ORDINANCE),
        ("架空物品取引法", Kind.LAW),
        ("よくある質問", Kind.FAQ),
        ("生成AI利用ガイドライン", Kind.GUIDELINE),
    ],
)
def test_kinds(title: str, kind: Kind) -> None:
    assert kind_of(title) is kind


def test_the_day_before_the_first_is_the_last_of_the_month() -> None:
    assert (day_before(20260401), day_before(20280301)) == (20260331, 20280229)
