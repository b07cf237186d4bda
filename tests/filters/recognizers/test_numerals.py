"""Kanji numbers: folded in runs, read as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.recognizers.numerals import fold_kanji_digits, value_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("〇九〇の一二三四の五六七八", "090-1234-5678"),
        ("零壱弐参肆伍陸漆", "01234567"),
        ("二三日で一二三人", "二三日で一二三人"),
        ("三月の一二三四五六", "三月の一二三四五六"),
    ],
)
def test_only_long_runs_fold(text: str, folded: str) -> None:
    assert fold_kanji_digits(text) == folded


@given(st.text(alphabet="〇一二三の-ー 十かA1\n", max_size=60))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold_kanji_digits(text)) == len(text)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("元", 1),
        ("12", 12),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("二〇", 20),
        ("三百五", 305),
    ],
)
def test_values_of_kanji_numbers(number: str, value: int) -> None:
    assert value_of(number) == value


def test_circles_alone_are_a_blank_and_stay() -> None:
    assert fold_kanji_digits("電話○○○-○○○○") == "電話○○○-○○○○"
    assert fold_kanji_digits("○九○の一二三四") == "090-1234"
