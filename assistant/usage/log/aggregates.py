"""Adds usage rows to the tables of totals: one row as its turn settles, or all of them anew.

Both ways run the same statements, so that they cannot come to differ. Categories alone are split
here, as a list within a text is beyond the SQL both databases share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select, text
from sqlmodel import SQLModel

from assistant.core.chat import Outcome
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.totals import (
    COMMAND,
    SURVEY,
    UsageHour,
    UsageMonth,
    UsageMonthAccount,
    UsageMonthTally,
)

_NOWHERE = "COALESCE(department_id, '')"
# An answer to the survey is no use of the assistant: who says "never" must not count as active,
# and a wave must not look like a busy month.
_IS_REQUEST = f"reason <> '{SURVEY}'"
# Nor is a command a question: who looks at what is left asks nothing, and takes no tokens.
_ANSWERED = f"outcome = '{Outcome.ANSWERED.value}' AND reason NOT IN ('{SURVEY}', '{COMMAND}')"
_TOKYO = {
    "sqlite": {
        "day": "strftime('%Y-%m-%d', at, '+9 hours')",
        "hour": "CAST(strftime('%H', at, '+9 hours') AS INTEGER)",
    },
    "postgresql": {
        "day": "to_char(at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD')",
        "hour": "CAST(EXTRACT(HOUR FROM at AT TIME ZONE 'Asia/Tokyo') AS INTEGER)",
    },
}


@dataclass(frozen=True, slots=True)
class _Total:
    """One table of totals: what its keys and sums are, in terms of the rows it adds up."""

    table: type[SQLModel]
    keys: Mapping[str, str]
    sums: Mapping[str, str]
    condition: str = "1 = 1"

    def statement(self, dialect: str, scope: str) -> str:
        """The statement that adds the rows of a scope to the table."""
        name = str(self.table.__tablename__)
        tokyo = _TOKYO[dialect]
        keys = [expression.format(**tokyo) for expression in self.keys.values()]
        groups = [key for key in keys if not key.startswith("'")]  # PostgreSQL: no constants
        sums = [f"SUM({expression})" for expression in self.sums.values()]
        added = ", ".join(f"{each} = {name}.{each} + excluded.{each}" for each in self.sums)
        return (  # every part is a constant of this module
            f"INSERT INTO {name} ({', '.join([*self.keys, *self.sums])}) "  # noqa: S608
            f"SELECT {', '.join([*keys, *sums])} FROM usage_event "
            f"WHERE {scope} AND {self.condition} GROUP BY {', '.join(groups)} "
            f"ON CONFLICT ({', '.join(self.keys)}) DO UPDATE SET {added}"
        )


def _when(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


_SUMMED = (
    "user_text_chars",
    "question_tokens",
    "history_tokens",
    "retrieval_tokens",
    "system_tokens",
    "embedding_tokens",
    "cached_tokens",
    "input_tokens",
    "output_tokens",
    "milliseconds_total",
)

_TOTALS = (
    _Total(
        UsageMonth,
        keys={
            "month": "month",
            "department_id": _NOWHERE,
            "channel": "channel",
            "model": "COALESCE(model, '')",
            "outcome": "outcome",
        },
        sums={
            "requests": "1",
            "conversations": _when("question_number = 1"),
            **{name: name for name in _SUMMED},
            "estimated_requests": _when("is_estimated"),
            "retrieval_requests": _when("is_retrieval"),
            "cost_yen_micros": "COALESCE(cost_yen_micros, 0)",
            "unpriced_requests": _when("price_version = 'unpriced'"),
        },
    ),
    _Total(
        UsageHour,
        keys={"day": "{day}", "hour": "{hour}", "department_id": _NOWHERE},
        sums={
            "requests": _when(_IS_REQUEST),
            "answered": _when(_ANSWERED),
            "input_tokens": "input_tokens",
            "output_tokens": "output_tokens",
        },
    ),
    _Total(
        UsageMonthAccount,
        keys={
            "month": "month",
            "department_id": _NOWHERE,
            "account_pseudonym": "account_pseudonym",
        },
        sums={"requests": "1", "tokens": "input_tokens + output_tokens"},
        condition=f"account_pseudonym IS NOT NULL AND {_ANSWERED}",
    ),
    *(
        _Total(
            UsageMonthTally,
            keys={
                "month": "month",
                "department_id": _NOWHERE,
                "kind": f"CAST('{kind}' AS VARCHAR(16))",
                "name": column,
            },
            sums={"requests": "1"},
            condition=f"{column} IS NOT NULL",
        )
        for kind, column in (("reason", "reason"), ("case", "case_id"))
    ),
)

_OF_TURN = {
    dialect: tuple(text(total.statement(dialect, "turn_id = :turn_id")) for total in _TOTALS)
    for dialect in _TOKYO
}
_OF_ALL = {
    dialect: tuple(text(total.statement(dialect, "1 = 1")) for total in _TOTALS)
    for dialect in _TOKYO
}
_ADD_CATEGORY = text(
    "INSERT INTO usage_month_tally (month, department_id, kind, name, requests) "
    "VALUES (:month, :department_id, 'category', :name, :requests) "
    "ON CONFLICT (month, department_id, kind, name) "
    "DO UPDATE SET requests = usage_month_tally.requests + excluded.requests"
).bindparams(*(bindparam(name) for name in ("month", "department_id", "name", "requests")))


def add(connection: Connection, event: UsageEvent) -> None:
    """Add a row that was just written, in the same transaction."""
    for statement in _OF_TURN[connection.dialect.name]:
        connection.execute(statement, {"turn_id": event.turn_id})
    for name in sorted(filter(None, event.categories.split(","))):
        _add_category(connection, event.month, event.department_id, name, 1)


def rebuild(connection: Connection) -> None:
    """Make every total anew from the rows, as after an upgrade or a restore of rows alone.

    Turns that close meanwhile wait: counted by both, they would count twice.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE usage_event IN SHARE MODE"))
    for total in reversed(_TOTALS):
        connection.execute(total.table.metadata.tables[str(total.table.__tablename__)].delete())
    for statement in _OF_ALL[connection.dialect.name]:
        connection.execute(statement)
    columns = UsageEvent.metadata.tables["usage_event"].c
    grouped = (
        select(columns.month, columns.department_id, columns.categories, func.count())
        .where(columns.categories != "")
        .group_by(columns.month, columns.department_id, columns.categories)
    )
    counted: Counter[tuple[str, str | None, str]] = Counter()
    for month, department, categories, count in connection.execute(grouped):
        for name in categories.split(","):
            counted[month, department, name] += count
    for (month, department, name), count in counted.items():
        _add_category(connection, month, department, name, count)


def _add_category(
    connection: Connection, month: str, department: str | None, name: str, count: int
) -> None:
    values = {"month": month, "department_id": department or "", "name": name, "requests": count}
    connection.execute(_ADD_CATEGORY, values)
