"""Reads what a forecast learns from: tokens by day, and yen a token. From the tables of totals."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import stdev

import numpy as np
from sqlalchemy import Table, func, select
from sqlmodel import Session

from assistant.core.periods import parse_month
from assistant.usage.analysis.days import Day
from assistant.usage.log.totals import UsageHour, UsageMonth

LEARNING_DAYS = 370
"""Days looked back: a year, so that each council period was there once."""
RATE_MONTHS = 3
RATE_SPREAD = 0.1
"""Taken for the spread of yen a token between months while there are too few to tell."""


def read_days(session: Session, today: date, department: str | None = None) -> list[Day]:
    """Requests and tokens of each day of the last year, today so far included."""
    table = _table(UsageHour)
    first = today - timedelta(days=LEARNING_DAYS)
    statement = (
        select(
            table.c.day,
            func.sum(table.c.requests),
            func.sum(table.c.input_tokens + table.c.output_tokens),
        )
        .where(table.c.day.between(first.isoformat(), today.isoformat()))
        .group_by(table.c.day)
        .order_by(table.c.day)
    )
    if department is not None:
        statement = statement.where(table.c.department_id == department)
    return [
        Day(date.fromisoformat(day), int(requests), int(tokens))
        for day, requests, tokens in session.connection().execute(statement)
    ]


def read_rate(session: Session, month: str) -> tuple[float, float]:
    """Yen a token in the latest months, and how much it differs between them, relative to it.

    The rate is 0 if no month had a price. Turns without a price are in it with their tokens, so
    that what they cost is left out of what is foreseen too.
    """
    table = _table(UsageMonth)
    tokens = func.sum(table.c.input_tokens + table.c.output_tokens)
    statement = (
        select(table.c.month, func.sum(table.c.cost_yen_micros), tokens)
        .where(table.c.month <= parse_month(month))
        .group_by(table.c.month)
        .having(tokens > 0)
        .order_by(table.c.month.desc())
        .limit(RATE_MONTHS)
    )
    found = session.connection().execute(statement)
    rows = [(float(yen) / 1e6, float(count)) for _, yen, count in found]
    total_yen, total = sum(yen for yen, _ in rows), sum(count for _, count in rows)
    if not total_yen:
        return 0.0, 0.0
    logs = [float(np.log(yen / count)) for yen, count in rows if yen > 0]
    return total_yen / total, max(stdev(logs), 0.01) if len(logs) >= RATE_MONTHS else RATE_SPREAD


def _table(model: type[UsageHour] | type[UsageMonth]) -> Table:
    return model.metadata.tables[str(model.__tablename__)]
