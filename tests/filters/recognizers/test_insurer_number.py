"""InsurerNumberRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.insurer_number import InsurerNumberRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("保険者番号 250019 記号 12 番号 3456", "250019"),
    ("保険者番号:33120015 氏名 佐野", "33120015"),
)
NEAR_MISSES = (
    "保険者番号 250019",
    "被保険者番号 250019 記号",
    "保険者番号は8桁 記号",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(InsurerNumberRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(InsurerNumberRecognizer, text) == []
