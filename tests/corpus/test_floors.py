"""The filter's figures on the repository's corpus do not fall below what has been reached.

The bounds are what the rules reach now, less about one text in fifty. They may be raised when the
rules become better; a change that has to lower one makes the filter worse.
"""

from __future__ import annotations

import asyncio

import pytest

from assistant.core.keys import Key
from assistant.filters.gate import PiiGate
from assistant.filters.pool import WorkerPool
from assistant.filters.settings import FilterSettings
from tests.corpus.scoring import CORPUS, Ratio, Score, load_rows, score_rows

# The second of each kind and those after were written after the rules they met, blind again.
FIRST = ("short", "pairs", "long", "municipal", "evasions")
SECOND = ("short2", "pairs2", "long2", "municipal2", "evasions2")
THIRD = ("short3", "pairs3", "long3", "municipal3", "evasions3")
FOURTH = ("short4", "pairs4", "long4", "municipal4", "evasions4")
FIFTH = ("short5", "pairs5", "long5", "municipal5", "evasions5")
# In the make-up of the texts the targets are measured on.
SIXTH = ("short6", "pairs6", "long6", "evasions6")
SEVENTH = ("short7", "pairs7", "long7")
# The eighth set and the eleventh were counted and kept out: they would cost minutes.
NINTH = ("short9", "pairs9", "long9")
TENTH = ("short10", "pairs10", "long10")
SETS = (
    *FIRST, *SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH, *SEVENTH, *NINTH, *TENTH,
)  # fmt: skip

pytestmark = pytest.mark.nlp


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return asyncio.run(_score_all())


async def _score_all() -> dict[str, Score]:
    settings = FilterSettings()
    pool = WorkerPool(settings)
    await pool.start()
    try:
        gate = PiiGate(settings, key=Key("score", 1, b"score"), analyzer=pool)
        return {
            name: await score_rows(gate, load_rows(CORPUS / f"{name}.jsonl"), at_once=4)
            for name in SETS
        }
    finally:
        await pool.close()


@pytest.mark.parametrize(
    ("name", "least_recall", "most_false_blocks"),
    [
        ("short", 0.975, 0.015),
        ("pairs", 0.97, 0.015),
        ("long", 0.97, 0.035),
        ("municipal", 0.95, 0.02),
        ("evasions", 0.965, 0.035),
        ("short2", 0.98, 0.02),
        ("pairs2", 0.97, 0.02),
        ("long2", 0.875, 0.02),
        ("municipal2", 0.95, 0.02),
        ("evasions2", 0.96, 0.02),
        ("short3", 0.95, 0.02),
        ("pairs3", 0.96, 0.09),
        ("long3", 0.95, 0.1),
        ("municipal3", 0.95, 0.05),
        ("evasions3", 0.905, 0.03),
        ("short4", 0.94, 0.02),
        ("pairs4", 0.95, 0.02),
        ("long4", 0.95, 0.05),
        ("municipal4", 0.98, 0.02),
        ("evasions4", 0.95, 0.05),
        ("short5", 0.93, 0.035),
        ("pairs5", 0.95, 0.035),
        ("long5", 0.93, 0.06),
        ("municipal5", 0.95, 0.02),
        ("evasions5", 0.85, 0.13),
        ("short6", 0.98, 0.015),
        ("pairs6", 0.98, 0.02),
        ("long6", 0.96, 0.035),
        ("evasions6", 0.95, 0.05),
        ("short7", 0.98, 0.015),
        ("pairs7", 0.98, 0.05),
        ("long7", 0.96, 0.035),
        ("short9", 0.98, 0.015),
        ("pairs9", 0.98, 0.02),
        ("long9", 0.965, 0.035),
        ("short10", 0.98, 0.015),
        ("pairs10", 0.98, 0.05),
        ("long10", 0.965, 0.085),
    ],
)
def test_texts_are_stopped_and_let_through_as_well_as_before(
    scores: dict[str, Score], name: str, least_recall: float, most_false_blocks: float
) -> None:
    score = scores[name]
    assert score.recall.value >= least_recall, f"{name}: {score.recall}"
    assert score.false_blocks.value <= most_false_blocks, f"{name}: {score.false_blocks}"


def test_matched_pairs_are_told_apart_as_well_as_before(scores: dict[str, Score]) -> None:
    told_apart = scores["pairs"].told_apart
    assert told_apart.whole == 120
    assert told_apart.value >= 0.965, str(told_apart)
    assert scores["pairs2"].told_apart.value >= 0.97, str(scores["pairs2"].told_apart)
    assert scores["pairs3"].told_apart.value >= 0.91, str(scores["pairs3"].told_apart)
    assert scores["pairs4"].told_apart.value >= 0.95, str(scores["pairs4"].told_apart)
    assert scores["pairs5"].told_apart.value >= 0.9, str(scores["pairs5"].told_apart)
    assert scores["pairs6"].told_apart.value >= 0.965, str(scores["pairs6"].told_apart)
    assert scores["pairs7"].told_apart.value >= 0.945, str(scores["pairs7"].told_apart)
    assert scores["pairs9"].told_apart.value >= 0.97, str(scores["pairs9"].told_apart)
    assert scores["pairs10"].told_apart.value >= 0.95, str(scores["pairs10"].told_apart)


@pytest.mark.parametrize(
    ("sets", "least_names", "least_others"),
    [
        (FIRST, 0.94, 0.965),
        (SECOND, 0.9, 0.915),
        (THIRD, 0.92, 0.90),
        (FOURTH, 0.91, 0.94),
        (FIFTH, 0.83, 0.92),
        (SIXTH, 0.97, 0.97),
        (SEVENTH, 0.91, 0.96),
        (NINTH, 0.975, 0.98),
        (TENTH, 0.975, 0.97),
    ],
)
def test_places_are_found_as_well_as_before(
    scores: dict[str, Score], sets: tuple[str, ...], least_names: float, least_others: float
) -> None:
    names = _together([scores[name].span_recall(["PERSON"]) for name in sets])
    everything = _together([scores[name].span_recall() for name in sets])
    others = Ratio(everything.part - names.part, everything.whole - names.whole)
    assert names.value >= least_names, str(names)
    assert others.value >= least_others, str(others)


def test_rewrites_pass_the_gate_as_well_as_before(scores: dict[str, Score]) -> None:
    rewritten = _together([score.rewritten for score in scores.values()])
    assert rewritten.value >= 0.97, str(rewritten)


def _together(ratios: list[Ratio]) -> Ratio:
    return Ratio(sum(ratio.part for ratio in ratios), sum(ratio.whole for ratio in ratios))


def test_rows_are_labelled_where_they_say() -> None:
    for path in sorted(CORPUS.glob("*.jsonl")):
        for row in load_rows(path):
            for start, end, _, surface in row.get("spans", []):
                assert row["text"][start:end] == surface, row["id"]
