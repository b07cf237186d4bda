"""A family found alone reaches over the given name behind it."""

from __future__ import annotations

import pytest

from assistant.filters.names.candidates import Candidate
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.whole import add_given_names

SURE = {"honorific", "known_surname"}


def reached(text: str, family: str, evidence: set[str]) -> str:
    start = text.index(family)
    candidate = Candidate(start, start + len(family), set(evidence))
    add_given_names(text, [candidate], name_dictionary())
    return candidate.text_in(text)


@pytest.mark.parametrize(
    ("text", "family", "whole"),
    [
        pytest.param("15:10 早見 そらくん(2年)", "早見", "早見 そら", id="a word that is called"),
        pytest.param("早見 里美さん「次は」", "早見", "早見 里美", id="called"),
        pytest.param("(早見 健次)", "早見", "早見 健次", id="closed by a bracket"),
        pytest.param("早見 健次、出席", "早見", "早見 健次", id="end of the word"),
        pytest.param("ラム ティ フエンさん", "ラム ティ", "ラム ティ フエン", id="from abroad"),
    ],
)
def test_the_given_name_belongs_to_the_family(text: str, family: str, whole: str) -> None:
    assert reached(text, family, SURE) == whole


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("早見 係長が来た", id="post"),
        pytest.param("早見 明日来庁", id="the word goes on"),
        pytest.param("早見 桜、梅", id="a word nobody is called by"),
        pytest.param("早見、健次さん", id="another person"),
    ],
)
def test_other_words_behind_it_stay(text: str) -> None:
    assert reached(text, "早見", SURE) == "早見"


def test_what_stops_no_text_reaches_nowhere() -> None:
    assert reached("早見 健次さん", "早見", {"known_surname"}) == "早見"
