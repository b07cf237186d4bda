"""Who changed something, and through which face of the product."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Face(StrEnum):
    """Where a change was asked for."""

    COMMAND = "command"
    API = "api"
    PAGE = "page"
    CHAT = "chat"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for a change.

    Attributes:
        name: an account id; for commands, the user of the operating system.
        face: where it was asked for.
    """

    name: str
    face: Face


SYSTEM = Actor("system", Face.SYSTEM)
"""What the gateway does by itself, such as ending an increase."""
