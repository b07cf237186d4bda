"""Tables as lines of text, `| a | b |`, merged cells repeated in every row they span. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.rag.appendices import read_appendix

MOST_SPANNED = 200
"""Rows or columns a cell is taken to span at most, whatever it says."""

MOST_HEADER_ROWS = 3
"""Rows a header has at most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with how many rows and columns it takes."""

    text: str
    rows: int = 1
    columns: int = 1


def table_lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """One line a row. The line under the first row marks it as the header.

    A header of several rows, as a cell above several columns beside one that spans them tells,
    becomes one line: each column bears all that stands above it (`使用料 平日`).
    """
    hanging: dict[int, tuple[int, str]] = {}
    laid_out: list[list[str]] = []
    depth = 0
    for row in rows:
        cells = _laid_out(row, hanging)
        if cells:
            depth = depth or _header_rows(row)
            laid_out.append(cells)
    if not laid_out:
        return []
    header = _joined(laid_out[:depth])
    rule = "|" + "---|" * len(header)
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, *laid_out[depth:])]
    return [lines[0], rule, *lines[1:]]


def table_with_heading(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """A table as lines; a first row that is the heading of an appendix stands before it."""
    waiting = list(rows)
    headings: list[str] = []
    while waiting and len(waiting[0]) == 1 and read_appendix(waiting[0][0].text):
        headings.append(waiting.pop(0)[0].text)
    return [*headings, *table_lines(waiting)]


def _header_rows(first: Sequence[Cell]) -> int:
    is_grouped = any(cell.columns > 1 for cell in first) and any(cell.rows > 1 for cell in first)
    return min(max(cell.rows for cell in first), MOST_HEADER_ROWS) if is_grouped else 1


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(row) for row in rows)
    columns = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    return [" ".join(dict.fromkeys(text for text in column if text)) for column in columns]


def _laid_out(row: Sequence[Cell], hanging: dict[int, tuple[int, str]]) -> list[str]:
    texts: list[str] = []
    waiting = list(row)
    while waiting or len(texts) in hanging:
        column = len(texts)
        if column in hanging:
            left, text = hanging.pop(column)
            if left > 1:
                hanging[column] = (left - 1, text)
            texts.append(text)
            continue
        cell = waiting.pop(0)
        text = " ".join(cell.text.replace("|", "｜").split())
        for offset in range(min(max(cell.columns, 1), MOST_SPANNED)):
            if cell.rows > 1:
                hanging[column + offset] = (min(cell.rows, MOST_SPANNED) - 1, text)
            texts.append(text)
    return texts
