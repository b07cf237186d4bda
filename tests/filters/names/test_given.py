"""Given names no dictionary has, by what they are composed of and where they stand."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.given import from_given, is_composed


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


@pytest.mark.parametrize("name", ["心咲", "湊斗", "咲茉", "朱里那", "奏音"])
def test_new_given_names_are_composed(dictionary: NameDictionary, name: str) -> None:
    assert is_composed(name, dictionary)


@pytest.mark.parametrize("word", ["給食", "転校届", "太陽", "一人", "花壇", "星空", "入園"])
def test_words_are_not(dictionary: NameDictionary, word: str) -> None:
    assert not is_composed(word, dictionary)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("次女咲茉の入園", {"咲茉"}, id="glued to the child"),
        pytest.param("3歳の律希、言葉が遅い", {"律希"}, id="by age"),
        pytest.param("心咲の発達検査", {"心咲"}, id="what is done for children"),
        pytest.param("双子の湊音と奏音、名札", {"湊音", "奏音"}, id="and the other"),
        pytest.param("心咲の庭の一般公開", set(), id="nobody's child"),
        pytest.param("長男の転校届", set(), id="a form"),
        pytest.param("3歳の健診", set(), id="a check-up"),
        pytest.param("(子はアイシャ、5月生まれ)", {"アイシャ"}, id="in katakana"),
        pytest.param("同居の男性はズキと呼ばれている", {"ズキ"}, id="how one is called"),
        pytest.param("夫はフルタイム、妻はパート。", set(), id="how one works"),
        pytest.param("休職中の財部 凪の面談", {"財部 凪"}, id="away, by a place's name"),
        pytest.param("入院中の楠見の件", {"楠見"}, id="away, by the family's"),
        pytest.param("通院中の方の送迎、療養中の大津の件", set(), id="somebody, somewhere"),
    ],
)
def test_where_children_are_named(dictionary: NameDictionary, text: str, names: set[str]) -> None:
    assert {one.text_in(text) for one in from_given(text, dictionary)} == names
