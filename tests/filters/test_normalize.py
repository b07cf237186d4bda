"""Normalisation: what becomes of each kind of character, and the way back."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.normalize import (
    CIRCLED_RUN,
    HYPHENS,
    OVERLAYS,
    fold_character,
    hides_text,
    is_invisible,
    normalize,
)

JAPANESE = st.text(
    st.characters(min_codepoint=0x3041, max_codepoint=0x30FF)
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x4FFF)
    | st.characters(min_codepoint=0xFF01, max_codepoint=0xFF9F)
    | st.characters(min_codepoint=0x300, max_codepoint=0x36F)
    | st.characters(min_codepoint=0x1100, max_codepoint=0x11FF)
    | st.sampled_from("㈱℡㍻ｶﾞﾊﾟか゛゙ 　\n")
)
# A stroke over a character, and any mark over a digit, is taken out.
STRUCK = re.compile(f"[{''.join(OVERLAYS)}]|(?<=\\d)[^\\w\\s]+")
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        pytest.param("０９０－１２３４－５６７８", "090-1234-5678", id="full-width"),
        pytest.param("090‐1234−5678", "090-1234-5678", id="mixed hyphens"),
        pytest.param("090ー1234ー5678", "090-1234-5678", id="long vowel marks between digits"),
        pytest.param("090 ー 1234", "090 - 1234", id="hyphen with blanks"),
        pytest.param("サーバー", "サーバー", id="long vowel mark in a word stays"),
        pytest.param("ﾀﾅｶ ｺﾞﾛｳ", "タナカ ゴロウ", id="half-width kana"),
        pytest.param("㈱架空", "(株)架空", id="squared"),
        pytest.param("架\u200b空\u00ad市", "架空市", id="invisible characters"),
        pytest.param("葛\U000e0100城", "葛城", id="variation selector"),
        pytest.param("高\u3164木", "高木", id="filler"),
        pytest.param("a\r\nb\rc\u2028d", "a\nb\nc\nd", id="line breaks"),
        pytest.param("①090-1234-5678", "(1)090-1234-5678", id="list marker does not glue"),
        pytest.param("①②③の順", "(1)(2)(3)の順", id="list markers"),
        pytest.param("⓪⑦⓪①②③④⑤⑥⑦⑧", "07012345678", id="number in circled digits"),
        pytest.param("❶❷❸❹❺❻", "123456", id="number in black circled digits"),
        pytest.param("0️⃣9️⃣0️⃣", "090", id="keycaps"),
        pytest.param("٠٩٠", "090", id="Arabic-Indic digits"),
        pytest.param("𝟘𝟡𝟘", "090", id="mathematical digits"),
        pytest.param("⼭⽥", "山田", id="Kangxi radicals"),
        pytest.param("㍼㉚年５月⑱日", "昭和30年5月18日", id="circled day"),
        pytest.param("0\u03369\u0336", "09", id="struck digits"),
        pytest.param("か\u3099き", "がき", id="mark over the last of a plain run"),
        pytest.param("０\u1161", "0\u1161", id="letter that joins behind a digit"),
        pytest.param("０\u1161\u0300", "0\u1161\u0300", id="mark over a letter behind a digit"),
        pytest.param("氏名│電話\n━━╋━━", "氏名|電話\n━━+━━", id="ruled table"),
        pytest.param("", "", id="empty"),
    ],
)
def test_normalize_folds(original: str, expected: str) -> None:
    assert normalize(original).text == expected


def test_offsets_lead_back_to_the_whole_cluster() -> None:
    original = "電話は０９０\u200b－１２３４"
    found = normalize(original)
    start = found.text.index("090-1234")
    place = found.original(start, start + len("090-1234"))
    assert original[slice(*place)] == "０９０\u200b－１２３４"


@given(JAPANESE)
def test_ordinary_text_equals_nfkc(text: str) -> None:
    if any(map(is_special, text)) or STRUCK.search(text):
        return
    assert normalize(text).text == unicodedata.normalize("NFKC", text)


@given(ANYTHING)
def test_any_text_without_special_characters_equals_nfkc(text: str) -> None:
    plain = "".join(character for character in text if not is_special(character))
    plain = STRUCK.sub("", plain)
    assert normalize(plain).text == unicodedata.normalize("NFKC", plain)


@given(ANYTHING)
def test_offsets_never_go_back_and_stay_inside(text: str) -> None:
    found = normalize(text)
    assert len(found.text) == len(found.starts) == len(found.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))
    assert list(found.starts) == sorted(found.starts)
    assert list(found.ends) == sorted(found.ends)


@given(ANYTHING)
def test_every_character_comes_from_the_place_it_names(text: str) -> None:
    found = normalize(text)
    for number, character in enumerate(found.text):
        if character.isalpha():
            start, end = found.original(number, number + 1)
            assert character in unicodedata.normalize("NFKC", text[start:end])


def is_special(character: str) -> bool:
    """Whether our normalisation treats a character otherwise than NFKC."""
    folded = unicodedata.normalize("NFKC", character)
    return (
        is_invisible(character)
        or bool(CIRCLED_RUN.match(character))
        or character in HYPHENS
        or character == "\u20e3"
        or any(one in HYPHENS or is_invisible(one) or fold_character(one) != one for one in folded)
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("番号\u202e8765\u202c", id="override"),
        pytest.param("\u2066架空\u2069", id="isolate"),
        pytest.param("こんにちは\U000e0030\U000e0039", id="tags"),
        pytest.param("🏴\U000e0030\U000e0039\U000e007f", id="tags behind a flag that is none"),
    ],
)
def test_text_that_hides_text_is_told(text: str) -> None:
    assert hides_text(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", id="flag"),
        pytest.param("👨\u200d👩\u200d👧", id="family"),
        pytest.param("架空市", id="plain"),
        pytest.param("abc", id="ASCII"),
    ],
)
def test_flags_and_joined_emoji_hide_nothing(text: str) -> None:
    assert not hides_text(text)
