"""BankAccountRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.bank_account import BankAccountRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("架空銀行 中央支店 普通 1234567", "架空銀行 中央支店 普通 1234567"),
    ("店番123 普通 1234567", "1234567"),
    ("架空銀行 北支店 (普) 1234567", "架空銀行 北支店 (普) 1234567"),
    ("口座番号は1234567", "1234567"),
    ("口座番号 普通 123-45-67", "123-45-67"),
    ("普通預金 12-34-567 架空銀行", "12-34-567"),
    ('{"kouza":"1234567"}', "1234567"),
    ("氏名,口座番号\n佐野,1234567", "1234567"),
    ("還付先 架空銀行 北支店 普通 1234567\n名義 佐野花", "架空銀行 北支店 普通 1234567"),
    (
        "義援金の礼。返金先は架空銀行 北支店 普通 1234567、口座名義 サノハナ",
        "架空銀行 北支店 普通 1234567",
    ),
    ("振込先が架空信用金庫 北支店 当座 7654321", "架空信用金庫 北支店 当座 7654321"),
)
NEAR_MISSES = (
    "口座の変更には様式第7号を使い、番号は1234567",
    "普通交付税 1234567円",
    "1234567",
    "普通 123-4567-8",
    "口座番号の欄",
    "口座は2024-5-12に解約",
    "当座の予算1234567千円",
    "架空銀行 県庁支店 普通 1234567\n口座名義:架空市災害義援金 架空市長",
    "○架空銀行本店 (普)1234567\n 名義 (福)架空県共同募金会",
    "銀行名|番号|口座名義\n架空銀行本店|普通 1234567|カクウシサイガイギエンキン",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(BankAccountRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(BankAccountRecognizer, text) == []
