"""Tables of the quota. Table models do not validate: the CHECK constraints do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime

CITY = "city"
"""Subject of the one city-wide cap and counter."""


class Scope(StrEnum):
    """What a cap applies to. The order is the order in which counters are locked."""

    ACCOUNT = "account"
    DEPARTMENT = "department"
    CITY = "city"


class Phase(StrEnum):
    """The two entries of a turn: one opens its reservation, one closes it."""

    OPEN = "open"
    CLOSE = "close"


class EntryKind(StrEnum):
    """What an entry says: tokens held (reserve) or tokens charged (the other three)."""

    RESERVE = "reserve"
    SETTLE = "settle"
    RELEASE = "release"
    EXPIRE = "expire"


_IS_SCOPE = "scope IN ('account', 'department', 'city')"

REASON_LENGTH = 500
"""Code points of a reason: an admin's, or what staff write with a request."""


def _serial() -> Column[int]:
    return Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


class QuotaCap(SQLModel, table=True):
    """A cap set by an admin; no row means the default, no number means unlimited."""

    __tablename__ = "quota_cap"
    __table_args__ = (
        CheckConstraint(_IS_SCOPE, name="quota_cap_scope"),
        CheckConstraint("cap_tokens >= 0", name="quota_cap_not_negative"),
    )

    scope: str = Field(sa_column=Column(String(16), primary_key=True))
    subject_id: str = Field(sa_column=Column(String(128), primary_key=True))
    cap_tokens: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    reason: str = Field(sa_column=Column(String(500), nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("scope", self.scope), ("subject_id", self.subject_id)]


class QuotaCounter(SQLModel, table=True):
    """What a subject used and holds in a month; always the sum of its ledger entries."""

    __tablename__ = "quota_counter"
    __table_args__ = (
        CheckConstraint(_IS_SCOPE, name="quota_counter_scope"),
        CheckConstraint("used >= 0", name="quota_counter_used"),
        CheckConstraint("reserved >= 0", name="quota_counter_reserved"),
    )

    scope: str = Field(sa_column=Column(String(16), primary_key=True))
    subject_id: str = Field(sa_column=Column(String(128), primary_key=True))
    month: str = Field(sa_column=Column(String(7), primary_key=True))
    used: int = Field(sa_column=Column(BigInteger, nullable=False))
    reserved: int = Field(sa_column=Column(BigInteger, nullable=False))


class LedgerEntry(SQLModel, table=True):
    """One movement of tokens; two per turn at most.

    Never changed, never deleted: triggers made by the migration refuse it.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("turn_id", "phase", name="ledger_entry_once_per_phase"),
        CheckConstraint(
            "(phase = 'open' AND kind = 'reserve') OR "
            "(phase = 'close' AND kind IN ('settle', 'release', 'expire'))",
            name="ledger_entry_kind",
        ),
        CheckConstraint("tokens >= 0", name="ledger_entry_tokens"),
        CheckConstraint("kind <> 'release' OR tokens = 0", name="ledger_entry_release"),
    )

    id: int | None = Field(default=None, sa_column=_serial())
    turn_id: str = Field(sa_column=Column(String(64), nullable=False))
    phase: str = Field(sa_column=Column(String(8), nullable=False))
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    account_id: str = Field(sa_column=Column(String(128), nullable=False))
    department_id: str = Field(sa_column=Column(String(128), nullable=False))
    month: str = Field(sa_column=Column(String(7), nullable=False))
    tokens: int = Field(sa_column=Column(BigInteger, nullable=False))
    is_estimated: bool = Field(sa_column=Column(Boolean, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class QuotaIncrease(SQLModel, table=True):
    """Tokens a month added to a cap inside its dates; both days belong to it, in Asia/Tokyo.

    One that was ended early keeps its row.
    """

    __tablename__ = "quota_increase"
    __table_args__ = (
        CheckConstraint(_IS_SCOPE, name="quota_increase_scope"),
        CheckConstraint("tokens > 0", name="quota_increase_tokens"),
        CheckConstraint("from_day <= until_day", name="quota_increase_days"),
        Index("ix_quota_increase_subject", "scope", "subject_id", "until_day"),
    )

    id: int | None = Field(default=None, sa_column=_serial())
    scope: str = Field(sa_column=Column(String(16), nullable=False))
    subject_id: str = Field(sa_column=Column(String(128), nullable=False))
    tokens: int = Field(sa_column=Column(BigInteger, nullable=False))
    from_day: date = Field(sa_column=Column(Date, nullable=False))
    until_day: date = Field(sa_column=Column(Date, nullable=False))
    reason: str = Field(sa_column=Column(String(REASON_LENGTH), nullable=False))
    actor: str = Field(sa_column=Column(String(128), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("scope", self.scope)]


class QuotaRequest(SQLModel, table=True):
    """A person's request for more (増枠). One may be open per account: the index decides.

    What the person wrote passed the filter and is erased when the request is decided.
    """

    __tablename__ = "quota_request"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'approved', 'refused')", name="quota_request_state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="quota_request_decided"),
        CheckConstraint(
            "(state = 'approved') = (increase_id IS NOT NULL)", name="quota_request_increase"
        ),
        CheckConstraint("state = 'open' OR reason IS NULL", name="quota_request_erased"),
        Index(
            "uq_quota_request_open_account",
            "account_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, sa_column=_serial())
    account_id: str = Field(sa_column=Column(String(128), nullable=False))
    department_id: str = Field(sa_column=Column(String(128), nullable=False))
    reason: str | None = Field(sa_column=Column(String(REASON_LENGTH), nullable=True))
    channel: str = Field(sa_column=Column(String(32), nullable=False))
    channel_user_id: str = Field(sa_column=Column(String(200), nullable=False))
    conversation_key: str = Field(sa_column=Column(String(200), nullable=False))
    event_id: str = Field(sa_column=Column(String(200), nullable=False))
    state: str = Field(sa_column=Column(String(16), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    decided_by: str | None = Field(default=None, sa_column=Column(String(128), nullable=True))
    word: str | None = Field(default=None, sa_column=Column(String(REASON_LENGTH), nullable=True))
    increase_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("state", self.state)]


class QuotaPilot(SQLModel, table=True):
    """A department that takes part while there is a pilot. No row: everybody may ask."""

    __tablename__ = "quota_pilot"

    department_id: str = Field(sa_column=Column(String(128), primary_key=True))
    added_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class QuotaWarning(SQLModel, table=True):
    """That a threshold was passed: the row makes it a warning once, whoever passes it together.

    `period` is a month, or for the scope `budget` a fiscal year, as `FY2026`.
    """

    __tablename__ = "quota_warning"
    __table_args__ = (
        CheckConstraint(
            "scope IN ('account', 'department', 'city', 'budget')", name="quota_warning_scope"
        ),
        CheckConstraint("percent BETWEEN 1 AND 100", name="quota_warning_percent"),
    )

    scope: str = Field(sa_column=Column(String(16), primary_key=True))
    subject_id: str = Field(sa_column=Column(String(128), primary_key=True))
    period: str = Field(sa_column=Column(String(7), primary_key=True))
    percent: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SpendCounter(SQLModel, table=True):
    """What the turns of a month cost, in millionths of a yen, and how many had no price."""

    __tablename__ = "spend_counter"
    __table_args__ = (
        CheckConstraint("yen_micros >= 0", name="spend_counter_yen"),
        CheckConstraint("unpriced_turns >= 0", name="spend_counter_unpriced"),
    )

    month: str = Field(sa_column=Column(String(7), primary_key=True))
    yen_micros: int = Field(sa_column=Column(BigInteger, nullable=False))
    unpriced_turns: int = Field(sa_column=Column(BigInteger, nullable=False))
