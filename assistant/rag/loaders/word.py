"""Word documents (.docx): paragraphs by their styles, tables, and hidden runs counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.rag.lines import Line, blocks_of, clean_title
from assistant.rag.loaders.base import Draft, RefusedError
from assistant.rag.loaders.tables import Cell, table_lines

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_OLE = b"\xd0\xcf\x11\xe0"
_HEADING = re.compile(r"(?:Heading|見出し)\s*([1-6])")
_HIDDEN_CHARS = 10
# A document of office text unpacks to a few times its size; this is a bomb.
_LARGEST_UNPACKED = 500_000_000


def load_docx(name: str, content: bytes) -> Draft:
    """A Word document; its title is its first paragraph of style Title, or its first paragraph.

    Raises:
        RefusedError: it is protected, damaged, unpacks to too much, or has no text.
    """
    from docx import Document  # noqa: PLC0415  # half a second, of no use to most builds
    from docx.table import Table  # noqa: PLC0415

    if content.startswith(_OLE):
        raise RefusedError(f"{name}: protected by a password; save it without one")
    _check_size(name, content)
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
    """python-docx repeats merged cells in every place they span, as we want them."""
    for row in table.rows:
        yield [Cell(cell.text) for cell in row.cells]


def _check_size(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise RefusedError(f"{name}: not a Word document, or damaged; save it again") from None
    if unpacked > _LARGEST_UNPACKED:
        raise RefusedError(f"{name}: unpacks to {unpacked // 1_000_000} MB; split it")
