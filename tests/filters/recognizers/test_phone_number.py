"""PhoneNumberRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.phone_number import PhoneNumberRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("電話は090-1234-5678です", "090-1234-5678"),
    ("携帯080.1234.5678へ", "080.1234.5678"),
    ("携帯090/1234/5678", "090/1234/5678"),
    ("連絡は07012345678まで", "07012345678"),
    ("〇八〇の一二三四の五六七八に", "〇八〇の一二三四の五六七八"),
    ("TEL 0 9 0 1 2 3 4 5 6 7 8", "0 9 0 1 2 3 4 5 6 7 8"),
    ("携帯090\n1234\n5678", "090\n1234\n5678"),
    ("連絡先 (077)522-6755 山下様", "(077)522-6755"),
    ("077(522)6755 高橋宅", "077(522)6755"),
    ("電話は 03-1234-5678 の田中さん", "03-1234-5678"),
    ("+81 90-1234-5678", "+81 90-1234-5678"),
    ("自宅の電話0771234567", "0771234567"),
    ("電話 522-6755 の方", "522-6755"),
    ("所有者の電話(0838-12-0001)", "0838-12-0001"),
    ("中央公民館 佐野様 077-522-0001", "077-522-0001"),
    ("図書館御中\n北に住む者です。\n連絡先 077-522-0001", "077-522-0001"),
    ("会員名,電話\n佐野 花,077-522-0001", "077-522-0001"),
    ("050-1234-5678", "050-1234-5678"),
    ("7,090-1234-5678,5", "090-1234-5678"),
    ("3,077-123-4567,5", "077-123-4567"),
)
NEAR_MISSES = (
    "北部支所 077-123-4567",
    "健康推進課(077-123-4567)まで",
    "| 北公民館 | 北町2-4-1 | 077-22-1188 |",
    "0120-123-456",
    "0570-012-345",
    "110番通報",
    "内線 2518",
    "施設,電話\n北の杜,077-123-4567",
    "架空市環境課\n架空市北町1-2-3\n電話 077-123-4567",
    "申込先 077-123-4567",
    "図面番号 077-123-4567",
    "令和7年10月12日",
    "2025-04-12",
    "08001234567",
    "口座 1234567",
    "第03-1234号",
    "077-123-4567(健康推進課)",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(PhoneNumberRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(PhoneNumberRecognizer, text) == []
