"""Words are cut as spaCy's own Japanese tokenizer cuts them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from assistant.filters.engine.parse import Words
from assistant.filters.engine.stock import as_parse
from assistant.filters.engine.words import MisalignedWordsError, WordCutter, aligned

ALPHABET = (
    "架空市民高橋美咲さん様令和はがのを、。 　\t\n\r\u200b\u00a0･ｱﾞﾟ12３４-ー…‥①㈱ABcd"
    "\u200d👨👩👧🍎\u3099𠮷髙\ufeff()「」"
)


@pytest.fixture(scope="module")
def cutter(reduced: Language) -> WordCutter:
    return WordCutter(reduced.tokenizer.tokenizer)  # type: ignore[union-attr]  # typed as a callable


@pytest.mark.nlp
@settings(max_examples=400, deadline=None)
@given(text=st.text(alphabet=ALPHABET, max_size=40))
@example(text="")
@example(text=" ")
@example(text="　\n ")
@example(text=" 架空  市 \n\n 高橋 ")
@example(text="…架空…")
def test_words_are_those_of_spacys_tokenizer(
    cutter: WordCutter, reduced: Language, text: str
) -> None:
    try:
        expected: Words | None = as_parse(reduced.make_doc(text)).words
    except ValueError:
        expected = None
    if expected is None:
        with pytest.raises(MisalignedWordsError):
            cutter.cut(text)
    else:
        assert cutter.cut(text) == expected


def test_what_lies_between_words_becomes_a_word() -> None:
    words = aligned("  架空　市 様\n", ["架空", "市", " ", "様"], ["a", "b", "空白", "c"])
    assert words.surfaces == ["  ", "架空", "　", "市", "様", "\n"]
    assert words.spaces == [False, False, False, True, False, False]
    assert words.starts == [0, 2, 4, 5, 7, 8]
    assert words.tags == ["空白", "a", "空白", "b", "c", "空白"]


def test_a_word_that_is_not_in_the_text_is_a_fault_that_quotes_nothing() -> None:
    with pytest.raises(MisalignedWordsError, match="a word is not found in the text"):
        aligned("架空市", ["架空", "町"], ["a", "b"])
