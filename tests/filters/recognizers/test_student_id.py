"""StudentIdRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.student_id import StudentIdRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("児童名、学籍番号、保護者\n佐野 花、S251234、佐野 一郎", "S251234"),
    ("学籍番号M-203-15の", "M-203-15"),
    ("学籍番号 20240123", "20240123"),
    ("生徒番号は1234", "1234"),
    ("学籍の番号 5-1-17", "5-1-17"),
)
NEAR_MISSES = (
    "部品名、型番\n佐野 花、S251234、佐野 一郎",
    "学籍番号は8桁",
    "生徒数 1234",
    "児童番号の欄",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(StudentIdRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(StudentIdRecognizer, text) == []
