"""What the form of a word says of it."""

from __future__ import annotations

import pytest

from assistant.filters.names.candidates import Candidate
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.shape import Shape
from assistant.filters.names.surroundings import Surroundings
from assistant.filters.settings import FilterSettings


@pytest.fixture(scope="module")
def shape() -> Shape:
    return Shape(name_dictionary(), Surroundings(FilterSettings()))


@pytest.mark.parametrize(
    ("word", "evidence"),
    [
        pytest.param("早見純子", {"surname_and_given", "surname_and_rest"}, id="whole name"),
        pytest.param("徐燁", {"surname_and_rest"}, id="Chinese name in no dictionary"),
        pytest.param("林道", set(), id="word that begins like a family name"),
        pytest.param("燁徐", set(), id="family name behind"),
    ],
)
def test_a_word_is_cut_into_family_and_given_name(
    shape: Shape, word: str, evidence: set[str]
) -> None:
    assert set(shape.split(word)) <= evidence
    assert bool(set(shape.split(word))) is bool(evidence)


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        pytest.param("こはる", True, id="given name"),
        pytest.param("うちだ", True, id="family name"),
        pytest.param("うさぎ", False, id="animal"),
        pytest.param("おきゃく", False, id="guest"),
        pytest.param("小春", False, id="kanji"),
    ],
)
def test_hiragana_can_be_nothing_but_a_name(shape: Shape, word: str, sounds: bool) -> None:
    assert shape.sounds_like_name(word) is sounds


@pytest.mark.parametrize(
    ("word", "is_organisation"),
    [
        pytest.param("四日市", False, id="no town called by what stands before 市"),
        pytest.param("大津市", True, id="town"),
    ],
)
def test_a_place_that_is_called_is_a_family_unless_a_town(
    shape: Shape, word: str, is_organisation: bool
) -> None:
    one = Candidate(0, len(word), {"honorific"})
    assert shape.is_organisation(word, one) is is_organisation


@pytest.mark.parametrize("hall", ["早見アリーナ", "楠見ドーム", "吉住ホール"])
def test_a_hall_is_no_name_from_abroad(shape: Shape, hall: str) -> None:
    one = Candidate(0, len(hall), {"tag_surname", "tag_given", "tag_full_name"})
    assert shape.is_organisation(hall, one)
