"""Tables of the city's policy: rules, lists, trial counts and reports of false positives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime

ENTITY_LENGTH = 32
DEPARTMENT_LENGTH = 64
TEXT_LENGTH = 200
FORM_LENGTH = 400
REASON_LENGTH = 500
AUTHOR_LENGTH = 128
WHOLE_CITY = ""
"""The department of what holds for every department: part of a key, so it cannot be NULL."""


class PolicyVersionRow(SQLModel, table=True):
    """The one row every change counts up: a gateway that sees another number loads anew."""

    __tablename__ = "policy_version"
    __table_args__ = (CheckConstraint("id = 1", name="ck_policy_version_single"),)

    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    number: int = Field(sa_column=Column(Integer, nullable=False))


class PolicyRuleRow(SQLModel, table=True):
    """What differs from `config/pii.toml` for an entity; what is NULL is as there."""

    __tablename__ = "policy_rule"
    __table_args__ = (
        CheckConstraint("action IN ('block', 'allow')", name="ck_policy_rule_action"),
        CheckConstraint("threshold BETWEEN 0 AND 1", name="ck_policy_rule_threshold"),
    )

    entity: str = Field(sa_column=Column(String(ENTITY_LENGTH), primary_key=True))
    department_id: str = Field(sa_column=Column(String(DEPARTMENT_LENGTH), primary_key=True))
    action: str | None = Field(default=None, sa_column=Column(String(8)))
    threshold: float | None = Field(default=None, sa_column=Column(Float))
    is_shadow: bool | None = Field(default=None)
    reason: str = Field(sa_column=Column(String(REASON_LENGTH), nullable=False))
    author: str = Field(sa_column=Column(String(AUTHOR_LENGTH), nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("entity", self.entity), ("department_id", self.department_id)]


class AllowEntryRow(SQLModel, table=True):
    """A text that may be written. It may be personal data: it stands here and nowhere else.

    `form` is the text as the filter compares it, to find what is there already.
    """

    __tablename__ = "policy_allow_entry"
    __table_args__ = (
        Index("ix_policy_allow_entry_form", "form"),
        {"sqlite_autoincrement": True},  # a number that was removed never means another entry
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    entity: str | None = Field(default=None, sa_column=Column(String(ENTITY_LENGTH)))
    text: str = Field(sa_column=Column(String(TEXT_LENGTH), nullable=False))
    form: str = Field(sa_column=Column(String(FORM_LENGTH), nullable=False))
    department_id: str | None = Field(default=None, sa_column=Column(String(DEPARTMENT_LENGTH)))
    until: date | None = Field(default=None, sa_column=Column(Date))
    reason: str = Field(sa_column=Column(String(REASON_LENGTH), nullable=False))
    author: str = Field(sa_column=Column(String(AUTHOR_LENGTH), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("entity", self.entity)]


class OfficialRow(SQLModel, table=True):
    """A public official who may be named."""

    __tablename__ = "policy_official"
    __table_args__ = (
        UniqueConstraint("form", name="uq_policy_official_form"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    name: str = Field(sa_column=Column(String(TEXT_LENGTH), nullable=False))
    form: str = Field(sa_column=Column(String(FORM_LENGTH), nullable=False))
    office: str = Field(default="", sa_column=Column(String(TEXT_LENGTH), nullable=False))
    author: str = Field(sa_column=Column(String(AUTHOR_LENGTH), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id)]


class ContactRow(SQLModel, table=True):
    """How a public office is reached."""

    __tablename__ = "policy_contact"
    __table_args__ = (
        UniqueConstraint("kind", "form", name="uq_policy_contact_form"),
        CheckConstraint("kind IN ('phone', 'mail', 'address')", name="ck_policy_contact_kind"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    value: str = Field(sa_column=Column(String(TEXT_LENGTH), nullable=False))
    form: str = Field(sa_column=Column(String(FORM_LENGTH), nullable=False))
    office: str = Field(default="", sa_column=Column(String(TEXT_LENGTH), nullable=False))
    author: str = Field(sa_column=Column(String(AUTHOR_LENGTH), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("kind", self.kind)]


class ShadowCountRow(SQLModel, table=True):
    """How many texts a rule in trial touched, and how many it alone would have stopped."""

    __tablename__ = "shadow_count"
    __table_args__ = (CheckConstraint("stops BETWEEN 0 AND texts", name="ck_shadow_count_stops"),)

    month: str = Field(sa_column=Column(String(7), primary_key=True))
    department_id: str = Field(sa_column=Column(String(DEPARTMENT_LENGTH), primary_key=True))
    entity: str = Field(sa_column=Column(String(ENTITY_LENGTH), primary_key=True))
    texts: int = Field(sa_column=Column(Integer, nullable=False))
    stops: int = Field(sa_column=Column(Integer, nullable=False))


class StoppedTextRow(SQLModel, table=True):
    """A sender's last stop in a conversation, while it can be reported; never its text."""

    __tablename__ = "stopped_text"
    __table_args__ = (
        CheckConstraint(
            "found_in IN ('question', 'combination', 'answer')", name="ck_stopped_text_found_in"
        ),
        Index("ix_stopped_text_sender", "account_id", "stopped_at"),
    )

    turn_id: str = Field(sa_column=Column(String(32), primary_key=True))
    account_id: str = Field(sa_column=Column(String(64), nullable=False))
    department_id: str = Field(sa_column=Column(String(DEPARTMENT_LENGTH), nullable=False))
    conversation_key: str = Field(sa_column=Column(String(200), nullable=False))
    ruleset: str = Field(sa_column=Column(String(64), nullable=False))
    found_in: str = Field(sa_column=Column(String(12), nullable=False))
    stopped_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("turn_id", self.turn_id)]


