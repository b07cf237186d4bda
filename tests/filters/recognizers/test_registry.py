"""The registry: one recognizer per entity, and none of them runs away on hostile text."""

from __future__ import annotations

import pytest
from presidio_analyzer import RecognizerResult

from assistant.filters.recognizers.base import JapaneseRecognizer
from assistant.filters.recognizers.registry import JAPANESE_RECOGNIZERS, build_recognizers
from assistant.filters.settings import ENTITIES, FilterSettings

PATTERNS: list[type[JapaneseRecognizer]] = [
    kind for kind in JAPANESE_RECOGNIZERS if issubclass(kind, JapaneseRecognizer)
]
HOSTILE = (
    "1-" * 4000,
    "a." * 4000,
    "(" * 8000,
    "あ" * 8000,
    "a@" * 4000,
    "0" * 8000,
    "市" * 8000,
    "番号" * 4000,
    "記号 " * 2600,
    "1 " * 4000,
    "1\n" * 4000,
    "丁目1" * 2600,
    "一" * 8000,
    "1234 " * 1600,
    "普通 " * 2600,
    "INSERT INTO " * 660,
    ",1" * 4000,
    "大津市1-2 " * 1100,
    "S1.1.1 " * 1100,
    "@a." * 2600,
    "架空市北町1-2-3,090-1234-5678\n" * 330,
    "職員番号" * 2000,
    "::" * 4000,
    "A" * 8000,
    " " * 8000,
)


def test_every_entity_has_one_recognizer_in_order() -> None:
    recognizers = build_recognizers(FilterSettings())
    assert tuple(one.supported_entities[0] for one in recognizers) == ENTITIES
    assert {one.supported_language for one in recognizers} == {"ja"}


def test_every_recognizer_but_person_is_one_of_ours() -> None:
    assert len(PATTERNS) == len(ENTITIES) - 1


@pytest.mark.parametrize("text", HOSTILE, ids=map(str, range(len(HOSTILE))))
def test_hostile_text_comes_to_an_end_inside_its_bounds(text: str) -> None:
    for kind in PATTERNS:
        for found in kind(FilterSettings()).analyze(text, [kind.ENTITY]):
            assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("kind", PATTERNS, ids=lambda kind: kind.ENTITY)
def test_every_recognizer_documents_itself_and_takes_empty_text(
    kind: type[JapaneseRecognizer],
) -> None:
    assert "Format:" in (kind.__doc__ or "") or kind.ENTITY in {"IP_ADDRESS", "EMAIL_ADDRESS"}
    assert kind(FilterSettings()).analyze("", [kind.ENTITY]) == []


@pytest.mark.parametrize("kind", PATTERNS, ids=lambda kind: kind.ENTITY)
def test_an_entity_not_asked_for_is_not_reported(kind: type[JapaneseRecognizer]) -> None:
    assert kind(FilterSettings()).analyze("電話は090-1234-5678", ["NOTHING"]) == []


def test_a_result_says_who_found_it_and_why_without_the_text() -> None:
    kind = next(kind for kind in PATTERNS if kind.ENTITY == "PHONE_NUMBER")
    (found,) = kind(FilterSettings()).analyze("電話は090-1234-5678", [kind.ENTITY])
    assert found.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY] == kind.__name__
    assert found.analysis_explanation.textual_explanation == "mobile or IP number"
    assert "1234" not in repr(found.analysis_explanation)
