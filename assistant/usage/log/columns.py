"""The exported columns, in order, and how the database makes each of them. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    Table,
    case,
    func,
    literal,
    null,
    type_coerce,
)

from assistant.core.chat import Outcome
from assistant.core.periods import in_tokyo
from assistant.usage.log.models import SCHEMA_VERSION

Cell: TypeAlias = str | int | datetime | None
Row: TypeAlias = Sequence[Any]

COLUMNS = (
    "schema_version",
    "turn_id",
    "at_utc",
    "at_tokyo",
    "month",
    "fiscal_year",
    "account_pseudonym",
    "department_id",
    "channel",
    "conversation_id",
    "question_number",
    "outcome",
    "reason",
    "categories",
    "finding_count",
    "ruleset",
    "model",
    "user_text_chars",
    "question_tokens",
    "history_tokens",
    "retrieval_tokens",
    "system_tokens",
    "embedding_tokens",
    "cached_tokens",
    "input_tokens",
    "output_tokens",
    "is_estimated",
    "milliseconds_screening",
    "milliseconds_retrieval",
    "milliseconds_model",
    "milliseconds_total",
    "is_retrieval",
    "source_ids",
    "cost_yen_micros",
    "price_version",
    "case_id",
    "council_period",
    "council_phase",
    "grounding",
)
"""Names of the exported columns; docs/usage_log.md explains each."""

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""First characters a spreadsheet takes for a formula (CWE-1236), in full width too."""

_DERIVED = frozenset({"schema_version", "at_utc", "at_tokyo"})
STORED_COLUMNS = ("at", *(name for name in COLUMNS if name not in _DERIVED))
"""Columns of the table the export reads."""

_BLOCKED = (Outcome.BLOCKED_INPUT.value, Outcome.BLOCKED_OUTPUT.value)
_IDENTIFYING = frozenset({"account_pseudonym", "conversation_id", "question_number"})
_FREE_TEXTS = frozenset(
    {
        "department_id",
        "channel",
        "ruleset",
        "model",
        "source_ids",
        "price_version",
        "case_id",
        "council_period",
        "council_phase",
    }
)
_AT_TOKYO = COLUMNS.index("at_tokyo")


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What the data dictionary says of a column, in Japanese."""

    name: str
    label: str
    type: str
    unit: str
    meaning: str


def dictionary() -> list[ColumnFacts]:
    """The data dictionary, in the order of the columns."""
    path = Path(__file__).with_name("columns.ja.toml")
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    return [ColumnFacts(name, *facts[name]) for name in COLUMNS]


def typed_projection(table: Table) -> list[ColumnElement[Any]]:
    """What to select for a format with types; `with_tokyo` makes a row of what comes back."""
    return [_typed(table, name).label(name) for name in COLUMNS]


def text_projection(table: Table, dialect: str) -> list[ColumnElement[Any]]:
    """What to select for a CSV: the database writes times and booleans as they stand in it.

    A text that a spreadsheet would run as a formula gets a `'` before it.
    """
    return [_text(table, name, dialect).label(name) for name in COLUMNS]


def with_tokyo(row: Row) -> list[Cell]:
    """A selected row of `typed_projection` with its time in Tokyo put in."""
    cells = list(row)
    cells[_AT_TOKYO] = in_tokyo(cells[_AT_TOKYO])
    return cells


def _typed(table: Table, name: str) -> ColumnElement[Any]:
    """One column as it is exported.

    On a turn the filter stopped, the account and its conversation are left out: who was stopped
    how often is for that person and the auditor (DESIGN section 3, S1).
    """
    if name == "schema_version":
        return literal(SCHEMA_VERSION)
    if name in {"at_utc", "at_tokyo"}:
        return table.c.at
    if name in _IDENTIFYING:
        return case((table.c.outcome.in_(_BLOCKED), null()), else_=table.c[name])
    return table.c[name]


def _text(table: Table, name: str, dialect: str) -> ColumnElement[Any]:
    if name in {"at_utc", "at_tokyo"}:
        return _TIMES[dialect, name](table)
    column = _typed(table, name)
    if isinstance(column.type, Boolean):
        return case((column, "true"), else_="false")
    if name in _FREE_TEXTS:
        return case((_is_formula(column, dialect), literal("'").concat(column)), else_=column)
    return column


def _is_formula(column: ColumnElement[Any], dialect: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        # Twice as fast as a list of characters; a hyphen at the end stands for itself.
        starts = FORMULA_STARTS.replace("-", "") + "-"
        return column.op("GLOB", return_type=Boolean())(f"[{starts}]*")
    return func.substr(column, 1, 1).in_(list(FORMULA_STARTS))


_TIMES: dict[tuple[str, str], Callable[[Table], ColumnElement[Any]]] = {
    # SQLite keeps it as text in UTC; cutting it is many times faster than reading it as a time.
    ("sqlite", "at_utc"): lambda table: func.substr(type_coerce(table.c.at, String), 1, 19),
    ("sqlite", "at_tokyo"): lambda table: func.strftime(
        "%Y-%m-%d %H:%M:%S", table.c.at, "+9 hours"
    ),
    ("postgresql", "at_utc"): lambda table: func.to_char(
        func.timezone("UTC", table.c.at), "YYYY-MM-DD HH24:MI:SS"
    ),
    ("postgresql", "at_tokyo"): lambda table: func.to_char(
        func.timezone("Asia/Tokyo", table.c.at), "YYYY-MM-DD HH24:MI:SS"
    ),
}
