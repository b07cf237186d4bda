"""Embedded Chroma as a leg: the same order as exact cosines, own vectors, nothing on the disk."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

from assistant.rag.documents import Record
from assistant.rag.ranking import EmbeddingLeg
from assistant.rag.retriever import Retriever
from assistant.rag.settings import LegSettings, RagSettings
from assistant.rag.vector_store import VectorLeg, ginza_leg
from assistant.rag.word_vectors import WordVectors, open_word_vectors, write_word_vectors
from tests.rag.memory_index import make_retriever

TOPICS = ["犬", "車", "家", "猫", "船", "印鑑"]
RECORDS = [Record(t, t, t, t, f"{t}の登録をする。", article="第1条") for t in TOPICS]
ONLY = LegSettings(words=0, expansion=0, synonyms=0, grams=0, sif=0, embedding=1)


@pytest.fixture
def vectors(tmp_path: Path) -> WordVectors:
    matrix = np.eye(7, dtype=np.float32)
    matrix = np.vstack([matrix, 0.9 * matrix[5] + 0.1 * matrix[0]])
    words = [*TOPICS, "登録", "判子"]
    write_word_vectors(tmp_path, name="toy", words=words, rows=range(8), matrix=matrix)
    opened = open_word_vectors(tmp_path)
    assert opened is not None
    return opened


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_leg_finds_what_is_near(vectors: WordVectors) -> None:
    index = make_retriever(RECORDS, vectors=vectors).index
    leg: EmbeddingLeg | None = ginza_leg(index, vectors)
    assert leg is not None
    retriever = Retriever(index, RagSettings(legs=ONLY), vectors=vectors, embedding=leg)
    hits = retriever.search("判子の登録", limit=2).hits
    assert hits[0].record.id == "印鑑"
    assert hits[0].legs == {"embedding": 1.0}
    assert retriever.search("知らない言葉", limit=2).hits == ()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_any_langchain_embedder_can_be_plugged_in(vectors: WordVectors) -> None:
    from langchain_core.embeddings import Embeddings  # noqa: PLC0415  # imports as the leg does

    class Own(Embeddings):
        def embed_query(self, text: str) -> list[float]:
            return [1.0 if topic in text else 0.0 for topic in TOPICS]

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [self.embed_query(text) for text in texts]

    own = Own()
    index = make_retriever(RECORDS).index
    rows = np.array(own.embed_documents([record.text for record in RECORDS]), dtype=np.float32)
    leg = VectorLeg(index, rows, own)
    assert np.argmax(leg.cosines("船はどこ")) == TOPICS.index("船")
    assert not leg.cosines("何もない").any()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_leg_leaves_nothing_behind_and_disturbs_no_other() -> None:
    import chromadb  # noqa: PLC0415  # imports as the leg does
    from chromadb.config import Settings  # noqa: PLC0415

    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False, is_persistent=False))
    index = make_retriever(RECORDS).index
    rows = np.eye(len(RECORDS), dtype=np.float32)
    before = client.count_collections()
    first, second = VectorLeg(index, rows), VectorLeg(index, rows)
    assert client.count_collections() == before + 2
    del first
    gc.collect()
    assert client.count_collections() == before + 1
    assert np.argmax(second.cosines("", rows[3])) == 3


def test_an_index_without_vectors_has_no_such_leg(vectors: WordVectors) -> None:
    assert ginza_leg(make_retriever(RECORDS).index, vectors) is None
