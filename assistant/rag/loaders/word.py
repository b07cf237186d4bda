"""Word documents (.docx): paragraphs by their styles, numbers, tables, and hidden runs counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from assistant.rag.lines import Line, blocks_of, clean_title, titled
from assistant.rag.loaders.base import Draft, RefusedError
from assistant.rag.loaders.tables import Cell, table_with_heading
from assistant.rag.loaders.word_numbers import Numbers
from assistant.rag.provisions import is_ordinance_title

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

# A generated table of contents is a content control that says so.
_CONTENTS = "w:sdtPr/w:docPartObj/w:docPartGallery[@w:val='Table of Contents']"
_PARTS = (
    "(./w:p | ./w:tbl | .//w:sdtContent/w:p | .//w:sdtContent/w:tbl)"
    f"[not(ancestor::w:tbl) and not(ancestor::w:p) and not(ancestor::w:sdt[{_CONTENTS}])]"
)
_RUNS = ".//w:r[not(ancestor::w:rt or ancestor::w:del or ancestor::w:txbxContent)]"
_OLE = b"\xd0\xcf\x11\xe0"
_HEADING = re.compile(r"(?:Heading|見出し)\s*([1-6])")
_HIDDEN_CHARS = 10
# A document of office text unpacks to a few times its size; this is a bomb.
_LARGEST_UNPACKED = 500_000_000


def load_docx(name: str, content: bytes) -> Draft:
    """A Word document; its title is of style Title, else the first line after day and number.

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
    title, hidden, numbers = "", 0, Numbers(document)
    lines: list[Line] = []
    for part in _parts(document):
        if isinstance(part, Table):
            lines += [Line(row) for row in table_with_heading(_rows(part))]
            continue
        number, (text, is_hiding) = numbers.before(part), _shown(part)
        hidden += is_hiding
        style = (part.style.name or "") if part.style else ""
        if text and not title and style == "Title":
            title = clean_title(text)
        elif text:
            lines += _lines_of(number + text, style, is_first=not lines)
    if not lines:
        raise RefusedError(f"{name}: no text in it")
    if not title and not lines[0].text.startswith("|"):
        title, lines = titled(lines)
    return Draft(title, blocks_of(lines), hidden=hidden)


def _lines_of(text: str, style: str, *, is_first: bool) -> list[Line]:
    """The lines of a paragraph; a title, or what may be one, is one."""
    if is_first or is_ordinance_title(clean_title(text)):
        return [Line(clean_title(text))]
    heading = _HEADING.match(style)
    return [Line(line, int(heading[1]) if heading else 0) for line in text.split("\n")]


def _shown(paragraph: Paragraph) -> tuple[str, bool]:
    """What a reader sees of a paragraph, and whether it hides more than a mark."""
    runs = _runs(paragraph)
    shown = "".join(run.text for run in runs if not run.font.hidden)
    return shown.strip(), sum(len(run.text) for run in runs) - len(shown) >= _HIDDEN_CHARS


def _runs(paragraph: Paragraph) -> list[Run]:
    """Every run: in links, insertions, fields and under ruby as well; readings of ruby are none.

    What is in a text box is another paragraph's.
    """
    from docx.text.run import Run  # noqa: PLC0415

    return [Run(run, paragraph) for run in paragraph._p.xpath(_RUNS)]


def _parts(document: DocumentObject) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables in order, those in content controls too; no table of contents."""
    from docx.table import Table  # noqa: PLC0415
    from docx.text.paragraph import Paragraph  # noqa: PLC0415

    for element in document.element.body.xpath(_PARTS):
        if element.tag.endswith("}tbl"):
            yield Table(element, document)
        else:
            yield Paragraph(element, document)


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
                row.append(Cell(_cell_text(cell), len(list(below)), len(list(right))))
        yield row


def _cell_text(cell: _Cell) -> str:
    """The text of a cell, that of tables in it included."""
    from docx.text.paragraph import Paragraph  # noqa: PLC0415

    texts = (
        part.text
        if isinstance(part, Paragraph)
        else " ".join(inner.text for row in _rows(part) for inner in row)
        for part in cell.iter_inner_content()
    )
    return "\n".join(texts)


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
