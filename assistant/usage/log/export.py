"""Exports the usage log: one snapshot, constant memory, no half file under the final name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from sqlalchemy import ColumnElement, Table, and_, func, select, true
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.core.periods import parse_month
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.columns import COLUMNS, STORED_COLUMNS, export_cells
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.writers import (
    CsvRows,
    ExcelRows,
    JsonRows,
    RowWriter,
    require_excel_room,
)

ROWS_AT_ONCE = 1000


class ExportFormat(StrEnum):
    """File formats of the export."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


STREAM_WRITERS: dict[ExportFormat, Callable[[BinaryIO], RowWriter]] = {
    ExportFormat.CSV: lambda stream: CsvRows(stream, COLUMNS),
    ExportFormat.JSONL: lambda stream: JsonRows(stream, COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Months from and to, both included; None leaves that end open."""

    from_month: str | None
    to_month: str | None


async def export_usage(
    unit_of_work: UnitOfWork,
    *,
    format: ExportFormat,  # noqa: A002  # the name of the command's option
    from_month: str | None = None,
    to_month: str | None = None,
    out: Path | None = None,
) -> int:
    """Write the usage rows of a period, by month and time, with the columns of `COLUMNS`.

    The rows are those of one instant, however much is written meanwhile, and writers are not held
    up. The file appears whole, readable by its owner only, or not at all; one of the same name is
    replaced.

    Args:
        unit_of_work: the database.
        format: csv, xlsx or jsonl.
        from_month: first month, as `2026-04`; None for the oldest.
        to_month: last month, included; None for the newest.
        out: the file; None writes csv and jsonl to standard output.

    Returns:
        Number of rows written, the header not counted.

    Raises:
        InputError: a wrong month, `from_month` after `to_month`, xlsx without a file or with more
            rows than a sheet holds, or a file that cannot be written.
        StoreError: the database cannot be used now.
    """
    period = Period(_checked_month(from_month, "--from"), _checked_month(to_month, "--to"))
    if period.from_month and period.to_month and period.from_month > period.to_month:
        raise InputError(
            f"--from {period.from_month} is after --to {period.to_month}; exchange them"
        )
    if out is None and format is ExportFormat.XLSX:
        raise InputError("an xlsx export needs a file; name one with --out")

    def work(session: Session) -> int:
        if out is None:
            with _reporting_faults("standard output"):
                return _write_stream(session, period, format, sys.stdout.buffer)
        return _write_file(session, period, format, out)

    return await unit_of_work.read(work)


def _checked_month(month: str | None, option: str) -> str | None:
    if month is None:
        return None
    try:
        return parse_month(month)
    except ValueError:
        raise InputError(f"{option} is not a month; write it as 2026-04") from None


def _write_file(session: Session, period: Period, file_format: ExportFormat, out: Path) -> int:
    if out.is_dir():
        raise InputError(f"{out} is a folder; name a file with --out")
    with (
        _reporting_faults(str(out)),
        TemporaryDirectory(prefix=".usage-export-", dir=out.parent) as folder,
    ):
        unfinished = Path(folder) / "export"
        unfinished.touch(mode=0o600)
        if file_format is ExportFormat.XLSX:
            require_excel_room(_count(session, period))
            count = _write_rows(session, period, ExcelRows(unfinished, COLUMNS))
        else:
            with unfinished.open("wb") as stream:
                count = _write_stream(session, period, file_format, stream)
        unfinished.replace(out)
        return count


def _write_stream(
    session: Session, period: Period, file_format: ExportFormat, stream: BinaryIO
) -> int:
    count = _write_rows(session, period, STREAM_WRITERS[file_format](stream))
    stream.flush()
    return count


def _write_rows(session: Session, period: Period, writer: RowWriter) -> int:
    table = _table()
    statement = (
        select(*(table.c[name] for name in STORED_COLUMNS))
        .where(_is_in(period))
        .order_by(table.c.month, table.c.at, table.c.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    count = 0
    try:
        with session.connection().execute(statement) as rows:
            for row in rows.mappings():
                writer.write(export_cells(dict(row)))
                count += 1
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    return count


def _count(session: Session, period: Period) -> int:
    statement = select(func.count()).select_from(_table()).where(_is_in(period))
    return session.connection().execute(statement).scalar_one()


def _is_in(period: Period) -> ColumnElement[bool]:
    month = _table().c.month
    bounds: list[ColumnElement[bool]] = []
    if period.from_month is not None:
        bounds.append(month >= period.from_month)
    if period.to_month is not None:
        bounds.append(month <= period.to_month)
    return and_(true(), *bounds)


def _table() -> Table:
    return UsageEvent.metadata.tables["usage_event"]


@contextmanager
def _reporting_faults(where: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        cause = fault.strerror or "write error"
        raise InputError(
            f"cannot write the export to {where} ({cause}); check folder, rights and free space"
        ) from None
