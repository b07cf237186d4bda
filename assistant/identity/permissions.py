"""Who may do what: one table, and one function that decides. What is not listed is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.core.ids import AccountId, DepartmentId
from assistant.identity.faults import ForbiddenError
from assistant.identity.roles import Role


class Permission(StrEnum):
    """One thing that can be allowed. The values are also the scopes of a token."""

    SIGNED_IN = "signed-in"
    CHAT = "chat"
    ACCOUNTS_READ = "accounts.read"
    ACCOUNTS_WRITE = "accounts.write"
    TOKENS_READ = "tokens.read"
    TOKENS_WRITE = "tokens.write"
    CAPS_READ = "caps.read"
    CAPS_WRITE = "caps.write"
    REQUESTS_READ = "requests.read"
    REQUESTS_DECIDE = "requests.decide"
    POLICY_READ = "policy.read"
    POLICY_WRITE = "policy.write"
    REPORTS_READ = "reports.read"
    REPORTS_DECIDE = "reports.decide"
    REPLIES_READ = "replies.read"
    REPLIES_WRITE = "replies.write"
    SWITCH_READ = "switch.read"
    SWITCH_WRITE = "switch.write"
    INCIDENTS_READ = "incidents.read"
    INCIDENTS_WRITE = "incidents.write"
    INCIDENTS_TEXT = "incidents.text"
    AUDIT_READ = "audit.read"
    USAGE_READ = "usage.read"
    USAGE_EXPORT = "usage.export"
    SURVEY_WRITE = "survey.write"
    ADMIN_PAGES = "pages.admin"
    ANALYSIS_PAGES = "pages.analysis"


class Reach(StrEnum):
    """How far a permission goes: the whole city, or the holder's own department."""

    CITY = "city"
    DEPARTMENT = "department"


_CITY, _OWN = Reach.CITY, Reach.DEPARTMENT
_STAFF, _HEAD, _ADMIN, _ANALYST, _AUDITOR = (
    Role.STAFF,
    Role.DEPARTMENT_ADMIN,
    Role.ADMIN,
    Role.ANALYST,
    Role.AUDITOR,
)

TABLE: Mapping[Permission, Mapping[Role, Reach]] = {
    Permission.SIGNED_IN: dict.fromkeys(Role, _CITY),
    Permission.CHAT: dict.fromkeys(Role, _CITY),
    Permission.ACCOUNTS_READ: {_ADMIN: _CITY, _AUDITOR: _CITY, _HEAD: _OWN},
    Permission.ACCOUNTS_WRITE: {_ADMIN: _CITY},
    Permission.TOKENS_READ: {_ADMIN: _CITY, _AUDITOR: _CITY},
    Permission.TOKENS_WRITE: {_ADMIN: _CITY},
    Permission.CAPS_READ: {_ADMIN: _CITY, _AUDITOR: _CITY, _HEAD: _OWN},
    Permission.CAPS_WRITE: {_ADMIN: _CITY},
    Permission.REQUESTS_READ: {_ADMIN: _CITY, _AUDITOR: _CITY, _HEAD: _OWN},
    Permission.REQUESTS_DECIDE: {_ADMIN: _CITY, _HEAD: _OWN},
    Permission.POLICY_READ: {_ADMIN: _CITY, _AUDITOR: _CITY},
    Permission.POLICY_WRITE: {_ADMIN: _CITY},
    Permission.REPORTS_READ: {_ADMIN: _CITY, _AUDITOR: _CITY},
    Permission.REPORTS_DECIDE: {_ADMIN: _CITY},
    Permission.REPLIES_READ: {_ADMIN: _CITY, _AUDITOR: _CITY},
    Permission.REPLIES_WRITE: {_ADMIN: _CITY},
    Permission.SWITCH_READ: {_ADMIN: _CITY, _AUDITOR: _CITY, _HEAD: _OWN},
    Permission.SWITCH_WRITE: {_ADMIN: _CITY, _HEAD: _OWN},
    Permission.INCIDENTS_READ: {_ADMIN: _CITY, _AUDITOR: _CITY},
    Permission.INCIDENTS_WRITE: {_ADMIN: _CITY, _AUDITOR: _CITY},
    Permission.INCIDENTS_TEXT: {_AUDITOR: _CITY},
    Permission.AUDIT_READ: {_ADMIN: _CITY, _AUDITOR: _CITY},
    Permission.USAGE_READ: {_ADMIN: _CITY, _ANALYST: _CITY, _AUDITOR: _CITY, _HEAD: _OWN},
    Permission.USAGE_EXPORT: {_ANALYST: _CITY, _AUDITOR: _CITY},
    Permission.SURVEY_WRITE: {_ADMIN: _CITY, _ANALYST: _CITY},
    Permission.ADMIN_PAGES: {_ADMIN: _CITY, _AUDITOR: _CITY, _HEAD: _OWN},
    Permission.ANALYSIS_PAGES: {_ADMIN: _CITY, _ANALYST: _CITY, _AUDITOR: _CITY, _HEAD: _OWN},
}
"""For each permission the roles that have it and how far. docs/access.md shows it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, as credentials have shown it.

    Attributes:
        account_id: whose account.
        role: what it may do: the account's role, or the one a token was made with.
        department_id: where the account belongs now.
        scopes: of a token, if it was narrowed: the only permissions it may use; else empty.
    """

    account_id: AccountId
    role: Role
    department_id: DepartmentId
    scopes: frozenset[Permission] = frozenset()


def reach(principal: Principal, permission: Permission) -> Reach | None:
    """How far somebody's permission goes; None if they do not have it."""
    if principal.scopes and permission not in principal.scopes | {Permission.SIGNED_IN}:
        return None
    return TABLE.get(permission, {}).get(principal.role)


def may(principal: Principal, permission: Permission, *, department: str | None) -> bool:
    """Whether somebody may do something to what belongs to a department.

    Args:
        principal: who asks.
        permission: for what.
        department: whose it is; None for what belongs to the whole city, which a permission for
            the own department does not cover.
    """
    match reach(principal, permission):
        case Reach.CITY:
            return True
        case Reach.DEPARTMENT:
            return department is not None and department == principal.department_id
        case None:
            return False


def require(principal: Principal, permission: Permission, *, department: str | None) -> None:
    """Refuse what `may` denies.

    Raises:
        ForbiddenError: this role, or this department, may not.
    """
    if not may(principal, permission, department=department):
        raise ForbiddenError("this account may not do that")


def visible_department(principal: Principal, permission: Permission) -> DepartmentId | None:
    """The one department a list is narrowed to; None shows the whole city.

    Raises:
        ForbiddenError: they may see none of it.
    """
    match reach(principal, permission):
        case Reach.CITY:
            return None
        case Reach.DEPARTMENT:
            return principal.department_id
        case None:
            raise ForbiddenError("this account may not do that")
