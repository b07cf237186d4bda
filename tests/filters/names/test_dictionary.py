"""What the dictionary remembers of words: their readings, told apart, and not the words."""

from __future__ import annotations

from assistant.filters.names.dictionary import Known, NameDictionary


def test_words_of_the_same_bytes_are_told_apart() -> None:
    dictionary = NameDictionary()
    latin = b"\x53\x4f".decode("latin-1")

    assert (dictionary.known(latin), dictionary.known("体")) == (Known.NOTHING, Known.COMMON)


def test_an_answer_is_remembered_without_its_word() -> None:
    dictionary = NameDictionary()

    assert dictionary.known("鈴木") == dictionary.known("鈴木")
    assert "鈴木" not in repr(vars(dictionary))
