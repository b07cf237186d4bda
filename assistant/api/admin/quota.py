"""Caps, increases and requests for more."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.admin.quota_views import (
    CapsView,
    ChangedCap,
    IncreaseView,
    PilotView,
    RequestView,
    change_view,
    increase_view,
    narrowed,
    request_view,
)
from assistant.api.desk import Call, Desk
from assistant.api.guard import principal_of
from assistant.api.schemas import (
    Approval,
    Boost,
    CapFile,
    CapSetting,
    Limit,
    MustSayWhy,
    Pilot,
    Word,
)
from assistant.core.errors import InputError
from assistant.gateway.forecasts import forecast_warnings
from assistant.gateway.quota_desk import QuotaDesk, RequestState
from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import Permission, Principal, require, visible_department
from assistant.usage.quota.amounts import CapAmount
from assistant.usage.quota.amounts import Word as CapWord
from assistant.usage.quota.cap_import import read_caps
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import THE_CITY, Target, account, department
from assistant.usage.quota.pilot import load_pilot
from assistant.usage.quota.requests import Request as MoreRequest
from assistant.usage.quota.standing import AccountState, account_states, overview

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def quota_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for caps, increases and requests."""
    router = APIRouter(route_class=route_class, tags=["caps"])
    _add_reading(router, desk)
    _add_caps(router, desk)
    _add_increases(router, desk)
    _add_requests(router, desk)
    _add_pilot(router, desk)
    return router


def _add_reading(router: APIRouter, desk: Desk) -> None:
    quota, clock = desk.administration.quota, desk.administration.clock

    @router.get("/api/admin/caps")
    async def show_caps(request: Request) -> CapsView:
        """What was set; a department admin sees the own department and its accounts."""
        own = visible_department(principal_of(request), Permission.CAPS_READ)

        def work(session: Session) -> CapsView:
            found = overview(session, quota.settings, clock.now())
            found = replace(found, requests=quota.waiting(session))
            foreseen = forecast_warnings(session, clock.now())
            return narrowed(found, quota.settings, own, _accounts_of(session, own), foreseen)

        def _accounts_of(session: Session, name: str | None) -> frozenset[str]:
            members = quota.members.all(session)
            return frozenset(m.account_id for m in members if m.department_id == name)

        return await desk.read(work)

    @router.get("/api/admin/caps/accounts")
    async def show_accounts(request: Request, department: Word = "") -> list[AccountState]:
        """Used, held and allowed this month, by account."""
        own = visible_department(principal_of(request), Permission.CAPS_READ)
        wanted = own if own is not None else department or None

        def work(session: Session) -> list[AccountState]:
            members = quota.members.all(session)
            chosen = [m for m in members if wanted is None or m.department_id == wanted]
            return account_states(session, chosen, quota.settings, clock.now())

        return await desk.read(work)


def _add_caps(router: APIRouter, desk: Desk) -> None:
    book = desk.administration.quota.book

    @router.post("/api/admin/caps", response_model=ChangedCap)
    async def set_cap(request: Request, wanted: CapSetting) -> Response:
        """Set a cap; it holds from the next question on and changes nothing that was used."""
        target = _target(wanted.scope, wanted.subject)
        amount: CapAmount = (
            CapWord(wanted.tokens) if isinstance(wanted.tokens, str) else wanted.tokens
        )

        def work(call: Call) -> ChangedCap:
            return change_view(
                book.set_cap(call.session, call.actor, target, amount, reason=wanted.reason)
            )

        return await desk.change(request, work)

    @router.post("/api/admin/caps/import", response_model=list[ChangedCap])
    async def import_caps(request: Request, file: CapFile) -> Response:
        """Set the caps of many accounts, all or none; `dry_run` shows what would change."""
        lines = await asyncio.to_thread(read_caps, file.csv.encode("utf-8"))

        def work(call: Call) -> list[ChangedCap]:
            changes = book.import_caps(
                call.session, call.actor, lines, is_dry_run=file.dry_run, reason=file.reason
            )
            return [change_view(each) for each in changes]

        return await desk.change(request, work)


