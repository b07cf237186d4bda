"""Takes in monthly totals another system counted, and keeps them apart from the gateway's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from assistant.core.errors import InputError
from assistant.core.periods import parse_month
from assistant.usage.log.totals import DEPARTMENT_LENGTH, SOURCE_LENGTH, ImportedMonth

COLUMNS = ("month", "department", "requests", "input_tokens", "output_tokens", "accounts")
REQUIRED = frozenset({"month", "requests", "input_tokens", "output_tokens"})
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line of the file. `department_id` empty is the whole city; `accounts` may be unknown."""

    month: str
    department_id: str
    requests: int
    input_tokens: int
    output_tokens: int
    accounts: int | None


class MonthFileError(InputError):
    """A file of monthly totals has faults; nothing of it is taken in.

    Attributes:
        problems: one line each, with the line's number.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


def read_months(content: bytes) -> list[MonthLine]:
    """Read a CSV of monthly totals, in UTF-8 (with or without BOM) or cp932.

    Raises:
        MonthFileError: everything that is wrong with it.
    """
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = header
        _require_header(header)
        rows = list(reader)
    except csv.Error as fault:
        raise MonthFileError([f"line {reader.line_num}: not CSV ({fault})"]) from None
    lines: dict[tuple[str, str], MonthLine] = {}
    problems: list[str] = []
    for number, row in enumerate(rows, start=2):
        try:
            line = _line(row)
        except ValueError as fault:
            problems.append(f"line {number}: {fault}")
            continue
        if (line.month, line.department_id) in lines:
            problems.append(f"line {number}: the same month and department stand above")
        lines[line.month, line.department_id] = line
    if not rows:
        problems.append("there is no line below the header")
    if problems:
        raise MonthFileError(problems)
    return list(lines.values())


def import_months(
    session: Session, source: str, lines: Sequence[MonthLine], *, now: datetime
) -> int:
    """Keep the months of a source, in place of what it said of the same months before.

    Returns:
        How many lines were kept.

    Raises:
        InputError: the source has no usable name.
    """
    name = source.strip()
    if not 1 <= len(name) <= SOURCE_LENGTH:
        raise InputError(f"--source: write a name of 1 to {SOURCE_LENGTH} characters")
    months = sorted({line.month for line in lines})
    session.connection().execute(
        delete(ImportedMonth).where(
            col(ImportedMonth.source) == name, col(ImportedMonth.month).in_(months)
        )
    )
    for line in lines:
        session.add(
            ImportedMonth(
                source=name,
                month=line.month,
                department_id=line.department_id,
                requests=line.requests,
                input_tokens=line.input_tokens,
                output_tokens=line.output_tokens,
                accounts=line.accounts,
                imported_at=now,
            )
        )
    session.flush()
    return len(lines)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MonthFileError(["neither UTF-8 nor cp932; save it with one of these encodings"])


def _require_header(header: Sequence[str]) -> None:
    missing = sorted(REQUIRED - set(header))
    unknown = sorted(set(header) - set(COLUMNS))
    problems = []
    if missing:
        problems.append(f"line 1: missing column {', '.join(missing)}")
    if unknown or len(set(header)) < len(header):
        problems.append(f"line 1: write each of these columns once: {', '.join(COLUMNS)}")
    if problems:
        raise MonthFileError(problems)


def _line(row: Mapping[str | None, str | None]) -> MonthLine:
    if None in row or None in row.values():
        raise ValueError("more or fewer cells than the header")
    cells = {str(name): (cell or "").strip() for name, cell in row.items()}
    try:
        month = parse_month(cells["month"])
    except ValueError:
        raise ValueError("month: write it as 2026-04") from None
    department = cells.get("department", "")
    if len(department) > DEPARTMENT_LENGTH:
        raise ValueError(f"department: longer than {DEPARTMENT_LENGTH} characters")
    accounts = cells.get("accounts", "")
    return MonthLine(
        month,
        department,
        _number(cells, "requests"),
        _number(cells, "input_tokens"),
        _number(cells, "output_tokens"),
        _number(cells, "accounts") if accounts else None,
    )


def _number(cells: Mapping[str, str], name: str) -> int:
    digits = cells[name].replace(",", "")
    if not (digits.isascii() and digits.isdigit() and int(digits) <= LARGEST):
        raise ValueError(f"{name}: write a whole number from 0 to {LARGEST}")
    return int(digits)
