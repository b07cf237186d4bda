"""The off switch: everything, a department or a model, with what staff will read meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.text import CleanText
from assistant.gateway.switch import (
    EVERYTHING,
    LONGEST_TEXT,
    CityStopError,
    Stop,
    StopScope,
    Target,
    list_stops,
    may_change,
)
from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import (
    Permission,
    Reach,
    may,
    reach,
    require,
    visible_department,
)
from assistant.llm.offline import OFFLINE_NAME
from assistant.llm.registry import model_name
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.people import departments
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

HERE = "/admin/switch"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is off, and whether this person may let it run again."""

    stop: Stop
    may_end: bool


async def show(visit: Visit) -> Response:
    """What is stopped, and the form to stop something."""
    return await _page(visit)


async def preview(visit: Visit) -> Response:
    """Show what staff will read, before anything is stopped."""
    try:
        target, reason, text = await _typed(visit)
    except FormError as wrong:
        return await _page(visit, wrong)
    ask_whom = visit.desk.settings.quota.ask_whom
    standard = visit.desk.replies.text("turn.switched_off", ask_whom=ask_whom)
    return visit.page(
        "switch_preview.html",
        target=target,
        reason=reason,
        text=text.value if text else "",
        said=text.value if text else standard,
    )


async def off(visit: Visit) -> Response:
    """Stop it."""
    try:
        target, reason, text = await _typed(visit)

        def work(session: Session) -> str:
            try:
                visit.desk.administration.switchboard.off(
                    session, visit.actor, target, reason=reason, text=text, reach=_reach(visit)
                )
            except CityStopError:
                raise FormError({"form": "city_stop"}) from None
            return address(HERE, done="switched_off")

        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, wrong)


async def on(visit: Visit) -> Response:
    """Let it run again."""
    form = visit.form
    try:
        target = Target(StopScope(form.text("scope")), form.text("subject"))
    except ValueError:
        raise NotFoundError("there is no such switch") from None
    require(visit.principal, Permission.SWITCH_WRITE, department=_department(target))
    check = Check(form)
    reason = check.take(f"on-reason-{form.text('at')}", reason_of, "reason", instead="")

    def work(session: Session) -> str:
        switchboard = visit.desk.administration.switchboard
        try:
            is_changed = switchboard.on(
                session, visit.actor, target, reason=reason, reach=_reach(visit)
            )
        except CityStopError:
            raise FormError({"form": "city_stop"}) from None
        return address(HERE, done="switched_on" if is_changed else "switch_same")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, wrong)


async def _typed(visit: Visit) -> tuple[Target, str, CleanText | None]:
    """What is to be stopped, why, and what staff read.

    Raises:
        FormError: a field cannot be used.
        ForbiddenError: it is not this person's to stop.
    """
    form = visit.form
    names = await visit.read(departments)
    check = Check(form)
    target = EVERYTHING
    if form.text("scope") == StopScope.DEPARTMENT:
        target = Target(StopScope.DEPARTMENT, form.text("department"))
        if target.subject not in names:
            check.refuse("department", "department")
    elif form.text("scope") == StopScope.MODEL:
        target = Target(StopScope.MODEL, form.text("model"))
        if target.subject not in _models(visit):
            check.refuse("model", "model")
    elif form.text("scope") != StopScope.ALL:
        check.refuse("form", "target")
    reason = check.take("reason", reason_of, "reason", instead="")
    if len(form.text("text").strip()) > LONGEST_TEXT:
        check.refuse("text", "staff_text")
    check.done()
    require(visit.principal, Permission.SWITCH_WRITE, department=_department(target))
    return target, reason, await visit.screened("text")


async def _page(visit: Visit, wrong: FormError | None = None) -> Response:
    own = visible_department(visit.principal, Permission.SWITCH_READ)

    def work(session: Session) -> tuple[Sequence[Line], Sequence[str]]:
        lines = [
            Line(stop, _may_end(visit, session, stop))
            for stop in list_stops(session)
            if own is None or _department(stop.target) in (None, own)
        ]
        return lines, [own] if own else departments(session)

    lines, names = await visit.read(work)
    # A department that the city has stopped cannot be stopped again by its own admin.
    is_settled = any(each.stop.target.subject == own and not each.may_end for each in lines)
    return visit.page(
        "switch.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        lines=lines,
        own=own,
        may_stop=visit.may(Permission.SWITCH_WRITE) and not (own and is_settled),
        departments=[(name, name) for name in names],
        models=[(name, name) for name in _models(visit)],
    )


def _may_end(visit: Visit, session: Session, stop: Stop) -> bool:
    """Whether this person may end a stop: it is theirs to switch, and not the city's decision."""
    department = _department(stop.target)
    return may(visit.principal, Permission.SWITCH_WRITE, department=department) and may_change(
        session, visit.actor, stop, _reach(visit)
    )


def _reach(visit: Visit) -> Reach | None:
    return reach(visit.principal, Permission.SWITCH_WRITE)


def _models(visit: Visit) -> list[str]:
    settings = visit.desk.settings
    return sorted({*settings.models, model_name(settings.llm), OFFLINE_NAME})


def _department(target: Target) -> str | None:
    """Whose it is; None for what concerns the whole city."""
    return target.subject if target.scope is StopScope.DEPARTMENT else None


PAGES = (
    Page(Method.GET, HERE, Permission.SWITCH_READ, show),
    Page(Method.POST, "/admin/switch/preview", Permission.SWITCH_WRITE, preview),
    Page(Method.POST, "/admin/switch/off", Permission.SWITCH_WRITE, off),
    Page(Method.POST, "/admin/switch/on", Permission.SWITCH_WRITE, on),
)
