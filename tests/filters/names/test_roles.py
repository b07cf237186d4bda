"""Names behind a role; and what stands there and is none."""

from __future__ import annotations

import pytest

from assistant.filters.names.announced import from_announcements
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.roles import from_roles


def found(text: str) -> list[str]:
    dictionary = name_dictionary()
    return [
        one.text_in(text)
        for collected in (from_roles(text, dictionary), from_announcements(text, dictionary))
        for one in collected
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("提出者 乙部 千早 ほか 210名", "乙部 千早", id="petition"),
        pytest.param("担当は二階です。", "二階", id="a family that is a floor, who it is"),
        pytest.param("妻は乙部に頼んだ。", "乙部", id="whom she asked"),
    ],
)
def test_somebody_stands_behind_a_role(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("母は戸口で話した。", id="where she stood"),
        pytest.param("入居者は二階に上がれない。利用者は三階へ。", id="where they go"),
        pytest.param("経験者2名、町職員1名", id="whose they are"),
    ],
)
def test_where_somebody_is_is_no_name(text: str) -> None:
    assert found(text) == []
