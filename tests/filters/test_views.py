"""The view in which numbers taken apart are whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.normalize import normalize
from assistant.filters.views import number_view


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
