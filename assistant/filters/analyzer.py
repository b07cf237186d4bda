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
from presidio_analyzer.nlp_engine import NlpEngine

from assistant.filters.finding import AnalysisResult, Finding
from assistant.filters.nlp_engine import LANGUAGE, JapaneseArtifacts, Reading
from assistant.filters.normalize import Normalized, normalize
from assistant.filters.recognizers.registry import build_recognizers
from assistant.filters.settings import Action, FilterSettings
from assistant.filters.views import number_view


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
        self._by_number = [one for one in chosen if reads_numbers(one)]
        self._presidio = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=chosen, supported_languages=[LANGUAGE]),
            nlp_engine=engine,
            supported_languages=[LANGUAGE],
            context_aware_enhancer=NoEnhancer(),
        )

    def analyze(self, text: str) -> AnalysisResult:
        """Every finding that blocks, in offsets of this text."""
        normalized = normalize(text)
        if not normalized.text.strip():
            return AnalysisResult(())
        results = self._presidio.analyze(
            normalized.text, LANGUAGE, score_threshold=0.0, return_decision_process=True
        )
        findings = self._blocking(normalized, results)
        view = number_view(normalized)
        if view is not None:
            findings.extend(self._blocking(view, self._numbers_in(view.text)))
        return AnalysisResult(tuple(without_contained(findings)))

    def _numbers_in(self, text: str) -> list[RecognizerResult]:
        nothing_read = JapaneseArtifacts(Reading((), ()), self._engine)
        results: list[RecognizerResult] = []
        for recognizer in self._by_number:
            results.extend(recognizer.analyze(text, recognizer.supported_entities, nothing_read))
        return results

    def _blocking(
        self, normalized: Normalized, results: Iterable[RecognizerResult]
    ) -> list[Finding]:
        findings = []
        for result in results:
            rule = self._settings.rule(result.entity_type)
            if rule.action is Action.BLOCK and result.score >= rule.threshold:
                findings.append(as_finding(normalized, result))
        return findings


def reads_numbers(recognizer: EntityRecognizer) -> bool:
    """Whether a recognizer judges by format alone, so that it may read speculative views."""
    return bool(set(recognizer.supported_entities) & NUMBER_ENTITIES)


NUMBER_ENTITIES = frozenset(("PHONE_NUMBER", "CREDIT_CARD", "JP_MY_NUMBER", "JP_RESIDENCE_CARD"))


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


def without_contained(findings: Iterable[Finding]) -> list[Finding]:
    """Drop findings that lie inside another one; sorted by place."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (one.start, -one.end, -one.score)):
        if not kept or finding.end > max(one.end for one in kept):
            kept.append(finding)
    return kept
