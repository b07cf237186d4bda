"""API tokens of everybody: listed, made and ended by an admin."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.periods import day_of
from assistant.identity.permissions import Permission
from assistant.identity.roles import Role
from assistant.identity.tokens import NewToken
from assistant.web.forms import FormError
from assistant.web.people import Shown, person, shown
from assistant.web.routes import Method, Page
from assistant.web.token_forms import (
    LONGEST,
    TokenLine,
    made_page,
    roles_named,
    token_lines,
    token_order,
)
from assistant.web.visit import Visit, address

HERE = "/admin/accounts/tokens"


async def show(visit: Visit) -> Response:
    """The tokens of all, or of the account that is searched."""
    return await _page(visit, visit.query("account"))


async def create(visit: Visit) -> Response:
    """Make a token of any account; it is shown once."""
    account_id = visit.form.text("account").strip()
    made: list[NewToken] = []

    def work(session: Session) -> str:
        if person(session, account_id) is None:
            raise FormError({"account": "account"})
        tokens = visit.desk.access.tokens
        made[:] = [
            tokens.create(
                session, visit.actor, account_id=account_id, role=order.role, until=order.until
            )
        ]
        return address(HERE, account=account_id, done="token_again")

    try:
        order = token_order(visit, list(Role), latest=LONGEST)
        place, is_made = await visit.change_told(work)
    except FormError as wrong:
        return await _page(visit, visit.form.text("searched"), wrong)
    back = address(HERE, account=account_id)
    return made_page(visit, made[0], back=back) if is_made else visit.go(place)


async def revoke(visit: Visit) -> Response:
    """End a token."""
    number, searched = visit.form.text("token"), visit.form.text("searched")

    def work(session: Session) -> str:
        tokens = visit.desk.access.tokens
        if number not in {token.id for token in tokens.list_tokens(session)}:
            raise FormError({"form": "target"})
        tokens.revoke(session, visit.actor, number)
        return address(HERE, account=searched, done="token_revoked")

    try:
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, searched, wrong)


async def _page(visit: Visit, searched: str, wrong: FormError | None = None) -> Response:
    def work(session: Session) -> Shown[TokenLine]:
        return shown(token_lines(visit, session, searched or None), visit.query("page"))

    part = await visit.read(work)
    today = day_of(visit.desk.clock.now())
    days = timedelta(days=visit.desk.settings.access.token_days)
    return visit.page(
        "tokens.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        part=part,
        searched=searched,
        base=address(HERE, account=searched) + ("&" if searched else "?"),
        roles=roles_named(visit, list(Role)),
        latest=today + days,
    )


PAGES = (
    Page(Method.GET, HERE, Permission.TOKENS_READ, show),
    Page(Method.POST, f"{HERE}/create", Permission.TOKENS_WRITE, create),
    Page(Method.POST, f"{HERE}/revoke", Permission.TOKENS_WRITE, revoke),
)
