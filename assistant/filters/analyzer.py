"""One analysis: normalise, read with GiNZA, run every recognizer, keep what blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presidio_analyzer import (
    AnalysisExplanation,
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from assistant.filters.decoding import JAPANESE
from assistant.filters.finding import (
    AnalysisResult,
    Finding,
    Term,
    without_contained,
    without_repeats,
)
from assistant.filters.nlp_engine import LANGUAGE, JapaneseArtifacts, Reading
from assistant.filters.normalize import Normalized, normalize
from assistant.filters.recognizers.base import CERTAIN
from assistant.filters.recognizers.document import forget_documents
from assistant.filters.recognizers.registry import build_recognizers
from assistant.filters.settings import ENTITIES, Action, FilterSettings
from assistant.filters.terms import terms_in
from assistant.filters.views import Trust, View, other_readings, unescaped


class NoEnhancer(ContextAwareEnhancer):
    """Changes nothing: context words are each recognizer's own business."""

    def __init__(self) -> None:
        super().__init__(
            context_similarity_factor=0.0,
            min_score_with_context_similarity=0.0,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: object,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """The results as they are."""
        return raw_results


class TextAnalyzer:
    """Finds what blocks in one text. A fault in any recognizer is a fault of the analysis."""

    def __init__(
        self,
        settings: FilterSettings,
        engine: NlpEngine,
        recognizers: Sequence[EntityRecognizer] | None = None,
    ) -> None:
        self._settings = settings
        self._engine = engine
        chosen = build_recognizers(settings) if recognizers is None else list(recognizers)
        if not chosen:
            raise ValueError("no recognizers: Presidio would load its English ones")
        self.recognizers = tuple(chosen)
        self._presidio = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=chosen, supported_languages=[LANGUAGE]),
            nlp_engine=engine,
            supported_languages=[LANGUAGE],
            context_aware_enhancer=NoEnhancer(),
        )

    def analyze(self, text: str) -> AnalysisResult:
        """Every finding that blocks by the settings alone, in offsets of this text."""
        rules = self._settings.entities
        blocking = [
            one
            for one in self.candidates(text).findings
            if rules[one.entity].action is Action.BLOCK
            and 0 < one.score >= rules[one.entity].threshold
        ]
        return AnalysisResult(tuple(without_contained(blocking)))

    def candidates(self, text: str, *, reads_terms: bool = False) -> AnalysisResult:
        """Every place a recognizer scored, however low: what it means is the gate's to decide.

        With `reads_terms` also the words of the text that may be counted.
        """
        normalized = normalize(text)
        if not normalized.text.strip():
            return AnalysisResult(())
        try:
            shown = unescaped(normalized)
            artifacts = self._engine.process_text(shown.text, LANGUAGE)
            findings = self._faithful(normalized, shown, artifacts)
            findings += self._speculative(normalized)
            terms = self._terms(text, shown, artifacts, findings) if reads_terms else ()
        finally:
            forget_documents()
        return AnalysisResult(tuple(without_repeats(findings)), terms)

    def _terms(
        self, text: str, shown: Normalized, artifacts: NlpArtifacts, findings: Sequence[Finding]
    ) -> tuple[Term, ...] | None:
        """The words that may be counted; None after a fault, which must not cost the verdict."""
        try:
            return terms_in(text, shown, artifacts, self.recognizers, findings)
        except Exception:  # noqa: BLE001  # counting words never stops a question
            return None

    def _faithful(
        self, normalized: Normalized, shown: Normalized, artifacts: NlpArtifacts
    ) -> list[Finding]:
        """Findings of all recognizers in the text as a reader sees it, escapes undone."""
        results = self._presidio.analyze(
            shown.text,
            LANGUAGE,
            score_threshold=0.0,
            return_decision_process=True,
            nlp_artifacts=artifacts,
        )
        findings = found(shown, results)
        if shown is not normalized:
            formats = [one for one in self.recognizers if PERSON not in one.supported_entities]
            # 管財課 in entities is an office to a reader only: what he sees decides on a place.
            seen = {(one.entity, one.start, one.end) for one in findings}
            findings += (
                one
                for one in found(normalized, self._read(normalized.text, formats))
                if (one.entity, one.start, one.end) not in seen
            )
        return findings

    def _speculative(self, normalized: Normalized) -> list[Finding]:
        """Findings by format in other readings, where they touch what was read another way."""
        readings = other_readings(normalized)
        findings: list[Finding] = []
        for view in readings.views:
            results = self._read(view.normalized.text, self._readers_of(view))
            touching = [one for one in results if view.is_touched(one.start, one.end)]
            if view.trust is Trust.GUESSED:
                touching = [one for one in touching if is_sure_enough(view, one)]
            findings += found(view.normalized, touching)
        if not readings.is_complete:
            end = normalized.ends[-1]
            findings.append(Finding(OPAQUE_BLOB, 0, end, 1.0, "views", ("too much encoded text",)))
        return findings

    def _readers_of(self, view: View) -> list[EntityRecognizer]:
        """Which recognizers may read a view. Names: labels and honorifics in decoded Japanese."""
        is_joined = view.name == "drawn together"
        allowed = GUESSED_ENTITIES | (KEYWORDED_ENTITIES if is_joined else frozenset())
        if view.trust is Trust.DECODED:
            is_japanese = JAPANESE.search(view.decoded) is not None
            allowed = DECODED_ENTITIES | ({PERSON} if is_japanese else frozenset())
        return [one for one in self.recognizers if allowed.intersection(one.supported_entities)]

    def _read(self, text: str, recognizers: Iterable[EntityRecognizer]) -> list[RecognizerResult]:
        """Results without the model: no words, no entities."""
        nothing_read = JapaneseArtifacts(Reading((), ()), self._engine)
        results: list[RecognizerResult] = []
        for recognizer in recognizers:
            results.extend(recognizer.analyze(text, recognizer.supported_entities, nothing_read))
        return results