def _add_increases(router: APIRouter, desk: Desk) -> None:
    book = desk.administration.quota.book

    @router.post("/api/admin/caps/boosts", response_model=IncreaseView)
    async def boost(request: Request, wanted: Boost) -> Response:
        """Add tokens a month to a cap until a day."""
        order = IncreaseOrder(
            target=_target(wanted.scope, wanted.subject),
            tokens=wanted.tokens,
            until=wanted.until,
            reason=wanted.reason,
            start=wanted.start,
            adds=wanted.adds,
        )
        return await desk.change(
            request, lambda call: increase_view(book.boost(call.session, call.actor, order))
        )

    @router.post("/api/admin/caps/boosts/{increase_id}/end", response_model=IncreaseView)
    async def end_boost(request: Request, increase_id: Number, why: MustSayWhy) -> Response:
        """End an increase before its last day."""

        def work(call: Call) -> IncreaseView:
            return increase_view(book.end(call.session, call.actor, increase_id, reason=why.reason))

        return await desk.change(request, work)


def _add_requests(router: APIRouter, desk: Desk) -> None:
    quota = desk.administration.quota
    requests = quota.requests

    @router.get("/api/admin/caps/requests")
    async def list_requests(
        request: Request, state: RequestState = RequestState.OPEN, limit: Limit = 100
    ) -> list[RequestView]:
        """Requests that wait, the oldest first; or those that were decided, the newest first."""
        own = visible_department(principal_of(request), Permission.REQUESTS_READ)

        def work(session: Session) -> list[MoreRequest]:
            return quota.listed(session, state, department=own, limit=limit)

        return [request_view(each) for each in await desk.read(work)]

    @router.post("/api/admin/caps/requests/{request_id}/approve", response_model=RequestView)
    async def approve(request: Request, request_id: Number, given: Approval) -> Response:
        """Grant more tokens; whoever asked is told."""

        def work(call: Call) -> RequestView:
            _require_own(quota, call.session, call.principal, request_id)
            decided = requests.approve(
                call.session, call.actor, request_id, given.tokens, until=given.until
            )
            return request_view(decided.request)

        return await desk.change(request, work)

    @router.post("/api/admin/caps/requests/{request_id}/refuse", response_model=RequestView)
    async def refuse(request: Request, request_id: Number, why: MustSayWhy) -> Response:
        """Refuse with a word, which whoever asked is told."""
        word = await desk.screened(why.reason)

        def work(call: Call) -> RequestView:
            _require_own(quota, call.session, call.principal, request_id)
            said = word.value if word else ""
            return request_view(
                requests.refuse(call.session, call.actor, request_id, word=said).request
            )

        return await desk.change(request, work)


def _add_pilot(router: APIRouter, desk: Desk) -> None:
    book = desk.administration.quota.book

    def _pilot(session: Session, own: str | None) -> PilotView:
        found = load_pilot(session)
        return PilotView(bool(found), [name for name in found if own in (None, name)])

    @router.get("/api/admin/caps/pilot")
    async def show_pilot(request: Request) -> PilotView:
        """Whether only some departments may ask; a department admin sees the own name alone."""
        own = visible_department(principal_of(request), Permission.CAPS_READ)
        return await desk.read(lambda session: _pilot(session, own))

    @router.post("/api/admin/caps/pilot", response_model=PilotView)
    async def set_pilot(request: Request, wanted: Pilot) -> Response:
        """Let only these departments ask, in place of those named before; none ends the pilot."""

        def work(call: Call) -> PilotView:
            book.set_pilot(call.session, call.actor, wanted.departments, reason=wanted.reason)
            return _pilot(call.session, None)

        return await desk.change(request, work)


def _require_own(quota: QuotaDesk, session: Session, principal: Principal, request_id: int) -> None:
    waiting = {each.id: each for each in quota.waiting(session)}
    if request_id not in waiting:
        raise NotFoundError("no open request has this number")
    own = waiting[request_id].department_id
    require(principal, Permission.REQUESTS_DECIDE, department=own)


def _target(scope: str, subject: str | None) -> Target:
    if scope == "city":
        if subject is not None:
            raise InputError("subject: the city has none; leave it out")
        return THE_CITY
    if subject is None:
        raise InputError(f"subject: name the {scope}")
    return account(subject) if scope == "account" else department(subject)
