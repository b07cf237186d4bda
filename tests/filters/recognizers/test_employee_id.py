"""EmployeeIdRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.employee_id import EmployeeIdRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("ユーザーt30215が5回失敗", "t30215"),
    ("アカウント:k00412 を解除", "k00412"),
    ("職員番号0012345の", "0012345"),
    ("職員番号:A00123", "A00123"),
    ("職員番号,氏名\n0012345,佐野", "0012345"),
    ('{"staff_id":"00123"}', "00123"),
    ("佐野 花主査(0062217) 福祉を希望", "0062217"),
    ("佐野係長(A009322)、内示", "A009322"),
    ("佐野 花(0062217) 主任保健師", "0062217"),
    ("佐野 花 0062217 市民課", "0062217"),
    ("0062217(職員番号) 佐野 花", "0062217"),
    ("職員の番号は 0062217", "0062217"),
)
NEAR_MISSES = (
    "ユーザー gis-ap02 は共用",
    "ユーザー5000人",
    "職員番号は7桁",
    "職員数 12345",
    "職員番号の欄",
    "0012345",
    "職員番号 2025年",
    "佐野課長(内線 2301)",
    "主任(20260401)の発令",
    "係長3人、主査(10)",
    "工事番号(0012345)の監督員",
    "部長(0771-22-3456)",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(EmployeeIdRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(EmployeeIdRecognizer, text) == []
