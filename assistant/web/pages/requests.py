"""Requests for more tokens: what staff ask, and an admin's yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.periods import last_day, month_of
from assistant.gateway.quota_desk import is_own
from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import Permission, require, visible_department
from assistant.usage.quota.amounts import read_day, read_tokens
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import account
from assistant.usage.quota.models import QuotaRequest
from assistant.usage.quota.requests import Request
from assistant.usage.quota.standing import AccountState, account_states
from assistant.web.entries import number_of, reason_of
from assistant.web.forms import Check, FormError
from assistant.web.people import Person, person
from assistant.web.routes import Method, Page
from assistant.web.sheets import check_order
from assistant.web.visit import Visit, address

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits, with how its account stands."""

    request: Request
    person: Person | None
    state: AccountState | None
    is_own: bool


async def show(visit: Visit) -> Response:
    """What waits, and what was decided last."""
    own = visible_department(visit.principal, Permission.REQUESTS_READ)

    def work(session: Session) -> tuple[Sequence[Asked], Sequence[Request]]:
        everyone = visit.desk.quota.waiting(session)
        waiting = [each for each in everyone if own in (None, each.department_id)]
        decided = [
            each
            for each in visit.desk.quota.requests.decided(session)
            if own in (None, each.department_id)
        ]
        return [_asked(visit, session, each) for each in waiting], decided

    waiting, decided = await visit.read(work)
    return visit.page("requests.html", waiting=waiting, decided=decided)


async def show_one(visit: Visit) -> Response:
    """One request, with the forms that decide it."""
    return await _one_page(visit)


async def approve(visit: Visit) -> Response:
    """Grant it: an amount, until a day."""
    number = number_of(visit.request.path_params["number"])
    today = visit.desk.quota.book.today
    check = Check(visit.form)
    tokens = check.take("tokens", read_tokens, "tokens", instead=1)
    until = check.take("until", read_day, "day", instead=today)

    def work(session: Session) -> str:
        request = _require_open(visit, session, number)
        order = IncreaseOrder(
            target=account(request.account_id), tokens=tokens, until=until, reason="", adds=True
        )
        check_order(visit, session, order)
        visit.desk.quota.requests.approve(session, visit.actor, number, tokens, until=until)
        return address("/admin/requests", done="approved")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _one_page(visit, wrong)


async def refuse(visit: Visit) -> Response:
    """Refuse it with a word to whoever asked."""
    number = number_of(visit.request.path_params["number"])
    check = Check(visit.form)
    word = check.take("word", reason_of, "word", instead="")

    def work(session: Session) -> str:
        _require_open(visit, session, number)
        visit.desk.quota.requests.refuse(session, visit.actor, number, word=word)
        return address("/admin/requests", done="request_refused")

    try:
        check.done()
        await visit.screened("word")
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _one_page(visit, wrong)


async def _one_page(visit: Visit, wrong: FormError | None = None) -> Response:
    number = number_of(visit.request.path_params["number"])

    def work(session: Session) -> Asked:
        return _asked(visit, session, _find(visit, session, number, Permission.REQUESTS_READ))

    asked = await visit.read(work)
    is_open = asked.request.state == OPEN and visit.may(Permission.REQUESTS_DECIDE)
    words = visit.rendering.words
    return visit.page(
        "request.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        asked=asked,
        month_end=last_day(month_of(visit.desk.clock.now())),
        may_decide=is_open and not asked.is_own,
        why_not=words.sentence("errors.own_request") if is_open and asked.is_own else "",
    )


def _asked(visit: Visit, session: Session, request: Request) -> Asked:
    found = person(session, request.account_id)
    members = visit.desk.quota.members
    member = members.find(session, request.account_id)
    states = account_states(
        session,
        [] if member is None else [member],
        visit.desk.settings.quota,
        visit.desk.clock.now(),
    )
    own = is_own(visit.actor, request)
    return Asked(request, found, states[0] if states else None, own)


def _require_open(visit: Visit, session: Session, number: int) -> Request:
    request = _find(visit, session, number, Permission.REQUESTS_DECIDE)
    if request.state != OPEN:
        raise FormError({"form": "request_decided"})
    if is_own(visit.actor, request):
        raise FormError({"form": "own_request"})
    return request


def _find(visit: Visit, session: Session, number: int, permission: Permission) -> Request:
    """A request, if this person may use a permission on it."""
    row = session.get(QuotaRequest, number)
    if row is None:
        raise NotFoundError("there is no such request")
    quota = visit.desk.quota
    known = [*quota.waiting(session), *quota.requests.decided(session, limit=10_000)]
    found = next((each for each in known if each.id == number), None)
    # One that waits belongs to the department its account is in now.
    department = found.department_id if found else row.department_id
    require(visit.principal, permission, department=department)
    if found is None:
        raise NotFoundError("this request was decided long ago")
    return found


PAGES = (
    Page(Method.GET, "/admin/requests", Permission.REQUESTS_READ, show),
    Page(Method.GET, "/admin/requests/{number}", Permission.REQUESTS_READ, show_one),
    Page(Method.POST, "/admin/requests/{number}/approve", Permission.REQUESTS_DECIDE, approve),
    Page(Method.POST, "/admin/requests/{number}/refuse", Permission.REQUESTS_DECIDE, refuse),
)
