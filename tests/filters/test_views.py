"""The view in which numbers taken apart are whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.normalize import normalize
from assistant.filters.views import (
    MOST_CHARACTERS,
    MOST_VIEWS,
    number_view,
    other_readings,
    unescaped,
)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("番号 0 9 0 1 2 3 4 5 6 7 8 です", "番号 09012345678 です", id="blanks"),
        pytest.param("5105\n1051\n0510\n5100", "5105105105105100", id="lines"),
        pytest.param("〇九〇の一二三四の五六七八", "09012345678", id="kanji"),
    ],
)
def test_a_number_taken_apart_is_drawn_together(text: str, seen: str) -> None:
    view = number_view(normalize(text))
    assert view is not None
    assert view.text == seen


@pytest.mark.parametrize(
    "text",
    ["1,234億5678万9012円", "令和8年4月1日", "一二三", "第3条の2第4項", "090-1234-5678", "1 2 3 4"],
)
def test_other_numbers_stay(text: str) -> None:
    assert number_view(normalize(text)) is None


@given(st.lists(st.sampled_from(list("0123456789〇一二 \n-の円")), max_size=60).map("".join))
def test_a_view_leads_back_to_the_digits_it_shows(text: str) -> None:
    view = number_view(normalize(text))
    if view is None:
        return
    for number, character in enumerate(view.text):
        start, end = view.original(number, number + 1)
        assert text[start:end] == character or text[start:end] in "〇一二"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("&#20304;&#37326;さん", "佐野さん", id="entities"),
        pytest.param("q=%E4%BD%90%E9%87%8E", "q=佐野", id="percent"),
        pytest.param("q=%25E4%25BD%2590", "q=佐", id="percent twice"),
        pytest.param(r'{"n": "\u4f50\u91ce"}', '{"n": "佐野"}', id="JSON"),
        pytest.param("=E4=BD=90=E9=87=8E", "佐野", id="quoted-printable"),
        pytest.param("<ruby>佐野<rt>さの</rt></ruby>さん", "佐野さん", id="ruby"),
        pytest.param("佐<b>野</b>さん", "佐野さん", id="markup in a name"),
        pytest.param("**佐**野さん", "佐野さん", id="emphasis in a name"),
        pytest.param("**佐**__野__さん", "佐野さん", id="emphasis twice"),
        pytest.param("佐野《さの》さん", "佐野さん", id="ruby of plain texts"),
    ],
)
def test_escapes_of_japanese_are_read_as_what_they_show(text: str, shown: str) -> None:
    assert unescaped(normalize(text)).text == shown


@pytest.mark.parametrize(
    "text",
    ["50%です", "&amp;", "a=10", "x %20 y", "<b>bold</b>", "**担当** 総務課", "3*4*5", "《重要》"],
)
def test_text_without_escaped_japanese_is_read_as_it_is(text: str) -> None:
    normalized = normalize(text)
    assert unescaped(normalized) is normalized


def test_an_escaped_character_leads_back_to_its_own_escape() -> None:
    text = "件名 %E4%BD%90%E9%87%8E 様"
    view = unescaped(normalize(text))
    start, end = view.original(view.text.index("野"), view.text.index("野") + 1)
    assert text[start:end] == "%E9%87%8E"


def test_signs_belong_to_a_piece_of_a_word_and_not_to_a_phrase() -> None:
    text = "件は**佐**野、**佐野の件**も"
    view = unescaped(normalize(text))
    assert view.text == "件は佐野、佐野の件も"
    assert text[slice(*view.original(2, 4))] == "**佐**野"
    assert text[slice(*view.original(5, 7))] == "佐野"


def test_a_reading_belongs_to_the_word_before_it() -> None:
    text = "佐野《さの》さん"
    view = unescaped(normalize(text))
    start, end = view.original(0, 2)
    assert text[start:end] == "佐野《さの》"


HOSTILE = (
    "1-",
    "a.",
    "(",
    "0",
    "%41",
    "&#65;",
    "\\x41",
    "QUJD",
    "ab12+/",
    "<b>1",
    "ゼロ",
    "+A",
    "U+0041",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_readings_of_hostile_text_stay_in_their_bounds(piece: str) -> None:
    text = (piece * 8000)[:8000]
    views = other_readings(normalize(text)).views
    assert len(views) <= MOST_VIEWS
    assert sum(len(view.normalized.text) for view in views) <= MOST_CHARACTERS


@given(
    st.text(st.sampled_from(list("0123456789abcdefQUJD=%&#;\\ux+-/ \n一〇ゼロ<>b")), max_size=80)
)
def test_every_reading_leads_back_inside_the_text(text: str) -> None:
    for view in other_readings(normalize(text)).views:
        normalized = view.normalized
        assert len(normalized.text) == len(normalized.starts) == len(view.touched)
        places = zip(normalized.starts, normalized.ends, strict=True)
        assert all(0 <= start < end <= len(text) for start, end in places)
