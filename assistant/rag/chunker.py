"""Cuts a long text into pieces at paragraph ends. Pure."""

from __future__ import annotations

import re

MAX_CHARS = 1200
# Where a paragraph that is too long by itself may be cut: after a sentence or a line.
_SENTENCE = re.compile(r".+?(?:[。！？]+[」』）)]*|\n|\Z)", re.DOTALL)
_PARAGRAPH = re.compile(r".+?(?:\n[ \t　]*\n\s*|\Z)", re.DOTALL)


def split_text(text: str, *, limit: int = MAX_CHARS) -> list[str]:
    """Cut a text into pieces of at most `limit` characters, in order.

    Cuts at blank lines; a paragraph over the limit at sentence and line ends; a sentence over the
    limit wherever it must. Nothing but white space at a cut is lost, nothing is repeated.
    """
    pieces: list[str] = []
    current = ""
    for unit in _units(text, limit):
        if current and len(current) + len(unit.rstrip()) > limit:
            pieces.append(current.strip())
            current = ""
        current += unit
    pieces.append(current.strip())
    return [piece for piece in pieces if piece]


def _units(text: str, limit: int) -> list[str]:
    units: list[str] = []
    for paragraph in _PARAGRAPH.findall(text):
        if len(paragraph.rstrip()) <= limit:
            units.append(paragraph)
            continue
        for sentence in _SENTENCE.findall(paragraph):
            starts = range(0, len(sentence), limit)
            units += [sentence[start : start + limit] for start in starts]
    return units
