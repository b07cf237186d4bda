"""How an account, a department and the city stand, and whether the ledger is sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.requests import Request

from assistant.api.admin.quota_views import (
    IncreaseView,
    ScopeView,
    SpendingView,
    increase_view,
    scope_view,
    spending_view,
)
from assistant.api.desk import Desk
from assistant.api.guard import principal_of
from assistant.api.schemas import Id
from assistant.core.periods import month_of
from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import Permission, may
from assistant.usage.quota.members import THE_CITY, Affiliation, Target, department
from assistant.usage.quota.spending import spending
from assistant.usage.quota.standing import Standing, pool_balance, standing

NO_DEPARTMENT = "no department with this name is yours to see"


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """How an account stands this month; its department and the city bind it too.

    `binding` names the scope with the least left, `takes_part` is false outside a pilot,
    `open_request` is the number of a request for more that waits.
    """

    account_id: str
    department_id: str
    month: str
    resets_on: date
    scopes: dict[str, ScopeView]
    binding: str
    takes_part: bool
    increases: list[IncreaseView]
    open_request: int | None


@dataclass(frozen=True, slots=True)
class PoolStanding:
    """How a department or the city stands this month; null for what is not to be seen."""

    scope: str
    subject: str
    month: str
    balance: ScopeView
    spending: SpendingView | None


@dataclass(frozen=True, slots=True)
class LedgerVerified:
    """Whether every counter is the sum of its entries, and every turn has one of each."""

    is_sound: bool
    problems: list[str]


def balances_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes that show how the quota stands."""
    router = APIRouter(route_class=route_class, tags=["caps"])
    _add_accounts(router, desk)
    _add_pools(router, desk)
    _add_ledger(router, desk)
    return router


def _add_accounts(router: APIRouter, desk: Desk) -> None:
    quota, clock = desk.administration.quota, desk.administration.clock

    @router.get("/api/admin/caps/accounts/{account_id}")
    async def show_account(request: Request, account_id: Id) -> AccountStanding:
        """What an account has used, holds and may use, and which of the three caps binds."""
        principal = principal_of(request)

        def work(session: Session) -> AccountStanding:
            found = quota.members.find(session, account_id)
            if found is None or not may(
                principal, Permission.CAPS_READ, department=found.department_id
            ):
                raise NotFoundError("no account with this id is yours to see")
            return _standing_view(found, standing(session, quota.ledger, found, clock.now()))

        return await desk.read(work)


def _add_pools(router: APIRouter, desk: Desk) -> None:
    quota, clock = desk.administration.quota, desk.administration.clock

    async def show(target: Target, *, is_priced: bool = False) -> PoolStanding:
        month = month_of(clock.now())

        def work(session: Session) -> PoolStanding:
            name, is_city = target.subject_id, target == THE_CITY
            if not (is_city or quota.members.has_department(session, name)):
                raise NotFoundError(NO_DEPARTMENT)
            spent = spending(session, month, quota.settings) if is_priced else None
            return PoolStanding(
                scope=target.scope.value,
                subject=target.subject_id,
                month=month,
                balance=scope_view(pool_balance(session, quota.ledger, target)),
                spending=None if spent is None else spending_view(spent),
            )

        return await desk.read(work)

    @router.get("/api/admin/caps/departments/{department_id}")
    async def show_department(request: Request, department_id: Id) -> PoolStanding:
        """What a department has used, holds and may use."""
        if not may(principal_of(request), Permission.CAPS_READ, department=department_id):
            raise NotFoundError(NO_DEPARTMENT)
        return await show(department(department_id))

    @router.get("/api/admin/caps/city")
    async def show_city(request: Request) -> PoolStanding:
        """What the city has used, holds and may use; and, for the city's roles, what it has spent.

        Everybody reads how the city stands with 残量; money is for those who answer for all of it.
        """
        is_priced = may(principal_of(request), Permission.CAPS_READ, department=None)
        return await show(THE_CITY, is_priced=is_priced)


def _add_ledger(router: APIRouter, desk: Desk) -> None:
    ledger = desk.administration.quota.ledger

    @router.get("/api/admin/ledger/verification")
    async def verify_ledger() -> LedgerVerified:
        """Recompute every counter from the ledger; it reads every entry."""
        problems = await desk.read(ledger.verify)
        return LedgerVerified(not problems, problems)


def _standing_view(member: Affiliation, found: Standing) -> AccountStanding:
    balance = found.balance
    return AccountStanding(
        account_id=member.account_id,
        department_id=member.department_id,
        month=balance.month,
        resets_on=balance.reset_date,
        scopes={scope.value: scope_view(state) for scope, state in balance.scopes},
        binding=balance.binding.value,
        takes_part=balance.takes_part,
        increases=[increase_view(each) for each in found.increases],
        open_request=found.request.id if found.request else None,
    )
