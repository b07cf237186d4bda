"""The desk for false positives: which rule stopped what kind of text, and an admin's decision."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.text import CleanText
from assistant.gateway.false_positive import ReportDecision, decide_report
from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import Permission
from assistant.policy.desk import Report, ReportState, list_reports
from assistant.web.entries import number_of, reason_of, words_of
from assistant.web.forms import Check, FormError
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

MOST_DECIDED = 100


async def show(visit: Visit) -> Response:
    """What waits, and what was decided last."""
    found = await visit.read(list_reports)
    decided = [each for each in reversed(found) if each.state is not ReportState.OPEN]
    return visit.page(
        "reports.html",
        waiting=[each for each in found if each.state is ReportState.OPEN],
        decided=decided[:MOST_DECIDED],
        category=visit.desk.replies.category,
    )


async def show_one(visit: Visit) -> Response:
    """One report, with the forms that decide it."""
    return await _one_page(visit)


async def accept(visit: Visit) -> Response:
    """Accept a report; the admin then types what is to be allowed."""
    check = Check(visit.form)
    check.take("note", words_of, "note_long", instead="")
    return await _decide(visit, check, "note", ReportState.ACCEPTED)


async def refuse(visit: Visit) -> Response:
    """Refuse a report with a word to whoever reported."""
    check = Check(visit.form)
    check.take("word", reason_of, "word", instead="")
    return await _decide(visit, check, "word", ReportState.REFUSED)


async def _decide(visit: Visit, check: Check, field: str, state: ReportState) -> Response:
    number = number_of(visit.request.path_params["number"])
    try:
        check.done()
        note = await visit.screened(field)
        return visit.go(
            await visit.change(lambda session: _decided(visit, session, number, state, note))
        )
    except FormError as wrong:
        return await _one_page(visit, wrong)


def _decided(
    visit: Visit, session: Session, number: int, state: ReportState, note: CleanText | None
) -> str:
    if _find(list_reports(session), number).state is not ReportState.OPEN:
        raise FormError({"form": "report_decided"})
    desk = visit.desk
    decision = ReportDecision(number, state, note)
    decide_report(session, desk.policy.desk, desk.replies, visit.actor, decision)
    if state is ReportState.ACCEPTED:
        return address("/admin/allow", report=str(number), done="report_accepted")
    return address("/admin/reports", done="report_refused")


async def _one_page(visit: Visit, wrong: FormError | None = None) -> Response:
    report = _find(await visit.read(list_reports), number_of(visit.request.path_params["number"]))
    return visit.page(
        "report.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        report=report,
        may_decide=report.state is ReportState.OPEN and visit.may(Permission.REPORTS_DECIDE),
        why_not="",
        category=visit.desk.replies.category,
    )


def _find(reports: Sequence[Report], number: int) -> Report:
    found = next((each for each in reports if each.id == number), None)
    if found is None:
        raise NotFoundError("there is no such report")
    return found


PAGES = (
    Page(Method.GET, "/admin/reports", Permission.REPORTS_READ, show),
    Page(Method.GET, "/admin/reports/{number}", Permission.REPORTS_READ, show_one),
    Page(Method.POST, "/admin/reports/{number}/accept", Permission.REPORTS_DECIDE, accept),
    Page(Method.POST, "/admin/reports/{number}/refuse", Permission.REPORTS_DECIDE, refuse),
)
