"""Scores the filter on a labelled file: python bench/score_filter.py FILE.jsonl [--show-ids].

Each line holds id, text, block and spans of [start, end, TYPE, surface]. The whole gate runs, with
worker processes and the default settings. Prints figures only; texts are never shown.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.pool import WorkerPool
from assistant.filters.rewrite import rewrite
from assistant.filters.settings import FilterSettings


@dataclass
class Tally:
    """Counts over one file."""

    stopped: Counter[bool] = field(default_factory=Counter)
    total: Counter[bool] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    rewrites: int = 0
    rewrites_clean: int = 0
    failing: list[str] = field(default_factory=list)


async def main(paths: list[Path], *, shows_ids: bool) -> None:
    """Score each file and print its figures."""
    settings = FilterSettings()
    pool = WorkerPool(settings)
    await pool.start()
    try:
        gate = PiiGate(settings, key=Key("score", 1, b"score"), analyzer=pool)
        for path in paths:
            tally = Tally()
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            slots = asyncio.Semaphore(2 * settings.workers)
            await asyncio.gather(*(score_in_turn(slots, gate, row, tally) for row in rows))
            report(path.name, tally, shows_ids=shows_ids)
    finally:
        await pool.close()


async def score_in_turn(
    slots: asyncio.Semaphore, gate: PiiGate, row: dict[str, Any], tally: Tally
) -> None:
    """Score a row once the pool has room: it refuses texts beyond its queue."""
    async with slots:
        await score_row(gate, row, tally)


async def score_row(gate: PiiGate, row: dict[str, Any], tally: Tally) -> None:
    """Screen one text and count."""
    raw = RawText(row["text"])
    verdict = await gate.screen(raw, deadline_seconds=300)
    blocks = isinstance(verdict, Blocked)
    if isinstance(verdict, Blocked) and verdict.reason is BlockReason.FILTER_UNAVAILABLE:
        raise RuntimeError(f"{row['id']}: {verdict.reason}")
    findings = verdict.findings if isinstance(verdict, Blocked) else ()
    expected = bool(row.get("block", row.get("expected") == "block"))
    tally.total[expected] += 1
    tally.stopped[expected] += blocks
    if blocks != expected:
        tally.failing.append(f"{row['id']}{'' if expected else ' (false block)'}")
    missed = [kind for start, end, kind in spans_of(row) if not overlaps(findings, start, end)]
    for _, _, kind in spans_of(row):
        tally.spans[kind] += 1
    for _, _, kind in spans_of(row):
        tally.found[kind] += 1
    tally.found.subtract(missed)
    if missed:
        tally.failing.append(f"{row['id']} misses {', '.join(missed)}")
    if findings:
        again = await gate.screen(rewrite(raw, findings).text, deadline_seconds=300)
        tally.rewrites += 1
        tally.rewrites_clean += isinstance(again, CleanText)
        if isinstance(again, Blocked):
            kinds = ", ".join(sorted({finding.entity for finding in again.findings}))
            tally.failing.append(f"{row['id']} rewrite blocked: {kinds}")


def spans_of(row: dict[str, Any]) -> list[tuple[int, int, str]]:
    """The labelled places of a row."""
    return [(start, end, kind) for start, end, kind, _ in row.get("spans", [])]


def overlaps(findings: tuple[Finding, ...], start: int, end: int) -> bool:
    """Whether any finding touches a place."""
    return any(one.start < end and start < one.end for one in findings)


def report(name: str, tally: Tally, *, shows_ids: bool) -> None:
    """Print the figures of one file."""
    lines = [
        f"== {name}",
        f"block recall  {ratio(tally.stopped[True], tally.total[True])}",
        f"false blocks  {ratio(tally.stopped[False], tally.total[False])}",
        f"rewrite clean {ratio(tally.rewrites_clean, tally.rewrites)}",
        *(
            f"  {kind:22} {ratio(tally.found[kind], tally.spans[kind])}"
            for kind in sorted(tally.spans)
        ),
        *(sorted(tally.failing) if shows_ids else [f"failing rows: {len(tally.failing)}"]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def ratio(part: int, whole: int) -> str:
    """`12/13 0.923`."""
    return f"{part}/{whole} {part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show-ids", action="store_true", help="list the rows that fail")
    options = parser.parse_args()
    asyncio.run(main(options.files, shows_ids=options.show_ids))
