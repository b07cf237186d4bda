"""ResidentCodeRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.resident_code import ResidentCodeRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("コード12345678903(住民票)の方", "12345678903"),
    ("住民票コードが12345678903の", "12345678903"),
    ("住民票コード 1234-5678-903", "1234-5678-903"),
    ("住民票コード,氏名\n12345678903,佐野", "12345678903"),
)
NEAR_MISSES = (
    "コード12345678903(備品)",
    "12345678903",
    "受付番号12345678903",
    "住民票コードは11桁",
    "住民票コード 123456789012",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(ResidentCodeRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(ResidentCodeRecognizer, text) == []
