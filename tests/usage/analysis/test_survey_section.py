"""What a report says of the survey and of what is foreseen, read as its reader reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree  # type: ignore[import-untyped]  # the package carries no types

from assistant.usage.analysis.forecast import Forecast, Outlook, Pool, PoolKind, TooEarly
from assistant.usage.analysis.forecast_section import forecast_section
from assistant.usage.analysis.survey import Answer, summarise
from assistant.usage.analysis.survey_section import survey_section
from assistant.usage.analysis.survey_shown import shown
from assistant.usage.analysis.survey_taps import TapSummary
from assistant.usage.analysis.waves import Wave
from tests.usage.analysis.test_survey import published

TODAY = date(2026, 11, 2)
CITY = Pool(PoolKind.CITY, "", 8_000_000, 20_000_000, date(2026, 11, 30))
OUTLOOK = Outlook(
    pool=CITY, today=TODAY, days=120, range_percent=80, probability=0.93,
    early=date(2026, 11, 20), likely=date(2026, 11, 23), late=date(2026, 11, 27),
    total_low=21_000_000.4, total=24_000_000.2, total_high=27_000_000.1, is_council_unknown=False,
)  # fmt: skip
TAPS = TapSummary(
    from_month="2025-04", to_month="2025-09", asked=400, answered=100, response_rate=0.25,
    people=90, minutes_n=80, minutes_mean=25.5, minutes_median=30.0,
    minutes={"0": 20, "30": 40, "60": 20}, up=70, down=20, reasons={"wrong": 20},
)  # fmt: skip


def wave(answers: list[Answer], *, invited: int | None = 2999, label: str = "令和7年度") -> Wave:
    summary = shown(summarise(answers, invited=invited, weeks_per_year=50), 5)
    return Wave(
        label=label, held_on=date(2025, 9, 10), ends=None, is_open=False, summary=summary,
        unfinished=0, logged_users=900, never_logged=None if invited is None else 2099,
        logged_hours_each=1.2, stated_hours_each=1.75,
    )  # fmt: skip


def test_the_published_answers_are_28_minutes_on_average_over_132() -> None:
    section = survey_section([wave(published())], None, 5)
    assert list(section.notes) == [
        "職員の答えを、答えから計算したものです。1年分は 50 週として掛けています。"
        "少人数（5人未満）の数字は出していません。",
        "令和7年度（2025-09-10）：178 人が回答しました（対象 2,999 人の 5.9％）。減った時間は、"
        "1回あたり平均 28 分、中央値 30 分です（n = 132、合計 3,760 分）。",
        "令和7年度：1週間に減った時間は、答えた 132 人の合計で 231.2 時間（1人 1.75 時間）、"
        "50 週で1年 11,560 時間です。",
        "令和7年度：利用の記録では、1人1週の質問の数に1回の短縮を掛けると 1.20 時間です。"
        "答えでは 1.75 時間です。",
        "令和7年度：対象 2,999 人のうち 2,099 人は、"
        "4月からその時までに一度も使った記録がありません。",
        "令和7年度：答えた人が対象の半分に満たないため、答えは進んで使う人にかたよりがちです。"
        "全職員の効果とは読めません。",
    ]
    tables = {table.name: table for table in section.tables}
    assert tables["survey_minutes"].rows == [
        ["令和7年度", "10", 46], ["令和7年度", "30", 62], ["令和7年度", "60", 24],
    ]  # fmt: skip
    assert list(tables["survey_answers"].rows) == [
        ["令和7年度", "使う頻度", "週1回以上", 132],
        ["令和7年度", "使う頻度", "月1回以上", 8],
        ["令和7年度", "使う頻度", "使っていない", 38],
        ["令和7年度", "使いみち", "文章作成", 132],
    ]
    assert "平均 令和7年度" in section.charts[0].svg
    assert "中央値 令和7年度" in section.charts[0].svg
    for chart in section.charts:
        drawn = etree.fromstring(chart.svg.encode())
        assert drawn.findtext("{*}title") == chart.title
        assert "n = 132 人" in (drawn.findtext("{*}desc") or "")


def test_waves_stand_beside_each_other() -> None:
    earlier = wave(published()[:60], label="令和6年度", invited=None)
    section = survey_section([earlier, wave(published())], None, 5)
    (table,) = [each for each in section.tables if each.name == "survey"]
    assert [row[0] for row in table.rows] == ["令和6年度", "令和7年度"]
    assert table.rows[0][3:5] == [None, None]
    assert any("対象の人数が分からないため" in note for note in section.notes)
    assert any(note.startswith("調査ごとに") for note in section.notes)


def test_a_wave_of_few_names_no_figure() -> None:
    section = survey_section([wave(published()[:3])], None, 5)
    assert "3 人が回答しました" in section.notes[1]
    assert "少ないため出していません" in section.notes[1]
    tables = {table.name: table for table in section.tables}
    assert tables["survey"].rows[0][5:] == [None, None, 2099, *[None] * 6]
    assert not tables["survey_answers"].rows
    assert section.charts == []


def test_minutes_of_few_leave_the_median_alone() -> None:
    section = survey_section([wave([*published(), Answer("daily", (), None, 45, None)])], None, 5)
    assert section.notes[1] == (
        "令和7年度（2025-09-10）：179 人が回答しました（対象 2,999 人の 6.0％）。減った時間は、"
        "1回あたり中央値 30 分です（n = 133）。"
        "少人数の答えがあるため、平均と合計は出していません。"
    )
    assert [chart.title for chart in section.charts] == [
        "1回に減った時間の平均と中央値（調査別）",
        "1回に減った時間の答え（令和7年度）",
    ]
    drawn = etree.fromstring(section.charts[0].svg.encode())
    labels = [each.text for each in drawn.iter("{*}text")]
    assert "中央値 令和7年度" in labels
    assert "平均 令和7年度" not in labels
    tables = {table.name: table for table in section.tables}
    assert ["令和7年度", "その他（少人数）", 25] in list(tables["survey_minutes"].rows)


def test_taps_are_told_in_words() -> None:
    section = survey_section([], TAPS, 5)
    assert list(section.notes) == [
        "回答の下の一言アンケート：400 回たずね、100 回、答えがありました（25.0％、90 人）。"
        "減った時間は平均 26 分、中央値 30 分です（n = 80）。"
    ]
    table = section.tables[-1]
    assert list(table.rows) == [
        ["減った時間", "なし", 20],
        ["減った時間", "30分", 40],
        ["減った時間", "60分", 20],
        ["役に立ったか", "👍", 70],
        ["役に立ったか", "👎", 20],
        ["役に立たなかった理由", "誤りがあった", 20],
    ]
    hidden = survey_section([], replace(TAPS, minutes_mean=None, minutes={"suppressed": 80}), 5)
    assert hidden.notes[0].endswith(
        "100 回、答えがありました（25.0％、90 人）。減った時間は中央値 30 分です（n = 80）。"
        "少人数の答えがあるため、平均は出していません。"
    )
    assert next(iter(hidden.tables[-1].rows)) == ["減った時間", "その他（少人数）", 80]
    few = replace(
        TAPS, minutes_mean=None, minutes_median=None, up=None, down=None, reasons={}, minutes={}
    )
    assert "100 回、答えがありました" in survey_section([], few, 5).notes[0]
    assert "少ないため" in survey_section([], few, 5).notes[0]
    nobody = replace(TAPS, asked=0, answered=0)
    assert survey_section([], nobody, 5).notes == ["アンケートの回答は、まだありません。"]


BUDGET = Pool(PoolKind.BUDGET, "", 100.0, 1000.0, date(2027, 3, 31), rate=1e-5)
SENTENCES: list[tuple[Forecast, str]] = [
    (
        OUTLOOK,
        "市全体の今月の上限（20,000,000 トークン）：11月23日ごろに使い切る見込みです"
        "（範囲は 11月20日 から 11月27日、11月30日までに使い切る確率 93％）。",
    ),
    (
        replace(OUTLOOK, late=None),
        "市全体の今月の上限（20,000,000 トークン）：11月23日ごろに使い切る見込みです"
        "（範囲は 11月20日 から 期限より後、11月30日までに使い切る確率 93％）。",
    ),
    (
        replace(OUTLOOK, likely=None, late=None, probability=0.3),
        "市全体の今月の上限（20,000,000 トークン）：11月30日までは足りる見込みですが、"
        "11月20日ごろに使い切ることもあります（11月30日までに使い切る確率 30％）。",
    ),
    (
        replace(OUTLOOK, early=None, likely=None, late=None, probability=0.0),
        "市全体の今月の上限（20,000,000 トークン）：11月30日までに使い切る見込みは低いです"
        "（確率 1％未満）。11月30日の使用量は 24,000,000 トークン"
        "（範囲は 21,000,000 から 27,000,000）の見込みです。",
    ),
    (
        replace(OUTLOOK, pool=replace(CITY, used=2e7)),
        "市全体の今月の上限（20,000,000 トークン）：すでに使い切っています。",
    ),
    (
        replace(OUTLOOK, pool=replace(CITY, limit=None), probability=None),
        "市全体の今月の上限：上限がありません。11月30日の使用量は 24,000,000 トークン"
        "（範囲は 21,000,000 から 27,000,000）の見込みです。",
    ),
    (
        replace(OUTLOOK, pool=BUDGET, likely=date(2027, 2, 3), late=None),
        "年度の予算（1,000 円）：2027年2月3日ごろに使い切る見込みです"
        "（範囲は 2026年11月20日 から 期限より後、2027年3月31日までに使い切る確率 93％）。",
    ),
    (
        TooEarly(Pool(PoolKind.DEPARTMENT, "税務課", 0, 9.0, CITY.last), TODAY, 4, 10),
        "税務課の今月の上限：まだ言えません。使った開庁日が 4 日で、10 日以上必要です。",
    ),
    (
        TooEarly(BUDGET, TODAY, 90, 40, is_unpriced=True),
        "年度の予算：まだ言えません。単価の登録された利用がありません。",
    ),
]


@pytest.mark.parametrize(("found", "says"), SENTENCES)
def test_what_is_foreseen_is_one_plain_sentence(found: Forecast, says: str) -> None:
    section = forecast_section([found])
    assert says in section.notes
    assert len(section.tables[0].rows[0]) == len(section.tables[0].columns)


def test_the_range_is_explained_and_an_unseen_council_is_said() -> None:
    section = forecast_section([replace(OUTLOOK, is_council_unknown=True)])
    assert section.notes[0].startswith("2026年11月2日の時点で、")
    assert "80％ が入る幅" in section.notes[0]
    assert section.notes[-1].startswith("これから会期がありますが")
    assert forecast_section([]).notes == ["見込みを出す対象がありません。"]
