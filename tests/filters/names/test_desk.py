"""Whole names in notes about residents: what stands there by chance hides nobody."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.desk import is_at_desk, overrule

WHOLE = {"model", "tag_surname", "tag_given", "tag_full_name", "surname_and_given"}


def candidate(text: str, evidence: set[str]) -> Candidate:
    start = text.index("水野健太郎")
    return Candidate(start, start + len("水野健太郎"), evidence)


def people(analyzer: TextAnalyzer, text: str) -> list[str]:
    found = (one for one in analyzer.analyze(text).findings if one.entity == "PERSON")
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("江戸時代の石碑の件で水野健太郎が来庁", True, id="who comes"),
        pytest.param("水野健太郎の件で連絡", True, id="whom it is about"),
        pytest.param("明治期に水野健太郎が開いた商家", False, id="told of the past"),
        pytest.param("水野健太郎が開いた商家\n苦情なし", False, id="another line"),
    ],
)
def test_the_line_of_a_whole_name_is_read(text: str, *, expected: bool) -> None:
    assert is_at_desk(text, candidate(text, set(WHOLE))) is expected


def test_a_family_name_alone_is_not_at_the_desk() -> None:
    text = "水野健太郎から電話"
    assert not is_at_desk(text, candidate(text, {"tag_surname", "known_surname"}))


def test_a_note_overrules_history_but_no_published_page() -> None:
    text = "古い蔵の解体 水野健太郎"
    noted = candidate(text, WHOLE | {"history_around"})
    overrule(text, noted)
    assert "history_around" not in noted.evidence
    assert noted.is_noted
    published = candidate(text, WHOLE | {"history_around", "public_text"})
    overrule(text, published)
    assert "history_around" in published.evidence


@pytest.mark.parametrize(
    ("text", "is_past"),
    [
        pytest.param("水野健太郎氏(民俗学)の助言を受けて", False, id="who helps"),
        pytest.param("水野健太郎さんから聞いた話", False, id="who tells"),
        pytest.param("水野健太郎氏の居館の跡", True, id="who lived there"),
    ],
)
def test_who_helps_today_is_none_of_the_past(text: str, *, is_past: bool) -> None:
    one = candidate(text, {"honorific", "foreign_dotted", "history_around"})
    overrule(text, one)
    assert ("history_around" in one.evidence) is is_past


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("受付\t水野健太郎\t江戸時代の石碑\t相談", id="row about an old stone"),
        pytest.param("明治31年の除籍謄本を請求　水野健太郎", id="an old register"),
        pytest.param("江戸期の古地図の所蔵者：水野健太郎", id="owner of something old"),
        pytest.param("彫刻家水野健太郎から電話。分納の希望。", id="artist who calls"),
        pytest.param("水野健太郎（1950-）の介護相談", id="year of birth"),
        pytest.param("返却本『山の朝』　水野健太郎　延滞3か月", id="borrower"),
        pytest.param("撮影：水野健太郎　隣家から苦情", id="credit without a work"),
        pytest.param("水野健太郎の生涯学習カードを再発行", id="word that begins like a work"),
        pytest.param("差出人『水野健太郎』", id="name alone in brackets of titles"),
        pytest.param("3 水野健太郎 市長への手紙について要望", id="letter to an official"),
        pytest.param("請願者　水野健太郎　市議会議長あて", id="addressed to an official"),
        pytest.param("議員、水野健太郎と面談", id="official in a list"),
        pytest.param("議長（自治会）水野健太郎　ごみの苦情", id="chair of residents"),
        pytest.param("模擬議会　議員　水野健太郎　高校2年", id="pupil who plays a councillor"),
        pytest.param("薬の 水野健太郎 飲み忘れ", id="word of a shop, set apart"),
        pytest.param("水野健太郎の里帰り出産", id="word that begins like a place"),
        pytest.param("施設名\t用件\n水野健太郎\t鍵の返却", id="whole name in a column of things"),
        pytest.param("申請者　水野一郎　様式第3号　水野市から転入した水野一郎の件", id="form"),
    ],
)
def test_a_resident_is_found_beside_other_matters(text_analyzer: TextAnalyzer, text: str) -> None:
    assert [name for name in people(text_analyzer, text) if name.startswith("水野")]


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("着ぐるみを着た水野くんがけが", id="somebody in a costume"),
        pytest.param("水野さん家の犬が吠える", id="somebody's dog"),
        pytest.param("絵本の読み聞かせの時間に水野ちゃんが転倒", id="child at a reading"),
    ],
)
def test_a_family_name_is_no_creatures(text_analyzer: TextAnalyzer, text: str) -> None:
    assert people(text_analyzer, text) == ["水野"]


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("江戸時代の豪商、水野健太郎が建てた蔵が残る。", id="history that is told"),
        pytest.param("『山の朝』水野健太郎/著　新刊の案内", id="author"),
        pytest.param("議員の水野健太郎、副議長の大石渚が出席した。", id="officials"),
        pytest.param("マスコットの健太くん", id="a mascot"),
    ],
)
def test_who_is_public_still_passes(text_analyzer: TextAnalyzer, text: str) -> None:
    assert people(text_analyzer, text) == []
