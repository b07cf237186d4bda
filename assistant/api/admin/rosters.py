"""The roster, and passwords: what makes accounts and lets people in."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.admin.accounts import Changed, require_role_within
from assistant.api.desk import Call, Desk
from assistant.api.guard import principal_of
from assistant.api.schemas import Id, NewPassword, RosterFile
from assistant.identity.faults import ForbiddenError
from assistant.identity.roster import parse_roster
from assistant.identity.roster_import import RosterDiff


def rosters_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for the roster and passwords."""
    router = APIRouter(route_class=route_class, tags=["accounts"])
    _add_import(router, desk)
    _add_password(router, desk)
    return router


def _add_import(router: APIRouter, desk: Desk) -> None:
    accounts = desk.administration.access.accounts

    @router.post("/api/admin/accounts/import", response_model=RosterDiff)
    async def import_accounts(request: Request, file: RosterFile) -> Response:
        """Make the accounts be as a roster says, all or none; `dry_run` shows what would change.

        A token that was narrowed gives no role but staff.
        """
        roster = await asyncio.to_thread(parse_roster, file.csv.encode("utf-8"))

        def work(call: Call) -> RosterDiff:
            diff = accounts.import_roster(call.session, call.actor, roster, is_dry_run=file.dry_run)
            require_role_within(principal_of(request), [change.after for change in diff.roles])
            return diff

        return await desk.change(request, work)


def _add_password(router: APIRouter, desk: Desk) -> None:
    access = desk.administration.access

    @router.post("/api/admin/accounts/{account_id}/password", response_model=Changed)
    async def set_password(request: Request, account_id: Id, wanted: NewPassword) -> Response:
        """Set the password of an account for the pages; its sessions end.

        A token that was narrowed sets none: whoever signs in with it may do more.
        """
        if principal_of(request).scopes:
            raise ForbiddenError("a narrowed token sets no password")
        access.passwords.check(account_id, wanted.password)
        # Outside the transaction and the loop: it takes its time on purpose.
        hashed = await asyncio.to_thread(access.hashing.hash, wanted.password)

        def work(call: Call) -> Changed:
            access.passwords.store(call.session, call.actor, account_id, hashed)
            return Changed(changed=True)

        return await desk.change(request, work)
