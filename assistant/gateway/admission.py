"""Who may ask now: identity, load and rate, decided before any costly work is done."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.core.chat import InboundMessage, Outcome
from assistant.gateway.commands import visible
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Ending, Reason, Turn
from assistant.identity.directory import Member

RATE_WINDOW_SECONDS = 60
TEXTS = {
    Reason.UNKNOWN_ACCOUNT: "turn.unknown_account",
    Reason.DISABLED_ACCOUNT: "turn.disabled_account",
    Reason.RATE_LIMITED: "turn.rate_limited",
    Reason.BUSY: "turn.busy",
    Reason.FILES: "turn.files_refused",
    Reason.EMPTY_TEXT: "turn.empty_text",
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A recorded delivery and what is known when it arrives.

    Attributes:
        turn: the turn it opened, or the one an earlier delivery of the same event opened.
        is_new: false for a repeat.
        member: who sent it, if registered.
        open_turns: turns that are not closed, this one included.
        recent_turns: turns this account sent in the last minute, this one included.
    """

    turn: Turn
    is_new: bool
    member: Member | None = None
    open_turns: int = 0
    recent_turns: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is taken in."""

    max_queued_turns: int
    max_turns_per_minute: int


def refuse(
    arrival: Arrival, message: InboundMessage, limits: Limits, replies: Replies, *, ask_whom: str
) -> Ending | None:
    """Why this message is not taken further, or None if it is."""
    reason = _unfit_sender(arrival) or _overload(arrival, limits) or _unfit_content(message)
    if reason is None:
        return None
    text = replies.text(TEXTS[reason], ask_whom=ask_whom, seconds=RATE_WINDOW_SECONDS)
    return Ending(Outcome.REFUSED, reason, text)


def _unfit_sender(arrival: Arrival) -> Reason | None:
    if arrival.member is None:
        return Reason.UNKNOWN_ACCOUNT
    return None if arrival.member.is_active else Reason.DISABLED_ACCOUNT


def _overload(arrival: Arrival, limits: Limits) -> Reason | None:
    if arrival.recent_turns > limits.max_turns_per_minute:
        return Reason.RATE_LIMITED
    return Reason.BUSY if arrival.open_turns > limits.max_queued_turns else None


def _unfit_content(message: InboundMessage) -> Reason | None:
    if message.file_names:
        return Reason.FILES
    return None if visible(message.text.reveal()) else Reason.EMPTY_TEXT
