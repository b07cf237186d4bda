"""Token vectors in plain numpy: hash embeddings, static vectors, residual maxout windows.

Matrices are (features, tokens): with few tokens OpenBLAS multiplies that way round faster, and
pieces of a maxout lie together. spaCy pads a text with zero rows as far as the windows reach, so
each layer is computed on as many rows as later layers still see; the result is spaCy's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assistant.filters.engine.embedding import Attributes, WordTable
from assistant.filters.engine.maxout import finished, maxout
from assistant.filters.engine.memory import CAPACITY, VectorMemory
from assistant.filters.engine.weights import Floats, TokenVectorWeights

# A product of one column is another routine of BLAS, which rounds otherwise.
SHORTEST_RUN = 2


class TokenVectors:
    """Computes what the pipe `tok2vec` computes, as far as it has not lately been computed."""

    def __init__(
        self, weights: TokenVectorWeights, words: WordTable, *, capacity: int = CAPACITY
    ) -> None:
        self._words = words
        self._first, *self._layers = weights.windows
        self._memory = VectorMemory(len(weights.windows), len(self._first.gain), capacity=capacity)

    def vectors(self, attributes: Attributes) -> Floats:
        """Vectors (tokens, width) of the words whose (ORTH, SHAPE) are given."""
        keys = self._memory.keys(attributes[:, 0])
        vectors, missing = self._memory.recall(keys)
        if not missing:
            return vectors
        state = self._first_layer(attributes)
        seen = 2 * len(self._layers)
        for start, end in runs(missing, len(keys), gap=seen):
            vectors[start:end] = self._rest(state[:, start : end + seen]).T
        self._memory.keep([keys[index] for index in missing], vectors[missing])
        return vectors

    def _rest(self, state: Floats) -> Floats:
        """(width, tokens) behind all layers, of as many columns more as they see on both sides."""
        for layer in self._layers:
            inputs = np.concatenate((state[:, :-2], state[:, 1:-1], state[:, 2:]))
            state = state[:, 1:-1] + maxout(layer, inputs)
        return state

    def _first_layer(self, attributes: Attributes) -> Floats:
        """(width, tokens and as many rows on both sides as the other layers see).

        The first layer's products depend on one word each; they are looked up and added.
        """
        embedded, left, middle, right = self._words.look_up(attributes)
        count = len(embedded)
        reach = len(self._layers)
        pieces = np.empty((count + 2 * reach, len(self._first.bias)), np.float32)
        pieces[:] = self._first.bias.T
        pieces[reach + 1 : reach + 1 + count] += left
        pieces[reach : reach + count] += middle
        pieces[reach - 1 : reach - 1 + count] += right
        state = finished(self._first, pieces.T)
        state[:, reach : reach + count] += embedded.T
        return np.ascontiguousarray(state)


def runs(missing: Sequence[int], count: int, *, gap: int) -> Iterator[tuple[int, int]]:
    """Where to compute, so that all missing words of `count` are: (start, end) in order.

    Words that are known are computed once more where two runs would cost more than one.
    """
    start, end = missing[0], missing[0] + 1
    for index in missing[1:]:
        if index - end > gap:
            yield widened(start, end, count)
            start = index
        end = index + 1
    yield widened(start, end, count)


def widened(start: int, end: int, count: int) -> tuple[int, int]:
    """A run of at least `SHORTEST_RUN` words, if the text has as many."""
    start = max(0, min(start, end - SHORTEST_RUN))
    return start, min(count, max(end, start + SHORTEST_RUN))
