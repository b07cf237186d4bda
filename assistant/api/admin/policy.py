"""Allow-list entries and the desk for false positives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.admin.accounts import Changed
from assistant.api.desk import Call, Desk
from assistant.api.schemas import MustSayWhy, NewAllowEntry, Note
from assistant.gateway.false_positive import ReportDecision, decide_report
from assistant.gateway.policy_administration import department_ids
from assistant.policy.desk import Report, ReportState, list_reports
from assistant.policy.drafts import EntryDraft, ListKind
from assistant.policy.snapshot import stored_entries

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class EntryView:
    """A text that may be written."""

    id: int
    text: str = field(repr=False)
    entity: str | None
    department: str | None
    until: date | None
    reason: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MadeEntry:
    """The number of a new entry."""

    id: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One thing found in a stopped text: what, by which rule, in which line.

    Line 0 is in an earlier turn.
    """

    entity: str
    recognizer: str
    line: int
    score: float


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report of a false positive; never the text. Who reported is in no answer."""

    id: int
    department_id: str
    ruleset: str
    stopped_at: datetime
    found_in: str
    places: list[PlaceView]
    state: str
    note: str
    decided_by: str | None
    decided_at: datetime | None


def policy_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for the allow-list and the desk."""
    router = APIRouter(route_class=route_class, tags=["policy"])
    _add_entries(router, desk)
    _add_reports(router, desk)
    return router


def _add_entries(router: APIRouter, desk: Desk) -> None:
    lists = desk.administration.policy.lists

    @router.get("/api/admin/allow/entries")
    async def list_entries() -> list[EntryView]:
        """Texts that may be written."""
        return [
            EntryView(
                each.id,
                each.text,
                each.entity,
                each.department,
                each.until,
                each.reason,
                each.author,
                each.created_at,
            )
            for each in await desk.read(stored_entries)
        ]

    @router.post("/api/admin/allow/entries", response_model=MadeEntry)
    async def add_entry(request: Request, wanted: NewAllowEntry) -> Response:
        """Let a text through; in force in every process within a second."""
        draft = EntryDraft(
            text=wanted.text,
            reason=wanted.reason,
            entity=wanted.entity,
            department=wanted.department,
            until=wanted.until,
        )

        def work(call: Call) -> MadeEntry:
            return MadeEntry(
                lists.add(call.session, call.actor, draft, department_ids(call.session))
            )

        return await desk.change(request, work)

    @router.post("/api/admin/allow/entries/{entry_id}/remove", response_model=Changed)
    async def remove_entry(request: Request, entry_id: Number, why: MustSayWhy) -> Response:
        """Stop again what an entry let through."""

        def work(call: Call) -> Changed:
            lists.remove(call.session, call.actor, ListKind.ENTRIES, entry_id, reason=why.reason)
            return Changed(changed=True)

        return await desk.change(request, work)


def _add_reports(router: APIRouter, desk: Desk) -> None:
    administration = desk.administration

    @router.get("/api/admin/reports")
    async def list_all(state: Annotated[ReportState | None, Query()] = None) -> list[ReportView]:
        """Reports of texts that were stopped and hold no personal data."""
        return [_report(each) for each in await desk.read(lambda s: list_reports(s, state))]

    async def decide(request: Request, number: int, state: ReportState, note: str) -> Response:
        decision = ReportDecision(number, state, await desk.screened(note))

        def work(call: Call) -> ReportView:
            reports = administration.policy.desk
            decided, _is_told = decide_report(
                call.session, reports, administration.replies, call.actor, decision
            )
            return _report(decided)

        return await desk.change(request, work)

    @router.post("/api/admin/reports/{report_id}/accept", response_model=ReportView)
    async def accept(request: Request, report_id: Number, given: Note) -> Response:
        """It was one; whoever reported is told. The allow-list entry is made apart."""
        return await decide(request, report_id, ReportState.ACCEPTED, given.note)

    @router.post("/api/admin/reports/{report_id}/refuse", response_model=ReportView)
    async def refuse(request: Request, report_id: Number, why: MustSayWhy) -> Response:
        """It was personal data; whoever reported is told why."""
        return await decide(request, report_id, ReportState.REFUSED, why.reason)


def _report(found: Report) -> ReportView:
    stop = found.stop
    return ReportView(
        found.id,
        stop.department_id,
        stop.ruleset,
        stop.stopped_at,
        stop.found_in.value,
        [PlaceView(each.entity, each.recognizer, each.line, each.score) for each in stop.places],
        found.state.value,
        found.note,
        found.decided_by,
        found.decided_at,
    )
