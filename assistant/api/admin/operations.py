"""The off switch, incidents and the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.admin.accounts import Changed
from assistant.api.desk import Call, Desk
from assistant.api.guard import principal_of
from assistant.api.schemas import (
    ClosingNote,
    Id,
    Limit,
    MustSayWhy,
    NewIncident,
    SwitchOff,
    SwitchTarget,
    Word,
)
from assistant.core.errors import InputError
from assistant.gateway.audit_trail import list_trail
from assistant.gateway.heads import faults_against, read_heads
from assistant.gateway.incidents import (
    Incident,
    Reach,
    find_incident,
    list_incidents,
    reach_of,
)
from assistant.gateway.switch import Stop, StopScope, Target, list_stops
from assistant.identity.permissions import (
    Permission,
    Principal,
    reach,
    require,
    visible_department,
)


@dataclass(frozen=True, slots=True)
class IncidentWithReach:
    """An incident and how far its text came; no text."""

    incident: Incident
    reach: Reach | None


@dataclass(frozen=True, slots=True)
class Said:
    """One text of an incident's turn."""

    role: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Texts:
    """Question and answer of an incident's turn; empty if none is stored."""

    texts: list[Said] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change."""

    sequence: int
    at: datetime
    actor: str
    face: str
    action: str
    subject: str
    details: Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether the audit log is sound, also against the heads exported each day."""

    is_sound: bool
    faults: list[str]
    heads: int


def operations_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for the off switch, incidents and the audit log."""
    router = APIRouter(route_class=route_class, tags=["operations"])
    _add_switch(router, desk)
    _add_incidents(router, desk)
    _add_incident_changes(router, desk)
    _add_audit(router, desk)
    return router


def _add_switch(router: APIRouter, desk: Desk) -> None:
    board = desk.administration.switchboard

    @router.get("/api/admin/switch")
    async def show_switch(request: Request) -> list[Stop]:
        """What is off now, the widest first."""
        own = visible_department(principal_of(request), Permission.SWITCH_READ)
        stops = await desk.read(list_stops)
        if own is None:
            return stops
        ours = Target(StopScope.DEPARTMENT, own)
        return [stop for stop in stops if stop.target == ours or stop.target.scope is StopScope.ALL]

    @router.post("/api/admin/switch/off", response_model=Changed)
    async def switch_off(request: Request, wanted: SwitchOff) -> Response:
        """Stop everything, a department or a model from the next question on."""
        _require_target(principal_of(request), wanted)
        said = await desk.screened(wanted.text)

        def work(call: Call) -> Changed:
            board.off(
                call.session,
                call.actor,
                wanted.target,
                reason=wanted.reason,
                text=said,
                reach=reach(call.principal, Permission.SWITCH_WRITE),
            )
            return Changed(changed=True)

        return await desk.change(request, work)

    @router.post("/api/admin/switch/on", response_model=Changed)
    async def switch_on(request: Request, wanted: SwitchTarget) -> Response:
        """Let it run again."""
        _require_target(principal_of(request), wanted)

        def work(call: Call) -> Changed:
            return Changed(
                board.on(
                    call.session,
                    call.actor,
                    wanted.target,
                    reason=wanted.reason,
                    reach=reach(call.principal, Permission.SWITCH_WRITE),
                )
            )

        return await desk.change(request, work)


def _require_target(principal: Principal, wanted: SwitchTarget) -> None:
    if wanted.is_ambiguous:
        raise InputError("name one of department and model, or neither for everything")
    require(principal, Permission.SWITCH_WRITE, department=wanted.department)


def _add_incidents(router: APIRouter, desk: Desk) -> None:
    @router.get("/api/admin/incidents")
    async def list_all(is_open: Annotated[bool | None, Query()] = None) -> list[Incident]:
        """Incidents, the newest first; no text."""
        return await desk.read(lambda session: list_incidents(session, is_open=is_open))

    @router.get("/api/admin/incidents/{incident_id}")
    async def show_incident(incident_id: Id) -> IncidentWithReach:
        """An incident and which calls of which model its text may have reached; no text."""

        def work(session: Session) -> IncidentWithReach:
            incident = find_incident(session, incident_id)
            return IncidentWithReach(incident, reach_of(session, incident))

        return await desk.read(work)


def _add_incident_changes(router: APIRouter, desk: Desk) -> None:
    incidents = desk.administration.incidents

    @router.post("/api/admin/incidents", response_model=Incident)
    async def open_incident(request: Request, wanted: NewIncident) -> Response:
        """Open an incident; what it names is kept until it is closed."""

        def work(call: Call) -> Incident:
            return incidents.open(call.session, call.actor, wanted.turn, reason=wanted.reason)

        return await desk.change(request, work)

    @router.post("/api/admin/incidents/{incident_id}/close", response_model=Incident)
    async def close_incident(request: Request, incident_id: Id, found: ClosingNote) -> Response:
        """Close an incident; what it named is deleted when its time is over."""

        def work(call: Call) -> Incident:
            return incidents.close(call.session, call.actor, incident_id, note=found.note)

        return await desk.change(request, work)

    @router.post("/api/admin/incidents/{incident_id}/text", response_model=Texts)
    async def read_text(request: Request, incident_id: Id, why: MustSayWhy) -> Response:
        """Question and answer of an open incident's turn: for the auditor; every look is kept."""

        def work(call: Call) -> Texts:
            texts = incidents.texts(call.session, call.actor, incident_id, reason=why.reason)
            return Texts([Said(each.role, each.text) for each in texts])

        return await desk.change(request, work, secret="texts")  # noqa: S106  # a field's name


def _add_audit(router: APIRouter, desk: Desk) -> None:
    @router.get("/api/admin/audit")
    async def list_audit(
        before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
        limit: Limit = 100,
        action: Word = "",
        subject: Word = "",
    ) -> list[AuditLine]:
        """Who changed what, the newest first; `before` is the last number of a page."""
        entries = await desk.read(
            lambda session: list_trail(
                session, limit=limit, before=before, action=action, subject=subject
            )
        )
        return [
            AuditLine(each.sequence, each.at, each.actor, each.face, each.action, each.subject,
                      each.details)
            for each in entries
        ]  # fmt: skip

    @router.get("/api/admin/audit/verification")
    async def verify_audit() -> Verified:
        """Check the whole chain; it reads every entry."""
        administration = desk.administration

        def work(session: Session) -> Verified:
            heads = read_heads(administration.heads)
            faults = list(faults_against(administration.audit, session, heads))
            return Verified(not faults, faults, len(heads))

        return await desk.read(work)
