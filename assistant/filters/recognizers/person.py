"""Persons' names in Japanese text: `PersonRecognizer`.

No format and no check digit: a name is decided by evidence (`assistant.filters.names`). Legal
basis: 個人情報の保護に関する法律 2条1項 (a name identifies a living person).
"""

from __future__ import annotations

from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from assistant.filters.names.candidates import Candidate
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.evidence import score
from assistant.filters.names.finder import NameFinder
from assistant.filters.nlp_engine import LANGUAGE, JapaneseArtifacts, Reading
from assistant.filters.recognizers.document import Document, document_of
from assistant.filters.settings import FilterSettings

ENTITY = "PERSON"
# Presidio drops what has no score; this is none once it is rounded to two digits.
WEIGHED = 0.001


class PersonRecognizer(LocalRecognizer):
    """Finds persons' names; the evidence stands in each result's explanation."""

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(
            supported_entities=[ENTITY], supported_language=LANGUAGE, name=type(self).__name__
        )
        self._finder = NameFinder(settings, name_dictionary())

    def load(self) -> None:
        """Nothing to load: the dictionary is opened when the recognizer is made."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None
    ) -> list[RecognizerResult]:
        """Names in a normalised text, and what was weighed as one and found to be none: score 0.

        Raises:
            TypeError: the artifacts are not those of `GinzaNlpEngine`.
        """
        if ENTITY not in entities:
            return []
        if not isinstance(nlp_artifacts, JapaneseArtifacts):
            raise TypeError("PersonRecognizer needs the artifacts of GinzaNlpEngine")
        results = []
        for candidate in self.candidates(text, nlp_artifacts.reading):
            points = score(candidate.evidence)
            explanation = AnalysisExplanation(
                recognizer=type(self).__name__,
                original_score=points,
                textual_explanation=", ".join(sorted(candidate.evidence)),
            )
            shown = max(points, WEIGHED)
            results.append(
                RecognizerResult(ENTITY, candidate.start, candidate.end, shown, explanation)
            )
        return results

    def candidates(self, text: str, reading: Reading) -> list[Candidate]:
        """Everything in a normalised text that was weighed as a name, whatever its score."""
        return names_in(document_of(text), self._finder, reading)


def names_in(document: Document, finder: NameFinder, reading: Reading) -> list[Candidate]:
    """All candidates for a name in a text, looked for once for all recognizers that ask."""
    return document.once("names", reading, lambda: finder.find(document.text, reading))
