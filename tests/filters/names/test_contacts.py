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
        pytest.param(
            "佃 1,850×12=22,200、鵜沢 2,400×12=28,800", ["佃", "鵜沢"], id="sums worked out"
        ),
        pytest.param(
            "宗像 律 3回、ミゲル 4回、鵜沢 2回",
            ["ミゲル", "鵜沢"],
            id="how often, beside a whole name",
        ),
        pytest.param(
            "会費 鵜沢 3,000・宗像 2,500・佃 1,500",
            ["鵜沢", "宗像", "佃"],
            id="behind what is paid",
        ),
        pytest.param("問合せ:瀬戸口まで 080-1111-2233", ["瀬戸口"], id="whom to call"),
        pytest.param(
            "詳しくは大津まで 080-1111-2233", ["大津"], id="whom to call, a place as well"
        ),
        pytest.param(
            "編集長の土方まで(hijikata@example.net)", ["土方"], id="a post and whom to write to"
        ),
        pytest.param("見る方は、国府家(077-111-2233)に連絡", ["国府"], id="telephone of a house"),
        pytest.param(
            "会長宗像 080-1、庶務いわさき 0748-11-2233", ["いわさき"], id="kana glued to a post"
        ),
        pytest.param(
            "口座の名義はムナカタ ツバサです", ["ムナカタ ツバサ"], id="holder as a sentence"
        ),
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
        pytest.param("申込みは窓口まで 077-111-2233", id="counter to call"),
        pytest.param("大津まで 077-111-2233", id="place without a word for it"),
        pytest.param("リンゴ 300円、ミカン 200円、大津 3回", id="things and places"),
        pytest.param("旧家(重要文化財)に連絡", id="word for a house"),
    ],
)
def test_words_offices_and_places_are_none(text: str) -> None:
    assert beside(text) == []
