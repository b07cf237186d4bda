"""OpenAPI's description of the API, completed with what all addresses have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from assistant.api.desk import KEY_HEADER
from assistant.api.guard import Table
from assistant.identity.idempotency import LONGEST_KEY

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string", "description": "for programs; see docs/errors.md"},
                "message": {"type": "string", "description": "one line for people"},
                "problems": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "all that is wrong with a file, by line",
                },
            },
        }
    },
}
_BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
_ALL: Mapping[str, str] = {
    "401": "no credentials, or none that are good now",
    "403": "this account may not do that",
    "422": "a field is missing or wrong; the message names it",
    "503": "the database cannot be used now, or the gateway is stopping; nothing was kept",
}
_CHANGES: Mapping[str, str] = {
    "400": "it cannot be done so; nothing was changed",
    "404": "there is none of that name or number",
    "409": "it cannot be done as things stand, or the key was used for another request",
    "413": "the body is too large",
}
_OTHER = "any other fault"
_KEY = {
    "name": KEY_HEADER.title(),
    "in": "header",
    "required": False,
    "description": "makes the change safe to send again",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}
_REPLACED = frozenset({"HTTPValidationError", "ValidationError"})


def described(app: FastAPI, table: Table) -> dict[str, Any]:
    """OpenAPI's description of everything the application answers.

    Args:
        app: the application.
        table: the permission of each guarded address.
    """
    document = deepcopy(app.openapi())
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    schemas = components.setdefault("schemas", {})
    for name in _REPLACED & set(schemas):
        del schemas[name]
    schemas["Error"] = ERROR
    for method, path, operation in operations(document):
        _complete(operation, method, path, table)
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each address, by path."""
    for path, methods in sorted(document["paths"].items()):
        for method, operation in sorted(methods.items()):
            yield method.upper(), path, operation


def _complete(operation: dict[str, Any], method: str, path: str, table: Table) -> None:
    told = str(operation.get("description", "")).strip().partition("\n")[0]
    operation["summary"] = told.rstrip(".") or operation["summary"]
    responses = operation["responses"]
    responses.pop("422", None)
    permission = table.get((method, path))
    operation["security"] = [] if permission is None else [{"token": []}]
    if permission is not None:
        operation["x-permission"] = permission.value
        for status, meaning in _statuses(method, path):
            responses[status] = {"description": meaning, "content": _BODY}
    if permission is not None and method == "POST":
        operation.setdefault("parameters", []).append(_KEY)
    responses["default"] = {"description": _OTHER, "content": _BODY}


def _statuses(method: str, path: str) -> Iterator[tuple[str, str]]:
    yield from _ALL.items()
    if method == "POST":
        yield from _CHANGES.items()
    elif "{" in path:
        yield "404", _CHANGES["404"]
