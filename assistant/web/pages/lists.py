"""Officials and contacts of public offices, whose names and numbers may be written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlmodel import Session
from starlette.responses import Response

from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import Permission
from assistant.policy.drafts import ListKind
from assistant.policy.snapshot import (
    StoredContact,
    StoredOfficial,
    stored_contacts,
    stored_officials,
)
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.people import Shown, shown
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

PLACE = "/admin/allow"
KINDS = (ListKind.OFFICIALS, ListKind.CONTACTS)
"""The lists with a page of their own; the third is the allow-list itself."""

AnyLine = StoredOfficial | StoredContact


async def remove(visit: Visit) -> Response:
    """Take a line off a list."""
    kind, number = _kind(visit.form.text("kind")), visit.form.text("line")
    field = f"remove-reason-{number}" if number.isalnum() else "form"
    check = Check(visit.form)
    reason = check.take(field, reason_of, "reason", instead="")

    def work(session: Session) -> str:
        known = {str(line.id): line.id for line in _lines(session, kind)}
        if number not in known:
            raise FormError({"form": "target"})
        lists = visit.desk.policy.lists
        lists.remove(session, visit.actor, kind, known[number], reason=reason)
        return address(f"{PLACE}/{kind.value}", done="line_removed")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, kind, wrong)


async def _page(visit: Visit, kind: ListKind, wrong: FormError | None = None) -> Response:
    part: Shown[AnyLine] = await visit.read(
        lambda session: shown(_lines(session, kind), visit.query("page"))
    )
    return visit.page(
        "lines.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        kind=kind.value,
        part=part,
        base=f"{PLACE}/{kind.value}?",
    )


def _show(kind: ListKind) -> Callable[[Visit], Awaitable[Response]]:
    async def show(visit: Visit) -> Response:
        return await _page(visit, kind)

    return show


def _lines(session: Session, kind: ListKind) -> list[AnyLine]:
    return [*(stored_officials if kind is ListKind.OFFICIALS else stored_contacts)(session)]


def _kind(name: str) -> ListKind:
    kind = next((kind for kind in KINDS if kind.value == name), None)
    if kind is None:
        raise NotFoundError("there is no such list")
    return kind


PAGES = (
    *(Page(Method.GET, f"{PLACE}/{kind}", Permission.POLICY_READ, _show(kind)) for kind in KINDS),
    Page(Method.POST, f"{PLACE}/lines/remove", Permission.POLICY_WRITE, remove),
)
