"""The usage log: one row per turn, whatever its outcome. Ids, codes and numbers; never text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from assistant.core.chat import Outcome
from assistant.store.types import UtcDateTime

SCHEMA_VERSION = 2
"""Version of the exported columns; docs/usage_log.md says what each version holds."""

CATEGORIES_LENGTH = 1000
SOURCE_IDS_LENGTH = 4000
LARGEST_NUMBER = 2**31 - 1
"""What a column of `NUMBERS` can hold: in milliseconds, 24 days."""
NUMBERS = (
    "finding_count",
    "user_text_chars",
    "question_tokens",
    "history_tokens",
    "retrieval_tokens",
    "system_tokens",
    "embedding_tokens",
    "cached_tokens",
    "input_tokens",
    "output_tokens",
    "milliseconds_screening",
    "milliseconds_retrieval",
    "milliseconds_model",
    "milliseconds_total",
)
"""Columns that count something; none can be negative."""

_OUTCOMES = ", ".join(f"'{outcome.value}'" for outcome in Outcome)
_NOT_NEGATIVE = " AND ".join(f"{name} >= 0" for name in NUMBERS)


def _number() -> Column[int]:
    return Column(Integer, nullable=False, default=0)


class UsageEvent(SQLModel, table=True):
    """One turn as the analyst sees it; docs/usage_log.md explains each column.

    The department is the one at that time: a later move changes no row.
    """

    __tablename__ = "usage_event"
    __table_args__ = (
        UniqueConstraint("turn_id", name="uq_usage_event_turn"),
        CheckConstraint(f"outcome IN ({_OUTCOMES})", name="ck_usage_event_outcome"),
        CheckConstraint(_NOT_NEGATIVE, name="ck_usage_event_numbers"),
        CheckConstraint("question_number >= 1", name="ck_usage_event_question_number"),
        CheckConstraint("length(month) = 7", name="ck_usage_event_month"),
        CheckConstraint(
            f"length(categories) <= {CATEGORIES_LENGTH} "
            f"AND length(source_ids) <= {SOURCE_IDS_LENGTH} "
            "AND length(turn_id) <= 32 AND length(conversation_id) <= 32 "
            "AND length(reason) <= 40 AND length(model) <= 100",
            name="ck_usage_event_lengths",
        ),
        Index("ix_usage_event_month_at", "month", "at", "id"),
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    turn_id: str = Field(sa_column=Column(String(32), nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    month: str = Field(sa_column=Column(String(7), nullable=False))
    fiscal_year: int = Field(sa_column=Column(Integer, nullable=False))
    account_pseudonym: str | None = Field(default=None, sa_column=Column(String(32)))
    department_id: str | None = Field(default=None, sa_column=Column(String(64)))
    channel: str = Field(sa_column=Column(String(32), nullable=False))
    conversation_id: str | None = Field(default=None, sa_column=Column(String(32)))
    question_number: int | None = Field(default=None, sa_column=Column(Integer))
    outcome: str = Field(sa_column=Column(String(16), nullable=False))
    reason: str = Field(sa_column=Column(String(40), nullable=False))
    categories: str = Field(sa_column=Column(String(CATEGORIES_LENGTH), nullable=False))
    finding_count: int = Field(sa_column=_number())
    ruleset: str | None = Field(default=None, sa_column=Column(String(64)))
    model: str | None = Field(default=None, sa_column=Column(String(100)))
    user_text_chars: int = Field(sa_column=_number())
    question_tokens: int = Field(sa_column=_number())
    history_tokens: int = Field(sa_column=_number())
    retrieval_tokens: int = Field(sa_column=_number())
    system_tokens: int = Field(sa_column=_number())
    embedding_tokens: int = Field(sa_column=_number())
    cached_tokens: int = Field(sa_column=_number())
    input_tokens: int = Field(sa_column=_number())
    output_tokens: int = Field(sa_column=_number())
    is_estimated: bool = Field(sa_column=Column(Boolean, nullable=False))
    milliseconds_screening: int = Field(sa_column=_number())
    milliseconds_retrieval: int = Field(sa_column=_number())
    milliseconds_model: int = Field(sa_column=_number())
    milliseconds_total: int = Field(sa_column=_number())
    is_retrieval: bool = Field(sa_column=Column(Boolean, nullable=False))
    source_ids: str = Field(sa_column=Column(String(SOURCE_IDS_LENGTH), nullable=False))
    cost_yen_micros: int | None = Field(default=None, sa_column=Column(BigInteger))
    price_version: str | None = Field(default=None, sa_column=Column(String(40)))
    case_id: str | None = Field(default=None, sa_column=Column(String(64)))
    council_period: str | None = Field(default=None, sa_column=Column(String(80)))
    council_phase: str | None = Field(default=None, sa_column=Column(String(40)))
    grounding: str = Field(
        default="none", sa_column=Column(String(16), nullable=False, server_default="none")
    )
