"""What everybody does for themselves: another password, and API tokens of their own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.periods import day_of
from assistant.identity.faults import ConflictError
from assistant.identity.passwords import password_changed_at
from assistant.identity.permissions import Permission
from assistant.identity.roles import Role
from assistant.identity.sign_in import SignedIn
from assistant.identity.tokens import NewToken
from assistant.store.one_at_a_time import lock_changes
from assistant.web.forms import FormError
from assistant.web.guard import StaleFormError, set_session_cookie
from assistant.web.passwords import check_new_password
from assistant.web.routes import Method, Page
from assistant.web.token_forms import (
    TokenOrder,
    made_page,
    roles_named,
    token_lines,
    token_order,
)
from assistant.web.visit import Visit, address

HERE = "/admin/me"


async def show(visit: Visit) -> Response:
    """Who is signed in, the password, and the own tokens."""
    return await _page(visit)


async def change_password(visit: Visit) -> Response:
    """Take another password: the old one is asked for, and every other session ends.

    The old one is tried as a sign-in is: counted before, with the same bound.
    """
    access, opened = visit.desk.access, list[str]()
    try:
        tried = await _proved(visit)
        # Outside the transaction and the loop: it takes its time on purpose.
        hashed = await asyncio.to_thread(access.hashing.hash, visit.form.text("new-password"))

        def work(session: Session) -> str:
            opened[:] = [_stored(visit, session, tried, hashed)]
            return address(HERE, done="password")

        place, is_set = await visit.change_told(work)
    except FormError as wrong:
        return await _page(visit, wrong)
    if not is_set:  # no digest of a password is kept: this one may be another than the first
        await visit.desk.uow.write(lambda session: access.sessions.close(session, tried))
        raise ConflictError("the form was sent before; this password was not set")
    response = visit.go(place)
    set_session_cookie(visit.request, response, opened[0])
    return response


async def create_token(visit: Visit) -> Response:
    """Make a token of one's own: of no other role than one's own, or that of staff."""
    made: list[NewToken] = []
    try:
        order = token_order(visit, _own_roles(visit), latest=_latest(visit))

        def work(session: Session) -> str:
            made[:] = [_create(visit, session, order)]
            return address(HERE, done="token_again")

        place, is_made = await visit.change_told(work)
    except FormError as wrong:
        return await _page(visit, wrong)
    return made_page(visit, made[0], back=HERE) if is_made else visit.go(place)


async def revoke_token(visit: Visit) -> Response:
    """End a token of one's own."""
    number = visit.form.text("token")

    def work(session: Session) -> str:
        tokens = visit.desk.access.tokens
        own = {token.id for token in tokens.list_tokens(session, visit.principal.account_id)}
        if number not in own:
            raise FormError({"form": "target"})
        tokens.revoke(session, visit.actor, number)
        return address(HERE, done="token_revoked")

    try:
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _page(visit, wrong)


async def _proved(visit: Visit) -> str:
    """The secret of a session the old password has opened; the new one is fit to take its place.

    Raises:
        FormError: a field cannot be used.
    """
    form, account_id = visit.form, visit.principal.account_id
    check_new_password(visit, account_id)
    if form.text("old-password") == form.text("new-password"):
        raise FormError({"new-password": "password_same"})
    client = visit.request.client
    outcome = await visit.desk.access.sign_in.sign_in(
        account_id, form.text("old-password"), address=client.host if client else ""
    )
    if isinstance(outcome, SignedIn):
        return outcome.secret
    mistake = "password_wait" if outcome.wait_seconds else "password_wrong"
    raise FormError({"old-password": mistake})


def _stored(visit: Visit, session: Session, tried: str, hashed: str) -> str:
    """Store a password, which ends every session; the secret of the one that goes on.

    Raises:
        FormError: another password was set since the old one was tried.
    """
    access, account_id = visit.desk.access, visit.principal.account_id
    lock_changes(session)
    if access.sessions.find(session, tried) is None:
        raise FormError({"old-password": "password_wrong"})
    access.passwords.store(session, visit.actor, account_id, hashed)
    return access.sessions.open(session, account_id)


def _create(visit: Visit, session: Session, order: TokenOrder) -> NewToken:
    """Make the token, if whoever asks may still have it.

    Raises:
        StaleFormError: the session has ended since the form came, as with another role.
        FormError: the role is no longer one's own.
    """
    access = visit.desk.access
    lock_changes(session)
    now = access.sessions.find(session, visit.signed_in.session_secret)
    if now is None:
        raise StaleFormError("the session has ended")
    if order.role not in {now.principal.role, Role.STAFF}:
        raise FormError({"role": "role"})
    return access.tokens.create(
        session,
        visit.actor,
        account_id=visit.principal.account_id,
        role=order.role,
        until=order.until,
    )


def _own_roles(visit: Visit) -> list[Role]:
    return list(dict.fromkeys([visit.principal.role, Role.STAFF]))


def _latest(visit: Visit) -> timedelta:
    """How long a token may last that somebody makes without an admin."""
    return timedelta(days=visit.desk.settings.access.token_days)


async def _page(visit: Visit, wrong: FormError | None = None) -> Response:
    account_id = visit.principal.account_id
    tokens, password_at = await visit.read(
        lambda session: (
            token_lines(visit, session, account_id),
            password_changed_at(session, account_id),
        )
    )
    return visit.page(
        "me.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        tokens=tokens,
        password_at=password_at,
        shortest=visit.desk.settings.access.password_min_length,
        roles=roles_named(visit, _own_roles(visit)),
        latest=day_of(visit.desk.clock.now()) + _latest(visit),
    )


PAGES = (
    Page(Method.GET, HERE, Permission.SIGNED_IN, show),
    Page(Method.POST, "/admin/me/password", Permission.SIGNED_IN, change_password),
    Page(Method.POST, "/admin/me/tokens/create", Permission.SIGNED_IN, create_token),
    Page(Method.POST, "/admin/me/tokens/revoke", Permission.SIGNED_IN, revoke_token),
)
