"""Joins the routes of the admin API behind one guard."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.api.admin.accounts import accounts_router
from assistant.api.admin.operations import operations_router
from assistant.api.admin.policy import policy_router
from assistant.api.admin.quota import quota_router
from assistant.api.admin.table import ADMIN_TABLE
from assistant.api.desk import Desk
from assistant.api.documentation import documentation_router
from assistant.api.guard import Guard


def include_admin_api(app: FastAPI, desk: Desk, guard: Guard) -> None:
    """Add `/api/admin/*` and its description to an application."""
    route_class = guard.route_class(ADMIN_TABLE)
    for make in (accounts_router, quota_router, policy_router, operations_router):
        app.include_router(make(desk, route_class))
    app.include_router(documentation_router(app, route_class, ADMIN_TABLE))
