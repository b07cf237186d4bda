"""Alternatives sorted by their beginnings match what they matched before."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.alternatives import alternatives, beginning, quick

ATOMS = (
    "a", "b", "B", "c", r"\.", "(?<!a)b", "(?<=b)c", "(?<![ab])a", "(?!b)", "[ab]", "[ab]+",
    "[ab]?", "[ab]{2}", "[ab]{1,2}", "[ab]{2,}", "[ab]*", "[0-9]+", "[1-9]", "(?:ab|c)",
    "(?:a|b)?", "(?:a)+", "c?", "a{2}", "[^a]", "[|)]", ".",
)  # fmt: skip
CHOICES = st.lists(
    st.lists(st.sampled_from(ATOMS), min_size=1, max_size=4).map("".join), min_size=1, max_size=7
).map("|".join)
TEXTS = st.text(alphabet="abcAB.10|", max_size=12)


def matches(pattern: str, text: str, flags: re.RegexFlag) -> list[tuple[int, int]]:
    return [found.span() for found in re.compile(pattern, flags).finditer(text)]


@given(pattern=CHOICES, text=TEXTS, ignores_case=st.booleans())
def test_it_matches_the_same_places(pattern: str, text: str, *, ignores_case: bool) -> None:
    flags = re.IGNORECASE if ignores_case else re.RegexFlag(0)

    quicker = quick(pattern, ignores_case=ignores_case)

    assert matches(quicker, text, flags) == matches(pattern, text, flags)


@given(pattern=CHOICES, text=TEXTS)
def test_a_look_ahead_for_the_beginnings_hides_no_match(pattern: str, text: str) -> None:
    ahead = f"{beginning(pattern)}(?:{pattern})"

    assert matches(ahead, text, re.RegexFlag(0)) == matches(pattern, text, re.RegexFlag(0))


@pytest.mark.parametrize(
    ("pattern", "quicker"),
    [
        ("市民|市長|町長", "(?:市(?:民|長)|町長)"),
        ("(?<!県)市|[県国]道", "(?:市(?<!(?:県)市)|県道|国道)"),
        ("会議録|会議|会", "会(?:議(?:録|)|)"),
        ("[^a]|b", "(?:[^a]|b)"),
    ],
    ids=["shared beginning", "what stands before", "longest first stays so", "unknown beginning"],
)
def test_one_beginning_is_shared(pattern: str, quicker: str) -> None:
    assert quick(pattern) == quicker


def test_strokes_in_classes_and_groups_cut_nothing() -> None:
    pattern = r"a|b(c|d)|[|]|\||[]|]x|[^]|]|[\]|]|(?:x[)]|y)"

    assert alternatives(pattern) == [
        "a", "b(c|d)", "[|]", r"\|", "[]|]x", "[^]|]", r"[\]|]", "(?:x[)]|y)",
    ]  # fmt: skip
