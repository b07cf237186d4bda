"""CareInsuranceRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.care_insurance import CareInsuranceRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("介護保険被保険者番号 0012345678", "0012345678"),
    ("要介護認定 被保険者番号:0012345678", "0012345678"),
)
NEAR_MISSES = (
    "0012345678",
    "介護の予算 0012345678円",
    "介護の件で0771234567へ",
    "受付番号 0012345678(介護)",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(CareInsuranceRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(CareInsuranceRecognizer, text) == []