PERSON = "PERSON"
OPAQUE_BLOB = "OPAQUE_BLOB"
# Judged by format or check digit alone, so that digits only guessed at may be read.
GUESSED_ENTITIES = frozenset(
    ("PHONE_NUMBER", "CREDIT_CARD", "JP_MY_NUMBER", "JP_RESIDENCE_CARD", "EMAIL_ADDRESS")
)
# Known by their keyword, which stands in the view too: digits drawn together may be theirs.
KEYWORDED_ENTITIES = frozenset(
    ("JP_DRIVER_LICENSE", "JP_RESIDENT_CODE", "JP_PENSION_NUMBER", "JP_CARE_INSURANCE")
)
DECODED_ENTITIES = frozenset(ENTITIES) - {PERSON, OPAQUE_BLOB}


def is_sure_enough(view: View, result: RecognizerResult) -> bool:
    """Whether a guess is borne out: one serial in ten passes for 個人番号, so it needs its word."""
    if result.entity_type != "JP_MY_NUMBER" or view.name == "drawn together":
        return True
    return "valid check digit" not in reasons_of(result) or result.score >= CERTAIN


def found(normalized: Normalized, results: Iterable[RecognizerResult]) -> list[Finding]:
    """Presidio results as findings in the original text."""
    return [as_finding(normalized, result) for result in results if result.score > 0]


def as_finding(normalized: Normalized, result: RecognizerResult) -> Finding:
    """A Presidio result as a finding in the original text."""
    start, end = normalized.original(result.start, result.end)
    metadata = result.recognition_metadata or {}
    return Finding(
        entity=result.entity_type,
        start=start,
        end=end,
        score=round(float(result.score), 2),
        recognizer=metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY, "unnamed"),
        reasons=reasons_of(result),
    )


def reasons_of(result: RecognizerResult) -> tuple[str, ...]:
    """The names of the evidence behind a result; none if its recognizer told none."""
    explanation: AnalysisExplanation | None = result.analysis_explanation
    if explanation is None or not explanation.textual_explanation:
        return ()
    return tuple(explanation.textual_explanation.split(", "))
