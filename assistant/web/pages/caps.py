"""The caps of all accounts, of the departments and of the city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.ids import AccountId, DepartmentId
from assistant.identity.permissions import Permission, require, visible_department
from assistant.usage.quota.pilot import load_pilot
from assistant.usage.quota.standing import AccountState, account_states
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.people import Person, Shown, departments, people, shown
from assistant.web.pools import Pool, pools
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

ORDERS: dict[str, Callable[[AccountState], tuple[int, str]]] = {
    "percent": lambda state: (-state.percent, state.account_id),
    "used": lambda state: (-state.used, state.account_id),
    "account": lambda state: (0, state.account_id),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One account of the list: how it stands, and which cap ends first."""

    person: Person
    state: AccountState
    binding: str
    remaining: int | None


async def show_accounts(visit: Visit) -> Response:
    """The accounts somebody may see, searched."""
    own = visible_department(visit.principal, Permission.CAPS_READ)
    words, wanted, order = visit.query("q"), visit.query("department"), visit.query("order")
    order = order if order in ORDERS else "percent"
    desk = visit.desk

    def work(session: Session) -> tuple[Shown[AccountState], list[Line], list[str]]:
        found = {
            each.account_id: each for each in people(session, department=own or wanted, words=words)
        }
        members = [m for m in desk.quota.members.all(session) if m.account_id in found]
        states = account_states(session, members, desk.settings.quota, desk.clock.now())
        states.sort(key=ORDERS[order])
        part = shown(states, visit.query("page"))
        lines = [_line(visit, session, found[state.account_id], state) for state in part.items]
        return part, lines, [own] if own else departments(session)

    part, lines, names = await visit.read(work)
    return visit.page(
        "caps.html",
        q=words,
        department=wanted,
        order=order,
        base=address("/admin/caps", q=words, department=wanted, order=order) + "&",
        part=part,
        lines=lines,
        departments=names,
    )


async def show_pools(visit: Visit) -> Response:
    """The caps of the city and its departments, and the pilot."""
    own = visible_department(visit.principal, Permission.CAPS_READ)
    return await _pools_page(visit, own)


async def set_pilot(visit: Visit) -> Response:
    """Name the departments that take part in the pilot; none ends it."""
    check = Check(visit.form)
    reason = check.take("reason", reason_of, "reason", instead="")
    named = visit.form.every("department")

    def work(session: Session) -> str:
        require(visit.principal, Permission.CAPS_WRITE, department=None)
        if not set(named) <= set(departments(session)):
            raise FormError({"form": "department"})
        visit.desk.quota.book.set_pilot(session, visit.actor, named, reason=reason)
        return address("/admin/caps/pools", done="pilot")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        own = visible_department(visit.principal, Permission.CAPS_READ)
        return await _pools_page(visit, own, wrong)


async def _pools_page(visit: Visit, own: str | None, wrong: FormError | None = None) -> Response:
    def work(session: Session) -> tuple[list[Pool], list[str], list[str]]:
        standing = pools(visit.desk, session, department=own)
        return standing, load_pilot(session), departments(session)

    standing, pilot, names = await visit.read(work)
    return visit.page(
        "pools.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        own=own,
        pools=standing,
        pilot=pilot,
        departments=names,
    )


def _line(visit: Visit, session: Session, person: Person, state: AccountState) -> Line:
    balance = visit.desk.quota.ledger.balance(
        session,
        account_id=AccountId(person.account_id),
        department_id=DepartmentId(person.department_id),
    )
    return Line(person, state, balance.binding.value, balance.remaining)


PAGES = (
    Page(Method.GET, "/admin/caps", Permission.CAPS_READ, show_accounts),
    Page(Method.GET, "/admin/caps/pools", Permission.CAPS_READ, show_pools),
    Page(Method.POST, "/admin/caps/pilot", Permission.CAPS_WRITE, set_pilot),
)
