"""Who has caps: what the quota asks of the directory, which it does not know itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.core.ids import AccountId, DepartmentId
from assistant.usage.quota.models import CITY, Scope


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Where an account belongs now, and its role."""

    account_id: AccountId
    department_id: DepartmentId
    role: str


class Members(Protocol):
    """The directory of accounts and departments."""

    def find(self, session: Session, account_id: str) -> Affiliation | None:
        """The account with this id; None if there is none."""
        ...

    def has_department(self, session: Session, department_id: str) -> bool:
        """Whether a department with this id is registered."""
        ...

    def all(self, session: Session) -> list[Affiliation]:
        """Every account, by id."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """Whose cap is meant: an account, a department, or the city."""

    scope: Scope
    subject_id: str

    def __str__(self) -> str:
        return CITY if self.scope is Scope.CITY else f"{self.scope.value} {self.subject_id}"

    @property
    def audit_subject(self) -> str:
        """How the audit log names it."""
        return CITY if self.scope is Scope.CITY else f"{self.scope.value}:{self.subject_id}"


THE_CITY = Target(Scope.CITY, CITY)


def account(account_id: str) -> Target:
    """The target that is one account."""
    return Target(Scope.ACCOUNT, account_id)


def department(department_id: str) -> Target:
    """The target that is a department as a whole."""
    return Target(Scope.DEPARTMENT, department_id)


def require_account(members: Members, session: Session, account_id: str) -> Affiliation:
    """The account with this id.

    Raises:
        InputError: there is none.
    """
    found = members.find(session, account_id)
    if found is None:
        raise InputError(f"no account {account_id!r}; `assistant accounts list` shows them")
    return found


def require_department(members: Members, session: Session, department_id: str) -> None:
    """Check that a department is registered.

    Raises:
        InputError: it is not.
    """
    if not members.has_department(session, department_id):
        raise InputError(f"no department {department_id!r}; `assistant accounts list` shows them")
