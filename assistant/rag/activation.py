"""Which generation is in force: one row, changed in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from assistant.rag.models import RagActive


def active_generation(session: Session) -> RagActive | None:
    """The row, or `None` before the first build."""
    return session.get(RagActive, 1)


def activate(session: Session, generation: str, *, record_count: int, now: datetime) -> None:
    """Make a generation the one that is searched."""
    row = active_generation(session)
    if row is None:
        row = RagActive(id=1, generation=generation, record_count=record_count, activated_at=now)
    row.generation, row.record_count, row.activated_at = generation, record_count, now
    session.add(row)
    session.flush()
