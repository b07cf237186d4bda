"""Latin letters as Japanese syllables."""

from __future__ import annotations

import pytest

from assistant.filters.names.romaji import kana_of


@pytest.mark.parametrize(
    ("word", "kana"),
    [
        ("Tanaka", "タナカ"),
        ("Shinji", "シンジ"),
        ("Kyoko", "キョコ"),
        ("Hattori", "ハットリ"),
        ("Itoh", "イト"),
        ("Kenichi", "ケニチ"),
        ("Tsuchiya", "ツチヤ"),
    ],
)
def test_a_japanese_name_is_read(word: str, kana: str) -> None:
    assert kana_of(word) == kana


@pytest.mark.parametrize("word", ["Microsoft", "Excel", "Windows", "Street", "Query"])
def test_an_english_word_is_not(word: str) -> None:
    assert kana_of(word) is None
