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
