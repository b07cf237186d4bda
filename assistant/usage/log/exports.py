"""Exports that are handed out: whole before the first byte is sent, audited, gone when it was."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.errors import AssistantError, InputError
from assistant.core.keys import Key
from assistant.core.logs import get_log
from assistant.core.periods import month_of
from assistant.store.audit import AuditLog, Detail
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.export import (
    ExportFormat,
    ExportRequest,
    UnwritableError,
    run_export,
)
from assistant.usage.log.manifest import Exported, sidecars
from assistant.usage.log.selection import ALL_ROWS, Selection, require_begun, require_period
from assistant.usage.log.small_groups import relabel_for
from assistant.usage.log.workplace import remove_dead, workplace
from assistant.usage.log.writers import Encoding

ACTION = "usage.export"
MOST_AT_ONCE = 2
"""Exports made at a time; each holds one of the database's readers for as long as it takes."""

LONGEST_RECIPIENT = 80
CHUNK_BYTES = 1 << 16
MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSONL: "application/x-ndjson",
}


class NoRoomError(AssistantError):
    """A file that was to be handed out cannot be written here now."""

    code = "no_room"
    http_status = 507


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What somebody wants to have.

    Attributes:
        format: csv, xlsx or jsonl.
        selection: which rows.
        encoding: of a CSV.
        recipient: whom it is for; accounts get names of their own for each. Empty leaves the
            installation's pseudonyms.
        is_packed: a zip of the file, its description and its digest; else the file alone.
    """

    format: ExportFormat = ExportFormat.CSV
    selection: Selection = ALL_ROWS
    encoding: Encoding = Encoding.UTF_8
    recipient: str = ""
    is_packed: bool = True

    @property
    def name(self) -> str:
        """Name of the file of rows."""
        bounds = (self.selection.from_month, self.selection.to_month)
        return "-".join(("usage", *filter(None, bounds))) + f".{self.format}"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A finished export, open for sending. Its file has no name any more: none is left behind.

    Attributes:
        name: to save it under.
        media_type: of what is sent.
        size: in bytes.
        exported: what it holds; the digest is that of the file of rows.
        stream: the bytes; `chunks` closes it.
    """

    name: str
    media_type: str
    size: int
    exported: Exported
    stream: BinaryIO = field(repr=False)

    def chunks(self) -> Iterator[bytes]:
        """The bytes, piece by piece; the file is gone after the last."""
        with self.stream:
            while piece := self.stream.read(CHUNK_BYTES):
                yield piece


class Exports:
    """Makes exports of one installation."""

    def __init__(
        self,
        uow: UnitOfWork,
        audit: AuditLog,
        clock: Clock,
        key: Key,
        *,
        folder: Path,
        small_group: int,
    ) -> None:
        """Join the parts.

        Args:
            uow: the database.
            audit: where each export is recorded.
            clock: the time.
            key: of pseudonyms; recipients' keys are derived from it.
            folder: where files are made; it needs room for the largest export.
            small_group: a department is named in a month only with so many answered accounts.
        """
        self._uow = uow
        self._audit = audit
        self._clock = clock
        self._key = key
        self._folder = folder
        self._small_group = small_group
        self._room = asyncio.Semaphore(MOST_AT_ONCE)

    def request(
        self,
        actor: Actor,
        order: ExportOrder,
        out: Path | None,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> ExportRequest:
        """The request for an order: small groups suppressed, named for the recipient, audited."""
        facts = order.selection.as_text() | {
            "format": order.format.value,
            "recipient": order.recipient,
        }

        def record(session: Session, exported: Exported) -> None:
            details: dict[str, Detail] = {**facts, "rows": exported.rows}
            details["sha256"] = exported.sha256
            self._audit.record(session, actor, ACTION, "usage", details)

        return ExportRequest(
            format=order.format,
            selection=order.selection,
            out=out,
            encoding=order.encoding,
            small_group=self._small_group,
            relabel=relabel_for(self._key, order.recipient) if order.recipient else None,
            audit=record,
            progress=progress,
        )

    async def make(self, actor: Actor, order: ExportOrder) -> HandedOut:
        """Make an export to be sent: nothing of it is sent before it is whole and recorded.

        Raises:
            SelectionError: the period or a name cannot be used.
            InputError: an encoding for what is no CSV, a recipient's name that is too long, or too
                many rows for a sheet.
            NoRoomError: the file cannot be written.
            StoreError: the database cannot be used now.
        """
        selection = order.selection
        require_period(selection.from_month, selection.to_month)
        require_begun(selection.from_month, month_of(self._clock.now()))
        if len(order.recipient) > LONGEST_RECIPIENT or not order.recipient.isprintable():
            raise InputError(f"recipient: write up to {LONGEST_RECIPIENT} characters in one line")
        async with self._room:
            with self._workplace() as folder:
                out = folder / order.name
                exported = await run_export(self._uow, self.request(actor, order, out))
                return await asyncio.to_thread(_opened, out, order, exported)

    def tidy(self) -> int:
        """Remove what exports that were killed left behind; returns how many there were."""
        return remove_dead(self._folder)

    @contextmanager
    def _workplace(self) -> Iterator[Path]:
        """A folder of its own for one export, gone with everything in it afterwards."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with workplace(self._folder) as folder:
                yield folder
        except (OSError, UnwritableError) as fault:
            get_log().error("usage.export_failed", error=type(fault).__name__)
            raise NoRoomError("the export cannot be written; free space in the data folder") from (
                None
            )


def _opened(out: Path, order: ExportOrder, exported: Exported) -> HandedOut:
    sent = _packed(out) if order.is_packed else out
    media_type = "application/zip" if order.is_packed else MEDIA_TYPES[order.format]
    if order.encoding is Encoding.CP932 and not order.is_packed:
        media_type = "text/csv; charset=Shift_JIS"
    stream = sent.open("rb")
    return HandedOut(sent.name, media_type, sent.stat().st_size, exported, stream)


def _packed(out: Path) -> Path:
    packed = out.with_suffix(".zip")
    kind = zipfile.ZIP_STORED if out.suffix == ".xlsx" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(packed, "w", kind, compresslevel=1) as archive:
        for path in (out, *sidecars(out)):
            archive.write(path, path.name)
    return packed
