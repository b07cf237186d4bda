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
        pytest.param("楠見さんへ", ["楠見"], id="family"),
        pytest.param("花苑さんさん祭り", [], id="two of them are a word"),
        pytest.param("寄附者鵜沢様へ", ["鵜沢"], id="glued to a role"),
        pytest.param("体験様式の欄", [], id="part of a word"),
        pytest.param("退職された先生に頼む。来ている先生、書いた先生", [], id="who did something"),
        pytest.param("楠見先生に頼む", ["楠見"], id="teacher"),
    ],
)
def test_who_is_called(dictionary: NameDictionary, text: str, names: list[str]) -> None:
    assert [one.text_in(text) for one in from_honorifics(text, dictionary)] == names


@pytest.mark.parametrize("text", ["の・む・ら・ま・いさん", "東 雲 小 夜 子 殿"])
def test_characters_set_apart_are_one_name(dictionary: NameDictionary, text: str) -> None:
    (found,) = from_spaced(text, dictionary)
    assert found.text_in(text) == text[:-2].strip()
