"""The filter's speed: python bench/filter.py [--texts 40].

All contenders read the same texts in one run, text by text in turn, on one BLAS thread. The texts
are made from tests/corpus and guidelines: 30 to 8,000 characters, lengths spread evenly on a
logarithmic scale. Ratios count, seconds depend on the machine. Prints figures only, no texts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from thinc.api import NumpyOps, set_current_ops

from assistant.core.keys import Key
from assistant.core.text import RawText
from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.chunk import chunks
from assistant.filters.engine.fast import FastPipeline
from assistant.filters.finding import AnalysisResult
from assistant.filters.gate import Blocked, BlockReason, PiiGate, is_well_formed
from assistant.filters.nlp_engine import MODEL, UNUSED_PIPES, UNUSED_STRINGS, GinzaNlpEngine
from assistant.filters.pool import WorkerPool
from assistant.filters.processes import ENVIRONMENT
from assistant.filters.settings import FilterSettings

ROOT = Path(__file__).parents[1]
SHORTEST, LONGEST = 30, 8_000
DOCUMENTED, STOCK, REDUCED = (
    "Presidio + ja_ginza, documented",
    "ja_ginza, stock",
    "ja_ginza, reduced, OpenBLAS",
)
ENGINE, ANALYSIS = "fast engine alone", "analysis in the worker"
COLD, AGAIN = "gate with worker, cold", "gate, text seen before"
Read = Callable[[str], object]


@dataclass
class Times:
    """Seconds per text, in the order of the texts."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def main(count: int) -> None:
    """Measure and print."""
    texts = make_texts(count)
    times = {name: Times() for name in (DOCUMENTED, STOCK, REDUCED, ENGINE, ANALYSIS)}
    contenders, analyze = load()
    for read in contenders.values():
        read(texts[0])
    found = []
    for text in texts:
        for name, read in contenders.items():
            measure(times[name], read, text)
        found.append(len(analyze(text).findings))
    times |= asyncio.run(measure_gate(texts))
    sizes = [len(text) for text in texts]
    lines = [
        f"{len(texts)} texts of {min(sizes)}-{max(sizes)} characters "
        f"(p50 {statistics.median(sizes):.0f}), {sum(sizes)} in all; one BLAS thread",
        f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'chars/s':>11}{'CPU c/s':>9}"
        f"{'x p50':>8}{'x p95':>8}{'x CPU':>8}",
        *(row(name, times, sizes) for name in times),
        *apart(times, found, sizes),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def make_texts(count: int) -> list[str]:
    """Texts cut from the corpus and the guidelines laid end to end, no two from one place."""
    material = [
        text
        for file in sorted((ROOT / "tests/corpus").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
        if is_well_formed(text := json.loads(line)["text"])  # others are refused unread
    ]
    material += [file.read_text("utf-8") for file in sorted((ROOT / "guidelines").rglob("*.md"))]
    lengths = [
        round(SHORTEST * (LONGEST / SHORTEST) ** (number / (count - 1))) for number in range(count)
    ]
    whole = "\n".join(material)
    while len(whole) < sum(lengths):
        whole += whole
    texts = []
    for length in lengths:
        texts.append(whole[:length])
        whole = whole[length:]
    # Short and long ones in turn, so that a disturbance meets all lengths.
    return texts[::2] + texts[1::2][::-1]


def load() -> tuple[dict[str, Read], Callable[[str], AnalysisResult]]:
    """Load every contender in this process."""
    set_current_ops(NumpyOps())
    stock = spacy.load(MODEL)
    configuration = {
        "nlp_engine_name": "spacy",
        "models": [{"lang_code": "ja", "model_name": MODEL}],
    }
    provider = NlpEngineProvider(nlp_configuration=configuration)
    presidio = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["ja"])
    set_current_ops(NumpyOps(use_blis=False))
    reduced = spacy.load(MODEL, exclude=list(UNUSED_PIPES))
    fast = FastPipeline(spacy.load(MODEL, exclude=[*UNUSED_PIPES, UNUSED_STRINGS]))
    engine = GinzaNlpEngine("fast")
    engine.load()
    if engine.fallback:
        raise SystemExit(f"the fast engine is not used: {engine.fallback}")
    analyzer = TextAnalyzer(FilterSettings(), engine)
    contenders: dict[str, Read] = {
        DOCUMENTED: lambda text: presidio.analyze(text, "ja"),
        STOCK: stock,
        REDUCED: reduced,
        ENGINE: lambda text: fast.read_all([text[one.start : one.end] for one in chunks(text)]),
        ANALYSIS: analyzer.analyze,
    }
    return contenders, analyzer.analyze


