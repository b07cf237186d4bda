"""What a browser shows when a page cannot: one sentence on what is the matter, and what to do."""

from __future__ import annotations

from starlette.responses import Response

from assistant.core.errors import AssistantError, StoreError, TooLargeError
from assistant.identity.faults import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from assistant.usage.log.exports import NoRoomError
from assistant.web.guard import ForeignOriginError, StaleFormError
from assistant.web.visit import Guest

_PAGES: tuple[tuple[type[AssistantError], str], ...] = (
    (ForeignOriginError, "foreign_origin"),
    (StaleFormError, "stale_form"),
    (ForbiddenError, "forbidden"),
    (NotFoundError, "not_found"),
    (ConflictError, "conflict"),
    (TooLargeError, "too_large"),
    (StoreError, "store"),
    (NoRoomError, "no_room"),
)
"""The narrower kinds first."""


def fault_page(guest: Guest, fault: AssistantError | None) -> Response:
    """The page for a fault; what it is about is never repeated."""
    if fault is None:
        return guest.page("fault.html", status=500, fault="internal")
    for kind, name in _PAGES:
        if isinstance(fault, kind):
            return guest.page("fault.html", status=fault.http_status, fault=name)
    is_ours = fault.http_status >= 500
    name = "internal" if is_ours else "invalid"
    return guest.page("fault.html", status=fault.http_status, fault=name)
