"""Which hosts the gateway answers to, and the headers every answer carries."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.body import CloseUnread
from assistant.api.errors import error_response

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
        " object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def install_security(app: FastAPI, *, allowed_hosts: Iterable[str]) -> None:
    """Refuse other `Host` headers and put the security headers on every answer.

    Connections whose body was left unread are closed. Call it after `install_error_handlers`, so
    that error answers carry the headers too.
    """
    app.add_middleware(HostAllowList, allowed_hosts=frozenset(allowed_hosts))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(CloseUnread)


class SecurityHeaders:
    """Adds the headers of `SECURITY_HEADERS` unless a route has set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application and complete the headers of its answer."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, complete if scope["type"] == "http" else send)


class HostAllowList:
    """Answers 400 to a request for a host that is not listed; `*` lists all, `*.x` all under x.

    Starlette's own middleware cannot read an IPv6 host and answers in plain text.
    """

    def __init__(self, app: ASGIApp, *, allowed_hosts: frozenset[str]) -> None:
        self._app = app
        self._allowed = frozenset(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application if the host is listed."""
        if scope["type"] == "lifespan" or self._is_allowed(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        refusal = error_response(
            400, code="unknown_host", message="this host is not served; see server.allowed_hosts"
        )
        await refusal(scope, receive, send)

    def _is_allowed(self, host: str) -> bool:
        name = (
            host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()
        )
        parents = name.split(".")
        wildcards = {"*." + ".".join(parents[start:]) for start in range(1, len(parents))}
        return not self._allowed.isdisjoint({"*", name} | wildcards)
