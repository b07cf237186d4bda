"""Every route by every role: who is let in, made from the routes the application has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from assistant.api.admin.table import ADMIN_TABLE
from assistant.api.guard import Guard
from assistant.core.clock import SystemClock
from assistant.identity.permissions import TABLE, Permission
from assistant.identity.roles import Role
from tests.api.admin.conftest import Api

ACCOUNT_OF = {
    Role.ADMIN: "A1",
    Role.STAFF: "S1",
    Role.DEPARTMENT_ADMIN: "H1",
    Role.ANALYST: "N1",
    Role.AUDITOR: "U1",
}


def all_routes(app: FastAPI) -> Iterator[APIRoute]:
    """Every route, those of included routers too."""
    pending: list[BaseRoute] = list(app.routes)
    while pending:
        route = pending.pop()
        inner = getattr(route, "original_router", None)
        if inner is not None:
            pending += inner.routes
        elif isinstance(route, APIRoute):
            yield route
        else:
            raise AssertionError(f"a route of another kind: {route!r}")


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """Method and path of every route."""
    return {(method, route.path) for route in all_routes(app) for method in route.methods or ()}


def test_every_route_is_listed_and_every_line_is_a_route(api: Api) -> None:
    assert routes_of(api.app) == set(ADMIN_TABLE)
    described = {
        (method.upper(), path)
        for path, methods in api.app.openapi()["paths"].items()
        for method in methods
    }
    undocumented = {("GET", "/api/docs"), ("GET", "/api/openapi.json")}
    assert described == set(ADMIN_TABLE) - undocumented


def test_every_route_by_every_role(api: Api) -> None:
    wrong = []
    for (method, route), permission in sorted(ADMIN_TABLE.items()):
        path = re.sub(r"\{[a-z_]+\}", "1", route)
        if api.call(None, method, path, {}).status_code != 401:
            wrong.append((method, route, "nobody"))
        for role, account in ACCOUNT_OF.items():
            status = api.call(account, method, path, {}).status_code
            is_refused = status in (401, 403)
            if is_refused is (role in TABLE[permission]):
                wrong.append((method, route, role.value))
            assert status < 500
    assert wrong == []


def test_a_route_that_is_not_listed_is_refused_to_everybody(api: Api) -> None:
    guard: Guard = Guard(
        api.administration.access.credentials,
        api.administration.access.sessions,
        max_body_bytes=10,
        body_timeout_seconds=1,
    )
    route_class = guard.route_class({("GET", "/other"): Permission.SIGNED_IN})

    async def secret() -> str:
        return "secret"

    api.app.router.routes.append(route_class("/forgotten", secret, methods=["GET"]))
    assert api.call("A1", "GET", "/forgotten").status_code == 403


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer asst_unknown", "Basic QTpC", "Bearer " + "x" * 5000]
)
def test_other_credentials_are_401_with_an_error_body(api: Api, header: str) -> None:
    answer = api.call(None, "GET", "/api/admin/me", authorization=header)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")


def test_a_scope_narrows_a_token(api: Api) -> None:
    made = api.post("A1", "/api/admin/tokens", {"account": "A1", "role": "admin",
                                                "scopes": ["caps.read"]})  # fmt: skip
    narrowed = {"authorization": f"Bearer {made['token']}"}
    assert api.client.get("/api/admin/caps", headers=narrowed).status_code == 200
    assert api.client.get("/api/admin/me", headers=narrowed).json()["scopes"] == ["caps.read"]
    assert api.client.get("/api/admin/accounts", headers=narrowed).status_code == 403


def test_the_clock_of_a_token_is_the_installations(api: Api) -> None:
    assert api.administration.clock.now() != SystemClock().now()
    assert api.call("A1", "GET", "/api/admin/me").status_code == 200
    api.administration.clock.advance(91 * 86_400)  # type: ignore[attr-defined]
    assert api.call("A1", "GET", "/api/admin/me").status_code == 401
