"""Marked documents, secrets, sensitive words and staff names: found as well as before.

`secrets2.jsonl` and `staff2.jsonl` were written with the rules; `secrets3.jsonl`, `staff3.jsonl`
and those after them blind, later. The bounds hold what was reached.
"""

from __future__ import annotations

import asyncio

import pytest

from assistant.core.keys import Key
from assistant.filters.decision import Policy
from assistant.filters.policy import default_snapshot
from assistant.filters.pool import WorkerPool
from assistant.filters.settings import FilterSettings
from tests.corpus.report import SenderGate, add, roster_policy
from tests.corpus.scoring import CORPUS, Row, Score, load_rows, score_rows

pytestmark = pytest.mark.nlp


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return asyncio.run(_score_all())


async def _score_all() -> dict[str, Score]:
    settings = FilterSettings()
    pool = WorkerPool(settings)
    await pool.start()
    try:
        gate = SenderGate(settings, key=Key("score", 1, b"score"), analyzer=pool)
        found = {
            "secrets": await score_rows(gate, _rows("secrets"), at_once=4),
            "secrets2": await score_rows(gate, _rows("secrets2"), at_once=4),
            "secrets3": await score_rows(gate, _rows("secrets3"), at_once=4),
            "secrets4": await score_rows(gate, _rows("secrets4"), at_once=4),
            "staff": await _allowing(gate, settings, _rows("staff")),
            "staff2": await _allowing(gate, settings, _rows("staff2")),
            "staff3": await _allowing(gate, settings, _rows("staff3")),
            "staff4": await _allowing(gate, settings, _rows("staff4")),
            "staff5": await _allowing(gate, settings, _rows("staff5")),
            "staff6": await _allowing(gate, settings, _rows("staff6")),
        }
        gate.adopt(Policy(default_snapshot(settings)))
        return found
    finally:
        await pool.close()


async def _allowing(gate: SenderGate, settings: FilterSettings, rows: list[Row]) -> Score:
    """The score under `staff_names = "allow_roster"`, with the roster each row names."""
    whole = Score()
    for row in rows:
        gate.adopt(roster_policy(settings, row))
        expected = dict(row) | {"block": row["expected_roster"], "spans": row["spans_roster"]}
        add(whole, await score_rows(gate, [expected], at_once=1))
    return whole


def _rows(name: str) -> list[Row]:
    return load_rows(CORPUS / f"{name}.jsonl")


@pytest.mark.parametrize(
    ("name", "least_recall", "most_false_blocks", "least_spans"),
    [
        ("secrets", 0.975, 0.025, 0.97),
        ("secrets2", 0.98, 0.02, 0.98),
        ("secrets3", 0.98, 0.03, 0.98),
        ("secrets4", 0.98, 0.03, 0.9),
        ("staff", 0.94, 0.03, 0.95),
        ("staff2", 1.0, 0.0, 1.0),
        ("staff3", 0.85, 0.21, 0.83),
        ("staff4", 0.98, 0.1, 0.9),
        ("staff5", 0.98, 0.13, 0.87),
        ("staff6", 0.98, 0.02, 0.98),
    ],
)
def test_policy_texts_are_told_apart_as_well_as_before(
    scores: dict[str, Score],
    name: str,
    least_recall: float,
    most_false_blocks: float,
    least_spans: float,
) -> None:
    score = scores[name]
    assert score.recall.whole > 0
    assert score.recall.value >= least_recall, f"{name}: {score.recall}"
    assert score.false_blocks.value <= most_false_blocks, f"{name}: {score.false_blocks}"
    assert score.span_recall().value >= least_spans, f"{name}: {score.span_recall()}"
