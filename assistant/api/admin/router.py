"""Joins the routes of the admin API behind one guard."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.api.admin.accounts import accounts_router
from assistant.api.admin.balances import balances_router
from assistant.api.admin.lists import lists_router
from assistant.api.admin.operations import operations_router
from assistant.api.admin.quota import quota_router
from assistant.api.admin.replies import replies_router
from assistant.api.admin.reports import reports_router
from assistant.api.admin.rosters import rosters_router
from assistant.api.admin.rules import rules_router
from assistant.api.admin.table import ADMIN_TABLE, FILES
from assistant.api.desk import Desk
from assistant.api.documentation import documentation_router
from assistant.api.guard import Guard, Table

ROUTERS = (
    accounts_router,
    rosters_router,
    quota_router,
    balances_router,
    lists_router,
    rules_router,
    reports_router,
    replies_router,
    operations_router,
)


def include_admin_api(
    app: FastAPI, desk: Desk, guard: Guard, *, described_too: Table | None = None
) -> None:
    """Add `/api/admin/*` to an application, and the description of the whole API.

    Args:
        app: the application.
        desk: the administration.
        guard: lets requests in.
        described_too: the permissions of guarded addresses beside those of the admin API.
    """
    route_class = guard.route_class(ADMIN_TABLE, files=FILES)
    for make in ROUTERS:
        app.include_router(make(desk, route_class))
    table = {**ADMIN_TABLE, **(described_too or {})}
    app.include_router(documentation_router(app, route_class, table))
