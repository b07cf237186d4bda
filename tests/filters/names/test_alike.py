"""Who stands where certain people stand; and places, words and empty cells that stand there."""

from __future__ import annotations

import pytest

from assistant.filters.names.alike import people_alike
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.dictionary import name_dictionary

CERTAIN = frozenset(("column", "label_cell", "known_surname"))


def alike(text: str, *sure: str) -> list[str]:
    """The names found beside those that are certain, in the order of the text."""
    candidates = [
        Candidate(text.index(one), text.index(one) + len(one), set(CERTAIN)) for one in sure
    ]
    found = people_alike(text, candidates, name_dictionary())
    return [one.text_in(text) for one in sorted(found, key=lambda one: one.start)]


@pytest.mark.parametrize(
    ("text", "sure", "names"),
    [
        pytest.param("日,一番\n1日,鵜沢\n2日,石部\n", ["鵜沢"], ["石部"], id="place as well"),
        pytest.param("日\t泊り\n1日\t宗像\n2日\t大石\n", ["宗像"], ["大石"], id="word as well"),
        pytest.param(
            "| 日 | 番 |\n|---|---|\n| 1 | 三谷 |\n| 2 | ドルジ |\n",
            ["三谷"],
            ["ドルジ"],
            id="katakana",
        ),
        pytest.param("日,番\n1,鵜沢\n2,玉置(職員番号 12)\n", ["鵜沢"], ["玉置"], id="brackets"),
        pytest.param("日,番\n1,鵜沢\n2,玉置さん\n", ["鵜沢"], ["玉置"], id="called so"),
        pytest.param("日,番\n1,鵜沢\n2,未定\n3,玉置\n", ["鵜沢"], ["玉置"], id="undecided cell"),
        pytest.param("日,番\n1,鵜沢\n2,\n3,玉置\n", ["鵜沢"], ["玉置"], id="empty cell"),
        pytest.param(
            "1 鵜沢 / 視覚\n2 宗像 / 聴覚\n3 エレーヌ / 独居\n",
            ["鵜沢", "宗像"],
            ["エレーヌ"],
            id="numbered list",
        ),
        pytest.param(
            "1. 鵜沢(3班)\n2. 宗像(4班)\n3. 玉置(5班)\n",
            ["鵜沢", "宗像"],
            ["玉置"],
            id="points behind the numbers",
        ),
        pytest.param(
            "1 鵜沢: 杖\n2 宗像: 車椅子\n3 三谷: 杖\n", ["鵜沢", "宗像"], ["三谷"], id="colons"
        ),
    ],
)
def test_neighbours_of_certain_people_are_found(
    text: str, sure: list[str], names: list[str]
) -> None:
    assert alike(text, *sure) == names


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param("日,会場\n1日,草津\n2日,守山\n", [], id="nobody is certain"),
        pytest.param("担当,会場\n鵜沢,草津\n宗像,守山\n", ["鵜沢", "宗像"], id="column beside"),
        pytest.param("氏名,会場\n鵜沢,草津\n宗像,守山\n", ["鵜沢", "宗像"], id="under its header"),
        pytest.param("日,番\n1,鵜沢\n2,欠員\n3,未定(調整中)\n", ["鵜沢"], id="nobody yet"),
        pytest.param("日,内容\n1,鵜沢\n2,清掃\n3,除草\n4,点検\n", ["鵜沢"], id="what is done"),
        pytest.param("1 鵜沢 / 杖\n2 窓口 / 一階\n3 受付 / 二階\n", ["鵜沢"], id="one leads alone"),
        pytest.param(
            "1 鵜沢 / 杖\n2 宗像 / 杖\n3 持ち物 / 水\n4 清掃 / 午後\n",
            ["鵜沢", "宗像"],
            id="words at the heads",
        ),
    ],
)
def test_places_words_and_empty_cells_stay(text: str, sure: list[str]) -> None:
    assert alike(text, *sure) == []


def test_a_place_that_was_weighed_gets_the_evidence() -> None:
    text = "日,番\n1日,鵜沢\n2日,石部\n"
    sure = Candidate(text.index("鵜沢"), text.index("鵜沢") + 2, set(CERTAIN))
    weighed = Candidate(text.index("石部"), text.index("石部") + 2, {"bare", "public_text"})
    assert people_alike(text, [sure, weighed], name_dictionary()) == []
    assert weighed.evidence == {"bare", "column", "label_cell"}
