"""The look-up's one table: which generation of the index is in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Integer, String
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime


class RagActive(SQLModel, table=True):
    """The generation that is searched. One row; changing it is what activates an index."""

    __tablename__ = "rag_active"
    __table_args__ = (
        CheckConstraint("id = 1", name="ck_rag_active_single"),
        CheckConstraint("record_count >= 0", name="ck_rag_active_record_count"),
    )

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    generation: str = Field(sa_column=Column(String(64), nullable=False))
    record_count: int = Field(sa_column=Column(Integer, nullable=False))
    activated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
