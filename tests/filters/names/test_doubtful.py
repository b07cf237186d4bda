"""Names in doubt: taken out of a text that is stopped anyway, and of no other."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.decision import Policy, blocking
from assistant.filters.names.doubtful import is_rather_person
from assistant.filters.policy import default_snapshot
from assistant.filters.settings import FilterSettings

FAMILY = {"bare", "known_surname", "tag_surname"}


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(FAMILY, id="a family to tags and dictionary"),
        pytest.param(FAMILY | {"also_common", "model"}, id="a word, and a person to the model"),
        pytest.param({"honorific", "common_word", "kanji_called"}, id="a word with an honorific"),
        pytest.param({"honorific", "common_kana"}, id="a word in katakana with an honorific"),
    ],
)
def test_a_name_of_little_evidence_is_rather_somebodys(evidence: set[str]) -> None:
    assert is_rather_person(evidence)


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(FAMILY | {"also_common"}, id="a word"),
        pytest.param(FAMILY | {"model", "noun_follows"}, id="a firm"),
        pytest.param(FAMILY | {"bare_with_no"}, id="a place with what is there"),
        pytest.param(FAMILY | {"public_text"}, id="something published"),
        pytest.param({"bare", "known_surname", "model"}, id="a place to the tags"),
        pytest.param({"honorific", "kanji_called", "role_word"}, id="a role"),
        pytest.param({"honorific", "common_word"}, id="a word nobody is called by"),
    ],
)
def test_a_place_or_a_word_stays(evidence: set[str]) -> None:
    assert not is_rather_person(evidence)


def stopped(analyzer: TextAnalyzer, text: str) -> list[str]:
    findings = analyzer.candidates(text).findings
    decisions = Policy(default_snapshot(FilterSettings())).decide(text, findings, None)
    return [text[one.start : one.end] for one in blocking(decisions) if one.entity == "PERSON"]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("{0}から電話。起票:長岡(国際課)", "長岡", id="a town to the dictionary"),
        pytest.param("{0}の相談。市民相談課 柏倉\n1 議題", "柏倉", id="behind a division"),
    ],
)
def test_whoever_is_in_doubt_goes_with_the_resident(
    text_analyzer: TextAnalyzer, text: str, other: str
) -> None:
    assert stopped(text_analyzer, text.format("高瀬 美穂さん")) == ["高瀬 美穂", other]
    assert stopped(text_analyzer, text.format("申請者")) == []


def test_where_a_resident_moved_to_stays(text_analyzer: TextAnalyzer) -> None:
    assert stopped(text_analyzer, "高瀬 美穂さんは長岡へ転居した。") == ["高瀬 美穂"]
