"""A table of word vectors in the data folder, and what look-up makes of it.

The table is exported once from GiNZA (`assistant.filters.word_vectors`), so that no process that
searches needs spaCy: 20,000 rows of 300 numbers and, for 480,000 words, the row each one uses.
Words are found by a 64-bit digest, so the words themselves need not be kept in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.rag.bm25 import Counts, Floats, Numbers, open_array

MANIFEST = "manifest.json"
# Multiplications below which OpenBLAS does not call a second thread.
_ONE_THREAD = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """Unit vectors by word.

    Attributes:
        name: which model they are from; an index built with other vectors cannot use them.
        matrix: (rows, dimensions), each row of length 1 or 0.
        digests: sorted digests of the words.
        rows: the row of each word, in the order of the digests.
    """

    name: str
    matrix: Floats
    digests: NDArray[np.uint64]
    rows: Numbers

    def row(self, word: str) -> int:
        """The row of a word, -1 if it has none."""
        digest = _digest(word)
        place = int(np.searchsorted(self.digests, digest))
        is_there = place < len(self.digests) and self.digests[place] == digest
        return int(self.rows[place]) if is_there else -1

    def rows_of(self, words: Sequence[str]) -> Numbers:
        """The row of each word, -1 for those without."""
        return np.array([self.row(word) for word in words], dtype=np.int32)


def write_word_vectors(
    folder: Path, *, name: str, words: Sequence[str], rows: Sequence[int], matrix: NDArray[Any]
) -> None:
    """Write a table; the manifest comes last, so a folder without one is unfinished."""
    folder.mkdir(parents=True, exist_ok=True)
    digests = np.array([_digest(word) for word in words], dtype=np.uint64)
    order = np.argsort(digests, kind="stable")
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    np.save(folder / "matrix.npy", (matrix / np.maximum(lengths, 1e-9)).astype(np.float32))
    np.save(folder / "digests.npy", digests[order])
    np.save(folder / "rows.npy", np.asarray(rows, dtype=np.int32)[order])
    (folder / MANIFEST).write_text(json.dumps({"name": name}), encoding="utf-8")


def open_word_vectors(folder: Path) -> WordVectors | None:
    """Map a table; `None` if there is none, or not a whole one."""
    try:
        name = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["name"]
        matrix, digests, rows = (
            open_array(folder / f"{part}.npy") for part in ("matrix", "digests", "rows")
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if len(digests) != len(rows) or not len(rows) or int(rows.max()) >= len(matrix):
        return None
    return WordVectors(str(name), matrix, digests, rows)


class Neighbours:
    """Words of a corpus by nearness to a query's words.

    Args:
        vectors: the table.
        term_rows: row of each term of the corpus, -1 for none.
    """

    def __init__(self, vectors: WordVectors, term_rows: Numbers) -> None:
        self._vectors = vectors
        with_vector = np.flatnonzero(term_rows >= 0)
        self._used, place = np.unique(term_rows[with_vector], return_inverse=True)
        order = np.argsort(place, kind="stable")
        self._terms = with_vector[order]
        self._bounds = np.searchsorted(place[order], np.arange(len(self._used) + 1))
        self._matrix: Floats = np.asarray(vectors.matrix[self._used])
        # By row of the table, so at most as many entries as that has rows.
        self._known: dict[int, list[tuple[int, float]]] = {}

    def of(
        self, words: Iterable[str], *, least_cosine: float, limit: int
    ) -> dict[str, list[tuple[int, float]]]:
        """Terms near each word, nearest first, with their cosines; the word itself included."""
        rows = {word: self._vectors.row(word) for word in words}
        asked = sorted({row for row in rows.values() if row >= 0} - self._known.keys())
        if asked and len(self._used):
            cosines = _product(self._matrix, self._vectors.matrix[asked])
            for column, row in enumerate(asked):
                self._known[row] = self._nearest(cosines[:, column], least_cosine, limit)
        return {word: self._known.get(row, []) for word, row in rows.items()}

    def _nearest(self, cosines: Floats, least_cosine: float, limit: int) -> list[tuple[int, float]]:
        near = np.flatnonzero(cosines >= least_cosine)
        near = near[np.argsort(-cosines[near], kind="stable")][:limit]
        terms: list[tuple[int, float]] = []
        for row in near:
            part = self._terms[self._bounds[row] : self._bounds[row + 1]]
            terms += [(int(term), float(cosines[row])) for term in part]
        return terms[:limit]


@dataclass(frozen=True, slots=True, eq=False)
class Sif:
    """Records as idf-weighted means of word vectors, centred, their common direction removed.

    After Arora, Liang and Ma (2017): plain means are all alike; this is what makes them useful.

    Attributes:
        records: (records, dimensions), rows of length 1 or 0.
        mean: what was subtracted.
        common: the first principal direction, removed as well.
    """

    records: Floats
    mean: Floats
    common: Floats

    def project(self, weighted: Floats) -> Floats:
        """A query's weighted sum of word vectors, made comparable to the records; zeros stay."""
        length = float(np.linalg.norm(weighted))
        if length == 0:
            return np.zeros(self.records.shape[1], dtype=np.float32)
        centred = weighted / length - self.mean
        centred = centred - (centred @ self.common) * self.common
        return (centred / max(float(np.linalg.norm(centred)), 1e-9)).astype(np.float32)

    def cosines(self, weighted: Floats, records: Numbers) -> Floats:
        """Nearness of some records to a query's weighted sum of word vectors; none below 0."""
        near: Floats = np.maximum(self.records[records] @ self.project(weighted), 0)
        return near

    def save(self, folder: Path) -> None:
        """Write three arrays `sif.<part>.npy`."""
        for part in ("records", "mean", "common"):
            np.save(folder / f"sif.{part}.npy", getattr(self, part))


