"""Results and prizes: families and kana among single persons, and none among teams."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.results import from_results

WHOLE = "優勝 大石 渚(北小5年)\n"


def winners(text: str) -> list[str]:
    return [one.text_in(text) for one in from_results(text, name_dictionary())]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("第3位 鵜沢・鵜沢(姉妹)", ["鵜沢", "鵜沢"], id="a family twice"),
        pytest.param("2位 大石 渚・デ・ソウザ(港)", ["大石 渚", "デ・ソウザ"], id="from abroad"),
        pytest.param("佳作 大津(南小)", ["大津"], id="family like a town, of a school"),
        pytest.param(
            "2位 水主 健(東町) 3位 鏑木(個人)", ["水主 健", "鏑木"], id="two results in a line"
        ),
        pytest.param("銀賞 ウザワ リコ(北小3年)", ["ウザワ リコ"], id="whole name in kana"),
    ],
)
def test_people_among_results_of_people(line: str, names: list[str]) -> None:
    assert winners(WHOLE + line) == ["大石 渚", *names]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("2位 大津・草津(合同チーム)", id="towns that play together"),
        pytest.param("2位 若草クラブ(南町)", id="club"),
        pytest.param("2位 大津", id="town"),
        pytest.param("2位 棄権のため、なし", id="sentence"),
    ],
)
def test_teams_among_results_of_people(line: str) -> None:
    assert winners(WHOLE + line) == ["大石 渚"]


def test_nobody_is_found_among_results_of_teams() -> None:
    assert winners("優勝 若草クラブ\n2位 鵜沢・宗像\n3位 東町") == []
