"""Tables as lines of text, `| a | b |`, merged cells repeated in every row they span. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_SPANNED = 200
"""Rows or columns a cell is taken to span at most, whatever it says."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with how many rows and columns it takes."""

    text: str
    rows: int = 1
    columns: int = 1


def table_lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """One line a row. The line under the first row marks it as the header."""
    lines: list[str] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells = _laid_out(row, hanging)
        if cells:
            lines.append("| " + " | ".join(cells) + " |")
        if len(lines) == 1:
            lines.append("|" + "---|" * len(cells))
    return lines


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
