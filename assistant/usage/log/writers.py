"""Writes exported rows as CSV, JSON lines or an Excel workbook, one row at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

import xlsxwriter  # type: ignore[import-untyped]  # the package carries no types

from assistant.core.errors import InputError
from assistant.usage.log.columns import FORMULA_STARTS, QUOTED, Cell, Row
from assistant.usage.log.manifest import Unencodable

UTF8_BOM = b"\xef\xbb\xbf"
LINE_END = "\r\n"
EXCEL_ROWS = 1_048_576
"""Rows of a worksheet, its header included (Excel's limit)."""

GETA = "〓"
"""Printers' mark for a character that is missing from the case; cp932 has it."""

_FORMULA_STARTS = frozenset(FORMULA_STARTS)
_EXCEL_TIME = "yyyy-mm-dd hh:mm:ss"


class RowWriter(Protocol):
    """Takes rows in the order of the columns it was made with."""

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        ...

    def close(self) -> None:
        """Finish the output; a stream that was handed in stays open."""
        ...

    def abandon(self) -> None:
        """Let go of what is held open after a fault; the output is not to be used."""
        ...


class Encoding(StrEnum):
    """Encodings of a CSV."""

    UTF_8 = "utf-8"
    CP932 = "cp932"


class CsvRows:
    """CSV as Japanese Excel opens it by double click: UTF-8 with BOM, CRLF, times without zone.

    A text that a spreadsheet would run as a formula gets a `'` before it (CWE-1236; also in full
    width, which Japanese Excel takes for the same). In cp932, for older programs, a character it
    does not have becomes `〓` and is noted.
    """

    def __init__(
        self,
        stream: BinaryIO,
        columns: Sequence[str],
        encoding: Encoding = Encoding.UTF_8,
        lost: Unencodable | None = None,
    ) -> None:
        self._stream = stream
        self._encoding = encoding
        self._lost = Unencodable() if lost is None else lost
        self._line = 0
        if encoding is Encoding.UTF_8:
            stream.write(UTF8_BOM)
        self._put([_csv_line(columns)])

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self._put([_csv_line([csv_cell(cell) for cell in cells])])

    def write_pieces(self, rows: Sequence[Row]) -> None:
        """Write rows the database has made cells of a CSV of (`columns.line_projection`)."""
        self._put([",".join(row) + LINE_END for row in rows])

    def _put(self, lines: Sequence[str]) -> None:
        try:
            self._stream.write("".join(lines).encode(self._encoding))
        except UnicodeEncodeError:
            for number, line in enumerate(lines, self._line + 1):
                self._stream.write(self._without_lost(number, line))
        self._line += len(lines)

    def close(self) -> None:
        """Nothing is buffered here."""

    def abandon(self) -> None:
        """Nothing is held open here."""

    def _without_lost(self, line: int, text: str) -> bytes:
        missing = [each for each in text if not self._has(each)]
        if missing:
            self._lost.note(line, missing)
        return text.translate(dict.fromkeys(map(ord, missing), GETA)).encode(self._encoding)

    def _has(self, character: str) -> bool:
        try:
            character.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True


def _csv_line(cells: Iterable[str]) -> str:
    return ",".join(map(quoted, cells)) + LINE_END


def quoted(cell: str) -> str:
    """A cell of a CSV as it stands between the commas (RFC 4180)."""
    if any(each in cell for each in QUOTED):
        return '"' + cell.replace('"', '""') + '"'
    return cell


class JsonRows:
    """JSON lines in UTF-8: one object per row, times as ISO 8601 with their offset."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str]) -> None:
        self._stream = stream
        self._columns = columns

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        values = [iso_time(cell) if isinstance(cell, datetime) else cell for cell in cells]
        line = json.dumps(dict(zip(self._columns, values, strict=True)), ensure_ascii=False)
        self._stream.write(line.encode() + b"\n")

    def close(self) -> None:
        """Nothing is buffered here."""

    def abandon(self) -> None:
        """Nothing is held open here."""


class ExcelRows:
    """A workbook with numbers, booleans and times as such, and texts that are never formulas.

    Rows go to a temporary file in the workbook's folder, so memory stays constant.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent)}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.use_zip64()
        self._sheet = self._book.add_worksheet("usage")
        self._time = self._book.add_format({"num_format": _EXCEL_TIME})
        self._sheet.freeze_panes(1, 0)
        bold = self._book.add_format({"bold": True})
        for at, name in enumerate(columns):
            self._sheet.write_string(0, at, name, bold)
        self._row = 0

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self._row += 1
        require_excel_room(self._row)
        for at, cell in enumerate(cells):
            self._write_cell(at, cell)

    def close(self) -> None:
        """Put the workbook together.

        Raises:
            OSError: it could not be written.
        """
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as fault:
            raise fault.args[0] from None  # the OSError it wraps

    def abandon(self) -> None:
        """Close the temporary file of the rows, which the library leaves open on a fault."""
        rows = self._sheet.row_data_fh
        if rows is not None:
            with suppress(OSError):
                rows.close()

    def _write_cell(self, at: int, cell: Cell) -> None:
        # bool before int: it is one.
        if isinstance(cell, bool):
            self._sheet.write_boolean(self._row, at, cell)
        elif isinstance(cell, int):
            self._sheet.write_number(self._row, at, cell)
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(self._row, at, cell.replace(tzinfo=None), self._time)
        elif cell:
            self._sheet.write_string(self._row, at, cell)


def require_excel_room(row_count: int) -> None:
    """Refuse rows that do not fit a worksheet under its header.

    Raises:
        InputError: too many.
    """
    if row_count > EXCEL_ROWS - 1:
        raise InputError(
            f"an Excel sheet holds {EXCEL_ROWS - 1} rows and the period has more; "
            "choose a shorter period with --from and --to, or --format csv"
        )


def csv_cell(cell: Cell) -> str:
    """A cell of the CSV: `true`/`false`, `2026-04-15 10:00:00`, nothing for None, safe text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell[:1] in _FORMULA_STARTS else cell


def iso_time(instant: datetime) -> str:
    """An instant in ISO 8601 with milliseconds; UTC is written `Z`."""
    text = instant.isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z" if instant.tzinfo is UTC else text
