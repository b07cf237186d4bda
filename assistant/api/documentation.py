"""`/api/openapi.json` and `/api/docs`, for whoever is signed in; nothing from another host."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant.api.description import described, operations
from assistant.api.guard import Table

_COLUMNS = ("Method", "Address", "Permission", "What it does", "Takes", "Refuses with")


def documentation_router(app: FastAPI, route_class: type[APIRoute], table: Table) -> APIRouter:
    """Routes for the description of the API."""
    router = APIRouter(route_class=route_class, include_in_schema=False)

    @router.get("/api/openapi.json", response_model=None)
    async def openapi() -> Response:
        return JSONResponse(described(app, table))

    @router.get("/api/docs", response_model=None)
    async def docs() -> Response:
        return HTMLResponse(_page(described(app, table)))

    return router


def _page(document: dict[str, Any]) -> str:
    title = escape(str(document["info"]["title"]))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in _COLUMNS)
    rows = "\n".join(_rows(document))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body><main><h1>{title}</h1>"
        '<p>The whole description: <a href="/api/openapi.json">/api/openapi.json</a>. '
        "Fields marked * must be given.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"
        "</main></body></html>\n"
    )


def _rows(document: dict[str, Any]) -> Iterator[str]:
    for method, path, operation in operations(document):
        cells = [
            method,
            path,
            operation.get("x-permission", "-"),
            operation.get("description", operation["summary"]),
            ", ".join(_fields(document, operation)),
            " ".join(status for status in sorted(operation["responses"]) if status[0] in "45"),
        ]
        yield "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    """What may be sent: parameters, and the fields of the body."""
    for each in operation.get("parameters", ()):
        yield _marked(each["name"], is_needed=each["required"])
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    schema = document["components"]["schemas"].get(reference.rpartition("/")[2], {})
    for name in schema.get("properties", ()):
        yield _marked(name, is_needed=name in schema.get("required", ()))


def _marked(name: str, *, is_needed: bool) -> str:
    return f"{name}*" if is_needed else name
