"""ResidenceCardRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.residence_card import ResidenceCardRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("在留カードAB12345678CD", "AB12345678CD"),
    ("番号はAB12345678CDです", "AB12345678CD"),
    ("在留番号 AB 12345678 CD", "AB 12345678 CD"),
)
NEAR_MISSES = (
    "型番 AB12345678CD",
    "AB1234567CD",
    "XAB12345678CD",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(ResidenceCardRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(ResidenceCardRecognizer, text) == []
