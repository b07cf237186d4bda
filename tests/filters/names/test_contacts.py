"""Whose telephone, address or account it is, who speaks in a line, who has paid what."""

from __future__ import annotations

import pytest

from assistant.filters.names.contacts import from_contacts
from assistant.filters.names.dictionary import name_dictionary


def beside(text: str) -> list[str]:
    return [one.text_in(text) for one in from_contacts(text, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("雨の連絡=瀬戸口の携帯 080-1111-2233", ["瀬戸口"], id="who carries it"),
        pytest.param("差出人は s.kashiwa@example.jp(柏倉)", ["柏倉"], id="behind a mail address"),
        pytest.param(
            "2 ダリナ・コヴァルスカ darina@example.jp", ["ダリナ・コヴァルスカ"], id="before one"
        ),
        pytest.param("普通 7730942 ムナカタ ツバサ です", ["ムナカタ ツバサ"], id="holder"),
        pytest.param("請求書がムナカタ ツバサ名義で届く", ["ムナカタ ツバサ"], id="in whose name"),
        pytest.param("『鵜沢 ノア』と書いてある水筒", ["鵜沢 ノア"], id="written on a thing"),
        pytest.param(
            "発言 鵜沢:予算が足りない 玉城:寄付を募る", ["鵜沢", "玉城"], id="speakers in a line"
        ),
        pytest.param("会費 鵜沢 3,000・玉城 2,500", ["鵜沢", "玉城"], id="who has paid"),
        pytest.param("宗像 12万円、鵜沢 8万円", ["宗像", "鵜沢"], id="who owes"),
    ],
)
def test_whoever_stands_beside_is_a_candidate(text: str, names: list[str]) -> None:
    assert beside(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("本人の携帯 080-1111-2233", id="word for a person"),
        pytest.param("kouhou@city.example.jp(広報課)", id="division behind a mail address"),
        pytest.param("info@shop.example.jp(坂本)", id="branch of a shop"),
        pytest.param("普通 7730942 ワカミヤシ カイケイ", id="account of a city"),
        pytest.param("『施設 名称』と書いてある欄", id="word of a form"),
        pytest.param("日時:未定です 会場:決まりしだい", id="labels"),
        pytest.param("金沢:雨がちです 福井:くもりです", id="places and their weather"),
        pytest.param("北組 3,000・南組 2,500", id="groups"),
        pytest.param("金沢 1,200円、福井 800円", id="fares to places"),
        pytest.param("宗像 3,000", id="one alone"),
    ],
)
def test_words_offices_and_places_are_none(text: str) -> None:
    assert beside(text) == []
