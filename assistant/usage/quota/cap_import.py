"""Reads a CSV of caps, `account_id,cap_tokens`: every mistake with its line, or every cap. Pure."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.core.errors import InputError
from assistant.usage.quota.amounts import CapAmount, read_cap

COLUMNS = ("account_id", "cap_tokens")
MAX_BYTES = 5_000_000
MAX_LINES = 100_000


class CapFileError(InputError):
    """A file of caps cannot be used; nothing of it was set.

    Attributes:
        problems: all that is wrong, one line each, by line of the file.
    """

    code = "invalid_caps"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"caps: {self.problems[0]}{more}")


@dataclass(frozen=True, slots=True)
class CapLine:
    """One line of the file: from which line on which account has which cap."""

    number: int
    account_id: str
    amount: CapAmount


def read_caps(content: bytes) -> list[CapLine]:
    """Read a file of caps: UTF-8, with or without BOM, or what Japanese Excel writes (cp932).

    Raises:
        CapFileError: it is no such CSV, or lines are wrong or name an account twice.
    """
    rows = list(_rows(_decode(content)))
    if not rows:
        raise CapFileError(["the file is empty; write account_id,cap_tokens and a line each"])
    header = tuple(_fold(cell) for cell in rows[0][1])
    if header != COLUMNS:
        raise CapFileError([f"line {rows[0][0]}: the first line must be {','.join(COLUMNS)}"])
    lines: list[CapLine] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, cells in rows[1:]:
        try:
            line = _line(number, cells, seen)
        except InputError as fault:
            problems.append(f"line {number}: {fault.message}")
            continue
        seen[line.account_id] = number
        lines.append(line)
    if problems:
        raise CapFileError(problems)
    return lines


def _line(number: int, cells: Sequence[str], seen: Mapping[str, int]) -> CapLine:
    if len(cells) != len(COLUMNS):
        raise InputError(f"has {len(cells)} columns; write {','.join(COLUMNS)}")
    account_id = unicodedata.normalize("NFKC", cells[0]).strip()
    if not account_id:
        raise InputError("account_id is empty; fill it in")
    if account_id in seen:
        raise InputError(f"account {account_id!r} stands in line {seen[account_id]} already")
    return CapLine(number, account_id, read_cap(cells[1]))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if reader.line_num > MAX_LINES:
                raise CapFileError([f"has more than {MAX_LINES:,} lines; split it"])
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise CapFileError(
            [f"line {reader.line_num}: cannot be read as CSV; check its quotation marks"]
        ) from None


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise CapFileError([f"the file is over {MAX_BYTES // 1_000_000} MB; split it"])
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise CapFileError(["the file is no CSV in UTF-8 or Shift_JIS; save it as `CSV UTF-8`"])


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
