"""IpAddressRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.ip_address import IpAddressRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("アクセス元IPは203.0.113.45です", "203.0.113.45"),
    ("投稿者 2001:db8::1:2", "2001:db8::1:2"),
    ("接続元 52.194.10.20", "52.194.10.20"),
)
NEAR_MISSES = (
    "10.3.0.44に接続",
    "192.168.1.10",
    "172.16.0.1",
    "127.0.0.1",
    "バージョン 1.2.3.4",
    "DNSは8.8.8.8",
    "12:30:45",
    "fe80::1",
    "999.1.1.1",
    "203.0.113.0/24",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(IpAddressRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(IpAddressRecognizer, text) == []
