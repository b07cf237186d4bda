"""Who may ask now: identity, load and rate, decided before any costly work is done."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.core.chat import InboundMessage, Outcome
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Ending, Reason, Turn
from assistant.identity.directory import Member

RATE_WINDOW_SECONDS = 60


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

    def refusal(reason: Reason, text: str) -> Ending:
        return Ending(Outcome.REFUSED, reason, text)

    if arrival.member is None:
        text = replies.text("turn.unknown_account", ask_whom=ask_whom)
        return refusal(Reason.UNKNOWN_ACCOUNT, text)
    if not arrival.member.is_active:
        text = replies.text("turn.disabled_account", ask_whom=ask_whom)
        return refusal(Reason.DISABLED_ACCOUNT, text)
    if arrival.recent_turns > limits.max_turns_per_minute:
        text = replies.text("turn.rate_limited", seconds=RATE_WINDOW_SECONDS)
        return refusal(Reason.RATE_LIMITED, text)
    if arrival.open_turns > limits.max_queued_turns:
        return refusal(Reason.BUSY, replies.text("turn.busy"))
    if message.file_names:
        return refusal(Reason.FILES, replies.text("turn.files_refused"))
    if not message.text.reveal().strip():
        return refusal(Reason.EMPTY_TEXT, replies.text("turn.empty_text"))
    return None
