"""PaymentCardRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.credit_card import PaymentCardRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("カード4111 1111 1111 1111で", "4111 1111 1111 1111"),
    ("4111-1111-1111-1111", "4111-1111-1111-1111"),
    ("番号4111111111111111を", "4111111111111111"),
    ("5105\n1051\n0510\n5100", "5105\n1051\n0510\n5100"),
    ("アメックス 3782 822463 10005", "3782 822463 10005"),
    ("四一一一の一一一一の一一一一の一一一一", "四一一一の一一一一の一一一一の一一一一"),
)
NEAR_MISSES = (
    "4111 1111 1111 1112",
    "製造番号 4111111111111111",
    "JAN 4901234567894",
    "1234 5678 9012 3456",
    "4111111111111111円",
    "9111 1111 1111 1111",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(PaymentCardRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(PaymentCardRecognizer, text) == []
