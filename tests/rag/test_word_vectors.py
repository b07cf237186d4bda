"""Words near each other find each other's records; a table without its model does not count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.rag.documents import Record
from assistant.rag.retriever import Retriever
from assistant.rag.settings import LegSettings, RagSettings
from assistant.rag.word_vectors import WordVectors, open_word_vectors, write_word_vectors
from tests.rag.memory_index import make_retriever

WORDS = {"印鑑": [1, 0, 0], "判子": [0.9, 0.3, 0], "登録": [0, 1, 0], "犬": [0, 0, 1]}
RECORDS = [
    Record("dog", "dog", "犬", "犬", "犬の登録をする。"),
    Record("seal", "seal", "印鑑", "印鑑", "印鑑の登録をする。"),
    Record("other", "other", "税", "税", "税を納める。"),
]
OFF = LegSettings(words=1, expansion=0, everyday=0, synonyms=0, grams=0, sif=0)


@pytest.fixture
def vectors(tmp_path: Path) -> WordVectors:
    matrix = np.array(list(WORDS.values()), dtype=np.float32)
    write_word_vectors(tmp_path, name="toy 1", words=list(WORDS), rows=range(4), matrix=matrix)
    opened = open_word_vectors(tmp_path)
    assert opened is not None
    return opened


def found(legs: LegSettings, vectors: WordVectors | None, query: str) -> list[str]:
    retriever = make_retriever(RECORDS, RagSettings(legs=legs), vectors)
    return [hit.record.id for hit in retriever.search(query, limit=3).hits]


def test_a_table_is_read_as_it_was_written(vectors: WordVectors) -> None:
    assert [vectors.row(word) for word in WORDS] == [0, 1, 2, 3]
    assert vectors.row("猫") == -1
    assert np.linalg.norm(vectors.matrix, axis=1) == pytest.approx(1)


def test_expansion_finds_what_shares_no_word(vectors: WordVectors) -> None:
    assert found(OFF, vectors, "判子") == []
    assert found(OFF.model_copy(update={"expansion": 0.5}), vectors, "判子") == ["seal"]


def test_expansion_is_off_for_a_query_that_names_an_article(vectors: WordVectors) -> None:
    legs = OFF.model_copy(update={"expansion": 0.5})
    assert found(legs, vectors, "判子 第3条") == []


def test_sif_breaks_a_tie_between_records_with_the_same_words(tmp_path: Path) -> None:
    topics = ["犬", "車", "家", "猫", "船", "印鑑"]
    matrix = np.eye(len(topics) + 1, dtype=np.float32)
    matrix = np.vstack([matrix, 0.9 * matrix[5] + 0.1 * matrix[0]])
    write_word_vectors(
        tmp_path, name="toy", words=[*topics, "登録", "判子"], rows=range(8), matrix=matrix
    )
    records = [Record(t, t, t, t, f"{t}の登録をする。", article="第1条") for t in topics]
    firsts = []
    for sif in (0.0, 0.5):
        settings = RagSettings(legs=OFF.model_copy(update={"sif": sif}))
        retriever = make_retriever(records, settings, open_word_vectors(tmp_path))
        firsts.append(retriever.search("判子の登録", limit=1).hits[0].record.id)
    assert firsts == ["犬", "印鑑"]


def test_without_a_table_the_other_legs_work() -> None:
    assert found(LegSettings(), None, "印鑑の登録")[0] == "seal"


def test_a_table_of_another_model_is_not_used(vectors: WordVectors, tmp_path: Path) -> None:
    matrix = np.eye(4, 3, dtype=np.float32)
    write_word_vectors(
        tmp_path / "b", name="toy 2", words=list(WORDS), rows=range(4), matrix=matrix
    )
    other = open_word_vectors(tmp_path / "b")
    assert other is not None
    index = make_retriever(RECORDS, vectors=vectors).index
    legs = OFF.model_copy(update={"expansion": 0.5})
    retriever = Retriever(index, RagSettings(legs=legs), vectors=other)
    assert retriever.search("判子", limit=3).hits == ()


@pytest.mark.parametrize("missing", ["manifest.json", "matrix.npy", "rows.npy"])
def test_an_unfinished_table_is_none(tmp_path: Path, vectors: WordVectors, missing: str) -> None:
    assert vectors.name == "toy 1"
    (tmp_path / missing).unlink()
    assert open_word_vectors(tmp_path) is None


def test_synonyms_of_the_dictionary_meet() -> None:
    legs = LegSettings(words=0, expansion=0, synonyms=1, grams=0, sif=0)
    records = [
        Record("move", "move", "転居届", "転居届", "転居したとき。"),
        Record("tax", "tax", "税", "税", "納めるとき。"),
    ]
    retriever = make_retriever(records, RagSettings(legs=legs))
    assert [hit.record.id for hit in retriever.search("引っ越し", limit=3).hits] == ["move"]
