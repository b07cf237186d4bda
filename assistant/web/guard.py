"""What a request must bring before a page answers it: a session, a role, and the right origin."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from assistant.identity.credentials import COOKIE
from assistant.identity.faults import ForbiddenError

LOOPBACK_COOKIE: Final = "assistant-session"
"""The name on plain http to this machine itself, where no browser takes a `__Host-` cookie."""

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

PAGE_HEADERS = {
    # With `no-referrer` browsers send `Origin: null` along with forms, which cannot be checked.
    "referrer-policy": "same-origin",
}


class ForeignOriginError(ForbiddenError):
    """A form was sent from another site, or by something that does not say from where."""


class StaleFormError(ForbiddenError):
    """A form does not belong to the session it was sent in."""


def is_plain_loopback(request: Request) -> bool:
    """Whether the browser speaks plain http to the machine it runs on.

    Everywhere else a TLS proxy stands before the gateway, whatever scheme is seen behind it.
    """
    return request.url.scheme == "http" and request.url.hostname in LOOPBACK_HOSTS


def session_cookie(request: Request) -> str | None:
    """The secret of the session a request was sent in."""
    return request.cookies.get(_cookie_name(request))


def set_session_cookie(request: Request, response: Response, secret: str) -> None:
    """Let the browser keep the session until it is closed; the server ends it by time."""
    response.set_cookie(
        _cookie_name(request),
        secret,
        path="/",
        secure=not is_plain_loopback(request),
        httponly=True,
        samesite="lax",
    )


def remove_session_cookie(request: Request, response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        _cookie_name(request),
        path="/",
        secure=not is_plain_loopback(request),
        httponly=True,
        samesite="lax",
    )


def require_same_origin(request: Request) -> None:
    """Refuse a form of another site.

    Host and port decide; the scheme is not compared, as behind a TLS proxy it is not known.

    Raises:
        ForeignOriginError: `Origin` is missing, or names another host or port.
    """
    origin = urlsplit(request.headers.get("origin", ""))
    host = request.headers.get("host", "")
    if origin.scheme not in {"http", "https"} or not host or origin.netloc.lower() != host.lower():
        raise ForeignOriginError("the form was not sent from a page of this gateway")


def _cookie_name(request: Request) -> str:
    return LOOPBACK_COOKIE if is_plain_loopback(request) else COOKIE
