"""What is read as a kanji of a name: every block of the standard, 外字, and Hangul alike."""

from __future__ import annotations

import re

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.candidates import KANJI

ONE = re.compile(f"[{KANJI}]")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(0x3400, 0x4DBF, id="extension A"),
        pytest.param(0x4E00, 0x9FFF, id="unified ideographs"),
        pytest.param(0xAC00, 0xD7A3, id="Hangul syllables"),
        pytest.param(0xE000, 0xF8FF, id="private use"),
        pytest.param(0xF900, 0xFAFF, id="compatibility ideographs"),
        pytest.param(0x20000, 0x323AF, id="extensions B and later"),
    ],
)
def test_a_block_is_read_from_end_to_end(first: int, last: int) -> None:
    assert all(ONE.fullmatch(chr(point)) for point in range(first, last + 1))


def test_the_marks_that_stand_for_kanji_are_read() -> None:
    assert all(map(ONE.fullmatch, "々〆ヶ"))


@pytest.mark.parametrize(
    "point",
    [
        pytest.param(0x33FF, id="before extension A"),
        pytest.param(0x4DC0, id="hexagram"),
        pytest.param(0xA000, id="behind the unified ideographs"),
        pytest.param(0xABFF, id="before Hangul"),
        pytest.param(0xD7A4, id="behind Hangul"),
        pytest.param(0xFB00, id="behind the compatibility ideographs"),
        pytest.param(ord("ァ"), id="katakana"),
        pytest.param(ord("ー"), id="long vowel"),
        pytest.param(ord("ん"), id="hiragana"),
        pytest.param(ord("A"), id="Latin"),
        pytest.param(ord("。"), id="full stop"),
    ],
)
def test_what_is_no_kanji_is_not_read(point: int) -> None:
    assert ONE.fullmatch(chr(point)) is None


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("김철수さんの住民票について教えてください", "김철수", id="Hangul and さん"),
        pytest.param("世帯主 최가람さんが転入しました", "최가람", id="Hangul in a record"),
        pytest.param("申請者: 정하늘", "정하늘", id="Hangul behind a label"),
        pytest.param("鈴\ue001さんの住民票について", "鈴\ue001", id="外字"),
        pytest.param("\ue000野さんが来庁しました", "\ue000野", id="外字 first"),
        pytest.param("﨑山さんの住民票について", "﨑山", id="compatibility ideograph"),
        pytest.param("𠮷田さんの住民票について", "𠮷田", id="extension B"),
    ],
)
def test_residents_so_written_are_found(text_analyzer: TextAnalyzer, text: str, name: str) -> None:
    found = [one for one in text_analyzer.analyze(text).findings if one.entity == "PERSON"]
    assert [text[one.start : one.end] for one in found] == [name]
