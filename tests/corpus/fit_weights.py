"""Fits the weights of the evidence for names: python -m tests.corpus.fit_weights [--strength 20].

A logistic regression over the evidence of every candidate in the rows for tuning (of the latest
files odd numbers; of matched pairs, odd pairs), drawn strongly towards the weights set by hand
(`tests/corpus/hand_weights.json`). A weight keeps the sign it was given by hand: evidence for a
name never speaks against one. What weighs as much as a veto is not fitted. Which candidates are
sure decides what is said of their neighbours, so evidence is read again with the new weights
(three rounds). Prints the table that stands in `assistant/filters/names/evidence.py`; no text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]  # ships no types

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.evidence import WEIGHTS
from assistant.filters.names.finder import NameFinder
from assistant.filters.nlp_engine import LANGUAGE, GinzaNlpEngine, Reading
from assistant.filters.normalize import Normalized, normalize
from assistant.filters.settings import FilterSettings
from assistant.filters.views import unescaped
from tests.corpus.scoring import CORPUS, Row, load_rows, tuning_rows

HAND = CORPUS / "hand_weights.json"
# Both halves of these have been read by now; of the latest files only the odd rows.
SPENT = (
    "short", "short2", "pairs", "pairs2", "long", "long2", "municipal", "municipal2", "staff",
    "secrets", "own", "open",
)  # fmt: skip
LATEST = (
    "short3", "pairs3", "long3", "municipal3", "staff3", "secrets3", "short4", "pairs4", "long4",
    "municipal4", "staff4", "short5", "pairs5", "long5", "municipal5", "staff5", "secrets4",
)  # fmt: skip
# What speaks as strongly as this against a name is not fitted: one odd text would undo it.
VETO = -0.95
STEEPNESS = 7.0
THRESHOLD = 0.5
ROUNDS = 3
# One wrong name stops a text that names nobody; among names it changes the rewrite only.
COST_OF_A_STOP = 3.0
# An honorific is enough by itself, whatever the word before it.
LEAST = {"honorific": 0.55}
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Page:
    """A text as the finder reads it, and where names stand in it."""

    shown: Normalized
    reading: Reading
    names: tuple[tuple[int, int], ...]
    holds_name: bool


def pages() -> Iterator[Page]:
    """The rows for tuning, read by the model."""
    engine = GinzaNlpEngine()
    engine.load()
    for name in (*SPENT, *LATEST):
        rows = load_rows(CORPUS / f"{name}.jsonl")
        for row in tuning_rows(rows) if name in LATEST else rows:
            yield page_of(row, engine)


def page_of(row: Row, engine: GinzaNlpEngine) -> Page:
    """One row, read by the model."""
    shown = unescaped(normalize(row["text"]))
    reading = engine.process_text(shown.text, LANGUAGE).reading
    names = tuple((one[0], one[1]) for one in row.get("spans", []) if one[2] == "PERSON")
    return Page(shown, reading, names, bool(names))


def examples(texts: list[Page], finder: NameFinder) -> tuple[list[set[str]], Vector, Vector]:
    """Evidence, label and weight of every candidate that no veto decides."""
    evidence: list[set[str]] = []
    labels: list[float] = []
    counts: list[float] = []
    for page in texts:
        found = finder.find(page.shown.text, page.reading)
        free = [one for one in found if all(WEIGHTS[name] > VETO for name in one.evidence)]
        for candidate in free:
            start, end = page.shown.original(candidate.start, candidate.end)
            evidence.append(set(candidate.evidence))
            labels.append(any(start < high and low < end for low, high in page.names))
            # A text is stopped by one name: a hundred of them are not a hundred times as much.
            cost = 1.0 if page.holds_name else COST_OF_A_STOP
            counts.append(cost / max(1.0, len(free) ** 0.5))
    return evidence, np.array(labels, dtype=float), np.array(counts)


def fitted(
    evidence: list[set[str]], labels: Vector, counts: Vector, strength: float
) -> dict[str, float]:
    """The weights that fit the labels best without going far from those set by hand."""
    hand: Mapping[str, float] = json.loads(HAND.read_text("utf-8"))
    names = [name for name, weight in hand.items() if weight > VETO]
    column = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(evidence), len(names)))
    for number, one in enumerate(evidence):
        matrix[number, [column[name] for name in one if name in column]] = 1.0
    start = np.array([hand[name] for name in names])
    signs = np.where(labels > 0, 1.0, -1.0)

    def loss(weights: Vector) -> tuple[float, Vector]:
        margin = STEEPNESS * signs * (matrix @ weights - THRESHOLD)
        value = float(counts @ np.logaddexp(0.0, -margin))
        slope = -counts * signs * STEEPNESS / (1.0 + np.exp(np.clip(margin, -60, 60)))
        away = weights - start
        return value + strength * float(away @ away), matrix.T @ slope + 2 * strength * away

    bounds = [
        (LEAST.get(name, 0.0), 1.5) if weight >= 0 else (-1.9, 0.0)
        for name, weight in zip(names, start, strict=True)
    ]
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return dict(hand) | {name: round(float(best.x[column[name]]), 2) for name in names}


def main(strength: float) -> None:
    """Fit, and print the table."""
    finder = NameFinder(FilterSettings(), name_dictionary())
    texts = list(pages())
    for number in range(ROUNDS):
        evidence, labels, counts = examples(texts, finder)
        weights = fitted(evidence, labels, counts, strength)
        scores = np.array([sum(WEIGHTS[name] for name in one) for one in evidence])
        missed = int(((scores < THRESHOLD) & (labels > 0)).sum())
        wrong = int(((scores >= THRESHOLD) & (labels == 0)).sum())
        sys.stderr.write(
            f"round {number}: {len(labels)} candidates, {int(labels.sum())} names; "
            f"missed {missed}, wrong {wrong}\n"
        )
        WEIGHTS.update(weights)
    sys.stdout.write("".join(f'    "{name}": {weight},\n' for name, weight in WEIGHTS.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strength", type=float, default=20.0, help="pull towards the hand-set")
    main(parser.parse_args().strength)
