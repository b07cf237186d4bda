"""Digits with words, brackets or letters between them, read as the number they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.filters.guesses import Reading, bracketed, drawn_together, letters, told_apart

Guess = Callable[[str], Iterator[tuple[int, int, list[Reading]]]]


def read(guess: Guess, text: str) -> list[str]:
    return ["".join(one for one, _, _ in readings) for _, _, readings in guess(text)]


@pytest.mark.parametrize(
    ("guess", "text", "digits"),
    [
        pytest.param(letters, "O9O-ll8O-22Ol", "090-1180-2201", id="mostly letters"),
        pytest.param(bracketed, "0(9)0-(7)(7)(1)2-3456", "09077123456", id="brackets"),
        pytest.param(drawn_together, "090-77\n> 12-3456", "09077123456", id="quoted mail"),
        pytest.param(
            told_apart, "090 から始まり、真ん中が 7712、最後は 3456", "09077123456", id="words"
        ),
        pytest.param(
            told_apart,
            "個人番号の1234(まず4桁)5678(次の4桁)9018(最後)",
            "123456789018",
            id="told of the parts",
        ),
    ],
)
def test_the_number_is_read(guess: Guess, text: str, digits: str) -> None:
    assert digits in read(guess, text)


@pytest.mark.parametrize(
    ("guess", "text"),
    [
        pytest.param(letters, "SSL-OOOO-IIII", id="letters only"),
        pytest.param(bracketed, "(1) 項目 (2) 項目 (3) 項目", id="numbered list"),
        pytest.param(told_apart, "1234人のうち5678人、残り9018人", id="statistics"),
        pytest.param(drawn_together, "外来 0794-62-5000\n12月27日", id="a line below"),
        pytest.param(told_apart, "| 080系統 | 4417 | 2906 | 3120 |", id="buses"),
        pytest.param(told_apart, "型番 3090 と 2024年度の 1200 枚", id="no mobile"),
    ],
)
def test_other_figures_stay(guess: Guess, text: str) -> None:
    assert read(guess, text) == []
