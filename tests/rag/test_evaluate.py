"""The figures of an evaluation, checked by hand."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.core.clock import ManualClock
from assistant.core.errors import InputError
from assistant.rag.evaluate import evaluate, percentile, read_questions, score


def test_figures_of_one_question() -> None:
    figures = score(["x", "a", "y", "b"], {"a", "b", "c"})
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert figures["ndcg@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert (figures["hit@1"], figures["hit@5"], figures["hit@10"]) == (0, 1, 1)
    assert figures["recall@10"] == pytest.approx(2 / 3)
    assert figures["mrr@10"] == 0.5


def test_more_than_ten_relevant_are_ideal_with_ten() -> None:
    found = [str(number) for number in range(10)]
    assert score(found, {str(number) for number in range(30)})["ndcg@10"] == pytest.approx(1)


def test_means_leave_out_questions_without_an_answer(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(
        '{"id": 1, "query": "a", "relevant": ["a"]}\n\n{"query": "b", "relevant": []}\n'
        '{"query": "c", "relevant": ["x", "c"]}\n',
        encoding="utf-8",
    )
    questions = read_questions(file)
    figures = evaluate(
        questions, lambda query: [query], ManualClock(datetime(2026, 4, 1, tzinfo=UTC))
    )
    assert figures["queries"] == 3
    assert (figures["hit@1"], figures["recall@10"]) == (1, 0.75)
    assert list(figures) == [
        "queries", "hit@1", "hit@5", "hit@10", "recall@10", "mrr@10", "ndcg@10", "p50_ms", "p95_ms",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["", "nonsense", "[]", '{"query": 1, "relevant": []}', '{"query": "a"}']
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1|no questions"):
        read_questions(file)


def test_percentiles() -> None:
    values = list(range(1, 101))
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile([], 0.5)) == (50, 95, 0)
