"""Cuts a long text into pieces at paragraph ends. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CHARS = 1200
# What a later piece of a provision repeats: the sentence its items belong to, a table's header.
MAX_LEAD_CHARS = 200
# Where a paragraph that is too long by itself may be cut: after a sentence or a line.
_SENTENCE = re.compile(r".+?(?:[。！？]+[」』）)]*|\n|\Z)", re.DOTALL)
_PARAGRAPH = re.compile(r".+?(?:\n[ \t　]*\n\s*|\Z)", re.DOTALL)


_ITEM_LINE = re.compile(r"[ 　]*(?:[(（][0-9０-９]+[)）]|[一二三四五六七八九十]+[ 　])")
_TABLE_LINE = re.compile(r"[ ]*\|")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a provision.

    Attributes:
        lead: what it repeats from before, ending with a line end; empty for the first.
        body: its own text.
        start: where the body begins in the whole text.
    """

    lead: str
    body: str
    start: int


def split_provision(text: str, *, limit: int = MAX_CHARS) -> list[Piece]:
    """Cut a provision as `split_text` does, repeating what later pieces need to be understood.

    A piece that begins with an item (号) repeats the sentence the items belong to (柱書), one that
    begins inside a table the table's header; both at most 200 characters.
    """
    if len(text) <= limit:
        return [Piece("", text, 0)] if text else []
    pieces = _pieces(text, limit)
    if any(piece.lead for piece in pieces):
        return _pieces(text, limit - MAX_LEAD_CHARS - 1)
    return pieces


def _pieces(text: str, limit: int) -> list[Piece]:
    pieces: list[Piece] = []
    place = 0
    for body in split_text(text, limit=limit):
        start = text.index(body, place)
        place = start + len(body)
        pieces.append(Piece(_lead(text[:start], body), body, start))
    return pieces


def _lead(before: str, body: str) -> str:
    lines = before.splitlines()
    if _TABLE_LINE.match(body):
        table: list[str] = []
        for line in reversed(lines):
            if not _TABLE_LINE.match(line):
                break
            table.append(line)
        header = "\n".join(table[:-3:-1])
    elif _ITEM_LINE.match(body):
        header = next((line for line in reversed(lines) if line and not _ITEM_LINE.match(line)), "")
    else:
        return ""
    return f"{header}\n" if header and len(header) <= MAX_LEAD_CHARS else ""


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
