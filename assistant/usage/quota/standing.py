"""How accounts stand this month: for the person (残量) and for an admin's list. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from assistant.core.ids import AccountId, DepartmentId
from assistant.core.periods import day_of, month_of
from assistant.usage.quota.caps import CapEntry, load_caps
from assistant.usage.quota.increases import Increase, current_increases
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.members import Affiliation, Target
from assistant.usage.quota.models import QuotaCounter, Scope
from assistant.usage.quota.pilot import load_pilot
from assistant.usage.quota.requests import Request, find_open, open_requests
from assistant.usage.quota.reservation import Balance, ScopeBalance
from assistant.usage.quota.settings import UNLIMITED, QuotaSettings
from assistant.usage.quota.spending import Spending, spending
from assistant.usage.quota.warnings import Warned, load_warnings


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything a person is told about the own quota.

    Attributes:
        balance: used, held and left in the three scopes.
        increases: those that add to the account's own cap today, the first to end first.
        request: the open request for more; None if there is none.
    """

    balance: Balance
    increases: tuple[Increase, ...]
    request: Request | None


def standing(session: Session, ledger: Ledger, member: Affiliation, now: datetime) -> Standing:
    """How an account stands now."""
    balance = ledger.balance(
        session, account_id=member.account_id, department_id=member.department_id
    )
    today = day_of(now)
    own = (Scope.ACCOUNT, str(member.account_id))
    running = [
        increase
        for increase in current_increases(session, today)
        if (increase.target.scope, increase.target.subject_id) == own and increase.runs_on(today)
    ]
    has_effect = balance.account.increase > 0
    return Standing(
        balance, tuple(running) if has_effect else (), find_open(session, member.account_id)
    )


def pool_balance(session: Session, ledger: Ledger, target: Target) -> ScopeBalance:
    """What a department or the city has used, holds and may use this month."""
    name = target.subject_id if target.scope is Scope.DEPARTMENT else ""
    found = ledger.balance(session, account_id=AccountId(""), department_id=DepartmentId(name))
    return found.of(target.scope)


@dataclass(frozen=True, slots=True)
class Overview:
    """What an admin looks at first.

    Attributes:
        caps: every cap that was set.
        increases: those that run or will run.
        pilot: departments that take part; none means no pilot.
        requests: those that wait.
        warnings: of this month, and of the budget this fiscal year.
        spending: what the fiscal year has cost.
    """

    caps: list[CapEntry]
    increases: list[Increase]
    pilot: list[str]
    requests: list[Request]
    warnings: list[Warned]
    spending: Spending


def overview(session: Session, settings: QuotaSettings, now: datetime) -> Overview:
    """Everything about the quota that is not the default, in one look."""
    return Overview(
        caps=load_caps(session),
        increases=current_increases(session, day_of(now)),
        pilot=load_pilot(session),
        requests=open_requests(session),
        warnings=load_warnings(session, now),
        spending=spending(session, month_of(now), settings),
    )


@dataclass(frozen=True, slots=True)
class AccountState:
    """One line of an admin's list; no cap means unlimited."""

    account_id: str
    department_id: str
    used: int
    reserved: int
    cap: int | None
    increase: int

    @property
    def percent(self) -> int:
        """Share of the cap that is used, rounded down; 0 without a cap, 100 when stopped."""
        if self.cap is None:
            return 0
        return self.used * 100 // self.cap if self.cap else 100


def account_states(
    session: Session, members: Iterable[Affiliation], settings: QuotaSettings, now: datetime
) -> list[AccountState]:
    """How many accounts stand this month, in the order given, with a handful of queries."""
    month = month_of(now)
    counters = select(QuotaCounter).where(
        col(QuotaCounter.scope) == Scope.ACCOUNT.value, col(QuotaCounter.month) == month
    )
    by_account = {row.subject_id: (row.used, row.reserved) for row in session.exec(counters)}
    own = {
        entry.subject_id: entry.cap_tokens
        for entry in load_caps(session)
        if entry.scope is Scope.ACCOUNT
    }
    added = _added_today(session, day_of(now))
    return [
        _state(member, by_account.get(member.account_id, (0, 0)), own, added, settings)
        for member in members
    ]


def _added_today(session: Session, today: date) -> dict[str, int]:
    added: dict[str, int] = defaultdict(int)
    for increase in current_increases(session, today):
        if increase.target.scope is Scope.ACCOUNT and increase.runs_on(today):
            added[increase.target.subject_id] += increase.tokens
    return added


def _state(
    member: Affiliation,
    counted: tuple[int, int],
    own: dict[str, int | None],
    added: dict[str, int],
    settings: QuotaSettings,
) -> AccountState:
    default = settings.account_cap(member.department_id, member.role)
    base = own.get(member.account_id, None if default == UNLIMITED else default)
    increase = added.get(member.account_id, 0) if base else 0
    cap = None if base is None else base + increase
    used, reserved = counted
    return AccountState(member.account_id, member.department_id, used, reserved, cap, increase)
