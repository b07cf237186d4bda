"""EmploymentInsuranceRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.employment_insurance import EmploymentInsuranceRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("雇用保険 12345678901", "12345678901"),
    ("1234-567890-1", "1234-567890-1"),
    ("被保険者番号12345678901(雇用保険)", "12345678901"),
)
NEAR_MISSES = (
    "12345678901",
    "管理番号 1234-567890-1",
    "雇用保険料 12345678901円",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(EmploymentInsuranceRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(EmploymentInsuranceRecognizer, text) == []
