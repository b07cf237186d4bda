"""Step 8 of a turn, the reckoning: tokens, yen, and what the sender is told about them.

Everything here runs inside the transaction that closes the turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from assistant.core.clock import Clock
from assistant.core.logs import get_log
from assistant.core.periods import day_of, month_of
from assistant.gateway import outbox
from assistant.gateway.models import ModelAttemptRow
from assistant.gateway.quota_texts import footer_text, warning_text
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Ending, Tally, Turn
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.models import Scope
from assistant.usage.quota.pricing import PriceList
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.quota.spending import spend


@dataclass(frozen=True, slots=True)
class Charge:
    """How the reservation of a turn is closed.

    Attributes:
        tokens: to settle; None charges the reservation itself, as an estimate (L4).
        is_estimated: true if `tokens` was counted here and not by the provider.
    """

    tokens: int | None
    is_estimated: bool


class Accounting:
    """Closes reservations, fixes costs, and warns once when a threshold is passed."""

    def __init__(
        self,
        ledger: Ledger,
        prices: PriceList,
        settings: QuotaSettings,
        replies: Replies,
        clock: Clock,
    ) -> None:
        self.ledger = ledger
        self._prices = prices
        self._settings = settings
        self._replies = replies
        self._clock = clock

    def settle(
        self, session: Session, turn: Turn, ending: Ending, tally: Tally, charge: Charge | None
    ) -> Ending:
        """Close a turn's reservation and fix its cost.

        Args:
            session: of the transaction that closes the turn.
            turn: the turn.
            ending: what its sender is to read.
            tally: what was counted; month and cost are put in here.
            charge: how the reservation is settled; None releases it, but for what the embedding
                of the query has used.

        Returns:
            The ending, with what is said below it about the quota.
        """
        is_charged = self._close_reservation(session, turn, tally, charge)
        self._fix_cost(session, turn, tally)
        if is_charged and charge is None:  # its text says that nothing was counted
            note = self._replies.text("turn.search_counted", tokens=tally.embedding_tokens)
            ending = replace(ending, text=f"{ending.text}\n{note}")
        return self._with_notes(session, turn, ending) if is_charged else ending

    def _close_reservation(
        self, session: Session, turn: Turn, tally: Tally, charge: Charge | None
    ) -> bool:
        embedded = tally.embedding_tokens
        if charge is None and not embedded:
            self.ledger.release(session, turn_id=turn.id)
            return False
        if charge is not None and charge.tokens is None:
            held = self.ledger.open_reservation(session, turn_id=turn.id)
            if held is not None:
                tally.charge_estimate(held.month, held.tokens)
            return self.ledger.expire(session, turn_id=turn.id, charge_estimate=True)
        tokens = (charge.tokens or 0) + embedded if charge else embedded
        is_estimated = charge.is_estimated if charge else True
        return self.ledger.settle(
            session, turn_id=turn.id, tokens=tokens, is_estimated=is_estimated
        )

    def _fix_cost(self, session: Session, turn: Turn, tally: Tally) -> None:
        now = self._clock.now()
        model = tally.listed_as
        if model is None and tally.usage.total_tokens:
            model = _model_attempted(session, turn)
        tally.cost = self._prices.cost(
            model,
            tally.usage,
            day_of(now),
            embedding=(tally.embedding_model, tally.embedding_tokens),
        )
        month = tally.month or month_of(now)
        for percent in spend(session, tally.cost, month, self._settings, now):
            get_log().warning("budget.passed", count=percent, month=month)
        if tally.cost.is_unpriced:
            get_log().warning("cost.unpriced", turn=turn.id, model=model)

    def _with_notes(self, session: Session, turn: Turn, ending: Ending) -> Ending:
        sender = turn.sender
        passed = self.ledger.warn(
            session, account_id=sender.account_id, department_id=sender.department_id
        )
        own = [each for each in passed if each.scope is Scope.ACCOUNT]
        for each in passed:
            get_log().info("quota.passed", state=each.scope.value, count=each.percent)
        balance = self.ledger.balance(
            session, account_id=sender.account_id, department_id=sender.department_id
        )
        notes = [warning_text(self._replies, own[-1], balance)] if own else []
        if self._settings.shows_remaining:
            notes.append(footer_text(self._replies, balance))
        if not notes:
            return ending
        text = "\n\n".join(notes)
        if turn.is_direct or ending.is_private:
            return replace(ending, text=f"{ending.text}\n\n{text}")
        # In a room others read the answer, but not what its sender has left.
        outbox.post_notice(session, outbox.recipient_of(turn), text, now=self._clock.now())
        return ending


def _model_attempted(session: Session, turn: Turn) -> str | None:
    """The model a turn called before its process died."""
    attempts = select(ModelAttemptRow.model).where(col(ModelAttemptRow.turn_id) == turn.id)
    return session.exec(attempts.order_by(col(ModelAttemptRow.number).desc()).limit(1)).first()
