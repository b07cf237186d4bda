"""Replies the chat tool never took: counted and listed without text, sent again, or dropped."""

from __future__ import annotations

from sqlmodel import Session, col, func, select
from starlette.responses import Response

from assistant.gateway.dead_letters import DEAD, DeadLetter, list_dead_letters
from assistant.gateway.models import OutboxRow
from assistant.identity.faults import ConflictError, NotFoundError
from assistant.identity.permissions import Permission
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.people import Shown, shown
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

HERE = "/admin/replies"


def count_dead(session: Session) -> int:
    """How many replies could not be delivered."""
    dead = col(OutboxRow.state) == DEAD
    return session.exec(select(func.count()).select_from(OutboxRow).where(dead)).one()


async def show(visit: Visit) -> Response:
    """The list, with what can be done."""
    return await _page(visit)


async def retry_all(visit: Visit) -> Response:
    """Send all of them again."""
    check = Check(visit.form)
    reason = check.take("reason", reason_of, "reason", instead="")

    def work(session: Session) -> str:
        visit.desk.administration.dead_letters.retry_all(session, visit.actor, reason=reason)
        return address(HERE, done="replies_retried")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, wrong)


async def decide(visit: Visit) -> Response:
    """Send one of them again, or drop it."""
    reply, deed = visit.form.text("reply"), visit.form.text("deed")
    check = Check(visit.form)
    field = f"reply-reason-{reply}" if reply.isalnum() else "form"
    reason = check.take(field, reason_of, "reason", instead="")
    if deed not in {"retry", "drop"}:
        check.refuse("form", "target")

    def work(session: Session) -> str:
        dead_letters = visit.desk.administration.dead_letters
        act = dead_letters.drop if deed == "drop" else dead_letters.retry
        try:
            act(session, visit.actor, reply, reason=reason)
        except NotFoundError:
            raise FormError({"form": "reply_gone"}) from None
        except ConflictError:
            raise FormError({"form": "reply_kept"}) from None
        return address(HERE, done="reply_dropped" if deed == "drop" else "reply_retried")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, wrong)


async def _page(visit: Visit, wrong: FormError | None = None) -> Response:
    def work(session: Session) -> tuple[Shown[DeadLetter], int]:
        return shown(list_dead_letters(session), visit.query("page")), count_dead(session)

    part, count = await visit.read(work)
    return visit.page(
        "replies.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        part=part,
        count=count,
        base=f"{HERE}?",
    )


PAGES = (
    Page(Method.GET, HERE, Permission.REPLIES_READ, show),
    Page(Method.POST, f"{HERE}/retry", Permission.REPLIES_WRITE, retry_all),
    Page(Method.POST, f"{HERE}/decide", Permission.REPLIES_WRITE, decide),
)
