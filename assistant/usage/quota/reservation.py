"""How much a turn may hold: the pure decision, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.core.periods import reset_date
from assistant.usage.quota.models import Scope


@dataclass(frozen=True, slots=True)
class ScopeBalance:
    """Tokens of one account, department or the city in a month; no cap means unlimited.

    Attributes:
        used: charged this month.
        reserved: held by turns that are running.
        cap: what holds today, with what `increase` adds.
        increase: the part of the cap that increases running today have added.
    """

    used: int
    reserved: int
    cap: int | None
    increase: int = 0

    @property
    def remaining(self) -> int | None:
        """Tokens that can still be reserved, never below 0; none if unlimited."""
        return None if self.cap is None else max(self.cap - self.used - self.reserved, 0)


@dataclass(frozen=True, slots=True)
class Balance:
    """The three balances a turn must fit.

    `takes_part` is false while there is a pilot without the account's department.
    """

    month: str
    account: ScopeBalance
    department: ScopeBalance
    city: ScopeBalance
    takes_part: bool = True

    @property
    def reset_date(self) -> date:
        """The day the next month's quota begins, in Asia/Tokyo."""
        return reset_date(self.month)

    @property
    def scopes(self) -> tuple[tuple[Scope, ScopeBalance], ...]:
        """The three in their fixed order."""
        return (
            (Scope.ACCOUNT, self.account),
            (Scope.DEPARTMENT, self.department),
            (Scope.CITY, self.city),
        )

    @property
    def binding(self) -> Scope:
        """The one with the least left; the narrower one if two have the same."""
        return min(self._limited(), default=(0, 0, Scope.ACCOUNT))[2]

    @property
    def remaining(self) -> int | None:
        """Tokens left where the least is left; none if nothing limits."""
        return min((left for left, _, _ in self._limited()), default=None)

    def of(self, scope: Scope) -> ScopeBalance:
        """The balance of one scope."""
        return dict(self.scopes)[scope]

    def _limited(self) -> Sequence[tuple[int, int, Scope]]:
        return [
            (balance.remaining, position, scope)
            for position, (scope, balance) in enumerate(self.scopes)
            if balance.remaining is not None
        ]


@dataclass(frozen=True, slots=True)
class Granted:
    """Tokens are held for a turn.

    Attributes:
        month: the month charged, whenever the turn ends.
        tokens: what is held: prompt and output.
        max_output_tokens: the most the model may answer with.
    """

    month: str
    tokens: int
    max_output_tokens: int


class Cause(StrEnum):
    """Why a turn is refused: it passes a cap, a cap of 0 has stopped it, or there is a pilot."""

    CAP = "cap"
    STOPPED = "stopped"
    PILOT = "pilot"


@dataclass(frozen=True, slots=True)
class Refused:
    """A turn does not fit; nothing is held.

    Attributes:
        scope: which of the three has the least left.
        used: tokens charged this month in that scope.
        reserved: tokens held by turns that are still running in that scope.
        cap: its cap.
        reset_date: when a new month begins, in Asia/Tokyo.
        is_outside_pilot: true if not a cap but a pilot without the department refuses it.
    """

    scope: Scope
    used: int
    reserved: int
    cap: int
    reset_date: date
    is_outside_pilot: bool = False

    @property
    def cause(self) -> Cause:
        """What to tell the sender."""
        if self.is_outside_pilot:
            return Cause.PILOT
        return Cause.STOPPED if self.cap == 0 else Cause.CAP


def decide(
    balance: Balance, *, prompt_tokens: int, max_output_tokens: int, minimum_output_tokens: int
) -> Granted | Refused:
    """Say how many tokens a turn would hold: the prompt and the shortest useful to full output.

    Args:
        balance: what the three scopes have left.
        prompt_tokens: upper bound of everything sent to the model and the embedder.
        max_output_tokens: the most the model would be allowed without a cap.
        minimum_output_tokens: fewer left for the answer than this, and it is refused (or fewer
            than `max_output_tokens`, if that is smaller).

    Raises:
        ValueError: a negative prompt or no output at all.
    """
    whole = in_full(balance.month, prompt_tokens, max_output_tokens)
    if not balance.takes_part:
        held = balance.department
        scope, cap = Scope.DEPARTMENT, held.cap or 0
        return Refused(
            scope, held.used, held.reserved, cap, balance.reset_date, is_outside_pilot=True
        )
    remaining = balance.remaining
    if remaining is None or whole.tokens <= remaining:
        return whole
    output = remaining - prompt_tokens
    if output < min(minimum_output_tokens, max_output_tokens):
        return refusal(balance, balance.binding)
    return Granted(balance.month, prompt_tokens + output, output)


def in_full(month: str, prompt_tokens: int, max_output_tokens: int) -> Granted:
    """What a turn would hold if nothing limits it.

    Raises:
        ValueError: a negative prompt or no output at all.
    """
    if prompt_tokens < 0 or max_output_tokens < 1:
        raise ValueError(f"cannot reserve {prompt_tokens} prompt and {max_output_tokens} output")
    return Granted(month, prompt_tokens + max_output_tokens, max_output_tokens)


def refusal(balance: Balance, scope: Scope) -> Refused:
    """The refusal that names one scope."""
    held = balance.of(scope)
    return Refused(scope, held.used, held.reserved, held.cap or 0, balance.reset_date)
