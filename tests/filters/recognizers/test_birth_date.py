"""BirthDateRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.birth_date import BirthDateRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("佐野と申します。昭和28年5月19日の生まれです", "昭和28年5月19日"),
    ("平成5年2月14日生", "平成5年2月14日"),
    ("昭和二十九年八月六日生まれ", "昭和二十九年八月六日"),
    ("二〇〇一年七月九日生まれ", "二〇〇一年七月九日"),
    ("生年月日: 20010709", "20010709"),
    ("生年月日 S310404", "S310404"),
    ("佐野 花(R4.11.2生)", "R4.11.2"),
    ("佐野 花 2003/8/6", "2003/8/6"),
    ("佐野 花 / 架空市 / S29.8.6", "S29.8.6"),
    ("氏名,生年月日\nサノ,1988/03/02", "1988/03/02"),
    ("1960年5月1日(64歳)", "1960年5月1日"),
    ("DOB: 1999-12-31", "1999-12-31"),
    ("born on July 9, 2001", "July 9, 2001"),
    ("生年月日 平成元年1月8日", "平成元年1月8日"),
    ("世帯 長男 H10.5.6", "H10.5.6"),
    ("後期高齢 昭和10年1月1日 女", "昭和10年1月1日"),
    ("被保険者番号03174486、佐野 フミ様(S11.2.20)", "S11.2.20"),
    ("セルの「1988/03/27 佐野 智也」を割る", "1988/03/27"),
    ("妊婦のカルキ・ダリナさん(H9.8.4)", "H9.8.4"),
    ("要支援者 佐野 花、架空市北町107、昭和9年1月30日、夜間は一人", "昭和9年1月30日"),
    ("佐野 花 S29.2.11 から年齢を出す", "S29.2.11"),
    ("誕生月の順に並べて 佐野 直樹(S33.6.21)", "S33.6.21"),
)
NEAR_MISSES = (
    "H30.4.1 男性 窓口で相談",
    "セルの「1988/03/27 本館 竣工」を割る",
    "移転の経過を並べて 施設 概要(S33.6.21)",
    "父 平成20年3月4日 死亡",
    "令和7年4月1日施行",
    "2025/7/9 開催",
    "締切は令和7年12月24日",
    "会議は1999年7月9日(水)10:00から",
    "平成30年2月3日と令和2年6月7日",
    "昭和65年1月1日生",
    "平成3年13月1日生",
    "受付日 2003/8/6 生年月日 不明",
    "昭和48年3月1日 北側の測量",
    "佐野 花 令和7年4月1日",
    "定例 会議 2003/8/6",
    "20010709の件",
    "3年生の1.2.3",
    "生年月日 不明 受付日 2003/8/6",
    "昭和50年4月2日から昭和51年4月1日までに生まれた方",
    "平成20年4月1日以前に生まれた人",
    "附 則(平成17年12月22日条例第61号)",
    "マスコットのなぎさん 平成27年12月6日生まれ",
    "明治29年8月27日生まれ",
    "記入例 佐野 花 昭和60年1月1日生",
    "氏名,就任日\n佐野 花,2003/8/6",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(BirthDateRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(BirthDateRecognizer, text) == []
