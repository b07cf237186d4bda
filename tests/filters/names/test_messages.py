"""Who wrote a quoted message; words that begin and end messages as well."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.messages import from_messages


def found(text: str) -> list[str]:
    return [one.text_in(text) for one in from_messages(text, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("「楠見です。母の券が届きません。」", ["楠見"], id="a family begins"),
        pytest.param("「福島です。母の券が届きません。」", ["福島"], id="a place, own matter"),
        pytest.param("「もりたです、お世話になります」", ["もりた"], id="hiragana"),
        pytest.param("「ぬくもです、080-1234-5678まで」", ["ぬくも"], id="new, with a telephone"),
        pytest.param("「鍵を返し忘れました。もりた」", ["もりた"], id="hiragana at the end"),
        pytest.param("「鵜飼です、先日の書類はまだですか。」", ["鵜飼"], id="a word, own matter"),
        pytest.param("「ドルジです。印鑑がなくてもいいですか」", ["ドルジ"], id="from abroad"),
        pytest.param("「来週でよい」と楠見から電話", ["楠見"], id="said by"),
        pytest.param("苗字は宗像とのこと。", ["宗像"], id="said to be called so"),
        pytest.param("姓は鵜沢らしい。", ["鵜沢"], id="seems to be called so"),
        pytest.param("名字は楠見か、家は北町", ["楠見"], id="perhaps called so"),
    ],
)
def test_who_wrote_it_is_found(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("「福島です。桃がおいしい季節になりました。」", id="where it is"),
        pytest.param("「これです、080-1234-5678まで」", id="word"),
        pytest.param("「よろしくお願いします。ありがとう」", id="thanks"),
        pytest.param("「満開です。さくら」", id="flower"),
    ],
)
def test_other_words_stay(text: str) -> None:
    assert found(text) == []
