"""DriverLicenseRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.driver_license import DriverLicenseRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("免許証番号301234567890", "301234567890"),
    ("運転免許 3012 3456 7890", "3012 3456 7890"),
    ("301234567890(運転免許証)", "301234567890"),
)
NEAR_MISSES = (
    "301234567890",
    "管理番号 301234567890",
    "免許証は12桁",
    "免許 1234567890123",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(DriverLicenseRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(DriverLicenseRecognizer, text) == []
