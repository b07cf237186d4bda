"""Exports the usage log: one snapshot, constant memory, no half file under the final name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.columns import (
    COLUMNS,
    Row,
    text_projection,
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
from assistant.usage.log.small_groups import SUPPRESSED, Relabel, small_places
from assistant.usage.log.writers import (
    CsvRows,
    Encoding,
    ExcelRows,
    JsonRows,
    RowWriter,
    csv_cell,
    require_excel_room,
)

ROWS_AT_ONCE = 1000
ROWS_WRITTEN_AT_ONCE = 100
_MONTH, _DEPARTMENT = COLUMNS.index("month"), COLUMNS.index("department_id")
_IDENTIFYING = tuple(
    COLUMNS.index(name) for name in ("account_pseudonym", "conversation_id", "question_number")
)
_RELABELLED = tuple(
    COLUMNS.index(name) for name in ("turn_id", "account_pseudonym", "conversation_id")
)


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
    with (
        _reporting_faults(str(out)),
        TemporaryDirectory(prefix=".usage-export-", dir=out.parent) as folder,
    ):
        unfinished = Path(folder) / "export"
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
    places = small_places(session, request.small_group)
    if isinstance(writer, CsvRows):
        places = frozenset((month, csv_cell(department)) for month, department in places)
    cover = _Cover(places, request.relabel)
    count = 0
    try:
        with session.connection().execute(_statement(session, request)) as rows:
            for batch in rows.partitions(ROWS_WRITTEN_AT_ONCE):
                if isinstance(writer, CsvRows):
                    writer.write_safe(cover.over(batch))
                else:
                    for row in cover.over(batch):
                        writer.write(with_tokyo(row))
                count += len(batch)
                if request.progress is not None:
                    request.progress(count)
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    return Exported(count, cover.suppressed, lost)


def _is_wanted(session: Session, request: ExportRequest) -> ColumnElement[bool]:
    hidden = small_places(session, request.small_group)
    return is_selected(_table(), request.selection, hidden)


def _statement(session: Session, request: ExportRequest) -> Select[Any]:
    table = _table()
    if request.format is ExportFormat.CSV:
        projection = text_projection(table, session.connection().dialect.name)
    else:
        projection = typed_projection(table)
    return (
        select(*projection)
        .where(_is_wanted(session, request))
        .order_by(table.c.month, table.c.at, table.c.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )


class _Cover:
    """Leaves out small departments and names accounts for the recipient, row by row.

    Rows of a small department are nobody's: an account known from another month would name it.
    """

    def __init__(self, places: Places, relabel: Relabel | None) -> None:
        self._places = places
        self._relabel = relabel
        self.suppressed = 0

    def over(self, batch: Sequence[Row]) -> Sequence[Row]:
        """The rows of a batch as the recipient may see them."""
        if not self._places and self._relabel is None:
            return batch
        return [self._covered(list(row)) for row in batch]

    def _covered(self, cells: list[Any]) -> Row:
        if (cells[_MONTH], cells[_DEPARTMENT]) in self._places:
            cells[_DEPARTMENT] = SUPPRESSED
            for at in _IDENTIFYING:
                cells[at] = None
            self.suppressed += 1
        if self._relabel is not None:
            for at in _RELABELLED:
                cells[at] = self._relabel(cells[at]) if cells[at] else cells[at]
        return cells


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
