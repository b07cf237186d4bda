"""`/api/openapi.json` and `/api/docs`, for whoever is signed in; nothing from another host."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant.api.guard import Table


def documentation_router(app: FastAPI, route_class: type[APIRoute], table: Table) -> APIRouter:
    """Routes for the description of the API."""
    router = APIRouter(route_class=route_class, include_in_schema=False)

    @router.get("/api/openapi.json", response_model=None)
    async def openapi() -> Response:
        return JSONResponse(described(app))

    @router.get("/api/docs", response_model=None)
    async def docs() -> Response:
        return HTMLResponse(_page(described(app), table))

    return router


def described(app: FastAPI) -> dict[str, Any]:
    """OpenAPI's description of everything the application answers."""
    document = app.openapi()
    document.setdefault("components", {})["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"}
    }
    document["security"] = [{"token": []}]
    return document


def _page(document: dict[str, Any], table: Table) -> str:
    title = escape(str(document["info"]["title"]))
    rows = "\n".join(_rows(document, table))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body><main><h1>{title}</h1>"
        '<p>The whole description: <a href="/api/openapi.json">/api/openapi.json</a>.</p>'
        "<table><thead><tr><th>Method</th><th>Address</th><th>Permission</th><th>What it does</th>"
        f"</tr></thead><tbody>\n{rows}\n</tbody></table></main></body></html>\n"
    )


def _rows(document: dict[str, Any], table: Table) -> Iterator[str]:
    for path, methods in sorted(document["paths"].items()):
        for method, operation in sorted(methods.items()):
            permission = table.get((method.upper(), path))
            cells = [
                method.upper(),
                path,
                permission.value if permission else "-",
                operation.get("description", operation.get("summary", "")),
            ]
            yield "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"
