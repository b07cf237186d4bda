"""The floors of `python -m tests.rag.score`, and that a fall is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.rag.retriever import Retriever
from tests.rag.score import (
    FLOORS,
    citation_figures,
    gold_retriever,
    look_up_figures,
    misses,
    real_vectors,
)

EXPECTED = json.loads(FLOORS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    """The shipped documents, without word vectors."""
    return gold_retriever()


def test_look_up_and_citations_hold_their_floors(retriever: Retriever) -> None:
    figures = look_up_figures(retriever) | citation_figures(retriever)
    assert misses(figures, EXPECTED["without word vectors"]) == []


@pytest.mark.nlp
def test_word_vectors_hold_their_floors(tmp_path: Path) -> None:
    retriever = gold_retriever(real_vectors(tmp_path))
    figures = look_up_figures(retriever) | citation_figures(retriever)
    assert misses(figures, EXPECTED["with word vectors"]) == []


@pytest.mark.parametrize(
    ("figures", "missed"),
    [
        ({"ndcg": 0.78, "kept": 5.0, "invalid": 0.0}, []),
        ({"ndcg": 0.7799, "kept": 5.0, "invalid": 0.0}, ["ndcg: 0.7799, was 0.8000"]),
        ({"ndcg": 0.9, "kept": 4.0, "invalid": 0.0}, ["kept: 4, at least 5"]),
        ({"ndcg": 0.9, "kept": 5.0, "invalid": 1.0}, ["invalid: 1, at most 0"]),
    ],
)
def test_a_missed_floor_is_told(figures: dict[str, float], missed: list[str]) -> None:
    floors = {"share": {"ndcg": 0.8}, "least": {"kept": 5.0}, "most": {"invalid": 0.0}}
    assert misses(figures, floors) == missed
