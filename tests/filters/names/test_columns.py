"""Columns of family names without a header that says so."""

from __future__ import annotations

import pytest

from assistant.filters.names.columns import from_columns, from_columns_of_people
from assistant.filters.names.dictionary import NameDictionary

DUTY = "当番表\n|日|昼|\n|---|---|\n|1|黒川|\n|2|長尾|\n|3|荻野|\n"


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


def found(text: str, dictionary: NameDictionary) -> dict[str, set[str]]:
    return {one.text_in(text): one.evidence for one in from_columns(text, dictionary)}


def test_cells_of_a_duty_list_are_candidates(dictionary: NameDictionary) -> None:
    assert found(DUTY, dictionary) == {
        "黒川": {"duty"}, "長尾": {"duty"}, "荻野": {"duty"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(DUTY.replace("昼", "地区"), id="column of places"),
        pytest.param(DUTY.replace("長尾", "会議"), id="another word among them"),
        pytest.param("計画の施策と指標、予算\n" + DUTY.replace("当番表", "一覧"), id="published"),
    ],
)
def test_other_columns_are_none(dictionary: NameDictionary, text: str) -> None:
    assert found(text, dictionary) == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("宛名\t枚数\n京都\t1\n岡山\t2", {"京都", "岡山"}, id="places"),
        pytest.param(
            "申請者,受付日\n青梅,4/2\n横田,4/3", {"青梅", "横田"}, id="a place that is a word"
        ),
        pytest.param("氏名;年度\n目;R5\n梶浦;R6", {"目", "梶浦"}, id="a word"),
        pytest.param(
            "| 世帯主 | 人数 |\n|--|--|\n| 桑 | 3 |\n| 楠 | 4 |", {"桑", "楠"}, id="trees"
        ),
        pytest.param("受診者,判定\n松江,A\n浜田,C", {"松江", "浜田"}, id="whoever does something"),
        pytest.param(
            "宛名,区分\n根岸 郁代,A\nヤマネ コウジ,B",
            {"根岸 郁代", "ヤマネ コウジ"},
            id="whole names",
        ),
        pytest.param("施設名,区分\n福島,有料\n松本,無料", set(), id="houses"),
        pytest.param("事業者,区分\n福島,有料\n松本,無料", set(), id="firms"),
        pytest.param("担当,件数\n窓口,3\n電話,5", set(), id="kinds"),
        pytest.param("契約者,件数\n市,3\n県,5", set(), id="offices"),
        pytest.param("担当,件名\n水道課,漏水\n下水課,詰まり", set(), id="divisions"),
        pytest.param("氏名,年代\n匿名,40\n非公開,50", set(), id="nobody"),
    ],
)
def test_cells_under_a_header_of_people_are_names_whatever_the_word(
    dictionary: NameDictionary, text: str, names: set[str]
) -> None:
    assert {one.text_in(text) for one in from_columns_of_people(text, dictionary)} == names
