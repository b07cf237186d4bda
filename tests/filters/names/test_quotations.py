"""Names a text speaks about: quoted, with a reading, behind a label."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.quotations import from_quotations


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


def found(text: str, dictionary: NameDictionary) -> set[str]:
    return {one.text_in(text) for one in from_quotations(text, dictionary)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("名簿の「梶浦」「根岸」が重複", {"梶浦", "根岸"}, id="in a roll"),
        pytest.param("戸籍の「梶浦」「早乙女」", {"梶浦", "早乙女"}, id="a word beside a family"),
        pytest.param("メモに電話「根岸、3時」とだけある", {"根岸"}, id="note"),
        pytest.param("A列が「棚橋」の行を数える", {"棚橋"}, id="cells that hold it"),
        pytest.param("差出人が「岩永」とだけある", {"岩永"}, id="sender"),
        pytest.param("通帳の名義が「ネギシ」で始まる", {"ネギシ"}, id="holder in kana"),
        pytest.param("B2に「安宅」、C2に「悠人」", {"安宅", "悠人"}, id="both halves"),
        pytest.param("土岐田(ときた)のルビ", {"土岐田", "ときた"}, id="with the reading"),
        pytest.param("フリガナ:スダ の欄", {"スダ"}, id="reading behind its label"),
        pytest.param("セイ:ネギシ メイ:イクヨ", {"ネギシ", "イクヨ"}, id="reading in two parts"),
        pytest.param("名前の読みはきよせです", {"きよせ"}, id="reading that is told"),
        pytest.param("よみ「あさり」の人を並べる", {"あさり"}, id="people of a reading"),
        pytest.param("楠見さん(くすみ、と読む)が来る", {"くすみ"}, id="how one called is read"),
        pytest.param("二瓶様(にへい)は欠席", {"にへい"}, id="only noted"),
        pytest.param("保護者代表楠見「給食の量が足りない」", {"楠見"}, id="speaker behind a role"),
    ],
)
def test_names_are_found(dictionary: NameDictionary, text: str, names: set[str]) -> None:
    assert found(text, dictionary) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("「大津」「草津」「守山」の三駅", id="stations"),
        pytest.param("「堅田」と「片田」の町名の名寄せ", id="towns in a roll"),
        pytest.param("A列が「支所」の行を数える", id="words in cells"),
        pytest.param("差出人が「税務署」とだけある", id="office"),
        pytest.param("名前の届出。「陽」「翔」「葵」が人気", id="characters"),
        pytest.param("注意(ちゅうい)のふりがな", id="word with its reading"),
        pytest.param("菰田(こもだ)地区の地図", id="place with its reading"),
        pytest.param("フリガナ:カタカナで入力", id="how to fill in"),
        pytest.param("よみ「こうどう」の部屋", id="rooms of a reading"),
        pytest.param("事務局「来年度に検討する」", id="an office that speaks"),
        pytest.param("商工会議所会員「値上げは困る」", id="a role that speaks"),
        pytest.param("議員楠見「議案に賛成します」", id="speaker of an assembly"),
    ],
)
def test_places_and_words_are_not(dictionary: NameDictionary, text: str) -> None:
    assert found(text, dictionary) == set()
