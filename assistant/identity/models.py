"""Tables of departments, accounts and the chat ids that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from assistant.identity.roles import Role
from assistant.store.types import UtcDateTime

ACCOUNT_ID_LENGTH = 64
DEPARTMENT_LENGTH = 64
NAME_LENGTH = 200
CHANNEL_LENGTH = 32
CHANNEL_USER_ID_LENGTH = 200

_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class Department(SQLModel, table=True):
    """A department (所属). Its id is the name the roster gives it, in NFKC."""

    __tablename__ = "department"
    __table_args__ = (
        CheckConstraint(
            f"length(id) BETWEEN 1 AND {DEPARTMENT_LENGTH}", name="ck_department_id_length"
        ),
    )

    id: str = Field(sa_column=Column(String(DEPARTMENT_LENGTH), primary_key=True))
    name: str = Field(sa_column=Column(String(NAME_LENGTH), nullable=False))


class Account(SQLModel, table=True):
    """A person's account. Its `repr` shows the id alone."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="ck_account_role"),
        CheckConstraint(
            f"length(id) BETWEEN 1 AND {ACCOUNT_ID_LENGTH}", name="ck_account_id_length"
        ),
        Index("ix_account_department", "department_id"),
    )

    id: str = Field(sa_column=Column(String(ACCOUNT_ID_LENGTH), primary_key=True))
    name: str = Field(sa_column=Column(String(NAME_LENGTH), nullable=False))
    department_id: str = Field(
        sa_column=Column(
            String(DEPARTMENT_LENGTH),
            ForeignKey("department.id", name="fk_account_department"),
            nullable=False,
        )
    )
    role: str = Field(sa_column=Column(String(32), nullable=False))
    is_active: bool = Field(sa_column=Column(Boolean, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id)]


class ChannelIdentity(SQLModel, table=True):
    """A chat tool's id of a person, leading to one account. Its `repr` shows no id of a tool."""

    __tablename__ = "channel_identity"
    __table_args__ = (Index("ix_channel_identity_account", "account_id"),)

    channel: str = Field(sa_column=Column(String(CHANNEL_LENGTH), primary_key=True))
    channel_user_id: str = Field(sa_column=Column(String(CHANNEL_USER_ID_LENGTH), primary_key=True))
    account_id: str = Field(
        sa_column=Column(
            String(ACCOUNT_ID_LENGTH),
            ForeignKey("account.id", name="fk_channel_identity_account"),
            nullable=False,
        )
    )

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("channel", self.channel), ("account_id", self.account_id)]
