"""Reads the audit log for people: who changed what, the newest first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from assistant.store.audit import Detail
from assistant.store.models import AuditEntry


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One change."""

    sequence: int
    at: datetime
    actor: str
    face: str
    action: str
    subject: str
    details: Mapping[str, Detail]

    def as_row(self) -> dict[str, object]:
        """The entry as JSON takes it."""
        return {
            "sequence": self.sequence,
            "at": self.at.isoformat(),
            "actor": self.actor,
            "face": self.face,
            "action": self.action,
            "subject": self.subject,
            "details": dict(self.details),
        }


def list_trail(
    session: Session,
    *,
    limit: int,
    before: int | None = None,
    action: str = "",
    subject: str = "",
    actor: str = "",
) -> list[TrailEntry]:
    """Entries of the audit log, the newest first.

    Args:
        session: a snapshot.
        limit: how many at most.
        before: only those with a smaller number: the next page.
        action: only this one.
        subject: only what was done to this.
        actor: only what this one did.
    """
    statement = select(AuditEntry).order_by(col(AuditEntry.sequence).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(AuditEntry.sequence) < before)
    if action:
        statement = statement.where(col(AuditEntry.action) == action)
    if subject:
        statement = statement.where(col(AuditEntry.subject) == subject)
    if actor:
        statement = statement.where(col(AuditEntry.actor) == actor)
    return [
        TrailEntry(
            row.sequence,
            row.at,
            row.actor,
            row.face,
            row.action,
            row.subject,
            _details_of(row),
        )
        for row in session.exec(statement)
    ]


def _details_of(row: AuditEntry) -> Mapping[str, Detail]:
    """The details; of an entry somebody has changed in the database, that they cannot be read."""
    try:
        found = json.loads(row.details)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"unreadable": True}
