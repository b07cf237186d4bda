"""Accounts and tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.desk import Call, Desk
from assistant.api.guard import principal_of
from assistant.api.schemas import Id, Limit, NewRole, NewToken, Transfer, Why, Word
from assistant.identity.faults import ForbiddenError
from assistant.identity.permissions import Permission, Principal, visible_department
from assistant.identity.roles import Role
from assistant.identity.search import AccountFacts, AccountQuery, search_accounts
from assistant.identity.tokens import TokenFacts


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether a change made a difference."""

    changed: bool


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks, as the credentials have shown it."""

    account_id: str
    role: str
    department_id: str
    scopes: list[str]


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token. `token` is shown in the first answer alone."""

    id: str
    token: str
    expires_at: datetime


def accounts_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for accounts and tokens."""
    router = APIRouter(route_class=route_class, tags=["accounts"])
    _add_reading(router, desk)
    _add_states(router, desk)
    _add_changes(router, desk)
    _add_tokens(router, desk)
    return router


def _add_reading(router: APIRouter, desk: Desk) -> None:
    @router.get("/api/admin/me")
    async def me(request: Request) -> Me:
        """Who the credentials stand for."""
        found = principal_of(request)
        scopes = sorted(found.scopes)
        return Me(found.account_id, found.role.value, found.department_id, [*scopes])

    @router.get("/api/admin/accounts")
    async def list_accounts(
        request: Request,
        words: Word = "",
        department: Word = "",
        active: Annotated[bool | None, Query()] = None,
        after: Word = "",
        limit: Limit = 100,
    ) -> list[AccountFacts]:
        """Accounts by id; `words` is part of an id or name, `after` the last id of a page."""
        own = visible_department(principal_of(request), Permission.ACCOUNTS_READ)
        wanted = own if own is not None else department or None
        query = AccountQuery(words, wanted, active, after, limit)
        return await desk.read(lambda session: search_accounts(session, query))


def _add_states(router: APIRouter, desk: Desk) -> None:
    accounts = desk.administration.access.accounts

    async def set_active(request: Request, account_id: str, why: Why, *, to: bool) -> Response:
        def work(call: Call) -> Changed:
            return Changed(
                accounts.set_active(
                    call.session, call.actor, account_id, is_active=to, reason=why.reason
                )
            )

        return await desk.change(request, work)

    @router.post("/api/admin/accounts/{account_id}/disable", response_model=Changed)
    async def disable(request: Request, account_id: Id, why: Why) -> Response:
        """Stop an account at once; the last admin stays."""
        return await set_active(request, account_id, why, to=False)

    @router.post("/api/admin/accounts/{account_id}/enable", response_model=Changed)
    async def enable(request: Request, account_id: Id, why: Why) -> Response:
        """Let an account ask again."""
        return await set_active(request, account_id, why, to=True)


def _add_changes(router: APIRouter, desk: Desk) -> None:
    accounts = desk.administration.access.accounts

    @router.post("/api/admin/accounts/{account_id}/transfer", response_model=Changed)
    async def transfer(request: Request, account_id: Id, wanted: Transfer) -> Response:
        """Move an account to another department; what it used stays with the old one."""

        def work(call: Call) -> Changed:
            return Changed(
                accounts.transfer(
                    call.session, call.actor, account_id, wanted.department, wanted.reason
                )
            )

        return await desk.change(request, work)

    @router.post("/api/admin/accounts/{account_id}/role", response_model=Changed)
    async def change_role(request: Request, account_id: Id, wanted: NewRole) -> Response:
        """Give an account another role; it is signed out, its tokens of more than staff end.

        A token that was narrowed gives no role but staff.
        """
        require_role_within(principal_of(request), [wanted.role])

        def work(call: Call) -> Changed:
            return Changed(
                accounts.change_role(
                    call.session, call.actor, account_id, wanted.role, wanted.reason
                )
            )

        return await desk.change(request, work)


def require_role_within(principal: Principal, given: Iterable[str]) -> None:
    """Refuse a narrowed token to give a role that may more than it.

    Raises:
        ForbiddenError: it is narrowed, and one of the roles is not that of staff.
    """
    if principal.scopes and any(role != Role.STAFF for role in given):
        raise ForbiddenError("a narrowed token gives no role but staff")


def _require_within(principal: Principal, wanted: NewToken) -> None:
    if not principal.scopes:
        return
    is_within = bool(wanted.scopes) and principal.scopes.issuperset(wanted.scopes)
    if not is_within or wanted.role is not principal.role:
        raise ForbiddenError("a narrowed token makes no token that may more")


def _add_tokens(router: APIRouter, desk: Desk) -> None:
    tokens = desk.administration.access.tokens

    @router.get("/api/admin/tokens")
    async def list_tokens(account: Word = "") -> list[TokenFacts]:
        """Tokens, the newest first; never the token itself."""
        return await desk.read(lambda session: tokens.list_tokens(session, account or None))

    @router.post("/api/admin/tokens", response_model=MadeToken)
    async def create_token(request: Request, wanted: NewToken) -> Response:
        """Make a token. It is in the first answer alone, not in that to a repeat.

        A token that was narrowed makes none that may more.
        """
        _require_within(principal_of(request), wanted)

        def work(call: Call) -> MadeToken:
            made = tokens.create(
                call.session,
                call.actor,
                account_id=wanted.account,
                role=wanted.role,
                until=wanted.until,
                scopes=wanted.scopes,
            )
            return MadeToken(made.facts.id, made.secret, made.facts.expires_at)

        return await desk.change(request, work, secret="token")  # noqa: S106  # a field's name

    @router.post("/api/admin/tokens/{token_id}/revoke", response_model=TokenFacts)
    async def revoke_token(request: Request, token_id: Id) -> Response:
        """End a token at once."""
        return await desk.change(
            request, lambda call: tokens.revoke(call.session, call.actor, token_id)
        )
