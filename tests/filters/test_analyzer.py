"""The whole analysis: exact recognizers, faults surface, findings map back, views are read."""

from __future__ import annotations

import pytest
from presidio_analyzer import LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.finding import Finding, without_contained
from assistant.filters.nlp_engine import GinzaNlpEngine
from assistant.filters.settings import ENTITIES, Action, EntityRule, FilterSettings

pytestmark = pytest.mark.nlp


class BrokenRecognizer(LocalRecognizer):
    """Fails on every text."""

    def __init__(self) -> None:
        super().__init__(supported_entities=["PERSON"], supported_language="ja", name="Broken")

    def load(self) -> None:
        """Nothing."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None
    ) -> list[RecognizerResult]:
        raise RuntimeError("broken")


def test_there_is_one_recognizer_per_entity_and_no_other(text_analyzer: TextAnalyzer) -> None:
    found = [entity for one in text_analyzer.recognizers for entity in one.supported_entities]
    assert sorted(found) == sorted(ENTITIES)
    assert {one.supported_language for one in text_analyzer.recognizers} == {"ja"}


def test_an_empty_list_of_recognizers_is_refused(ginza: GinzaNlpEngine) -> None:
    with pytest.raises(ValueError, match="English"):
        TextAnalyzer(FilterSettings(), ginza, [])


def test_a_fault_in_one_recognizer_fails_the_analysis(ginza: GinzaNlpEngine) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        TextAnalyzer(FilterSettings(), ginza, [BrokenRecognizer()]).analyze("会議の案内")


def test_findings_name_places_in_the_original(text_analyzer: TextAnalyzer) -> None:
    text = "連絡先は０９０\u200b－１２３４－５６７８です"
    (finding,) = text_analyzer.analyze(text).findings
    assert finding.entity == "PHONE_NUMBER"
    assert text[finding.start : finding.end] == "０９０\u200b－１２３４－５６７８"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("連絡先 〇九〇の一二三四の五六七八", id="kanji digits"),
        pytest.param("連絡先 ⓪⑨⓪①②③④⑤⑥⑦⑧", id="circled digits"),
        pytest.param("連絡先 0 9 0 1 2 3 4 5 6 7 8", id="blank after each digit"),
        pytest.param("連絡先 0\n9\n0\n1\n2\n3\n4\n5\n6\n7\n8", id="one digit a line"),
    ],
)
def test_digits_taken_apart_are_read(text_analyzer: TextAnalyzer, text: str) -> None:
    (finding,) = text_analyzer.analyze(text).findings
    assert finding.entity == "PHONE_NUMBER"
    assert (finding.start, finding.end) == (4, len(text))


@pytest.mark.parametrize(
    "text", ["", " \u3000\n", "\u200b\u200b", "👨\u200d👩\u200d👧", "会議の案内"]
)
def test_harmless_text_has_no_findings(text_analyzer: TextAnalyzer, text: str) -> None:
    assert text_analyzer.analyze(text).findings == ()


@pytest.mark.parametrize(
    "rule", [EntityRule(action=Action.ALLOW), EntityRule(threshold=1.0)], ids=["allow", "threshold"]
)
def test_the_city_decides_per_entity(ginza: GinzaNlpEngine, rule: EntityRule) -> None:
    settings = FilterSettings(entities={"EMAIL_ADDRESS": rule})
    text = "宛先はkaze.no.michi@kakuu-mail.example.ne.jpです"
    assert TextAnalyzer(FilterSettings(), ginza).analyze(text).findings
    assert TextAnalyzer(settings, ginza).analyze(text).findings == ()


def test_findings_inside_another_are_dropped() -> None:
    outer, inner = Finding("JP_ADDRESS", 0, 9, 0.8, "A"), Finding("PERSON", 2, 4, 0.9, "B")
    crossing = Finding("PERSON", 7, 12, 0.6, "B")
    assert without_contained([crossing, inner, outer]) == [outer, crossing]
