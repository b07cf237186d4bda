"""Tables of the queue and the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, String, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime


class TurnRow(SQLModel, table=True):
    """One delivery of one event by a chat tool, and how far its turn has come.

    `state` is the queue's: received (recorded without text, being screened in memory), queued,
    running, closed. `outcome` is the turn's and is set when it closes. The question is clean text
    with its seal and is erased when the turn closes (the conversation keeps it, for its own time).
    `is_rewrite` marks a question sent as the rewrite offered with a notice; `takes` counts how
    often a process began to answer it.
    """

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("channel", "event_id", name="uq_turn_channel_event"),
        CheckConstraint(
            "state IN ('received', 'queued', 'running', 'closed')", name="ck_turn_state"
        ),
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="ck_turn_outcome"),
        CheckConstraint("state <> 'closed' OR question IS NULL", name="ck_turn_erased"),
        Index("ix_turn_state", "state", "received_at"),
        Index("ix_turn_account", "account_id", "received_at"),
        Index(
            "uq_turn_running_account",
            "account_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: str = Field(sa_column=Column(String(32), primary_key=True))
    channel: str = Field(sa_column=Column(String(32), nullable=False))
    event_id: str = Field(sa_column=Column(String(200), nullable=False))
    channel_user_id: str = Field(sa_column=Column(String(200), nullable=False))
    conversation_key: str = Field(sa_column=Column(String(200), nullable=False))
    is_direct: bool
    account_id: str | None = Field(default=None, sa_column=Column(String(64)))
    department_id: str | None = Field(default=None, sa_column=Column(String(64)))
    state: str = Field(sa_column=Column(String(16), nullable=False))
    outcome: str | None = Field(default=None, sa_column=Column(String(16)))
    question: str | None = Field(default=None, sa_column=Column(Text))
    question_ruleset: str | None = Field(default=None, sa_column=Column(String(64)))
    question_seal: str | None = Field(default=None, sa_column=Column(String(128)))
    user_text_chars: int = 0
    is_rewrite: bool = False
    takes: int = 0
    milliseconds_screening: int = 0
    lease_owner: str | None = Field(default=None, sa_column=Column(String(32)))
    lease_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    taken_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    call_started_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("state", self.state)]


class ModelAttemptRow(SQLModel, table=True):
    """One attempt at a model call: a retry before the first byte has a row of its own."""

    __tablename__ = "model_attempt"

    turn_id: str = Field(sa_column=Column(String(32), primary_key=True))
    number: int = Field(primary_key=True)
    model: str = Field(sa_column=Column(String(100), nullable=False))
    status: str = Field(sa_column=Column(String(16), nullable=False))
    error_code: str | None = Field(default=None, sa_column=Column(String(64)))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class OutboxRow(SQLModel, table=True):
    """A reply on its way to the chat tool. One per turn; delivered at least once.

    A notice is one too, with an id of its own in place of the turn's and the outcome `notice`.
    Its text is made of templates and clean text only and is erased once delivered. Of a dead one
    `next_attempt_at` says since when it is dead.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'delivered', 'dead')", name="ck_outbox_state"),
        Index("ix_outbox_due", "state", "next_attempt_at"),
    )

    turn_id: str = Field(sa_column=Column(String(32), primary_key=True))
    channel: str = Field(sa_column=Column(String(32), nullable=False))
    in_reply_to: str = Field(sa_column=Column(String(200), nullable=False))
    channel_user_id: str = Field(sa_column=Column(String(200), nullable=False))
    conversation_key: str = Field(sa_column=Column(String(200), nullable=False))
    outcome: str = Field(sa_column=Column(String(16), nullable=False))
    text: str | None = Field(default=None, sa_column=Column(Text))
    citations: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    choices: str = Field(default="[]", sa_column=Column(Text, nullable=False, server_default="[]"))
    is_private: bool
    is_rewrite: bool = False
    state: str = Field(default="pending", sa_column=Column(String(16), nullable=False))
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    lease_owner: str | None = Field(default=None, sa_column=Column(String(32)))
    lease_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    delivered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("turn_id", self.turn_id), ("state", self.state)]


class StopRow(SQLModel, table=True):
    """Something an admin has switched off: everything, a department, or a model.

    `subject` is the department's or the model's name, empty for everything. `text` is what staff
    read in place of the standard sentence.
    """

    __tablename__ = "stop"
    __table_args__ = (
        CheckConstraint("scope IN ('all', 'department', 'model')", name="ck_stop_scope"),
        CheckConstraint("(scope = 'all') = (subject = '')", name="ck_stop_subject"),
    )

    scope: str = Field(sa_column=Column(String(16), primary_key=True))
    subject: str = Field(sa_column=Column(String(100), primary_key=True))
    reason: str = Field(sa_column=Column(String(500), nullable=False))
    text: str | None = Field(default=None, sa_column=Column(String(1000)))
    stopped_by: str = Field(sa_column=Column(String(128), nullable=False))
    stopped_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("scope", self.scope), ("subject", self.subject)]


class IncidentRow(SQLModel, table=True):
    """A turn somebody has to look into. While it is open, retention leaves what it names alone."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="ck_incident_closed"),
        Index("ix_incident_turn", "turn_id"),
        Index("ix_incident_opened", "opened_at"),
    )

    id: str = Field(sa_column=Column(String(16), primary_key=True))
    turn_id: str = Field(sa_column=Column(String(32), nullable=False))
    reason: str = Field(sa_column=Column(String(500), nullable=False))
    opened_by: str = Field(sa_column=Column(String(128), nullable=False))
    opened_face: str = Field(sa_column=Column(String(16), nullable=False))
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    closed_by: str | None = Field(default=None, sa_column=Column(String(128)))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closing_note: str | None = Field(default=None, sa_column=Column(String(500)))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("turn_id", self.turn_id)]
