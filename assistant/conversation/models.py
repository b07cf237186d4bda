"""Tables of conversations and their messages. Message texts are clean text, kept for days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime


class Conversation(SQLModel, table=True):
    """What one account says in one place of a chat tool, until it starts anew or it expires.

    In a group every account has a conversation of its own: nobody's question is sent along with
    another's. At most one per account and place is current.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "uq_conversation_current",
            "channel",
            "conversation_key",
            "account_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        Index("ix_conversation_last_turn", "last_turn_at"),
    )

    id: str = Field(sa_column=Column(String(32), primary_key=True))
    channel: str = Field(sa_column=Column(String(32), nullable=False))
    conversation_key: str = Field(sa_column=Column(String(200), nullable=False))
    account_id: str = Field(sa_column=Column(String(64), nullable=False))
    is_current: bool = Field(sa_column=Column(Boolean, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_turn_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id)]


class Message(SQLModel, table=True):
    """One message of a conversation: clean text with the rule set it passed and its seal.

    Only the gate turns it back into `CleanText`. Its `repr` shows no text.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'assistant')", name="ck_message_role"),
        UniqueConstraint("turn_id", "role", name="uq_message_turn_role"),
        Index("ix_message_conversation", "conversation_id", "id"),
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    conversation_id: str = Field(
        sa_column=Column(
            String(32),
            ForeignKey("conversation.id", name="fk_message_conversation", ondelete="CASCADE"),
            nullable=False,
        )
    )
    turn_id: str = Field(sa_column=Column(String(32), nullable=False))
    role: str = Field(sa_column=Column(String(16), nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    ruleset: str = Field(sa_column=Column(String(64), nullable=False))
    seal: str = Field(sa_column=Column(String(128), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("role", self.role)]
