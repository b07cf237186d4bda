"""All pages as a router: who asks, what they may, what they sent - then the page itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.core.errors import AssistantError
from assistant.core.logs import get_log
from assistant.identity.faults import ForbiddenError, NotAuthenticatedError
from assistant.identity.permissions import Permission, reach
from assistant.web.desk import Desk
from assistant.web.faults import fault_page
from assistant.web.forms import Form, read_form
from assistant.web.guard import (
    PAGE_HEADERS,
    StaleFormError,
    require_same_origin,
    session_cookie,
)
from assistant.web.pages import (
    accounts,
    allow,
    analysis,
    analysis_exports,
    analysis_survey,
    audit,
    cap,
    cap_files,
    caps,
    dead_letters,
    incidents,
    list_files,
    lists,
    me,
    overview,
    reports,
    requests,
    rosters,
    rules,
    sign_in,
    switch,
    tokens,
)
from assistant.web.rendering import Rendering, open_rendering
from assistant.web.routes import Method, OpenPage, Page
from assistant.web.statics import static_files
from assistant.web.visit import CSRF, Guest, Visit
from assistant.web.words import load_words

OPEN_PAGES: tuple[OpenPage, ...] = sign_in.OPEN_PAGES

PAGES: tuple[Page, ...] = (
    *sign_in.PAGES,
    *overview.PAGES,
    *caps.PAGES,
    *cap.PAGES,
    *cap_files.PAGES,
    *requests.PAGES,
    *accounts.PAGES,
    *rosters.PAGES,
    *tokens.PAGES,
    *dead_letters.PAGES,
    *reports.PAGES,
    *rules.PAGES,
    *allow.PAGES,
    *lists.PAGES,
    *list_files.PAGES,
    *switch.PAGES,
    *incidents.PAGES,
    *audit.PAGES,
    *analysis.PAGES,
    *analysis_exports.PAGES,
    *analysis_survey.PAGES,
    *me.PAGES,
)

Endpoint = Callable[[Request], Awaitable[Response]]


def pages_router(desk: Desk) -> APIRouter:
    """The routes of `/admin` and `/analysis`."""
    rendering = open_rendering(load_words())
    router = APIRouter(include_in_schema=False)
    for name, serve in static_files():
        router.add_api_route(f"/admin/static/{name}", serve, methods=["GET"], response_model=None)
    everything: tuple[OpenPage | Page, ...] = (*OPEN_PAGES, *PAGES)
    for page in everything:
        endpoint = _endpoint(page, desk, rendering)
        router.add_api_route(page.path, endpoint, methods=[page.method], response_model=None)
    for page in _NOWHERE:
        nowhere = _endpoint(page, desk, rendering)
        router.add_api_route(page.path, nowhere, methods=["GET"], response_model=None)
    return router


async def _nowhere(visit: Visit) -> Response:
    return visit.page("fault.html", status=404, fault="not_found")


_NOWHERE = tuple(
    Page(Method.GET, f"{place}/{{rest:path}}", Permission.SIGNED_IN, _nowhere)
    for place in ("/admin", "/analysis")
)


def _endpoint(page: OpenPage | Page, desk: Desk, rendering: Rendering) -> Endpoint:
    async def answer(request: Request) -> Response:
        guest = Guest(desk, rendering, request)
        try:
            guest = await _enter(page, guest)
            response = await _answer(page, guest)
        except NotAuthenticatedError:
            response = guest.go("/admin/sign-in", next=_way_back(request))
        except AssistantError as fault:
            get_log().warning("page.refused", error=type(fault).__name__, method=request.method)
            response = fault_page(guest, fault)
        except Exception as fault:  # noqa: BLE001  # a fault becomes a refusal here
            get_log().error("page.fault", error=type(fault).__name__, method=request.method)
            response = fault_page(guest, None)
        for name, value in PAGE_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


async def _enter(page: OpenPage | Page, guest: Guest) -> Guest:
    """Who comes, if the page asks for somebody who is signed in."""
    if isinstance(page, OpenPage):
        return guest
    signed_in = await guest.desk.access.credentials.identify(
        authorization=None, cookie=session_cookie(guest.request)
    )
    if signed_in is None:
        raise NotAuthenticatedError("sign in first")
    return Visit(
        guest.desk,
        guest.rendering,
        guest.request,
        signed_in=signed_in,
        permission=page.permission,
    )


async def _answer(page: OpenPage | Page, guest: Guest) -> Response:
    if isinstance(page, Page) and isinstance(guest, Visit):
        if reach(guest.principal, page.permission) is None:
            raise ForbiddenError("this account may not see that page")
        visit = replace(guest, form=await _form(page.method, guest.request))
        if page.method is Method.POST:
            _require_own_form(visit)
        return await page.answer(visit)
    if isinstance(page, OpenPage):
        return await page.answer(replace(guest, form=await _form(page.method, guest.request)))
    raise NotAuthenticatedError("sign in first")


def _require_own_form(visit: Visit) -> None:
    secret, token = visit.signed_in.session_secret, visit.form.text(CSRF)
    if not visit.desk.access.sessions.is_csrf_token(secret, token):
        raise StaleFormError("the form belongs to another session")


async def _form(method: Method, request: Request) -> Form:
    """What was sent, from a page of ours alone; nothing with a page that is only looked at."""
    if method is Method.GET:
        return Form()
    require_same_origin(request)
    return await read_form(request)


def _way_back(request: Request) -> str:
    """Where to go on after signing in: the page asked for, if it was only to be looked at."""
    if request.method != "GET" or request.url.path == "/admin":
        return ""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
