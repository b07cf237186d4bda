"""The desk for false positives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.desk import Call, Desk
from assistant.api.schemas import MustSayWhy, Note
from assistant.gateway.false_positive import ReportDecision, decide_report
from assistant.policy.desk import Report, ReportState, list_reports

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


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


def reports_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for the desk."""
    router = APIRouter(route_class=route_class, tags=["policy"])
    _add_reports(router, desk)
    return router


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
