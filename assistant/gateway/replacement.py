"""The one word that goes on after a stop: rewrites waiting in memory, names put back on delivery.

Nothing here is ever written down. A rewrite waits for its time and is gone with the process; what
the model and the database see is the rewrite, which passed the gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assistant.core.clock import Clock
from assistant.core.ids import AccountId, TurnId
from assistant.core.text import CleanText
from assistant.filters.rewrite import Replacement, restore

MAX_WAITING = 1_000
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Offer:
    """A rewrite offered with a notice."""

    text: CleanText
    replacements: tuple[Replacement, ...] = field(repr=False)
    until: float


class Replacements:
    """Rewrites on offer by account and conversation, and names to put back by turn."""

    def __init__(self, clock: Clock, *, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._offers: dict[tuple[AccountId, str], Offer] = {}
        self._sent: dict[TurnId, Offer] = {}

    def offer(
        self,
        account_id: AccountId,
        conversation_key: str,
        text: CleanText,
        replacements: Sequence[Replacement],
    ) -> None:
        """Keep a rewrite until it is taken, replaced by a newer one, or its time is over."""
        self.forget_expired()
        self.withdraw(account_id, conversation_key)
        offered = Offer(text, tuple(replacements), self._deadline())
        self._offers[account_id, conversation_key] = offered

    def withdraw(self, account_id: AccountId, conversation_key: str) -> None:
        """Drop an offer: a newer text was stopped, and for that one there is no rewrite."""
        self._offers.pop((account_id, conversation_key), None)

    def take(
        self, account_id: AccountId, conversation_key: str, turn_id: TurnId
    ) -> CleanText | None:
        """The rewrite on offer, once; its names wait to be put back into this turn's answer.

        They wait for as long as the rewrite could have: an answer to a rewrite taken at the last
        moment has its names too.
        """
        self.forget_expired()
        offer = self._offers.pop((account_id, conversation_key), None)
        if offer is None:
            return None
        self._sent[turn_id] = replace(offer, until=self._deadline())
        return offer.text

    def was_sent(self, turn_id: TurnId) -> bool:
        """Whether names are waiting to be put back into this turn's answer."""
        self.forget_expired()
        return turn_id in self._sent

    def restore(self, turn_id: TurnId, text: str) -> str:
        """The answer with the names put back, for the sender's eyes only."""
        return restore(text, self._sent[turn_id].replacements)

    def forget(self, turn_id: TurnId) -> None:
        """Drop the names of a turn whose reply has been delivered."""
        self._sent.pop(turn_id, None)

    def forget_expired(self) -> None:
        """Drop what has waited for its time."""
        now = self._clock.monotonic()
        self._offers = _unexpired(self._offers, now)
        self._sent = _unexpired(self._sent, now)

    def _deadline(self) -> float:
        return self._clock.monotonic() + self._seconds


def _unexpired(offers: dict[K, Offer], now: float) -> dict[K, Offer]:
    """The newest offers whose time is not over."""
    kept = [(key, offer) for key, offer in offers.items() if offer.until > now]
    return dict(kept[-MAX_WAITING:])
