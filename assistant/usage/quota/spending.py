"""What the city has spent: a counter per month, and the yearly budget that warns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from assistant.core.periods import fiscal_year_of
from assistant.usage.quota import statements
from assistant.usage.quota.pricing import Cost
from assistant.usage.quota.settings import NO_BUDGET, QuotaSettings
from assistant.usage.quota.warnings import note_budget


@dataclass(frozen=True, slots=True)
class Spending:
    """What a fiscal year has cost so far.

    Attributes:
        fiscal_year: 2026 is April 2026 to March 2027.
        yen_micros: millionths of a yen, of the turns that had a price.
        unpriced_turns: turns that used a model without a price; what they cost is not known.
        budget_yen: None if there is no budget.
    """

    fiscal_year: int
    yen_micros: int
    unpriced_turns: int
    budget_yen: int | None

    @property
    def percent(self) -> int | None:
        """Share of the budget, rounded down; None without one."""
        if self.budget_yen is None:
            return None
        return self.yen_micros * 100 // (self.budget_yen * 1_000_000)


def spend(
    session: Session, cost: Cost, month: str, settings: QuotaSettings, now: datetime
) -> list[int]:
    """Count a turn's cost in the month it was charged to, in the transaction that settles it.

    Returns:
        The thresholds of the yearly budget that were passed by this.
    """
    if cost.price_version is None:
        return []
    connection = session.connection()
    connection.execute(
        statements.ADD_SPEND,
        {"month": month, "yen": cost.yen_micros or 0, "unpriced": int(cost.is_unpriced)},
    )
    if settings.yearly_budget_yen == NO_BUDGET:
        return []
    spent = spending(session, month, settings).yen_micros
    percents = settings.warning_percents
    return note_budget(connection, month, spent, settings.yearly_budget_yen, percents, now)


def spending(session: Session, month: str, settings: QuotaSettings) -> Spending:
    """What the fiscal year of a month has cost."""
    year = fiscal_year_of(month)
    months = {"first": f"{year}-04", "last": f"{year + 1}-03"}
    yen_micros, unpriced = session.connection().execute(statements.SPENT, months).one()
    budget = settings.yearly_budget_yen
    return Spending(year, yen_micros, unpriced, None if budget == NO_BUDGET else budget)
