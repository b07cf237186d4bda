"""The leg `embedding`: the index's vectors in an embedded Chroma, asked through langchain's faces.

Chroma breaks when two processes share a directory, so each process fills a private collection in
memory from the generation's own arrays. Vectors are always ours (`embedding_function=None`: the
default one downloads a model), telemetry is off, the distance is cosine. Everything is imported
when the leg is first opened: 210 MB of dependencies are of no use to a city that has it off.
"""

from __future__ import annotations

import uuid
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.rag.bm25 import Floats
from assistant.rag.index import Index
from assistant.rag.word_vectors import WordVectors, weighted_words
from assistant.rag.words import WordCutter

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

# Chroma's own limit is 5,461 a call.
_BATCH = 5_000
_NEAREST = 200


def open_vector_store(vectors: Floats) -> Chroma:
    """A private collection of the records' vectors; ids are record numbers.

    It is of this process alone, under a name of its own, and stays until it is deleted.

    Args:
        vectors: a row for each record.
    """
    import chromadb  # noqa: PLC0415
    from chromadb.config import Settings  # noqa: PLC0415
    from langchain_chroma import Chroma  # noqa: PLC0415

    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False, is_persistent=False))
    name = f"rag-{uuid.uuid4().hex}"
    collection = client.create_collection(
        name, metadata={"hnsw:space": "cosine"}, embedding_function=None
    )
    for start in range(0, len(vectors), _BATCH):
        part = np.asarray(vectors[start : start + _BATCH], dtype=np.float32)
        numbers = [str(start + place) for place in range(len(part))]
        collection.add(ids=numbers, embeddings=part, documents=numbers)
    return Chroma(client=client, collection_name=name, create_collection_if_not_exists=False)


class VectorLeg:
    """Nearness of records to a query by an embedder, looked up in Chroma.

    Args:
        index: the generation.
        vectors: a row for each record, by the same embedder.
        embedder: any `langchain_core` embedder; only `embed_query` is called. Without one, a
            query needs a vector that was made before, as it takes a while to come.
    """

    def __init__(self, index: Index, vectors: Floats, embedder: Embeddings | None = None) -> None:
        self._count = len(index)
        self._size = vectors.shape[1]
        self._embedder = embedder
        self._store = open_vector_store(vectors)
        # All collections of a process share its memory: one goes with the leg that made it, when
        # the last search that uses it is done.
        weakref.finalize(self, self._store.delete_collection).atexit = False

    def cosines(self, query: str, asked: Floats | None = None) -> Floats:
        """One number a record: how near the nearest are, 0 for the rest and for no vector.

        Models whose cosines are all high would put any of the nearest far above the rest: so what
        counts is how much nearer a record is than the first that is left out.
        """
        scores = np.zeros(self._count, dtype=np.float32)
        vector: Sequence[float] = [] if asked is None else asked.tolist()
        if asked is None and self._embedder is not None:
            vector = self._embedder.embed_query(query)
        if len(vector) != self._size or not np.any(vector):
            return scores
        found = self._store.similarity_search_by_vector_with_relevance_scores(
            list(vector), k=min(_NEAREST + 1, self._count)
        )
        least = 1.0 - found[-1][1] if self._count > _NEAREST else 0.0
        for document, distance in found[:_NEAREST]:
            scores[int(document.page_content)] = max(1.0 - distance - max(least, 0.0), 0.0)
        return scores


def endpoint_leg(index: Index) -> VectorLeg | None:
    """The leg over the vectors an endpoint made for the index; `None` if it has none."""
    vectors = index.embedding
    return VectorLeg(index, vectors) if vectors is not None and vectors.size else None


def ginza_leg(index: Index, vectors: WordVectors) -> VectorLeg | None:
    """The leg over GiNZA's word vectors; `None` if the index was built without them."""
    if index.sif is None or not len(index) or vectors.name != index.manifest.vectors:
        return None
    return VectorLeg(index, index.sif.records, _ginza_embedder(index, vectors))


def _ginza_embedder(index: Index, vectors: WordVectors) -> Embeddings:
    from langchain_core.embeddings import Embeddings  # noqa: PLC0415

    class GinzaEmbeddings(Embeddings):
        """Mean word vectors as the index's records have them (SIF)."""

        def __init__(self) -> None:
            self._cutter = WordCutter()

        def embed_query(self, text: str) -> list[float]:
            """The vector of a text; zeros if no word of it is known."""
            words = self._cutter.cut(text).words
            weighted = weighted_words(words, vectors, index.terms, index.words.idf)
            assert index.sif is not None  # noqa: S101  # `ginza_leg` looked
            return [float(number) for number in index.sif.project(weighted)]

        def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
            """The vectors of texts."""
            return [self.embed_query(text) for text in texts]

    return GinzaEmbeddings()
