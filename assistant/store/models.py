"""The audit log's tables. No text of staff, no name: ids, codes and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, String
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime

DIGEST_LENGTH = 80


class AuditEntry(SQLModel, table=True):
    """One change, chained to the one before it by a keyed digest.

    Never changed, never deleted: triggers made by the migration refuse it.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("sequence >= 1", name="ck_audit_entry_sequence"),
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_subject", "subject"),
    )

    sequence: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    actor: str = Field(sa_column=Column(String(128), nullable=False))
    face: str = Field(sa_column=Column(String(16), nullable=False))
    action: str = Field(sa_column=Column(String(64), nullable=False))
    subject: str = Field(sa_column=Column(String(200), nullable=False))
    details: str = Field(sa_column=Column(String(8000), nullable=False))
    digest: str = Field(sa_column=Column(String(DIGEST_LENGTH), nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("sequence", self.sequence), ("action", self.action)]


class AuditHead(SQLModel, table=True):
    """The end of the chain: the one row every writer locks before it appends."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="ck_audit_head_single"),)

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    digest: str = Field(sa_column=Column(String(DIGEST_LENGTH), nullable=False))
