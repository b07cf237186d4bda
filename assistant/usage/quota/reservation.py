"""How much a turn may hold: the pure decision, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.core.periods import reset_date
from assistant.usage.quota.models import Scope


@dataclass(frozen=True, slots=True)
class ScopeBalance:
    """Tokens of one account, department or the city in a month; no cap means unlimited."""

    used: int
    reserved: int
    cap: int | None

    @property
    def remaining(self) -> int | None:
        """Tokens that can still be reserved, never below 0; none if unlimited."""
        return None if self.cap is None else max(self.cap - self.used - self.reserved, 0)


@dataclass(frozen=True, slots=True)
class Balance:
    """The three balances a turn must fit."""

    month: str
    account: ScopeBalance
    department: ScopeBalance
    city: ScopeBalance

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


@dataclass(frozen=True, slots=True)
class Refused:
    """A turn does not fit; nothing is held.

    Attributes:
        scope: which of the three has the least left.
        used: tokens charged this month in that scope.
        reserved: tokens held by turns that are still running in that scope.
        cap: its cap.
        reset_date: when a new month begins, in Asia/Tokyo.
    """

    scope: Scope
    used: int
    reserved: int
    cap: int
    reset_date: date


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
    if prompt_tokens < 0 or max_output_tokens < 1:
        raise ValueError(f"cannot reserve {prompt_tokens} prompt and {max_output_tokens} output")
    remaining = balance.remaining
    output = max_output_tokens
    if remaining is not None:
        output = min(max_output_tokens, remaining - prompt_tokens)
    if output < min(minimum_output_tokens, max_output_tokens):
        return refusal(balance, balance.binding)
    return Granted(balance.month, prompt_tokens + output, output)


def refusal(balance: Balance, scope: Scope) -> Refused:
    """The refusal that names one scope."""
    held = balance.of(scope)
    return Refused(scope, held.used, held.reserved, held.cap or 0, balance.reset_date)
