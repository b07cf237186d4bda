"""Exports of usage rows: made on demand and sent whole; the list is that of the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from assistant.core.chat import Outcome
from assistant.core.errors import InputError
from assistant.gateway.audit_trail import TrailEntry, list_trail
from assistant.identity.permissions import Permission
from assistant.usage.log.export import ExportFormat
from assistant.usage.log.exports import ACTION, LONGEST_RECIPIENT, ExportOrder, HandedOut
from assistant.usage.log.selection import (
    Selection,
    SelectionError,
    count_rows,
    known_names,
    require_known,
    require_period,
)
from assistant.usage.log.small_groups import small_places
from assistant.usage.log.writers import EXCEL_ROWS, Encoding
from assistant.web.asked import options, places, told
from assistant.web.forms import Check, Form, FormError
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit

HERE = "/analysis/exports"
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Choices:
    """What rows can be limited to, and the exports there were."""

    departments: list[str]
    models: list[str]
    channels: list[str]
    trail: list[TrailEntry]


async def show(visit: Visit) -> Response:
    """The form, and who took away what so far."""
    return await _page(visit)


async def make(visit: Visit) -> Response:
    """Make an export and send it; it is recorded before its first byte is sent."""
    try:
        order = _order(visit.form)
        least = visit.desk.settings.analysis.small_group
        await visit.read(lambda session: _require_rows(session, order, least))
        made = await visit.desk.administration.exports.make(visit.actor, order)
    except SelectionError as fault:
        return await _page(visit, told(fault))
    except FormError as wrong:
        return await _page(visit, wrong)
    return _sent(made)


def _order(form: Form) -> ExportOrder:
    check = Check(form)
    format_ = check.take("format", ExportFormat, "export_format", instead=ExportFormat.CSV)
    encoding = check.take("encoding", Encoding, "encoding", instead=Encoding.UTF_8)
    recipient = check.take("recipient", _recipient, "recipient", instead="")
    if encoding is not Encoding.UTF_8 and format_ is not ExportFormat.CSV:
        check.refuse("encoding", "encoding_of_csv")
    check.done()
    return ExportOrder(
        format=format_,
        encoding=encoding,
        recipient=recipient,
        selection=Selection(
            from_month=form.text("from").strip() or None,
            to_month=form.text("to").strip() or None,
            departments=_chosen(form, "department"),
            outcomes=_chosen(form, "outcome"),
            models=_chosen(form, "model"),
            channels=_chosen(form, "channel"),
        ),
    )


def _chosen(form: Form, name: str) -> tuple[str, ...]:
    return tuple(filter(None, form.every(name)))


def _recipient(text: str) -> str:
    name = text.strip()
    if len(name) > LONGEST_RECIPIENT or not name.isprintable():
        raise InputError("the recipient's name is too long, or no one line")
    return name


def _require_rows(session: Session, order: ExportOrder, least: int) -> None:
    """Refuse a selection without rows, which nobody wants to have as a file."""
    require_period(order.selection.from_month, order.selection.to_month)
    require_known(session, order.selection)
    count = count_rows(session, order.selection, small_places(session, least))
    if count == 0:
        raise FormError({"from": "no_rows"})
    if order.format is ExportFormat.XLSX and count >= EXCEL_ROWS:
        raise FormError({"format": "too_many_rows"})


def _sent(made: HandedOut) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{made.name}"',
        "content-length": str(made.size),
    }
    return StreamingResponse(made.chunks(), media_type=made.media_type, headers=headers)


async def _page(visit: Visit, wrong: FormError | None = None) -> Response:
    found = await visit.read(_choices)
    return visit.page(
        "analysis/exports.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        name="exports",
        places=places(visit),
        departments=options(visit, found.departments),
        models=options(visit, found.models),
        channels=options(visit, found.channels),
        outcomes=_outcomes(visit),
        small_group=visit.desk.settings.analysis.small_group,
        trail=found.trail,
    )


def _outcomes(visit: Visit) -> list[tuple[str, str]]:
    words = visit.rendering.words
    named = [(each.value, words.name_of("outcomes", each.value)) for each in Outcome]
    return [*options(visit, ()), *named]


def _choices(session: Session) -> Choices:
    return Choices(
        departments=known_names(session, "departments"),
        models=known_names(session, "models"),
        channels=known_names(session, "channels"),
        trail=list_trail(session, limit=MOST_SHOWN, action=ACTION),
    )


PAGES = (
    Page(Method.GET, HERE, Permission.USAGE_EXPORT, show),
    Page(Method.POST, HERE, Permission.USAGE_EXPORT, make),
)
