"""Thresholds of caps and of the budget: each warns once a period, even if many pass it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlmodel import Session

from assistant.core.periods import fiscal_year_of, month_of
from assistant.usage.quota import statements
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.reservation import Balance, ScopeBalance

BUDGET = "budget"
"""Stands in the place of a scope for the yearly budget."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A threshold of a cap that was passed just now."""

    scope: Scope
    percent: int
    balance: ScopeBalance


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning of this month or, of the budget, of this fiscal year."""

    scope: str
    subject_id: str
    period: str
    percent: int
    at: datetime


def pass_thresholds(
    connection: Connection,
    balance: Balance,
    names: Mapping[Scope, str],
    percents: Sequence[int],
    now: datetime,
) -> list[Passed]:
    """Note every threshold the three caps have passed; those noted now for the first time."""
    return [
        Passed(scope, percent, state)
        for scope, state in balance.scopes
        for percent in percents
        if state.cap
        and is_past(state.used, state.cap, percent)
        and note(connection, scope, names[scope], balance.month, percent, now)
    ]


def is_past(used: int, limit: int, percent: int) -> bool:
    """Whether what was used is this share of a limit or more, in whole numbers."""
    return used * 100 >= limit * percent


def note(
    connection: Connection, scope: str, subject: str, period: str, percent: int, now: datetime
) -> bool:
    """Write a warning down; false if it was written before. The unique row decides."""
    parameters = {
        "scope": scope,
        "subject": subject,
        "period": period,
        "percent": percent,
        "now": now,
    }
    return connection.execute(statements.ADD_WARNING, parameters).rowcount == 1


def load_warnings(session: Session, now: datetime) -> list[Warned]:
    """The warnings of this month, and those of the budget of this fiscal year."""
    month = month_of(now)
    parameters = {"month": month, "year": budget_period(month)}
    rows = session.connection().execute(statements.WARNINGS, parameters)
    return [Warned(*row) for row in rows]


def budget_period(month: str) -> str:
    """The period of the budget a month belongs to: `FY2026`."""
    return f"FY{fiscal_year_of(month)}"


def note_budget(
    connection: Connection,
    month: str,
    spent_yen_micros: int,
    budget_yen: int,
    percents: Sequence[int],
    now: datetime,
) -> list[int]:
    """Note the thresholds of the yearly budget; those noted now for the first time."""
    return [
        percent
        for percent in percents
        if is_past(spent_yen_micros, budget_yen * 1_000_000, percent)
        and note(connection, BUDGET, CITY, budget_period(month), percent, now)
    ]
