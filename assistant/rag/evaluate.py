"""How good and how fast look-up is on questions with known answers. Relevance is binary."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.core.clock import Clock
from assistant.core.errors import InputError

DEPTH = 10
FaceValue = int | float
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of the records that answer it."""

    query: str
    relevant: frozenset[str]


def read_questions(path: Path) -> list[Question]:
    """Read JSON Lines of `{"query", "relevant": [ids]}`.

    Raises:
        InputError: the file cannot be read, or a line is something else; the line is named.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path}: cannot be read as UTF-8 ({type(fault).__name__})") from None
    questions = [
        _question(line, f"{path}: line {number}")
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not questions:
        raise InputError(f"{path}: no questions in it")
    return questions


def evaluate(questions: Sequence[Question], search: Search, clock: Clock) -> dict[str, FaceValue]:
    """Ask every question and sum up: hit@k, recall, MRR and nDCG at 10, milliseconds a query.

    Args:
        questions: those with no relevant record are left out of the means.
        search: gives the ids of the ten nearest records, best first.
        clock: times each search.
    """
    rows: list[dict[str, float]] = []
    milliseconds: list[float] = []
    search(questions[0].query)  # opens what is opened on first use
    for question in questions:
        begun = clock.monotonic()
        found = list(search(question.query))[:DEPTH]
        milliseconds.append((clock.monotonic() - begun) * 1000)
        if question.relevant:
            rows.append(score(found, question.relevant))
    figures: dict[str, FaceValue] = {"queries": len(questions)}
    figures |= {name: round(_mean(row[name] for row in rows), 4) for name in score((), {""})}
    figures["p50_ms"] = round(percentile(milliseconds, 0.5), 2)
    figures["p95_ms"] = round(percentile(milliseconds, 0.95), 2)
    return figures


def score(found: Sequence[str], relevant: Collection[str]) -> dict[str, float]:
    """The figures of one question.

    Args:
        found: at most ten ids, best first, each once.
        relevant: the ids that answer it, at least one.
    """
    is_hit = [identifier in relevant for identifier in found]
    gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(is_hit) if hit)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(DEPTH, len(relevant))))
    return {
        "hit@1": float(any(is_hit[:1])),
        "hit@5": float(any(is_hit[:5])),
        "hit@10": float(any(is_hit)),
        "recall@10": sum(is_hit) / len(relevant),
        "mrr@10": next((1 / (place + 1) for place, hit in enumerate(is_hit) if hit), 0.0),
        "ndcg@10": gain / ideal,
    }


def percentile(values: Iterable[float], part: float) -> float:
    """The smallest value that at least `part` of the values do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(math.ceil(part * len(ordered)) - 1, 0)] if ordered else 0.0


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _question(line: str, place: str) -> Question:
    try:
        stated = json.loads(line)
        query, relevant = stated["query"], stated["relevant"]
        if isinstance(query, str) and isinstance(relevant, list):
            return Question(query, frozenset(str(identifier) for identifier in relevant))
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise InputError(f'{place}: not an object with "query" and a list "relevant"')
