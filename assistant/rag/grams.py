"""Character 2-grams as numbers: they find compounds whatever the segmentation. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from assistant.rag.bm25 import Counts, Ints

_BREAK = re.compile(r"[^\w々〆ー]+|_+")
# Unicode has 21 bits; a 2-gram of two of them fits one 64-bit number.
_BITS = 21
# Between runs of letters and between records: no gram holds it.
_STOP = "\0"


def gram_keys(text: str) -> Ints:
    """The 2-grams of a text after NFKC and lower case, never across punctuation or spaces."""
    points = np.frombuffer(_plain(text).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    if len(points) < 2:
        return np.zeros(0, dtype=np.int64)
    first, second = points[:-1], points[1:]
    is_gram = (first != 0) & (second != 0)
    keys: Ints = (first[is_gram] << _BITS) | second[is_gram]
    return keys


def count_grams(texts: Sequence[str]) -> tuple[Ints, Counts]:
    """The sorted distinct 2-grams of many texts, and how often each text has them."""
    rows = [np.unique(gram_keys(text), return_counts=True) for text in texts]
    bounds = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(keys) for keys, _ in rows], out=bounds[1:])
    if not bounds[-1]:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, Counts(bounds, nothing.astype(np.int32), nothing.astype(np.float32))
    flat = np.concatenate([keys for keys, _ in rows])
    vocabulary, terms = np.unique(flat, return_inverse=True)
    counts = np.concatenate([counted for _, counted in rows]).astype(np.float32)
    return vocabulary, Counts(bounds, terms.astype(np.int32), counts)


def look_up(vocabulary: Ints, keys: Ints) -> dict[int, float]:
    """Term numbers of the keys a sorted vocabulary has, each with how often it was asked."""
    distinct, counts = np.unique(keys, return_counts=True)
    places = np.searchsorted(vocabulary, distinct)
    return {
        int(place): float(count)
        for place, key, count in zip(places, distinct, counts, strict=True)
        if place < len(vocabulary) and vocabulary[place] == key
    }


def _plain(text: str) -> str:
    return _BREAK.sub(_STOP, unicodedata.normalize("NFKC", text).lower())