def measure(times: Times, read: Read, text: str) -> None:
    """Read one text and note wall and processor time."""
    wall, processor = time.perf_counter(), time.process_time()
    read(text)
    times.wall.append(time.perf_counter() - wall)
    times.processor.append(time.process_time() - processor)


async def measure_gate(texts: Sequence[str]) -> dict[str, Times]:
    """The whole gate with one worker process: each text for the first and for the second time."""
    settings = FilterSettings(workers=1)
    pool = WorkerPool(settings)
    await pool.start()
    try:
        gate = PiiGate(settings, key=Key("bench", 1, b"bench"), analyzer=pool)
        await timed(gate.screen(RawText("窓口の案内です。"), deadline_seconds=300))
        cold = Times([await timed(screen(gate, text)) for text in texts])
        again = Times([await timed(screen(gate, text)) for text in texts])
    finally:
        await pool.close()
    return {COLD: cold, AGAIN: again}


async def screen(gate: PiiGate, text: str) -> None:
    """Screen one text; anything but a verdict ends the run."""
    verdict = await gate.screen(RawText(text), deadline_seconds=300)
    if isinstance(verdict, Blocked) and verdict.reason is not BlockReason.PERSONAL_DATA:
        raise SystemExit(f"no verdict: {verdict.reason}")


async def timed(work: Awaitable[Any]) -> float:
    """Seconds until it is done."""
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


def row(name: str, times: dict[str, Times], sizes: Sequence[int]) -> str:
    """One contender: times, characters per second, and how many times faster than documented."""
    own, base = times[name], times[DOCUMENTED]
    processor = f"{sum(sizes) / sum(own.processor):9,.0f}" if own.processor else f"{'-':>9}"
    gain = f"{sum(base.processor) / sum(own.processor):8.2f}" if own.processor else f"{'-':>8}"
    return (
        f"{name:34}{percentile(own.wall, 50) * 1e3:9.2f}{percentile(own.wall, 95) * 1e3:9.2f}"
        f"{sum(sizes) / sum(own.wall):11,.0f}{processor}"
        f"{percentile(base.wall, 50) / percentile(own.wall, 50):8.2f}"
        f"{percentile(base.wall, 95) / percentile(own.wall, 95):8.2f}{gain}"
    )


def apart(times: dict[str, Times], found: Sequence[int], sizes: Sequence[int]) -> list[str]:
    """What the analysis costs beside the engine, by how dense the findings are."""
    lines = []
    for title, belongs in (
        ("without findings", lambda density: density == 0),
        ("up to 5 per 1,000 characters", lambda density: 0 < density <= 5),
        ("more", lambda density: density > 5),
    ):
        chosen = [
            number
            for number, (count, size) in enumerate(zip(found, sizes, strict=True))
            if belongs(1_000 * count / size)
        ]
        if chosen:
            shares = [times[ANALYSIS].wall[one] / times[ENGINE].wall[one] for one in chosen]
            lines.append(
                f"{ANALYSIS} / {ENGINE}, {title}: {len(chosen)} texts, "
                f"p50 {percentile(shares, 50):.2f}, p95 {percentile(shares, 95):.2f}"
            )
    return lines


def percentile(values: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=40, help="how many texts (2 or more)")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        warnings.simplefilter("ignore")
        main(options.texts)
    else:
        command = [sys.executable, __file__, "--measure", "--texts", str(options.texts)]
        # Our own file again, with the workers' environment: one BLAS thread.
        sys.exit(subprocess.run(command, env=ENVIRONMENT, check=False).returncode)  # noqa: S603  # see above