def weighted_words(
    words: Iterable[str], vectors: WordVectors, terms: Mapping[str, int], idf: Floats
) -> Floats:
    """The sum of a query's word vectors, each weighing its idf; unknown words weigh most."""
    rarest = float(idf.max()) if len(idf) else 1.0
    weighted = np.zeros(vectors.matrix.shape[1], dtype=np.float32)
    for word in words:
        row, term = vectors.row(word), terms.get(word)
        if row >= 0:
            weight = rarest if term is None else float(idf[term])
            weighted += np.float32(weight) * vectors.matrix[row]
    return weighted


def open_sif(folder: Path) -> Sif:
    """Map what `Sif.save` wrote."""
    return Sif(*(open_array(folder / f"sif.{part}.npy") for part in ("records", "mean", "common")))


def make_sif(counts: Counts, idf: Floats, term_rows: Numbers, vectors: WordVectors) -> Sif:
    """The records' vectors from their word counts."""
    summed = np.zeros((len(counts), vectors.matrix.shape[1]), dtype=np.float32)
    for record in range(len(counts)):
        terms, numbers = counts.row(record)
        has_vector = term_rows[terms] >= 0
        used = terms[has_vector]
        weights = np.log1p(numbers[has_vector]) * idf[used]
        summed[record] = weights @ vectors.matrix[term_rows[used]]
    unit = _unit(summed)
    mean = unit.mean(axis=0) if len(unit) else np.zeros(unit.shape[1], np.float32)
    centred = unit - mean
    values, directions = np.linalg.eigh(centred.T @ centred)
    common = directions[:, int(np.argmax(values))].astype(np.float32)
    centred = centred - np.outer(centred @ common, common)
    return Sif(_unit(centred), mean.astype(np.float32), common)


def _product(matrix: Floats, others: Floats) -> Floats:
    """`matrix @ others.T`, slice by slice: small products run in one thread of the BLAS.

    In two threads that wait for each other such a narrow product takes twice the processor time.
    """
    step = max(_ONE_THREAD // max(others.size, 1), 1)
    product = np.empty((len(matrix), len(others)), dtype=np.float32)
    for start in range(0, len(matrix), step):
        product[start : start + step] = matrix[start : start + step] @ others.T
    return product


def _unit(matrix: Floats) -> Floats:
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit: Floats = (matrix / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit


def _digest(word: str) -> np.uint64:
    raw = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return np.uint64(int.from_bytes(raw, "little"))
