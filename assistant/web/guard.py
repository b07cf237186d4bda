"""What a request must bring before a page answers it: a session, a role, and the right origin."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from assistant.identity.credentials import COOKIE, cookie_name
from assistant.identity.faults import ForbiddenError

PAGE_HEADERS = {
    # With `no-referrer` browsers send `Origin: null` along with forms, which cannot be checked.
    "referrer-policy": "same-origin",
}


class ForeignOriginError(ForbiddenError):
    """A form was sent from another site, or by something that does not say from where."""


class StaleFormError(ForbiddenError):
    """A form does not belong to the session it was sent in."""


def session_cookie(request: Request) -> str | None:
    """The secret of the session a request was sent in."""
    return request.cookies.get(_cookie_name(request))


def set_session_cookie(request: Request, response: Response, secret: str) -> None:
    """Let the browser keep the session until it is closed; the server ends it by time."""
    response.set_cookie(
        _cookie_name(request),
        secret,
        path="/",
        secure=_cookie_name(request) == COOKIE,
        httponly=True,
        samesite="lax",
    )


def remove_session_cookie(request: Request, response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        _cookie_name(request),
        path="/",
        secure=_cookie_name(request) == COOKIE,
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
    return cookie_name(request.url.scheme, request.url.hostname)
