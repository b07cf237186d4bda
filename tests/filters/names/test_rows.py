"""Who came by a duty and a family, and who holds posts told in a row; and what is neither."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.rows import from_attendance


def attending(text: str) -> list[str]:
    return [one.text_in(text) for one in from_attendance(text, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("出席 校長、教頭、生活指導の日下", ["日下"], id="duty and family"),
        pytest.param("出席 園長、3年の主任玉置", ["玉置"], id="class, post and family"),
        pytest.param("出席者:会長、書記の小暮、会計の三谷", ["小暮", "三谷"], id="two posts"),
        pytest.param("欠席 係長、防犯部長宗像", ["宗像"], id="glued to a post"),
        pytest.param("同席 校医、5年の富永、6年の辻", ["富永", "辻"], id="teachers of classes"),
        pytest.param("参加 課長、保健師の乙部(午後から)", ["乙部"], id="brackets behind"),
        pytest.param("立会 係長、用地係の玉置", ["玉置"], id="member of a division"),
        pytest.param("・出席者 主任日下、調理の早川、他", ["日下", "早川"], id="mark of a list"),
        pytest.param("役員は、議長鵜沢、書記宗像。", ["鵜沢", "宗像"], id="posts in a row"),
        pytest.param("総会の会長久慈、会計朝倉", ["久慈", "朝倉"], id="families like places"),
        pytest.param("出席 教頭、社協の久慈", ["久慈"], id="of a body"),
        pytest.param("会長猪俣、会計辻、監事小暮", ["猪俣", "辻", "小暮"], id="three posts"),
        pytest.param("司会三谷・記録玉置で進めた", ["三谷", "玉置"], id="middle dot"),
    ],
)
def test_who_came_is_found(text: str, names: list[str]) -> None:
    assert attending(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("出席 校長、各学年の主任、地区の代表", id="posts alone"),
        pytest.param("参加 大津の会場、草津の会場", id="where from"),
        pytest.param("参加 東部の坂本、西部の堅田", id="parts of a town"),
        pytest.param("会長挨拶、書記報告、会計監査の順", id="what posts do"),
        pytest.param("司会進行、記録作成を決める", id="what is done"),
        pytest.param("議長選出、書記指名のあと、議案へ", id="who is chosen"),
        pytest.param("出席 係長の代理、部長の代理", id="in whose place"),
    ],
)
def test_posts_and_places_are_not(text: str) -> None:
    assert attending(text) == []
