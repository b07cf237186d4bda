"""Vectors of words among the same neighbours, kept from text to text.

A word's vector depends on the word and on as many words to both sides as the layers reach, and on
nothing else. Most of what the filter reads it has just read: the rewrite of a stopped text is that
text but for the places found, a question comes again below the earlier turns, a mail quotes a mail.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.filters.engine.weights import Floats

Words = NDArray[np.uint64]
# A kilobyte each: two of the longest texts there are, and their rewrites.
CAPACITY = 16_384
# Outside a text; no word's ORTH.
NO_WORD = 0


class VectorMemory:
    """A bounded table of vectors by a word's surroundings; the oldest go first.

    It lives in memory only and holds numbers under spaCy's hashes of words, no text.
    """

    def __init__(self, reach: int, width: int, *, capacity: int = CAPACITY) -> None:
        self._reach = reach
        self._capacity = capacity
        self._rows = np.empty((capacity, width), np.float32)
        self._places: dict[bytes, int] = {}
        self._keys: list[bytes] = [b""] * capacity
        self._next = 0

    def keys(self, words: Words) -> list[bytes]:
        """For each word of a text the words around it, as one key."""
        padded = np.full(len(words) + 2 * self._reach, NO_WORD, np.uint64)
        padded[self._reach : self._reach + len(words)] = words
        around = np.lib.stride_tricks.sliding_window_view(padded, 2 * self._reach + 1)
        return [row.tobytes() for row in around]

    def recall(self, keys: list[bytes]) -> tuple[Floats, list[int]]:
        """The vectors (keys, width), and the places of those that are not known and not filled."""
        places = [self._places.get(key, -1) for key in keys]
        vectors: Floats = self._rows[places]
        return vectors, [index for index, place in enumerate(places) if place < 0]

    def keep(self, keys: list[bytes], vectors: Floats) -> None:
        """Remember vectors (keys, width)."""
        newest = dict(zip(keys[-self._capacity :], vectors[-self._capacity :], strict=True))
        for key, vector in newest.items():
            place = self._next
            self._places.pop(self._keys[place], None)
            self._keys[place], self._places[key] = key, place
            self._rows[place] = vector
            self._next = (place + 1) % self._capacity
