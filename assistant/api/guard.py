"""The one place in the API that takes credentials, and the table of what each address asks for.

An address that is not in its table is refused to everybody, before its body is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.body import read_body
from assistant.channels.payload import parse_json_object
from assistant.core.actor import Actor, Face
from assistant.identity.credentials import Credentials, SignedInRequest, cookie_name
from assistant.identity.faults import ForbiddenError, NotAuthenticatedError
from assistant.identity.permissions import Permission, Principal, reach
from assistant.identity.sessions import Sessions

CSRF_HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
Table = Mapping[tuple[str, str], Permission]
"""What is asked for, by method and path as it is written in the route."""

MAX_FILE_BODY_BYTES = 8 * 1024 * 1024
"""Of a body that holds a file: a roster of some ten thousand accounts."""


class Guard:
    """Lets a request in or refuses it."""

    def __init__(
        self,
        credentials: Credentials,
        sessions: Sessions,
        *,
        max_body_bytes: int,
        body_timeout_seconds: float,
    ) -> None:
        self._credentials = credentials
        self._sessions = sessions
        self._max_body_bytes = max_body_bytes
        self._body_timeout_seconds = body_timeout_seconds

    def route_class(self, table: Table, *, files: Collection[str] = ()) -> type[APIRoute]:
        """Routes that ask this guard before anything else, each for its line of the table.

        Args:
            table: what each of them asks for.
            files: paths whose bodies hold a file and may be larger.
        """
        admit = self.admit

        class GuardedRoute(APIRoute):
            asks_for: ClassVar[Table] = table

            def get_route_handler(
                self,
            ) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                handler = super().get_route_handler()
                path = self.path

                async def guarded(request: Request) -> Response:
                    permission = table.get((request.method, path))
                    await admit(request, permission, holds_file=path in files)
                    return await handler(request)

                return guarded

        return GuardedRoute

    async def admit(
        self, request: Request, permission: Permission | None, *, holds_file: bool = False
    ) -> None:
        """Find out who asks, whether they may, and read the body within its bounds.

        Raises:
            NotAuthenticatedError: no credentials, or none that are good now.
            ForbiddenError: not allowed, or not listed, or a browser's request of another site.
            InputError: a change whose body is no JSON object, or has a key twice.
        """
        name = cookie_name(request.url.scheme, request.url.hostname)
        found = await self._credentials.identify(
            authorization=request.headers.get("authorization"), cookie=request.cookies.get(name)
        )
        if found is None:
            raise NotAuthenticatedError("sign in or send a token")
        if permission is None or reach(found.principal, permission) is None:
            raise ForbiddenError("this account may not do that")
        if found.session_secret and request.method not in SAFE_METHODS:
            self._require_own_page(request, found)
        request.state.principal = found.principal
        longest = max(self._max_body_bytes, MAX_FILE_BODY_BYTES if holds_file else 0)
        # Starlette keeps the body here; the handler takes it from there.
        request._body = await read_body(
            request,
            max_bytes=longest,
            timeout_seconds=self._body_timeout_seconds,
        )
        if request._body and request.method not in SAFE_METHODS:
            # The framework takes the last of two equal keys: nobody can tell which one was meant.
            parse_json_object(request._body)

    def _require_own_page(self, request: Request, found: SignedInRequest) -> None:
        """A browser sends the cookie along with anybody's form; only our pages know the token."""
        token = request.headers.get(CSRF_HEADER, "")
        origin = urlsplit(request.headers.get("origin", ""))
        is_own = bool(origin.netloc) and origin.netloc == request.headers.get("host")
        if not (is_own and self._sessions.is_csrf_token(found.session_secret, token)):
            raise ForbiddenError("a change asked for with a cookie needs its X-CSRF-Token")


def principal_of(request: Request) -> Principal:
    """Who asks, as the guard has found out."""
    principal: Principal = request.state.principal
    return principal


def actor_of(request: Request) -> Actor:
    """Who the audit log names."""
    return Actor(principal_of(request).account_id, Face.API)
