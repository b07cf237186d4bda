"""HealthInsuranceRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.health_insurance import HealthInsuranceRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("国保の記号「架空」番号「5590018」", "架空」番号「5590018"),
    ("記号 北12 番号 345 健康保険", "北12 番号 345"),
    ("被保険者証の番号は12345678(後期高齢)", "12345678"),
    ("保険証番号:12345678", "12345678"),
    ("国保の資格確認書(番号5096174)の方", "5096174"),
    ("国保の記号番号(架国 07 番号 5520017)", "架国 07 番号 5520017"),
    ("国保の世帯主\n住所 北町\n電話 なし\n記号・番号 架国 5093381", "架国 5093381"),
    ("国保の番号は5093381", "5093381"),
)
NEAR_MISSES = (
    "記号 10530 番号 12345671",
    "様式の記号と番号の欄",
    "介護保険被保険者番号 0012345678",
    "被保険者番号は8桁",
    "国民健康保険の通知\n\n文書の記号番号 架国5093381",
    "国保\n記号・番号 架防第5093381号",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(HealthInsuranceRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(HealthInsuranceRecognizer, text) == []
