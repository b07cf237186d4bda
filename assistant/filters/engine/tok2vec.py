"""Token vectors in plain numpy: hash embeddings, static vectors, residual maxout windows.

Matrices are (features, tokens): with few tokens OpenBLAS multiplies that way round faster, and
pieces of a maxout lie together. spaCy pads a text with zero rows as far as the windows reach, so
each layer is computed on as many rows as later layers still see; the result is spaCy's.
"""

from __future__ import annotations

import numpy as np

from assistant.filters.engine.embedding import Attributes, WordTable
from assistant.filters.engine.maxout import finished, maxout
from assistant.filters.engine.weights import Floats, TokenVectorWeights


class TokenVectors:
    """Computes what the pipe `tok2vec` computes."""

    def __init__(self, weights: TokenVectorWeights, words: WordTable) -> None:
        self._words = words
        self._first, *self._layers = weights.windows

    def vectors(self, attributes: Attributes) -> Floats:
        """Vectors (tokens, width) of the words whose (ORTH, SHAPE) are given."""
        state = self._first_layer(attributes)
        for layer in self._layers:
            inputs = np.concatenate((state[:, :-2], state[:, 1:-1], state[:, 2:]))
            state = state[:, 1:-1] + maxout(layer, inputs)
        return np.ascontiguousarray(state.T)

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
