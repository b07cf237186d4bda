"""Scores the filter on labelled texts: what is stopped, what is let through, what is found.

A row holds `id`, `text`, `block` (or `expected`: block | allow) and, where places are labelled,
`spans` of [start, end, type, surface] in code points. A place counts as found when any blocking
finding overlaps it. Matched pairs name each other in `pair`; a pair is told apart when the text
with a person is stopped and its twin is not.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.core.text import CleanText, RawText
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.rewrite import rewrite

CORPUS = Path(__file__).parent
Z_95 = 1.959964
PATIENCE_SECONDS = 300.0

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole with its 95 % interval (Wilson 1927)."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share; 0 of an empty whole."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound of the share."""
        if not self.whole:
            return 0.0, 1.0
        n, p = self.whole, self.value
        middle = (p + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
        half = Z_95 * math.sqrt(p * (1 - p) / n + Z_95**2 / (4 * n * n)) / (1 + Z_95**2 / n)
        return max(middle - half, 0.0), min(middle + half, 1.0)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.part}/{self.whole} {self.value:.3f} [{low:.3f}, {high:.3f}]"


@dataclass(slots=True)
class Score:
    """Counts over a set of rows."""

    verdicts: dict[str, bool] = field(default_factory=dict)
    expected: dict[str, bool] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    spans: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    rewrites: int = 0
    clean_rewrites: int = 0

    @property
    def recall(self) -> Ratio:
        """Texts with personal data that are stopped."""
        return self._stopped(among=True)

    @property
    def false_blocks(self) -> Ratio:
        """Texts without personal data that are stopped."""
        return self._stopped(among=False)

    @property
    def told_apart(self) -> Ratio:
        """Pairs of which the right one is stopped and the other is not."""
        firsts = [one for one in self.pairs if self.expected[one]]
        right = sum(self.verdicts[one] and not self.verdicts[self.pairs[one]] for one in firsts)
        return Ratio(right, len(firsts))

    @property
    def rewritten(self) -> Ratio:
        """Stopped texts whose rewrite passes the gate."""
        return Ratio(self.clean_rewrites, self.rewrites)

    def span_recall(self, kinds: Iterable[str] | None = None) -> Ratio:
        """Labelled places that are found, of some types or of all."""
        chosen = list(self.spans if kinds is None else kinds)
        found = sum(self.found[kind] for kind in chosen)
        return Ratio(found, sum(self.spans[kind] for kind in chosen))

    def wrong_ids(self) -> list[str]:
        """Rows whose verdict is wrong, in order."""
        return sorted(one for one, stops in self.verdicts.items() if stops != self.expected[one])

    def _stopped(self, *, among: bool) -> Ratio:
        chosen = [one for one, expected in self.expected.items() if expected is among]
        return Ratio(sum(self.verdicts[one] for one in chosen), len(chosen))


def load_rows(path: Path) -> list[Row]:
    """The rows of a labelled file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def tuning_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows rules may be tuned on: 1st, 3rd …; of matched pairs the 1st, 3rd … pair."""
    numbers: dict[str, int] = {}
    for row in rows:
        numbers.setdefault(group_of(row), len(numbers))
    return [row for row in rows if numbers[group_of(row)] % 2 == 0]


def held_out_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows that are only counted: all others."""
    tuned = {row["id"] for row in tuning_rows(rows)}
    return [row for row in rows if row["id"] not in tuned]


def group_of(row: Row) -> str:
    """The same for both texts of a matched pair."""
    return min(str(row["id"]), str(row.get("pair") or row["id"]))


async def score_rows(gate: PiiGate, rows: Sequence[Row], *, at_once: int) -> Score:
    """Screen every row with the real gate and count.

    Raises:
        RuntimeError: the filter gave no verdict on a row.
    """
    score = Score()
    slots = asyncio.Semaphore(at_once)

    async def score_one(row: Row) -> None:
        async with slots:
            await _score_row(gate, row, score)

    await asyncio.gather(*(score_one(row) for row in rows))
    return score


async def _score_row(gate: PiiGate, row: Row, score: Score) -> None:
    raw = RawText(row["text"])
    verdict = await gate.screen(raw, deadline_seconds=PATIENCE_SECONDS)
    findings: tuple[Finding, ...] = ()
    if isinstance(verdict, Blocked):
        if verdict.reason is BlockReason.FILTER_UNAVAILABLE:
            raise RuntimeError(f"{row['id']}: no verdict")
        findings = verdict.findings
    score.verdicts[row["id"]] = isinstance(verdict, Blocked)
    score.expected[row["id"]] = bool(row.get("block", row.get("expected") == "block"))
    if row.get("pair"):
        score.pairs[row["id"]] = row["pair"]
    for start, end, kind in _spans_of(row):
        score.spans[kind] += 1
        score.found[kind] += any(one.start < end and start < one.end for one in findings)
    if findings:
        again = await gate.screen(rewrite(raw, findings).text, deadline_seconds=PATIENCE_SECONDS)
        score.rewrites += 1
        score.clean_rewrites += isinstance(again, CleanText)


def _spans_of(row: Row) -> Iterator[tuple[int, int, str]]:
    for start, end, kind, _ in row.get("spans", []):
        yield start, end, kind
