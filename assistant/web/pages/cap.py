"""One cap: shown, set, and increased for a time."""

from __future__ import annotations

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.periods import last_day, month_of
from assistant.identity.permissions import Permission
from assistant.usage.quota.amounts import CapAmount, Word, read_cap, read_day, read_tokens
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import Target
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.routes import Method, Page
from assistant.web.sheets import (
    check_order,
    increases_of,
    look_up,
    require_change,
    target_of,
)
from assistant.web.visit import Visit, address


async def show_one(visit: Visit) -> Response:
    """One cap, with what can be done about it."""
    return await _sheet_page(visit, target_of(visit.query("scope"), visit.query("subject")))


async def set_cap(visit: Visit) -> Response:
    """Set a cap."""
    form = visit.form
    target = target_of(form.text("scope"), form.text("subject"))
    check = Check(form)
    nothing: CapAmount = Word.DEFAULT
    amount = check.take("amount", read_cap, "cap", instead=nothing)
    reason = check.take("reason", reason_of, "reason", instead="")

    def work(session: Session) -> str:
        require_change(visit, session, target)
        book = visit.desk.quota.book
        before = book.base_cap(session, target)
        change = book.set_cap(session, visit.actor, target, amount, reason=reason)
        is_same = not change.is_change and before == book.base_cap(session, target)
        done = "cap_same" if is_same else "cap_below" if change.is_below_used else "cap"
        return _place(target, done)

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _sheet_page(visit, target, wrong)


async def increase(visit: Visit) -> Response:
    """Add to a cap for a time."""
    form = visit.form
    target = target_of(form.text("scope"), form.text("subject"))
    today = visit.desk.quota.book.today
    check = Check(form)
    tokens = check.take("tokens", read_tokens, "tokens", instead=1)
    start = check.take("start", read_day, "day", instead=today)
    until = check.take("until", read_day, "day", instead=today)
    why = check.take("why", reason_of, "reason", instead="")
    adds = form.text("adds") == "yes"

    def work(session: Session) -> str:
        require_change(visit, session, target)
        order = IncreaseOrder(
            target=target, tokens=tokens, until=until, reason=why, start=start, adds=adds
        )
        check_order(visit, session, order)
        visit.desk.quota.book.boost(session, visit.actor, order)
        return _place(target, "increase")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _sheet_page(visit, target, wrong)


async def end_increase(visit: Visit) -> Response:
    """End an increase before its last day."""
    form = visit.form
    target = target_of(form.text("scope"), form.text("subject"))
    number = form.text("increase")
    field = f"end-reason-{number}" if number.isdecimal() else "form"
    check = Check(form)
    reason = check.take(field, reason_of, "reason", instead="")

    def work(session: Session) -> str:
        require_change(visit, session, target)
        today = visit.desk.quota.book.today
        running = {str(each.id): each for each in increases_of(session, target, today)}
        if number not in running:
            raise FormError({"form": "increase_over"})
        visit.desk.quota.book.end(session, visit.actor, running[number].id, reason=reason)
        return _place(target, "increase_ended")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _sheet_page(visit, target, wrong)


async def _sheet_page(visit: Visit, target: Target, wrong: FormError | None = None) -> Response:
    sheet = await visit.read(lambda session: look_up(visit, session, target))
    today = visit.desk.quota.book.today
    return visit.page(
        "cap.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        sheet=sheet,
        today=today,
        month_end=last_day(month_of(visit.desk.clock.now())),
        months_name=month_of(visit.desk.clock.now()),
    )


def _place(target: Target, done: str) -> str:
    return address("/admin/caps/of", scope=target.scope.value, subject=target.subject_id, done=done)


PAGES = (
    Page(Method.GET, "/admin/caps/of", Permission.CAPS_READ, show_one),
    Page(Method.POST, "/admin/caps/set", Permission.CAPS_WRITE, set_cap),
    Page(Method.POST, "/admin/caps/increase", Permission.CAPS_WRITE, increase),
    Page(Method.POST, "/admin/caps/end", Permission.CAPS_WRITE, end_increase),
)
