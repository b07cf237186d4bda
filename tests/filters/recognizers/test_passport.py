"""PassportRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.passport import PassportRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("旅券番号TR1234567", "TR1234567"),
    ("パスポート tr1234567", "tr1234567"),
    ("AB1234567のパスポート", "AB1234567"),
)
NEAR_MISSES = (
    "型番 TR1234567",
    "KX-7302246",
    "TR1234567",
    "旅券 TR12345678",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(PassportRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(PassportRecognizer, text) == []
