"""What a word contributes by itself: its embedding and its products with the first window layer.

Both depend on the word alone, so they are kept for words seen before. The table is bounded, lives
in memory only and holds numbers under spaCy's hash of a word, no text. New words are computed in
blocks of whole BLAS tiles, so that a word's numbers do not depend on which words came with it.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from thinc.api import NumpyOps

from assistant.filters.engine.maxout import maxout
from assistant.filters.engine.weights import Floats, TokenVectorWeights

Attributes = NDArray[np.uint64]
# Ten kilobytes a word, taken as words come. A day of a city's texts has more words than that; the
# frequent ones come back.
CAPACITY = 8192
BLOCK = 64
TILE = 16


class StaticVectors(Protocol):
    """What is needed of `spacy.vectors.Vectors`."""

    data: Floats

    def find(self, *, keys: Attributes) -> NDArray[np.intp]:
        """The row of each key, -1 for none."""
        ...


class WordTable:
    """Embeddings and first-layer products of words, by their ORTH."""

    def __init__(
        self, weights: TokenVectorWeights, vectors: StaticVectors, *, capacity: int = CAPACITY
    ) -> None:
        first = weights.windows[0].weights
        self._weights = weights
        self._vectors = vectors
        self._ops = NumpyOps(use_blis=False)
        # The layer's inputs are left neighbour, word, right neighbour: three layers on one word.
        self._neighbours = np.concatenate(np.split(first, 3, axis=1))
        self._width = len(weights.mix.gain)
        self._places: dict[int, int] = {}
        self._clear(capacity)

    def look_up(self, attributes: Attributes) -> tuple[Floats, Floats, Floats, Floats]:
        """Embedding (words, width) and its products as left neighbour, word, right neighbour."""
        keys = attributes[:, 0].tolist()
        new = {key: index for index, key in enumerate(keys) if key not in self._places}
        if new:
            self._add(new, attributes)
        rows = self._rows[[self._places[key] for key in keys]]
        edges = np.cumsum([self._width] + [len(self._neighbours) // 3] * 2)
        embedded, left, middle, right = np.split(rows, edges, axis=1)
        return embedded, left, middle, right

    def _clear(self, capacity: int) -> None:
        self._places.clear()
        self._rows = np.empty((capacity, self._width + len(self._neighbours)), np.float32)

    def _add(self, new: dict[int, int], attributes: Attributes) -> None:
        if len(self._places) + len(new) > len(self._rows):
            new = {key: index for index, key in enumerate(attributes[:, 0].tolist())}
            self._clear(max(len(new), len(self._rows)))
        first = len(self._places)
        indexes = list(new.values())
        for start in range(0, len(indexes), BLOCK):
            block = indexes[start : start + BLOCK]
            computed = self._compute(attributes[block + block[:1] * (-len(block) % TILE)])
            place = first + start
            self._rows[place : place + len(block)] = computed[: len(block)]
        self._places.update(zip(new, range(first, first + len(new)), strict=True))

    def _compute(self, attributes: Attributes) -> Floats:
        """(words, embedding and products) of one block."""
        embedded = maxout(self._weights.mix, self._sources(attributes).T)
        return np.concatenate((embedded, self._neighbours @ embedded)).T

    def _sources(self, attributes: Attributes) -> Floats:
        """Hash embeddings and projected static vectors side by side: (words, 3 x width)."""
        columns = [
            table.rows[self._ops.hash(np.ascontiguousarray(ids), table.seed) % len(table.rows)].sum(
                axis=1
            )
            for table, ids in zip(self._weights.tables, attributes.T, strict=True)
        ]
        rows = self._vectors.find(keys=attributes[:, 0])
        static = self._vectors.data[rows] @ self._weights.static.T
        static[rows < 0] = 0
        return np.hstack([*columns, static])
