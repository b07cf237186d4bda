"""Heads of the audit log, written down each day outside the database.

One JSON object a line in `data/audit/heads.jsonl`, appended and synced to the disk. With them an
audit log whose end was cut off, or that was made anew with a stolen key, shows. Copy the file to
another machine: who can write to this one can write to the file too.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.core.periods import in_tokyo
from assistant.store.audit import GENESIS, AuditLog, Head, head
from assistant.store.models import AuditEntry
from assistant.store.unit_of_work import UnitOfWork

FILE = Path("audit") / "heads.jsonl"


@dataclass(frozen=True, slots=True)
class ExportedHead:
    """A head, and when it was written down."""

    at: datetime
    head: Head


class HeadExport:
    """Appends the head of the audit log to its file, once a day in Tokyo."""

    def __init__(self, uow: UnitOfWork, clock: Clock, path: Path) -> None:
        self._uow = uow
        self._clock = clock
        self._path = path

    async def export(self) -> bool:
        """Write today's head down, unless that is done.

        Several processes may share the file: it is locked while one looks and writes.

        Returns:
            Whether a line was written.
        """
        now = self._clock.now()
        current = await self._uow.read(head)
        return _append(self._path, ExportedHead(now, current), in_tokyo(now).date())


def read_heads(path: Path) -> list[ExportedHead]:
    """The heads in a file, the oldest first; none if there is no such file.

    Raises:
        InputError: it cannot be read, or a line is none of ours.
    """
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path}: cannot be read ({type(fault).__name__})") from None
    return [_parse(line, f"{path}: line {number}") for number, line in enumerate(lines, start=1)]


def faults_against(audit: AuditLog, session: Session, heads: list[ExportedHead]) -> Iterator[str]:
    """What is wrong with the audit log by itself and against every head written down."""
    last = heads[-1].head if heads else None
    yield from audit.faults(session, last)
    before = Head(0, GENESIS)
    for exported in heads:
        if exported.head.sequence < before.sequence:
            yield f"the heads go back from entry {before.sequence} to {exported.head.sequence}"
        before = exported.head
        if exported.head != last and not _is_in(session, exported.head):
            yield f"entry {exported.head.sequence} is not the one that was exported"


def _is_in(session: Session, exported: Head) -> bool:
    if exported.sequence == 0:
        return exported.digest == GENESIS
    statement = select(AuditEntry.digest).where(col(AuditEntry.sequence) == exported.sequence)
    return session.exec(statement).first() == exported.digest


def _append(path: Path, exported: ExportedHead, today: date) -> bool:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = {
        "at": exported.at.isoformat(timespec="seconds"),
        "sequence": exported.head.sequence,
        "digest": exported.head.digest,
    }
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        os.ftruncate(descriptor, len(whole))  # a line that a power failure has cut off
        known = whole.decode("ascii", "replace").splitlines()
        if known and _is_of(known[-1], today):
            return False
        file.write(json.dumps(line).encode("ascii") + b"\n")
        os.fsync(file.fileno())
    return True


def _is_of(line: str, day: date) -> bool:
    return in_tokyo(_parse(line, str(FILE)).at).date() >= day


def _parse(line: str, where: str) -> ExportedHead:
    try:
        value = json.loads(line)
        at = datetime.fromisoformat(value["at"])
        found = Head(int(value["sequence"]), str(value["digest"]))
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{where}: is not a head of the audit log; restore the file") from None
    if at.tzinfo is None:
        raise InputError(f"{where}: its time has no zone; restore the file")
    return ExportedHead(at, found)
