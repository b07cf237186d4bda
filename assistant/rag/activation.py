"""Which generation is in force: one row, changed in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from assistant.rag.generations import AnotherBuildError
from assistant.rag.models import RagActive


def active_generation(session: Session) -> RagActive | None:
    """The row, or `None` before the first build."""
    return session.get(RagActive, 1)


def activate(
    session: Session,
    generation: str,
    *,
    record_count: int,
    now: datetime,
    instead_of: str | None = None,
) -> None:
    """Make a generation the one that is searched.

    Args:
        session: of the caller's transaction.
        generation: its name.
        record_count: what it holds.
        now: since when.
        instead_of: the one that was in force when the build began; `None` for the first.

    Raises:
        AnotherBuildError: another one is in force now.
    """
    row = RagActive(id=1, generation=generation, record_count=record_count, activated_at=now)
    if not (_began(session, row) if instead_of is None else _replaced(session, row, instead_of)):
        raise AnotherBuildError(
            "index: another one was put in force while this one was built, and stays; look at it "
            "with `assistant rag status`, or run `assistant rag build` again to replace it"
        )


def _began(session: Session, row: RagActive) -> bool:
    if active_generation(session) is not None:
        return False
    session.add(row)
    try:
        session.flush()
    except IntegrityError:  # another host began at the same moment; the caller's work is undone
        return False
    return True


def _replaced(session: Session, row: RagActive, instead_of: str) -> bool:
    # The database compares and sets at once, between two hosts as well.
    change = (
        update(RagActive)
        .where(col(RagActive.generation) == instead_of)
        .values(
            generation=row.generation,
            record_count=row.record_count,
            activated_at=row.activated_at,
        )
    )
    return session.connection().execute(change).rowcount == 1
