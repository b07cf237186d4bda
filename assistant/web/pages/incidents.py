"""Incidents: opened about a turn, what reached which model, closed. No text is shown here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session
from starlette.responses import Response

from assistant.gateway.incidents import (
    Incident,
    Reach,
    find_incident,
    list_incidents,
    reach_of,
)
from assistant.identity.faults import ConflictError, NotFoundError
from assistant.identity.permissions import Permission
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

HERE = "/admin/incidents"
MOST_CLOSED = 100


async def show(visit: Visit) -> Response:
    """Open and closed incidents, and the form to open one."""
    return await _list_page(visit)


async def show_one(visit: Visit) -> Response:
    """One incident."""
    return await _one_page(visit)


async def open_one(visit: Visit) -> Response:
    """Open an incident about a turn."""
    turn = visit.form.text("turn").strip()
    check = Check(visit.form)
    reason = check.take("reason", reason_of, "note", instead="")

    def work(session: Session) -> str:
        incidents = visit.desk.administration.incidents
        try:
            opened = incidents.open(session, visit.actor, turn, reason=reason)
        except NotFoundError:
            raise FormError({"turn": "turn"}) from None
        return address(f"{HERE}/{opened.id}", done="incident_opened")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _list_page(visit, wrong)


async def close(visit: Visit) -> Response:
    """Close an incident: what it kept is no longer kept."""
    number = _number(visit)
    check = Check(visit.form)
    note = check.take("note", reason_of, "note", instead="")

    def work(session: Session) -> str:
        incidents = visit.desk.administration.incidents
        try:
            incidents.close(session, visit.actor, number, note=note)
        except ConflictError:
            raise FormError({"form": "incident_closed"}) from None
        return address(f"{HERE}/{number}", done="incident_closed")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _one_page(visit, wrong)


async def _list_page(visit: Visit, wrong: FormError | None = None) -> Response:
    def work(session: Session) -> tuple[Sequence[Incident], Sequence[Incident]]:
        closed = list_incidents(session, is_open=False)
        return list_incidents(session, is_open=True), closed[:MOST_CLOSED]

    open_ones, closed = await visit.read(work)
    return visit.page(
        "incidents.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        open_ones=open_ones,
        closed=closed,
    )


async def _one_page(visit: Visit, wrong: FormError | None = None) -> Response:
    number = _number(visit)

    def work(session: Session) -> tuple[Incident, Reach | None]:
        incident = find_incident(session, number)
        return incident, reach_of(session, incident)

    incident, reach = await visit.read(work)
    return visit.page(
        "incident.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        incident=incident,
        reach=reach,
    )


def _number(visit: Visit) -> str:
    return str(visit.request.path_params["number"])


PAGES = (
    Page(Method.GET, HERE, Permission.INCIDENTS_READ, show),
    Page(Method.POST, "/admin/incidents/open", Permission.INCIDENTS_WRITE, open_one),
    Page(Method.GET, "/admin/incidents/{number}", Permission.INCIDENTS_READ, show_one),
    Page(Method.POST, "/admin/incidents/{number}/close", Permission.INCIDENTS_WRITE, close),
)
