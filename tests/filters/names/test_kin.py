"""Given names behind whose they are: words and places too, and what people only have."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.kin import from_kin


def named(text: str) -> list[str]:
    return [one.text_in(text) for one in from_kin(text, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("娘の茜は、四月で二歳です。", ["茜"], id="a colour"),
        pytest.param("弟の渉が同居しています。", ["渉"], id="one character"),
        pytest.param("下の子のみつきが熱を出した。", ["みつき"], id="a word in hiragana"),
        pytest.param("夫(ケンジ)の口座に振り込む", ["ケンジ"], id="husband in brackets"),
        pytest.param("上の子(こはる、5歳)の分", ["こはる"], id="child in brackets"),
        pytest.param("孫・律(4歳)を預かる", ["律"], id="middle dot"),
        pytest.param("妻 はづき、長男 蓮(7か月)", ["はづき", "蓮"], id="row of a family"),
        pytest.param("弟 羽咋 湊(年中)", ["羽咋 湊"], id="family and given name"),
        pytest.param("姉さんの梢さんから電話", ["梢"], id="kin called politely"),
        pytest.param("子は慧くん(4歳)です。", ["慧"], id="topic and honorific"),
        pytest.param("うちのレナは、もう自分で読みます。", ["レナ"], id="at home, by what it does"),
        pytest.param("祖母のウメは施設にいます。", ["ウメ"], id="grandmother"),
        pytest.param("女性、アミナさんから相談", ["アミナ"], id="who it is, and from abroad"),
        pytest.param("妻(みち代)の介護", ["みち代"], id="wife in brackets, no honorific"),
        pytest.param("弟のつむくんが泣いた。", ["つむ"], id="a word called くん"),
        pytest.param("孫のなごみちゃん、年少", ["なごみ"], id="a word called ちゃん"),
        pytest.param("祖父の弥助が先月亡くなり、江戸時代の帳面", ["弥助"], id="died lately"),
    ],
)
def test_somebody_of_a_family_is_found(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("娘の夢は先生。孫の歌、母の花、子の心。", id="what people have"),
        pytest.param("子の未来を守り、兄の希望を聞く。", id="what is hoped for"),
        pytest.param("帽子の緑、椅子の楓、様子の変化。", id="no kin"),
        pytest.param("妻(パート)、長女(中2)、母(要支援)", id="what they do"),
        pytest.param("娘のスマホ、弟のクルマ、うちのネコ。", id="things and creatures"),
        pytest.param("友達のうち、夫のほう、子のため。", id="words of grammar"),
        pytest.param("孫のなみだ、妹のくつ、息子のかばん。", id="words in hiragana"),
        pytest.param("母「みつき」、妹は「いぶき」ちゃん。", id="family of a mascot"),
        pytest.param("父「くりパパ」、妹「めばるちゃん」", id="family of a mascot, called"),
        pytest.param("孫のあかちゃん、娘のおにいちゃん", id="called so by anybody"),
        pytest.param("妹のうさちゃん、子のぞうくん", id="creatures"),
        pytest.param("妹の市は、戦国時代の人です。", id="long ago"),
        pytest.param("住民のヘルパーさん、生徒のコーチさん。", id="called by the work"),
    ],
)
def test_what_they_have_or_are_is_not(text: str) -> None:
    assert named(text) == []
