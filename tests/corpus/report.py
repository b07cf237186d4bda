"""Prints the filter's score: python -m tests.corpus.report [FILE.jsonl ...] [--show-ids].

Without files, the repository's own corpus. The whole gate runs, with worker processes and the
settings of `config/pii.toml`. Figures and ids only; no text is shown.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.core.keys import Key
from assistant.filters.gate import PiiGate
from assistant.filters.pool import WorkerPool
from assistant.filters.settings import FilterSettings
from tests.corpus.scoring import CORPUS, Score, load_rows, score_rows


async def main(paths: list[Path], *, shows_ids: bool) -> None:
    """Score each file and print its figures."""
    settings = FilterSettings()
    pool = WorkerPool(settings)
    await pool.start()
    try:
        gate = PiiGate(settings, key=Key("score", 1, b"score"), analyzer=pool)
        for path in paths:
            score = await score_rows(gate, load_rows(path), at_once=2 * settings.workers)
            lines = [f"== {path.name}  (rules {gate.ruleset})", *_lines(score)]
            if shows_ids:
                lines += [f"  wrong: {one}" for one in score.wrong_ids()]
            sys.stdout.write("\n".join(lines) + "\n")
    finally:
        await pool.close()


def _lines(score: Score) -> Iterator[str]:
    yield f"block recall     {score.recall}"
    yield f"false blocks     {score.false_blocks}"
    if score.pairs:
        yield f"pairs told apart {score.told_apart}"
    yield f"rewrites clean   {score.rewritten}"
    if score.spans:
        yield f"spans found      {score.span_recall()}"
    for kind in sorted(score.spans):
        yield f"  {kind:22} {score.span_recall([kind])}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show-ids", action="store_true", help="list the rows that are wrong")
    options = parser.parse_args()
    files = options.files or sorted(CORPUS.glob("*.jsonl"))
    asyncio.run(main(files, shows_ids=options.show_ids))
