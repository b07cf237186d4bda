"""Texts that may be written though a rule finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.periods import day_of
from assistant.filters.settings import ENTITIES
from assistant.gateway.policy_administration import department_ids
from assistant.identity.permissions import Permission
from assistant.policy.desk import Report, list_reports
from assistant.policy.drafts import EntryDraft, ListKind
from assistant.policy.snapshot import StoredPolicy, load
from assistant.policy.terms import PolicyError
from assistant.web.entries import day_or_none, reason_of
from assistant.web.forms import Check, FormError
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

ANY = ""
HERE = "/admin/allow"

_MISTAKES = {
    "entity": "entity",
    "department": "department",
    "until": "day_past",
    "reason": "reason",
    "text": "allow_text",
}
"""What to say by the field a problem of a draft begins with."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What the page shows."""

    policy: StoredPolicy
    departments: Sequence[tuple[str, str]]
    report: Report | None


async def show(visit: Visit) -> Response:
    """The list, and the form for a new entry."""
    return await _page(visit)


async def add(visit: Visit) -> Response:
    """Allow a text."""
    form = visit.form
    check = Check(form)
    until = check.take("until", day_or_none, "day", instead=None)
    reason = check.take("reason", reason_of, "reason", instead="")
    draft = EntryDraft(
        text=form.text("text").strip(),
        reason=reason,
        entity=form.text("entity") or None,
        department=form.text("department") or None,
        until=until,
    )

    def work(session: Session) -> str:
        departments = department_ids(session)
        lists = visit.desk.policy.lists
        problem = lists.problem(draft, departments)
        if problem is not None:
            field = problem.partition(":")[0]
            raise FormError({field: _MISTAKES[field]})
        try:
            lists.add(session, visit.actor, draft, departments)
        except PolicyError:
            raise FormError({"text": "allow_known"}) from None
        return address(HERE, done="allow_added")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, wrong)


async def remove(visit: Visit) -> Response:
    """Take an entry off the list."""
    number = visit.form.text("entry")
    field = f"remove-reason-{number}"
    check = Check(visit.form)
    reason = check.take(field, reason_of, "reason", instead="")

    def work(session: Session) -> str:
        known = {str(entry.id): entry.id for entry in load(session).entries}
        if number not in known:
            raise FormError({"form": "target"})
        lists = visit.desk.policy.lists
        lists.remove(session, visit.actor, ListKind.ENTRIES, known[number], reason=reason)
        return address(HERE, done="allow_removed")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, wrong)


async def _page(visit: Visit, wrong: FormError | None = None) -> Response:
    number = visit.query("report")

    def work(session: Session) -> Lists:
        reports = {str(report.id): report for report in list_reports(session)} if number else {}
        return Lists(
            load(session),
            [(name, name) for name in sorted(department_ids(session))],
            reports.get(number),
        )

    found = await visit.read(work)
    category = visit.desk.replies.category
    return visit.page(
        "allow.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        found=found,
        today=day_of(visit.desk.clock.now()),
        category=category,
        entities=sorted(((name, category(name)) for name in ENTITIES), key=lambda pair: pair[1]),
    )


PAGES = (
    Page(Method.GET, HERE, Permission.POLICY_READ, show),
    Page(Method.POST, "/admin/allow/add", Permission.POLICY_WRITE, add),
    Page(Method.POST, "/admin/allow/remove", Permission.POLICY_WRITE, remove),
)
