"""Exports the usage log: one snapshot, constant memory, no half file under the final name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, false, func, select, true
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.columns import (
    COLUMNS,
    Row,
    line_projection,
    pieces,
    typed_projection,
    with_tokyo,
)
from assistant.usage.log.manifest import (
    Exported,
    Unencodable,
    sha256_of,
    sidecars,
    write_sidecars,
)
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.selection import (
    ALL_ROWS,
    Places,
    Selection,
    is_selected,
    require_known,
    require_period,
)
from assistant.usage.log.small_groups import Relabel, small_places
from assistant.usage.log.workplace import workplace
from assistant.usage.log.writers import (
    CsvRows,
    Encoding,
    ExcelRows,
    JsonRows,
    RowWriter,
    require_excel_room,
)

ROWS_AT_ONCE = 1000
ROWS_WRITTEN_AT_ONCE = 100
_RELABELLED = frozenset({"turn_id", "account_pseudonym", "conversation_id"})


class UnwritableError(InputError):
    """The place an export was to be written to does not take it."""


class ExportFormat(StrEnum):
    """File formats of the export."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What is to be exported, how, and for whom.

    Attributes:
        format: csv, xlsx or jsonl.
        selection: which rows.
        out: the file; None writes csv and jsonl to standard output.
        encoding: of a CSV.
        small_group: a department is named in a month only if so many accounts were answered in
            it; 1 names all.
        relabel: names accounts for a recipient; None leaves the installation's pseudonyms.
        audit: records the export, in a transaction before the file appears.
        progress: is told now and then how many rows were written.
    """

    format: ExportFormat
    selection: Selection = ALL_ROWS
    out: Path | None = None
    encoding: Encoding = Encoding.UTF_8
    small_group: int = 1
    relabel: Relabel | None = None
    audit: Callable[[Session, Exported], None] | None = None
    progress: Callable[[int], None] | None = None


async def run_export(unit_of_work: UnitOfWork, request: ExportRequest) -> Exported:
    """Write usage rows, by month and time, with the columns of `COLUMNS`.

    The rows are those of one instant, however much is written meanwhile, and writers are not held
    up. The file appears whole, readable by its owner only, or not at all; one of the same name is
    replaced. Beside it lie its description and its digest (`manifest.sidecars`).

    Raises:
        InputError: a wrong month, `from_month` after `to_month`, an unknown department, outcome,
            model or channel, xlsx without a file or with more rows than a sheet holds, an encoding
            for what is not a CSV, or a file that cannot be written.
        StoreError: the database cannot be used now.
    """
    require_period(request.selection.from_month, request.selection.to_month)
    if request.out is None and request.format is ExportFormat.XLSX:
        raise InputError("an xlsx export needs a file; name one with --out")
    if request.encoding is not Encoding.UTF_8 and request.format is not ExportFormat.CSV:
        raise InputError("only a csv has another encoding; leave --encoding out")
    if request.out is None:
        return await _to_standard_output(unit_of_work, request)
    return await _to_file(unit_of_work, request, request.out)


async def _to_standard_output(unit_of_work: UnitOfWork, request: ExportRequest) -> Exported:
    def work(session: Session) -> Exported:
        with _reporting_faults("standard output"):
            return _write_stream(session, request, sys.stdout.buffer)

    exported = await unit_of_work.read(work)
    await _audit(unit_of_work, request, exported)
    return exported


async def _to_file(unit_of_work: UnitOfWork, request: ExportRequest, out: Path) -> Exported:
    if out.is_dir():
        raise InputError(f"{out} is a folder; name a file with --out")
    with _reporting_faults(str(out)), workplace(out.parent) as folder:
        unfinished = folder / "export"
        unfinished.touch(mode=0o600)
        exported = await unit_of_work.read(lambda session: _write(session, request, unfinished))
        exported = replace(exported, sha256=sha256_of(unfinished))
        write_sidecars(
            unfinished, out.name, request.selection, exported, small_group=request.small_group
        )
        await _audit(unit_of_work, request, exported)
        for made, final in zip(sidecars(unfinished), sidecars(out), strict=True):
            made.replace(final)
        unfinished.replace(out)
    return exported


async def _audit(unit_of_work: UnitOfWork, request: ExportRequest, exported: Exported) -> None:
    audit = request.audit
    if audit is not None:
        await unit_of_work.write(lambda session: audit(session, exported))


def _write(session: Session, request: ExportRequest, unfinished: Path) -> Exported:
    if request.format is not ExportFormat.XLSX:
        with unfinished.open("wb") as stream:
            return _write_stream(session, request, stream)
    require_known(session, request.selection)
    counting = select(func.count()).select_from(_table()).where(_is_wanted(session, request))
    require_excel_room(session.connection().execute(counting).scalar_one())
    return _write_rows(session, request, ExcelRows(unfinished, COLUMNS), Unencodable())


def _write_stream(session: Session, request: ExportRequest, stream: BinaryIO) -> Exported:
    require_known(session, request.selection)
    lost = Unencodable()
    writer: RowWriter
    if request.format is ExportFormat.CSV:
        writer = CsvRows(stream, COLUMNS, request.encoding, lost)
    else:
        writer = JsonRows(stream, COLUMNS)
    exported = _write_rows(session, request, writer, lost)
    stream.flush()
    return exported


def _write_rows(
    session: Session, request: ExportRequest, writer: RowWriter, lost: Unencodable
) -> Exported:
    small = small_places(session, request.small_group)
    connection = session.connection()
    dialect = connection.dialect.name
    # Asking of each row whether it is hidden takes a third of the time: only where some are.
    plain = _statement(request, dialect, false())
    is_small = _table().c.department_id.in_(bindparam("hidden", expanding=True))
    covering = _statement(request, dialect, is_small)
    count = suppressed = 0
    try:
        for month in _months(session, request.selection):
            hidden = {"hidden": names} if (names := _hidden(small, month)) else {}
            statement = covering if hidden else plain
            with connection.execute(statement, {"of_month": month, **hidden}) as rows:
                for batch in rows.partitions(ROWS_WRITTEN_AT_ONCE):
                    suppressed += sum(row[0] for row in batch)
                    _write_batch(writer, _named(batch, request))
                    count += len(batch)
                    if request.progress is not None:
                        request.progress(count)
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    return Exported(count, suppressed, lost)


def _write_batch(writer: RowWriter, batch: Sequence[Row]) -> None:
    if isinstance(writer, CsvRows):
        writer.write_pieces(batch)
    else:
        for row in batch:
            writer.write(with_tokyo(row))


def _months(session: Session, selection: Selection) -> Sequence[str]:
    """The months there may be rows of: those are read one by one, as departments are hidden."""
    table = _table()
    bounds = Selection(from_month=selection.from_month, to_month=selection.to_month)
    found = select(table.c.month).where(is_selected(table, bounds)).distinct()
    return sorted(session.connection().scalars(found))


def _is_wanted(session: Session, request: ExportRequest) -> ColumnElement[bool]:
    hidden = small_places(session, request.small_group)
    return is_selected(_table(), request.selection, hidden)


def _hidden(small: Places, month: str) -> list[str | None]:
    return [department for each, department in small if each == month]


def _statement(request: ExportRequest, dialect: str, is_small: ColumnElement[bool]) -> Select[Any]:
    """The rows of a month: whether each is of a hidden department, and its cells.

    Departments that were chosen have no rows where they are hidden: the choice would name them.
    """
    table, selection = _table(), request.selection
    if request.format is ExportFormat.CSV:
        projection = line_projection(table, is_small, dialect, _changed(request))
    else:
        projection = typed_projection(table, is_small)
    flag = case((is_small, 1), else_=0).label("is_suppressed")
    return (
        select(flag, *projection)
        .where(table.c.month == bindparam("of_month"), is_selected(table, selection))
        .where(~is_small if selection.departments else true())
        .order_by(table.c.at, table.c.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )


def _changed(request: ExportRequest) -> frozenset[str]:
    return frozenset() if request.relabel is None else _RELABELLED


def _named(batch: Sequence[Row], request: ExportRequest) -> Sequence[Row]:
    """The cells of a batch, with accounts, conversations and turns named for the recipient."""
    relabel = request.relabel
    if relabel is None:
        return [row[1:] for row in batch]
    is_csv = request.format is ExportFormat.CSV
    columns = [run[0] for run in pieces(_RELABELLED)] if is_csv else COLUMNS
    places = [columns.index(name) for name in _RELABELLED]
    rows = [list(row[1:]) for row in batch]
    for cells in rows:
        for at in places:
            cells[at] = relabel(cells[at]) if cells[at] else cells[at]
    return rows


def _table() -> Table:
    return UsageEvent.metadata.tables["usage_event"]


@contextmanager
def _reporting_faults(where: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        cause = fault.strerror or "write error"
        raise UnwritableError(
            f"cannot write the export to {where} ({cause}); check folder, rights and free space"
        ) from None
