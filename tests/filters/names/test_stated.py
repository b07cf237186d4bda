"""What is said to be a name stays one though it is a word or a place."""

from __future__ import annotations

import pytest

from assistant.filters.names.candidates import Candidate
from assistant.filters.names.stated import overrule_words

COLUMN = {"column", "label_cell"}


def left(text: str, surface: str, evidence: set[str]) -> set[str]:
    start = text.index(surface)
    one = Candidate(start, start + len(surface), set(evidence))
    overrule_words(text, one)
    return one.evidence


@pytest.mark.parametrize(
    ("text", "surface", "evidence", "against"),
    [
        pytest.param("目", "目", COLUMN, {"common_word", "plain_nouns"}, id="column of names"),
        pytest.param(
            "目主任の送別", "目", {"title_after", "entitled_word"}, {"common_word"}, id="post"
        ),
        pytest.param(
            "神主任へ",
            "神",
            {"title_after", "entitled_word", "known_surname"},
            {"stop_word"},
            id="god before a post",
        ),
        pytest.param(
            "一口さんの介護", "一口", {"honorific", "kanji_called"}, {"common_word"}, id="served"
        ),
        pytest.param(
            "一口さんから電話", "一口", {"honorific", "kanji_called"}, {"common_word"}, id="calls"
        ),
        pytest.param(
            "ののかちゃん", "ののか", {"honorific", "child_honorific"}, {"cut_word"}, id="child"
        ),
        pytest.param("新町 手島 遅刻", "手島", {"label_cell"}, {"pair_place"}, id="half of a pair"),
        pytest.param(
            "国分寺さんの面談", "国分寺", {"honorific", "known_place"}, {"organisation_value"},
            id="temple",
        ),
    ],
)  # fmt: skip
def test_what_speaks_against_a_stated_name_is_dropped(
    text: str, surface: str, evidence: set[str], against: set[str]
) -> None:
    assert left(text, surface, evidence | against) == evidence


@pytest.mark.parametrize(
    ("text", "surface", "evidence"),
    [
        pytest.param("無敵さんの歌", "無敵",
                     {"honorific", "kanji_called", "common_word"}, id="song"),
        pytest.param("国分寺さんの鐘", "国分寺",
                     {"honorific", "known_place", "organisation_value"}, id="bell"),
        pytest.param("係主任", "係主任", {"title_after", "common_word"}, id="post alone"),
        pytest.param("娘のかちゃん", "のか",
                     {"honorific", "child_honorific", "cut_word"}, id="particle"),
    ],
)  # fmt: skip
def test_otherwise_it_stays(text: str, surface: str, evidence: set[str]) -> None:
    assert left(text, surface, evidence) == evidence


def test_where_something_is_introduces_nobody() -> None:
    assert left("会場は大津です", "大津", {"introduction"}) == set()
    assert left("担当は大津です", "大津", {"introduction"}) == {"introduction"}
