"""PensionNumberRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.pension_number import PensionNumberRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("基礎年金番号1234-567890", "1234-567890"),
    ("4821-650037を", "4821-650037"),
    ("年金手帳 1234567890", "1234567890"),
    ("年金番号1234 567890", "1234 567890"),
)
NEAR_MISSES = (
    "2025-000123",
    "受付番号 1234-567890",
    "1234567890",
    "年金の額 1234567890円",
    "1234-567890-1",
    "法テラス 0570-078374",
    "0120-774119 夜間も",
    "0990-512345 の番組",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(PensionNumberRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(PensionNumberRecognizer, text) == []
