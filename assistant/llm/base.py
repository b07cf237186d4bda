"""What every model is to the gateway, whoever provides it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.core.chat import Completion, Prompt


class AttemptStatus(StrEnum):
    """Where one attempt at a model call stands."""

    STARTED = "started"
    ANSWERED = "answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a model call.

    Attributes:
        number: 1 for the first try of a turn.
        status: `started` is reported before anything is sent.
        error_code: short code of what went wrong (`connect`, `http_429`, `deadline`, …), only
            with `failed`.
    """

    number: int
    status: AttemptStatus
    error_code: str | None = None


NOTHING_SENT = frozenset({"connect", "proxy"})
"""Error codes of attempts whose prompt certainly never left: no connection was made."""

OnAttempt = Callable[[Attempt], Awaitable[None]]


class ChatModel(Protocol):
    """A model that answers a prompt.

    Attributes:
        context_window: tokens of prompt and answer together it takes, if known.
    """

    context_window: int | None

    @property
    def name(self) -> str:
        """The model's name, as shown in usage rows."""
        ...

    async def complete(self, prompt: Prompt, *, on_attempt: OnAttempt) -> Completion:
        """Answer the last message of a prompt.

        Args:
            prompt: everything the model is given.
            on_attempt: awaited before and after every attempt, outside the model's deadline.

        Raises:
            ModelError: no usable answer; `is_outcome_known` tells whether anything may be charged.
        """
        ...

    async def close(self) -> None:
        """Give back connections. The model is not used afterwards."""
        ...
