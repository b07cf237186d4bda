"""Work that only one transaction at a time may do, on every database."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import text
from sqlmodel import Session, col, select

from assistant.store.models import AuditHead


class Gate(IntEnum):
    """What is done one at a time. The numbers are the locks' names: never use one again."""

    TAKE_TURN = 7_501_001
    START_CONVERSATION = 7_501_002


def pass_gate(session: Session, gate: Gate) -> None:
    """Wait until no other transaction is past this gate; it opens again when ours ends.

    SQLite has one writer at a time anyway. PostgreSQL's advisory locks
    (https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS) are let go with the
    transaction, also when its process dies.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:gate)"), {"gate": int(gate)})


def lock_changes(session: Session) -> None:
    """Let the changes of admins wait for one another: what is read next is what is changed.

    Call it before anything is read. SQLite's writers wait anyway; elsewhere the audit log's head,
    which every change moves on, is locked.
    """
    session.exec(select(AuditHead.sequence).where(col(AuditHead.id) == 1).with_for_update()).all()
