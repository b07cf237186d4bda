"""The audit log: every change of an admin, in a chain of keyed digests (HMAC-SHA256).

An entry's digest covers its own fields and the digest before it, so that an edit, a deletion or
another order shows. Cutting off the end shows against a head that was exported earlier.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.errors import StoreError
from assistant.core.keys import Key
from assistant.store.models import AuditEntry, AuditHead

Detail = str | int | bool | None
GENESIS = "genesis"
MAX_DETAIL_CHARS = 7_900
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ended: how many entries, and the digest of the last."""

    sequence: int
    digest: str


class AuditLog:
    """Appends to the chain and checks it."""

    def __init__(self, key: Key, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def record(
        self,
        session: Session,
        actor: Actor,
        action: str,
        subject: str,
        details: Mapping[str, Detail] | None = None,
    ) -> None:
        """Append one change, in the transaction of the change itself.

        Args:
            session: the transaction the change is made in.
            actor: who asked for it.
            action: what was done, as `cap.set` or `account.disable`.
            subject: the id of what was changed, as `account:E0001` or `city`.
            details: old and new values, reasons; never a person's name or text of staff.

        Raises:
            ValueError: the details do not fit; nothing was written.
            StoreError: the head of the chain is gone; no change is made without its entry.
        """
        text = json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True)
        if len(text) > MAX_DETAIL_CHARS:
            raise ValueError("the details of an audit entry are too long")
        # The update takes the row's lock: writers append one after another on every database.
        session.connection().execute(
            update(AuditHead).where(col(AuditHead.id) == 1).values(sequence=AuditHead.sequence + 1)
        )
        last = _find_head(session)
        if last is None:
            raise StoreError("the audit log's head was deleted; restore the last backup")
        entry = AuditEntry(
            sequence=last.sequence,
            at=self._clock.now(),
            actor=actor.name,
            face=actor.face.value,
            action=action,
            subject=subject,
            details=text,
            digest="",
        )
        entry.digest = self._key.digest(_message(entry, last.digest))
        session.add(entry)
        session.connection().execute(
            update(AuditHead).where(col(AuditHead.id) == 1).values(digest=entry.digest)
        )
        session.flush()

    def faults(self, session: Session, exported: Head | None = None) -> Iterator[str]:
        """What is wrong with the chain, one plain line each; nothing if it is sound.

        Args:
            session: a snapshot.
            exported: a head written down earlier, outside the database.
        """
        before, expected = GENESIS, 0
        for entry in _entries(session):
            expected += 1
            if entry.sequence != expected:
                yield f"entry {expected} is missing (the next one is {entry.sequence})"
                expected = entry.sequence
            elif not self._key.is_digest_of(entry.digest, _message(entry, before)):
                yield f"entry {entry.sequence} was changed, or one before it was"
            if _differs(entry, exported):
                yield f"entry {entry.sequence} is not the one that was exported"
            before = entry.digest
        yield from _end_faults(_find_head(session), Head(expected, before), exported)


def head(session: Session) -> Head:
    """Where the chain ends now."""
    return Head(*session.exec(select(AuditHead.sequence, AuditHead.digest)).one())


def _find_head(session: Session) -> Head | None:
    row = session.exec(select(AuditHead.sequence, AuditHead.digest)).one_or_none()
    return None if row is None else Head(*row)


def _differs(entry: AuditEntry, exported: Head | None) -> bool:
    if exported is None or entry.sequence != exported.sequence:
        return False
    return entry.digest != exported.digest


def _end_faults(stored: Head | None, found: Head, exported: Head | None) -> Iterator[str]:
    if stored is None:
        yield f"the chain ends at {found.sequence}, its head was deleted; restore a backup"
    elif stored != found:
        yield f"the chain ends at {found.sequence}, its head says {stored.sequence}"
    if exported is not None and found.sequence < exported.sequence:
        yield f"the chain ends at {found.sequence}, but {exported.sequence} was exported"


def _entries(session: Session) -> Iterator[AuditEntry]:
    last: int | None = None
    while True:
        # From the very first: one slipped in before number 1 must show as well.
        after = [] if last is None else [col(AuditEntry.sequence) > last]
        batch = session.exec(
            select(AuditEntry).where(*after).order_by(col(AuditEntry.sequence)).limit(_BATCH)
        ).all()
        if not batch:
            return
        yield from batch
        last = batch[-1].sequence
        session.expunge_all()


def _message(entry: AuditEntry, before: str) -> str:
    fields = [
        before,
        entry.sequence,
        _instant(entry.at),
        entry.actor,
        entry.face,
        entry.action,
        entry.subject,
        entry.details,
    ]
    return json.dumps(fields, ensure_ascii=False)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
