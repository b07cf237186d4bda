"""Cuts a long text into overlapping chunks at sentence ends, for the language model's sake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# What is read twice, at the edges, is a twentieth of a long text.
CHUNK_CHARS = 2_400
OVERLAP_CHARS = 60
# SudachiPy refuses more than 49,149 bytes; 2,520 characters of at most 4 bytes stay far below.
SENTENCE_END = re.compile(r"\n|[。!?！？](?:[」』)）]*)")
SOFT_END = re.compile(r"[、,，;；\s]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A range of a text to analyse, and the part of it that belongs to no other chunk.

    Attributes:
        start: first character analysed.
        end: one behind the last character analysed.
        core_start: first character this chunk alone answers for.
        core_end: one behind the last such character.
    """

    start: int
    end: int
    core_start: int
    core_end: int


def chunks(text: str, *, size: int = CHUNK_CHARS, overlap: int = OVERLAP_CHARS) -> list[Chunk]:
    """Cut a text; the cores cover it exactly once, each chunk reaching over its core's edges."""
    cuts = [0]
    while len(text) - cuts[-1] > size:
        cuts.append(cut_before(text, cuts[-1], cuts[-1] + size))
    if text:
        cuts.append(len(text))
    return [
        Chunk(max(start - overlap, 0), min(end + overlap, len(text)), start, end)
        for start, end in pairwise(cuts)
    ]


def cut_before(text: str, start: int, limit: int) -> int:
    """The best place to cut in the second half of a range: sentence end, else comma, else limit."""
    middle = (start + limit) // 2
    for pattern in (SENTENCE_END, SOFT_END):
        ends = [found.end() for found in pattern.finditer(text, middle, limit)]
        if ends:
            return ends[-1]
    return limit
