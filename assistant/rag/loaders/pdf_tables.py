"""Tables of a PDF page, found by the gaps between their columns. Pure.

A PDF has no tables, only text at places. Laid out by these places, the cells of a column stand
below each other and no text crosses from one column to the next. What stands beside what is all
that is read: a cell that spans rows fills its first row alone, the others stay empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.rag.appendices import SUPPLEMENT
from assistant.rag.loaders.tables import Cell, table_lines
from assistant.rag.numerals import NUMERAL

_CELL = re.compile(r"\S+(?:[ 　]\S+)*")
_LEAST_ROWS = 2
# What stands before a gap in running text: numbers of articles and items, marks of lists.
_NO_CELL = re.compile(
    rf"第 ?{NUMERAL} ?[条項号章節](?: ?の ?{NUMERAL})*|[（(]?[0-9０-９]{{1,2}}[)）.．]?|[・●○■]"
    r"|[附付別様]"
)


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int
    text: str


_Row = list[_Cell]


def with_tables(lines: Sequence[str], layout: Sequence[str]) -> list[str]:
    """The lines of a page, those of a table in place of the lines its cells stood in.

    Args:
        lines: the page's text in its own order.
        layout: the same text with each piece at its place, gaps as spaces.
    """
    result = list(lines)
    for region in _regions(layout):
        place = _place_of(region, result)
        rows = _table(region)
        if place is not None and rows is not None:
            result[place[0] : place[1]] = table_lines(
                [[Cell(text) for text in row] for row in rows]
            )
    return result


def _regions(layout: Sequence[str]) -> Iterator[list[_Row]]:
    """Runs of lines that begin with several cells; a line of one cell may follow inside."""
    region: list[_Row] = []
    for line in layout:
        row = [_Cell(found.start(), found.end(), found[0]) for found in _CELL.finditer(line)]
        if not row:
            continue
        is_table = len(row) > 1 and not _NO_CELL.fullmatch(row[0].text)
        if is_table or (region and _fits(row, region)):
            region.append(row)
            continue
        yield from _whole(region)
        region = []
    yield from _whole(region)


def _whole(region: list[_Row]) -> Iterator[list[_Row]]:
    if sum(len(row) > 1 for row in region) >= _LEAST_ROWS:
        yield region


def _fits(row: _Row, region: Sequence[_Row]) -> bool:
    """Whether a line of one cell goes on with a cell above: it begins where that one does."""
    starts = {cell.start for above in region for cell in above}
    width = max(cell.end for above in region for cell in above)
    is_short = row[0].end <= width and not row[0].text.endswith("。")
    return len(row) == 1 and row[0].start in starts and is_short and not _is_heading(row[0].text)


def _is_heading(text: str) -> bool:
    return (
        re.match(rf"別 ?表|{SUPPLEMENT}|様 ?式|備 ?考|第 ?{NUMERAL} ?[条章節]|[（(].*[)）]$", text)
        is not None
    )


def _table(region: Sequence[_Row]) -> list[list[str]] | None:
    """The rows, every cell in its column; `None` if the columns cannot be told apart."""
    most = max(len(row) for row in region)
    columns = _columns([row for row in region if len(row) == most])
    if len(columns) != most:
        return None
    rows: list[list[str]] = []
    for row in region:
        if len(row) == 1 and rows:
            rows[-1][_column_of(row[0], columns)] += row[0].text
            continue
        cells = [""] * most
        for cell in row:
            cells[_column_of(cell, columns)] += cell.text
        rows.append(cells)
    return rows


def _columns(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """Where the columns lie: what overlaps is one."""
    columns: list[tuple[int, int]] = []
    for cell in sorted((cell for row in rows for cell in row), key=lambda cell: cell.start):
        if columns and cell.start < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], cell.end)
        else:
            columns.append((cell.start, cell.end))
    return columns


def _column_of(cell: _Cell, columns: Sequence[tuple[int, int]]) -> int:
    """The column a cell shares most with, else the nearest."""

    def distance(number: int) -> tuple[int, int]:
        start, end = columns[number]
        shared = min(cell.end, end) - max(cell.start, start)
        return -max(shared, 0), abs(cell.start - start)

    return min(range(len(columns)), key=distance)


def _place_of(region: Sequence[_Row], lines: Sequence[str]) -> tuple[int, int] | None:
    """The lines that hold the very letters of a region, which stand in another order there."""
    wanted = Counter("".join(_letters(cell.text) for row in region for cell in row))
    length = wanted.total()
    letters = [_letters(line) for line in lines]
    for start in range(len(lines)):
        total, end = 0, start
        while end < len(lines) and total < length:
            total += len(letters[end])
            end += 1
        if total == length and Counter("".join(letters[start:end])) == wanted:
            return start, end
    return None


def _letters(text: str) -> str:
    return "".join(text.split())
