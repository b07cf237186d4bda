"""How a page is registered: its address, and who may use it. There is no page without that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import Response

from assistant.identity.permissions import Permission
from assistant.web.visit import Guest, Visit


class Method(StrEnum):
    """Looking, or changing: a change needs the token of its form and the right origin."""

    GET = "GET"
    POST = "POST"


@dataclass(frozen=True, slots=True)
class Page:
    """One address for people who are signed in.

    Attributes:
        method: GET changes nothing.
        path: with `{names}` of parts as FastAPI takes them.
        permission: what somebody needs to come here at all; a department admin's reach is checked
            by the page itself, against what it is about.
        answer: makes the answer.
    """

    method: Method
    path: str
    permission: Permission
    answer: Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One address for everybody."""

    method: Method
    path: str
    answer: Callable[[Guest], Awaitable[Response]]
