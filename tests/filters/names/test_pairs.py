"""A family name, a blank and a given name, by dictionary alone."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.pairs import from_pairs


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("主幹 薬袋 昌平", "薬袋 昌平", id="family name that is a word"),
        pytest.param("オリヴェイラ 健が来た", "オリヴェイラ 健", id="family name from abroad"),
        pytest.param("一ノ瀬 葵の絵", "一ノ瀬 葵", id="ノ inside"),
        pytest.param("渡辺 あおいさん", "渡辺 あおい", id="given name that is a word"),
        pytest.param("けが 6年阪 颯真 転倒", "阪 颯真", id="behind a year of school"),
        pytest.param("読みは 薬袋 淳", "薬袋 淳", id="given name of one character"),
        pytest.param("塩竈 ミネ子", "塩竈 ミネ子", id="place, and what only women are called"),
        pytest.param("元分団長楠見 玲様へ", "楠見 玲", id="post glued before it"),
        pytest.param("来た方 都ノ島 英一様", "都ノ島 英一", id="a word before three parts"),
        pytest.param("対象 須恵 ななみ", "須恵 ななみ", id="label before a rare family"),
    ],
)
def test_pairs_are_found(text: str, name: str) -> None:
    assert name in [one.text_in(text) for one in from_pairs(text, name_dictionary())]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("秘書課 黒川", id="section and name"),
        pytest.param("第2章 木綿と鉄道", id="chapter"),
        pytest.param("早見シズ 相続人", id="whole name and a word"),
        pytest.param("広域連合長 黒川", id="post and name"),
        pytest.param("11月14日 兄という人が来た", id="day and kin"),
        pytest.param("理香 午後 東", id="half of a day"),
        pytest.param("記号 滋3 番号 6620187", id="sign of a card"),
        pytest.param("楠見 保護者", id="family and what somebody is"),
        pytest.param("平成元年 楠見", id="year"),
        pytest.param("予 算 編 成 方 針", id="heading set apart"),
        pytest.param("平賀源内 発電機", id="whole name everybody knows"),
        pytest.param("本丸 石垣", id="parts of a castle"),
        pytest.param("二の丸 天守台", id="parts of a castle, a number in one"),
    ],
)
def test_other_words_are_no_family_names(text: str) -> None:
    assert list(from_pairs(text, name_dictionary())) == []


@pytest.mark.parametrize(
    ("text", "is_pair"),
    [
        pytest.param("渡辺直樹 寝たきり", False, id="whole name and a word"),
        pytest.param("渡辺直樹 要介護3", False, id="whole name and a grade"),
        pytest.param("渡辺 直樹", True, id="family and given name"),
    ],
)
def test_a_whole_name_is_no_family_name(text: str, is_pair: bool) -> None:
    assert bool(list(from_pairs(text, name_dictionary()))) is is_pair


@pytest.mark.parametrize(
    ("text", "evidence", "is_there"),
    [
        pytest.param("小早川 結月 給食", "pair_common_word", False, id="the next word is not its"),
        pytest.param("小早川 結月", "pair_given_shape", True, id="too new for the dictionary"),
        pytest.param("小早川 トヨ", "pair_given_shape", True, id="too old for it"),
        pytest.param("小早川 つむぎ", "pair_given_shape", True, id="given name that is a word"),
        pytest.param("小早川 公園", "pair_given_shape", False, id="a place"),
        pytest.param("長浜 つむぎ", "pair_given_shape", False, id="family that is a town"),
        pytest.param("長浜 太陽", "pair_short_word", True, id="doubted less than other words"),
        pytest.param("6年2組小早川 結月", "school_class", True, id="class before it"),
        pytest.param("5年小早川 結月", "school_class", True, id="year of school before it"),
        pytest.param("東小5年 小早川 結月", "school_class", True, id="a blank behind the year"),
        pytest.param("南中2年 小早川 結月", "school_class", True, id="middle school"),
        pytest.param("6年2組 小早川 結月", "school_class", True, id="a blank behind the class"),
        pytest.param("高校1年 小早川 結月", "school_class", True, id="high school"),
        pytest.param("最小5年 小早川 結月", "school_class", False, id="at least so many years"),
        pytest.param("令和5年 小早川 結月", "school_class", False, id="year of an era, a blank"),
        pytest.param("令和5年小早川 結月", "school_class", False, id="year of an era"),
    ],
)
def test_the_word_behind_a_family_is_judged(text: str, evidence: str, is_there: bool) -> None:
    pair = next(one for one in from_pairs(text, name_dictionary()))
    assert (evidence in pair.evidence) is is_there
