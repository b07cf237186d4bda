"""Word documents (.docx): paragraphs by their styles, tables, and hidden runs counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from assistant.rag.lines import Line, blocks_of, clean_title
from assistant.rag.loaders.base import Draft, RefusedError
from assistant.rag.loaders.tables import Cell, table_lines

if TYPE_CHECKING:
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

_OLE = b"\xd0\xcf\x11\xe0"
_HEADING = re.compile(r"(?:Heading|見出し)\s*([1-6])")
_HIDDEN_CHARS = 10
# A document of office text unpacks to a few times its size; this is a bomb.
_LARGEST_UNPACKED = 500_000_000


def load_docx(name: str, content: bytes) -> Draft:
    """A Word document; its title is its first paragraph of style Title, or its first paragraph.

    Raises:
        RefusedError: it is empty, protected, damaged, unpacks to too much, or has no text.
    """
    from docx import Document  # noqa: PLC0415  # half a second, of no use to most builds
    from docx.table import Table  # noqa: PLC0415

    _check(name, content)
    try:
        document = Document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise RefusedError(f"{name}: not a Word document, or damaged; save it again") from None
    title, hidden = "", 0
    lines: list[Line] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            lines += [Line(row) for row in table_lines(_rows(part))]
            continue
        text, is_hiding = _shown(part)
        hidden += is_hiding
        style = (part.style.name or "") if part.style else ""
        if text and not title and (style == "Title" or not lines):
            title = clean_title(text)
        elif text:
            heading = _HEADING.match(style)
            lines += [Line(line, int(heading[1]) if heading else 0) for line in text.split("\n")]
    if not lines:
        raise RefusedError(f"{name}: no text in it")
    return Draft(title, blocks_of(lines), hidden=hidden)


def _shown(paragraph: Paragraph) -> tuple[str, bool]:
    """What a reader sees of a paragraph, and whether it hides more than a mark."""
    if not paragraph.runs:
        return paragraph.text.strip(), False
    shown = "".join(run.text for run in paragraph.runs if not run.font.hidden)
    return shown.strip(), sum(len(run.text) for run in paragraph.runs) - len(shown) >= _HIDDEN_CHARS


def _rows(table: Table) -> Iterator[list[Cell]]:
    """The cells of each row; python-docx gives a merged one in every place it spans."""
    grid = [row.cells for row in table.rows]
    for number, cells in enumerate(grid):
        row: list[Cell] = []
        for place, cell in enumerate(cells):
            is_merged = (place and _is_same(cells[place - 1], cell)) or (
                number and place < len(grid[number - 1]) and _is_same(grid[number - 1][place], cell)
            )
            if not is_merged:
                right = takewhile(partial(_is_same, cell), cells[place:])
                column = (other[place] for other in grid[number:] if place < len(other))
                below = takewhile(partial(_is_same, cell), column)
                row.append(Cell(cell.text, len(list(below)), len(list(right))))
        yield row


def _is_same(one: _Cell, other: _Cell) -> bool:
    return one._tc is other._tc  # python-docx has no other name for it


def _check(name: str, content: bytes) -> None:
    """Refuse what need not be opened to be refused."""
    if not content.strip(b"\0 \r\n"):
        raise RefusedError(f"{name}: empty; remove it, or put its text in")
    if content.startswith(_OLE):
        raise RefusedError(f"{name}: protected by a password; save it without one")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise RefusedError(f"{name}: not a Word document, or damaged; save it again") from None
    if unpacked > _LARGEST_UNPACKED:
        raise RefusedError(f"{name}: unpacks to {unpacked // 1_000_000} MB; split it")
