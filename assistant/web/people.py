"""Accounts and departments as the pages list them: with names, searched, in pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlmodel import Session, col, select

from assistant.identity.models import Account, Department

T = TypeVar("T")

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Person:
    """An account with its name. Its `repr` shows no name."""

    account_id: str
    name: str = field(repr=False)
    department_id: str
    role: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """One page of a list.

    Attributes:
        items: what is on this page.
        number: of this page, from 1.
        last: the number of the last one.
        total: how many there are on all pages.
    """

    items: Sequence[T]
    number: int
    last: int
    total: int


def people(session: Session, *, department: str | None = None, words: str = "") -> list[Person]:
    """Accounts by id.

    Args:
        session: a snapshot.
        department: only those of this one.
        words: only those whose id, name or department holds each of these; width and case do not
            matter.
    """
    statement = select(Account).order_by(col(Account.id))
    if department:
        statement = statement.where(col(Account.department_id) == department)
    wanted = _folded(words).split()
    return [
        _person(row)
        for row in session.exec(statement)
        if all(word in _folded(f"{row.id} {row.name} {row.department_id}") for word in wanted)
    ]


def person(session: Session, account_id: str) -> Person | None:
    """The account with this id; None if there is none."""
    row = session.get(Account, account_id)
    return None if row is None else _person(row)


def departments(session: Session) -> list[str]:
    """Every department, by name."""
    return list(session.exec(select(Department.id).order_by(col(Department.id))))


def shown(items: Sequence[T], number: str) -> Shown[T]:
    """The page with this number, as the address names it; the nearest one if there is none."""
    last = max(1, -(-len(items) // PER_PAGE))
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    page = min(max(int(number) if is_number else 1, 1), last)
    return Shown(items[(page - 1) * PER_PAGE : page * PER_PAGE], page, last, len(items))


def _person(row: Account) -> Person:
    return Person(row.id, row.name, row.department_id, row.role, row.is_active)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
