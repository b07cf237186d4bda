"""PostalCodeRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.postal_code import PostalCodeRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("123-4567 架空市北町1丁目2番3号", "123-4567"),
    ("架空市北町1丁目2番3号(〒123-4567)", "〒123-4567"),
    ("佐野 花さんは 123-4567 北沢1204の5へ転居", "123-4567"),
    ("郵便は 123-4567 です。佐野さんより", "123-4567"),
)
NEAR_MISSES = (
    "郵便番号は123-4567です",
    "〒123-4567",
    "123-8501 架空市中央1-1-1",
    "123-4567-8",
    "郵便は 123-4567 の地区で遅れる",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(PostalCodeRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(PostalCodeRecognizer, text) == []
