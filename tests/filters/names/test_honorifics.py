"""What stands before 様, さん, くん and ちゃん."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.honorifics import from_honorifics, from_spaced


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("ゆうたくんとみなとくんのけんか", ["ゆうた", "みなと"], id="two children"),
        pytest.param("ゆうたくんとはやとくん", ["ゆうた", "はやと"], id="and behind a child"),
        pytest.param("はるまくん、熱が下がらない", ["はるま"], id="begins like a particle"),
        pytest.param("娘のゆきちゃん", ["ゆき"], id="a particle behind a word"),
        pytest.param("骨を折り、トシ子様は入院", ["トシ子"], id="katakana and the last character"),
        pytest.param("撮ったぬくもさんに聞く", ["ぬくも"], id="behind a clause in hiragana"),
        pytest.param("かとうはるかちゃん", ["はるか"], id="no part of a name"),
        pytest.param("楠見さんへ", ["楠見"], id="family"),
        pytest.param("花苑さんさん祭り", [], id="two of them are a word"),
        pytest.param("寄附者鵜沢様へ", ["鵜沢"], id="glued to a role"),
        pytest.param("体験様式の欄", [], id="part of a word"),
        pytest.param("退職された先生に頼む。来ている先生、書いた先生", [], id="who did something"),
        pytest.param("楠見先生に頼む", ["楠見"], id="teacher"),
        pytest.param("出生届を出しにまつい様が来る", ["まつい"], id="behind a purpose"),
        pytest.param(
            "相談をしにひらの様が来る", ["ひらの"], id="behind a purpose, in no dictionary"
        ),
        pytest.param("6月生まれのことはちゃん", ["ことは"], id="behind a clause and a particle"),
        pytest.param("泣いていたのはみつきちゃん", ["みつき"], id="behind two particles"),
        pytest.param("窓口へ届けにきたやまもと様", ["やまもと"], id="behind what was done"),
        pytest.param("隣に住むなかがわさん", ["なかがわ"], id="behind a verb"),
        pytest.param("夫(たか夫 様)の免許", ["たか夫"], id="a man's last character"),
        pytest.param("今年もくわたさんのお宅", ["くわた"], id="too"),
        pytest.param("荷物をうけとるのはきよ子様", ["きよ子"], id="kana and the last character"),
        pytest.param("妻(さち枝 様)の通院", ["さち枝"], id="in brackets"),
        pytest.param("こちらはまつ江さんの席", ["まつ江"], id="no dictionary"),
        pytest.param("、くにもとさん", ["くにもと"], id="a particle inside a whole name"),
        pytest.param("所属及び氏、住所又は氏を記す", [], id="the word for a name"),
        pytest.param("ふれあいサロン 様、若葉クラブ様", [], id="groups"),
        pytest.param("ごはんのおかわりさん", [], id="word behind a particle"),
    ],
)
def test_who_is_called(dictionary: NameDictionary, text: str, names: list[str]) -> None:
    assert [one.text_in(text) for one in from_honorifics(text, dictionary)] == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("の・む・ら・ま・いさん", id="dots"),
        pytest.param("東 雲 小 夜 子 殿", id="blanks"),
        pytest.param("ぬ く も ゆ みさん", id="hiragana"),
        pytest.param("楠\n見\n冬\n実\n様", id="one below the other"),
    ],
)
def test_characters_set_apart_are_one_name(dictionary: NameDictionary, text: str) -> None:
    (found,) = from_spaced(text, dictionary)
    assert found.text_in(text) == text[:-2].strip()


@pytest.mark.parametrize("text", ["お と うさん", "お 客 様", "予 算 編 成 方 針"])
def test_words_set_apart_are_no_name(dictionary: NameDictionary, text: str) -> None:
    assert list(from_spaced(text, dictionary)) == []
