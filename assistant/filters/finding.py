"""What the filter found, and where: never the text itself."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Findings sorted by place, in the original text's offsets."""

    findings: tuple[Finding, ...]


def without_contained(findings: Iterable[Finding]) -> list[Finding]:
    """Drop findings that lie inside another one; sorted by place."""
    kept: list[Finding] = []
    furthest = -1
    for finding in sorted(findings, key=lambda one: (one.start, -one.end, -one.score)):
        if finding.end > furthest:
            kept.append(finding)
            furthest = finding.end
    return kept


def without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Drop findings inside a surer one of the same entity; sorted by place.

    What is left decides the same under every policy: it is at least as sure and as wide.
    """
    kept: list[Finding] = []
    last: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: (one.start, -one.end, -one.score)):
        same = [one for one in last.get(finding.entity, []) if one.end > finding.start]
        last[finding.entity] = same
        if not any(one.end >= finding.end and one.score >= finding.score for one in same):
            kept.append(finding)
            same.append(finding)
    return kept
