"""How the city and its departments stand this month."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from assistant.core.ids import AccountId, DepartmentId
from assistant.usage.quota.reservation import ScopeBalance
from assistant.web.desk import Desk
from assistant.web.people import departments

NOBODY = AccountId("")
"""No account has this id: its balance shows the department's and the city's alone."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A cap, and what is used of it this month."""

    scope: str
    subject: str
    balance: ScopeBalance

    @property
    def cap(self) -> int | None:
        """What holds today; None without a limit."""
        return self.balance.cap

    @property
    def percent(self) -> int:
        """Share of the cap that is used, rounded down; 0 without a cap, 100 when stopped."""
        if self.balance.cap is None:
            return 0
        return self.balance.used * 100 // self.balance.cap if self.balance.cap else 100


def pools(desk: Desk, session: Session, *, department: str | None) -> list[Pool]:
    """The city, then its departments by name; or one department alone."""
    found: list[Pool] = []
    for name in [department] if department else departments(session):
        balance = desk.quota.ledger.balance(
            session, account_id=NOBODY, department_id=DepartmentId(name)
        )
        if not department and not found:
            found.append(Pool("city", "city", balance.city))
        found.append(Pool("department", name, balance.department))
    return found
