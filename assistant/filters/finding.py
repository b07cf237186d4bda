"""What the filter found, and where: never the text itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

# Why a contact or an address passes that nothing but the look of its text makes public.
PUBLISHED_GROUNDS = (
    "published text that says nothing private beside it",
    "published text that names nobody beside it",
)
# Evidence of a name: too little to stop a text, enough to leave it out of a stopped one.
IN_DOUBT = "in_doubt"


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


class TermKind(StrEnum):
    """What the dictionary says of a word: of some the installation's lists decide further."""

    WORD = "word"
    PLACE = "place"
    ALSO_GIVEN_NAME = "also_given_name"


@dataclass(frozen=True, slots=True)
class Term:
    """A content word as the dictionary writes it; a place is a municipality by its ending."""

    lemma: str = field(repr=False)
    kind: TermKind = TermKind.WORD


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """Findings sorted by place, in the original text's offsets.

    Attributes:
        findings: what was found.
        terms: the words that may be counted, in order; none if they were not asked for, None if
            reading them failed.
    """

    findings: tuple[Finding, ...]
    terms: tuple[Term, ...] | None = ()


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
