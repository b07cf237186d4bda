"""Tables of departments, accounts, the chat ids that lead to them, and what signs them in."""

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
)
from sqlmodel import Field, SQLModel

from assistant.identity.roles import Role
from assistant.store.types import UtcDateTime

ACCOUNT_ID_LENGTH = 64
DEPARTMENT_LENGTH = 64
NAME_LENGTH = 200
CHANNEL_LENGTH = 32
CHANNEL_USER_ID_LENGTH = 200
DIGEST_LENGTH = 80

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


class AccessToken(SQLModel, table=True):
    """An API token: its keyed digest, never the token. `scopes` are permissions, space between."""

    __tablename__ = "access_token"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="ck_access_token_role"),
        UniqueConstraint("digest", name="uq_access_token_digest"),
        Index("ix_access_token_account", "account_id"),
    )

    id: str = Field(sa_column=Column(String(16), primary_key=True))
    account_id: str = Field(
        sa_column=Column(
            String(ACCOUNT_ID_LENGTH),
            ForeignKey("account.id", name="fk_access_token_account"),
            nullable=False,
        )
    )
    role: str = Field(sa_column=Column(String(32), nullable=False))
    scopes: str = Field(sa_column=Column(String(1000), nullable=False))
    digest: str = Field(sa_column=Column(String(DIGEST_LENGTH), nullable=False))
    created_by: str = Field(sa_column=Column(String(128), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("id", self.id), ("account_id", self.account_id)]


class AccountPassword(SQLModel, table=True):
    """The argon2 hash of an account's password. Its `repr` shows no hash."""

    __tablename__ = "account_password"

    account_id: str = Field(
        sa_column=Column(
            String(ACCOUNT_ID_LENGTH),
            ForeignKey("account.id", name="fk_account_password_account"),
            primary_key=True,
        )
    )
    hash: str = Field(sa_column=Column(String(200), nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("account_id", self.account_id)]


class WebSession(SQLModel, table=True):
    """One signed-in browser: the keyed digest of its random id."""

    __tablename__ = "web_session"
    __table_args__ = (
        Index("ix_web_session_account", "account_id"),
        Index("ix_web_session_expires", "expires_at"),
    )

    digest: str = Field(sa_column=Column(String(DIGEST_LENGTH), primary_key=True))
    account_id: str = Field(
        sa_column=Column(
            String(ACCOUNT_ID_LENGTH),
            ForeignKey("account.id", name="fk_web_session_account"),
            nullable=False,
        )
    )
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("account_id", self.account_id)]


class SignInCount(SQLModel, table=True):
    """Tries to sign in that have not succeeded, by keyed digest of an account or an address."""

    __tablename__ = "sign_in_count"
    __table_args__ = (CheckConstraint("tries >= 0", name="ck_sign_in_count_tries"),)

    bucket: str = Field(sa_column=Column(String(DIGEST_LENGTH), primary_key=True))
    tries: int = Field(sa_column=Column(Integer, nullable=False))
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class KeptAnswer(SQLModel, table=True):
    """The answer to a change asked for under an idempotency key, kept to be given again."""

    __tablename__ = "kept_answer"
    __table_args__ = (Index("ix_kept_answer_created", "created_at"),)

    digest: str = Field(sa_column=Column(String(DIGEST_LENGTH), primary_key=True))
    request_digest: str = Field(sa_column=Column(String(DIGEST_LENGTH), nullable=False))
    status: int = Field(sa_column=Column(Integer, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return [("status", self.status)]
