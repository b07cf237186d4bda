"""BM25 over numbered terms: weights computed once, summed at query time from mapped files.

Okapi BM25 as Robertson and Zaragoza (2009) give it: k1 bounds how much repetition counts, b how
much length does. Scoring reads only the postings of the query's terms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]

# b above the usual .75: provisions differ in length by their lists, not by what they are about.
K1 = 1.2
B = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often each term occurs in each record, row by row.

    Attributes:
        bounds: (records + 1) where each record's terms begin.
        terms: term numbers.
        counts: how often, in the same order.
    """

    bounds: Ints
    terms: Numbers
    counts: Floats

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def row(self, record: int) -> tuple[Numbers, Floats]:
        """Terms and counts of one record."""
        part = slice(int(self.bounds[record]), int(self.bounds[record + 1]))
        return self.terms[part], self.counts[part]

    def rows(self) -> Ints:
        """The record of each entry."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.bounds))


def counts_of(rows: Sequence[Mapping[int, float]]) -> Counts:
    """Counts from one mapping of term number to count per record."""
    bounds = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=bounds[1:])
    terms = np.fromiter((term for row in rows for term in row), np.int32, int(bounds[-1]))
    counts = np.fromiter((n for row in rows for n in row.values()), np.float32, int(bounds[-1]))
    return Counts(bounds, terms, counts)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The weight of each term in each record, term by term.

    Attributes:
        record_count: how many records there are.
        bounds: (terms + 1) where each term's records begin.
        records: record numbers.
        weights: BM25 weights, in the same order.
        idf: inverse document frequency of each term.
    """

    record_count: int
    bounds: Ints
    records: Numbers
    weights: Floats
    idf: Floats

    def sum(self, query: Mapping[int, float]) -> Floats:
        """Score of every record for weighted term numbers."""
        scores = np.zeros(self.record_count, dtype=np.float32)
        for term, weight in query.items():
            part = slice(int(self.bounds[term]), int(self.bounds[term + 1]))
            scores[self.records[part]] += np.float32(weight) * self.weights[part]
        return scores

    def records_of(self, term: int) -> Numbers:
        """The records a term occurs in."""
        return self.records[int(self.bounds[term]) : int(self.bounds[term + 1])]

    def save(self, folder: Path, name: str) -> None:
        """Write four arrays `<name>.<part>.npy`."""
        for part in _PARTS:
            np.save(folder / f"{name}.{part}.npy", getattr(self, part))


_PARTS = ("bounds", "records", "weights", "idf")


def open_postings(folder: Path, name: str, record_count: int) -> Postings:
    """Map the arrays `Postings.save` wrote; nothing is read until it is used.

    Raises:
        OSError: a file is missing.
        ValueError: a file is no array of plain numbers, or the arrays do not fit together.
    """
    bounds, records, weights, idf = (open_array(folder / f"{name}.{part}.npy") for part in _PARTS)
    fits = len(bounds) == len(idf) + 1 and int(bounds[-1]) == len(records) == len(weights)
    if not fits or (len(records) and int(records.max()) >= record_count):
        raise ValueError(f"{name}: the arrays do not fit together")
    return Postings(record_count, bounds, records, weights, idf)


def open_array(path: Path) -> NDArray[Any]:
    """Map one array; pickled objects are refused.

    Raises:
        OSError: the file is missing.
        ValueError: it is no array of plain numbers.
    """
    if path.stat().st_size == 0:
        raise ValueError(f"{path.name}: empty")
    loaded: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    # A plain view of the same mapping: slices of `memmap` itself cost ten times as much.
    return loaded.view(np.ndarray)


def weigh(counts: Counts, term_count: int, *, k1: float = K1, b: float = B) -> Postings:
    """BM25 weights of counts, turned round to run term by term."""
    record_count = len(counts)
    found_in = np.bincount(counts.terms, minlength=term_count).astype(np.float32)
    idf = np.log1p((record_count - found_in + 0.5) / (found_in + 0.5)).astype(np.float32)
    rows = counts.rows()
    lengths = np.bincount(rows, weights=counts.counts, minlength=record_count)
    relative = lengths / max(float(lengths.mean()) if record_count else 0.0, 1e-9)
    saturation = k1 * (1 - b + b * relative[rows])
    weights = idf[counts.terms] * counts.counts * (k1 + 1) / (counts.counts + saturation)
    order = np.argsort(counts.terms, kind="stable")
    bounds = np.zeros(term_count + 1, dtype=np.int64)
    np.cumsum(found_in, out=bounds[1:], dtype=np.int64)
    return Postings(
        record_count,
        bounds,
        rows[order].astype(np.int32),
        weights[order].astype(np.float32),
        idf,
    )
