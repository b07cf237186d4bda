"""Finds accounts for an admin, with their names."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session, col, or_, select

from assistant.identity.models import Account
from assistant.identity.roles import Role


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as an admin sees it. Its `repr` shows no name."""

    account_id: str
    name: str = field(repr=False)
    department_id: str
    role: Role
    is_active: bool


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """Which accounts.

    Attributes:
        words: part of the id or of the name; empty is all.
        department_id: this department alone; None is all.
        is_active: only these; None is all.
        after: only ids after this one: the next page.
        limit: how many at most.
    """

    words: str = field(default="", repr=False)
    department_id: str | None = None
    is_active: bool | None = None
    after: str = ""
    limit: int = 100


def search_accounts(session: Session, query: AccountQuery) -> list[AccountFacts]:
    """The accounts that match, by id."""
    statement = select(Account).order_by(col(Account.id)).limit(query.limit)
    if query.words:
        statement = statement.where(
            or_(
                col(Account.id).contains(query.words, autoescape=True),
                col(Account.name).contains(query.words, autoescape=True),
            )
        )
    if query.department_id is not None:
        statement = statement.where(col(Account.department_id) == query.department_id)
    if query.is_active is not None:
        statement = statement.where(col(Account.is_active).is_(query.is_active))
    if query.after:
        statement = statement.where(col(Account.id) > query.after)
    return [
        AccountFacts(row.id, row.name, row.department_id, Role(row.role), row.is_active)
        for row in session.exec(statement)
    ]
