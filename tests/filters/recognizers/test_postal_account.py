"""PostalAccountRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.postal_account import PostalAccountRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("記号 10530-番号 12345671", "記号 10530-番号 12345671"),
    ("ゆうちょ 10530-12345671", "10530-12345671"),
    ("ゆうちょ 10530-12345671\n名義 佐野花", "10530-12345671"),
    ("ゆうちょ 記号10530ー番号12345671", "記号10530ー番号12345671"),
    ("記号「10530」番号「12345671」", "記号「10530」番号「12345671"),
)
NEAR_MISSES = (
    "10530-12345671",
    "記号 10530 番号 123 国保",
    "記号と番号",
    "ゆうちょ銀行 00120-3-456789\n加入者名 架空赤い羽根共同募金会",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(PostalAccountRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(PostalAccountRecognizer, text) == []
