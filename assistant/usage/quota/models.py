"""Tables of the quota. Table models do not validate: the CHECK constraints do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    String,
    UniqueConstraint,
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

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    turn_id: str = Field(sa_column=Column(String(64), nullable=False))
    phase: str = Field(sa_column=Column(String(8), nullable=False))
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    account_id: str = Field(sa_column=Column(String(128), nullable=False))
    department_id: str = Field(sa_column=Column(String(128), nullable=False))
    month: str = Field(sa_column=Column(String(7), nullable=False))
    tokens: int = Field(sa_column=Column(BigInteger, nullable=False))
    is_estimated: bool = Field(sa_column=Column(Boolean, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
