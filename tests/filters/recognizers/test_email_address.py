"""EmailAddressRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.email_address import EmailAddressRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("sano01~03@mycity.kakuu.com", "03@mycity.kakuu.com"),
    ("連絡はhanako.sano@mail.example.ne.jpへ", "hanako.sano@mail.example.ne.jp"),
    ("sano @ kakuu.example.jp", "sano @ kakuu.example.jp"),
    ("sano アット kakuu ドット jp まで", "sano アット kakuu ドット jp"),
    ("sano[at]kakuu[dot]jp", "sano[at]kakuu[dot]jp"),
    ("佐野 花;sano@example.org", "sano@example.org"),
    ("sano.hanako@city.kakuu.lg.jp", "sano.hanako@city.kakuu.lg.jp"),
    ("info@sano-ke.jp", "info@sano-ke.jp"),
    ("高校教育課 sano-h@city.kakuu.jp", "sano-h@city.kakuu.jp"),
    ("観光課 kankou.sano@town.kakuu.kagawa.jp", "kankou.sano@town.kakuu.kagawa.jp"),
    ("soumu@mycity.kakuu.com", "soumu@mycity.kakuu.com"),
    ("sano@city.kakuu.lg.jp", "sano@city.kakuu.lg.jp"),
    ("佐野 花 kiban@city.kakuu.lg.jp", "kiban@city.kakuu.lg.jp"),
)
NEAR_MISSES = (
    "北小学校 保護者会 <hogoshakai@kita.kakuu.jp>",
    "利用者 sample01~03@example.com",
    "例はuser@example.com",
    "info@city.kakuu.lg.jp",
    "soumu@city.kakuu.lg.jp",
    "noreply@service.jp",
    "基盤係 kiban@city.kakuu.lg.jp",
    "高校教育課 ky-koukou@city.kakuu.jp",
    "soumu@pref.kakuu.jp",
    "国際交流課 kokusai-k@city.kakuu.lg.jp",
    "返信は北支所(sakamoto-shisho@city.kakuu.lg.jp)",
    "左官@現場",
    "git@github.com:a/b",
    "value@1.2.3",
    "北公民館 info@kominkan.jp",
    "npm i @scope/pkg.name",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(EmailAddressRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(EmailAddressRecognizer, text) == []
