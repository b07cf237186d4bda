"""MyNumberRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.my_number import MyNumberRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("窓口の方の番号123456789018で", "123456789018"),
    ("「私の番号は123456789018です」とありました", "123456789018"),
    ("再交付の控えに番号123456789018が残る", "123456789018"),
    ("書類に載っていた番号は1234 5678 9018(マイナンバー)", "1234 5678 9018"),
    ("再発行で、今の番号 1234 5678 9018 が変わるのは", "1234 5678 9018"),
    ("マイナンバー1234 5678 9018", "1234 5678 9018"),
    ("123456789018", "123456789018"),
    ("個人番号は1234-5678-9018です", "1234-5678-9018"),
    ("1234\n5678\n9018", "1234\n5678\n9018"),
    ("個人番号一二三四五六七八九〇一八", "一二三四五六七八九〇一八"),
    ("個人番号 123456789012", "123456789012"),
    ('{"my_number":"983205673214"}', "983205673214"),
    ("氏名,個人番号\n佐野,123456789012", "123456789012"),
    ("1 2 3 4 5 6 7 8 9 0 1 8", "1 2 3 4 5 6 7 8 9 0 1 8"),
    ("佐野 花 1234 5678 9018 2003/8/6", "1234 5678 9018"),
    ("090-1111-2222 1234 5678 9018", "1234 5678 9018"),
    ("5,123456789018,9", "123456789018"),
)
NEAR_MISSES = (
    "123456789012",
    "管理番号 123456789018",
    "台帳番号 1234-5678-9018",
    "123456789018円",
    "JAN 4901234567894",
    "法人番号7000012050002",
    "1234 5678 9018 3456",
    "マイナンバー12桁",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(MyNumberRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(MyNumberRecognizer, text) == []
