"""VehicleNumberRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.vehicle_number import VehicleNumberRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("京都 330 さ 12-34の車", "京都 330 さ 12-34"),
    ("大阪500か・・・1", "大阪500か・・・1"),
    ("なにわ 58A わ 1234", "なにわ 58A わ 1234"),
    ("ナンバー 330 さ 12-34", "330 さ 12-34"),
)
NEAR_MISSES = (
    "会議室 300 の 10-20",
    "京都 330 人",
    "滋賀 330 し 12-34",
    "330 さ 12-34",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(VehicleNumberRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(VehicleNumberRecognizer, text) == []
