"""Faults as HTTP answers: `{"error": {"code", "message"}}`, never with anything that was sent in.

A fault of the gateway's own (5xx) is told by its code alone; its message is for the log and the
command line, where paths may be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.field_faults import told
from assistant.core.errors import AssistantError, InputError
from assistant.core.logs import get_log

RETRY_AFTER_SECONDS = 5
MOST_PROBLEMS = 100

_MESSAGES: Mapping[int, tuple[str, str]] = {
    400: ("invalid_request", "the request cannot be used; see the documentation of this address"),
    401: ("not_authenticated", "sign in or send a token"),
    403: ("forbidden", "this account may not do that"),
    404: ("not_found", "there is nothing at this address; check the path"),
    405: ("method_not_allowed", "this address does not take that method"),
    408: ("body_timeout", "the body did not arrive in time; send it again"),
    413: ("too_large", "the body is too large; send less"),
    415: ("unsupported_media_type", "this content type is not taken here"),
    422: ("invalid_request", "the request has a missing or wrong field"),
    429: ("too_many_requests", "too many requests; wait and send it again"),
    503: ("unavailable", "the gateway cannot take this now; send it again later"),
    507: ("no_room", "there is no room to make this; free space in the data folder"),
}
_FALLBACK = ("internal", "the gateway failed; its log names the kind of fault")


class UnknownChannelError(InputError):
    """No enabled channel has that name."""

    code = "unknown_channel"
    http_status = 404


class BodyTimeoutError(InputError):
    """A request's body did not arrive in time."""

    code = "body_timeout"
    http_status = 408


class MediaTypeError(InputError):
    """A body of a type this address does not take."""

    code = "unsupported_media_type"
    http_status = 415


def error_response(
    status: int,
    *,
    code: str,
    message: str,
    headers: Mapping[str, str] | None = None,
    problems: Sequence[str] = (),
) -> JSONResponse:
    """An error body; a 503 asks for another try after a few seconds.

    Args:
        status: of HTTP.
        code: for programs.
        message: one line for people.
        headers: to send along.
        problems: all that is wrong with a file, by line; left out if there is no more to say.
    """
    headers = dict(headers or {})
    if status == 503:
        headers.setdefault("retry-after", str(RETRY_AFTER_SECONDS))
    error: dict[str, object] = {"code": code, "message": message}
    if problems:
        error["problems"] = [*problems[:MOST_PROBLEMS]]
    body = {"error": error}
    return JSONResponse(body, status_code=status, headers=headers)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every fault with an error body and log it by class name only."""
    app.add_exception_handler(AssistantError, _on_fault)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_middleware(FaultBarrier)


class FaultBarrier:
    """Turns any other exception into a plain 500.

    Starlette's own handler raises it again after answering, so that the server logs its message,
    which may quote what somebody typed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; an exception ends here."""
        is_started = False

        async def watch(message: Message) -> None:
            nonlocal is_started
            is_started = is_started or message["type"] == "http.response.start"
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, watch)
        except Exception as fault:  # noqa: BLE001 - a fault becomes a refusal here
            get_log().error("http.fault", error=type(fault).__name__, method=scope["method"])
            if is_started:
                raise AssistantError("the answer was cut off by a fault; see the log") from None
            code, message = _FALLBACK
            await error_response(500, code=code, message=message)(scope, receive, send)


async def _on_fault(request: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, AssistantError):
        raise fault
    status = fault.http_status
    message = fault.message if status < 500 else _known(status)[1]
    get_log().warning(
        "http.refused", error=type(fault).__name__, status=status, method=request.method
    )
    problems = getattr(fault, "problems", ()) if status < 500 else ()
    return error_response(status, code=fault.code, message=message, problems=problems)


async def _on_invalid_request(request: Request, fault: Exception) -> JSONResponse:
    get_log().warning("http.refused", error="RequestValidationError", method=request.method)
    code, message = _known(422)
    if isinstance(fault, RequestValidationError):
        message = told(fault.errors()) or message
    return error_response(422, code=code, message=message)


async def _on_http_exception(_request: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, HTTPException):
        raise fault
    code, message = _known(fault.status_code)
    return error_response(fault.status_code, code=code, message=message, headers=fault.headers)


async def _on_disconnect(request: Request, _fault: Exception) -> JSONResponse:
    get_log().info("http.disconnected", method=request.method)
    code, message = _known(400)
    return error_response(400, code=code, message=message)


def _known(status: int) -> tuple[str, str]:
    return _MESSAGES.get(status, _FALLBACK)