class StoppedPlaceRow(SQLModel, table=True):
    """One thing found in a text that can be reported: category, rule and line."""

    __tablename__ = "stopped_place"

    turn_id: str = Field(
        sa_column=Column(
            String(32),
            ForeignKey("stopped_text.turn_id", name="fk_stopped_place_text"),
            primary_key=True,
        )
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    entity: str = Field(sa_column=Column(String(ENTITY_LENGTH), nullable=False))
    recognizer: str = Field(sa_column=Column(String(64), nullable=False))
    line: int = Field(sa_column=Column(Integer, nullable=False))
    score: float = Field(sa_column=Column(Float, nullable=False))


class FalsePositiveReportRow(SQLModel, table=True):
    """A sender's word that a stop was wrong: which rule, where in the text; never the text."""

    __tablename__ = "false_positive_report"
    __table_args__ = (
        UniqueConstraint("turn_id", name="uq_false_positive_report_turn"),
        CheckConstraint(
            "state IN ('open', 'accepted', 'refused')", name="ck_false_positive_report_state"
        ),
        CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name="ck_false_positive_report_decided"
        ),
        CheckConstraint(
            "found_in IN ('question', 'combination', 'answer')",
            name="ck_false_positive_report_found_in",
        ),
        Index("ix_false_positive_report_state", "state", "reported_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    turn_id: str = Field(sa_column=Column(String(32), nullable=False))
    account_id: str = Field(sa_column=Column(String(64), nullable=False))
    department_id: str = Field(sa_column=Column(String(DEPARTMENT_LENGTH), nullable=False))
    channel: str = Field(sa_column=Column(String(32), nullable=False))
    channel_user_id: str = Field(sa_column=Column(String(200), nullable=False))
    conversation_key: str = Field(sa_column=Column(String(200), nullable=False))
    event_id: str = Field(sa_column=Column(String(200), nullable=False))
    ruleset: str = Field(sa_column=Column(String(64), nullable=False))
    found_in: str = Field(sa_column=Column(String(12), nullable=False))
    stopped_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    reported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: str = Field(default="open", sa_column=Column(String(8), nullable=False))
    note: str = Field(default="", sa_column=Column(String(REASON_LENGTH), nullable=False))
    decided_by: str | None = Field(default=None, sa_column=Column(String(AUTHOR_LENGTH)))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("state", self.state)]


class FalsePositivePlaceRow(SQLModel, table=True):
    """One thing found in a text that was stopped: category, rule and line."""

    __tablename__ = "false_positive_place"

    report_id: int = Field(
        sa_column=Column(
            Integer,
            ForeignKey("false_positive_report.id", name="fk_false_positive_place_report"),
            primary_key=True,
            autoincrement=False,
        )
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    entity: str = Field(sa_column=Column(String(ENTITY_LENGTH), nullable=False))
    recognizer: str = Field(sa_column=Column(String(64), nullable=False))
    line: int = Field(sa_column=Column(Integer, nullable=False))
    score: float = Field(sa_column=Column(Float, nullable=False))
