"""What the filter found, and where: never the text itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data in a text.

    Attributes:
        entity: one of `assistant.filters.settings.ENTITIES`.
        start: first code point, in the original text.
        end: one behind the last code point, in the original text.
        score: 0 to 1.
        recognizer: name of the recognizer that found it.
        reasons: the evidence, by name, for `filter scan --explain`.
    """

    entity: str
    start: int
    end: int
    score: float
    recognizer: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """The findings over their thresholds, sorted by place, in the original text's offsets."""

    findings: tuple[Finding, ...]
