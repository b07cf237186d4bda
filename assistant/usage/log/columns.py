"""The exported columns, in order, and how the database makes each of them. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
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
from assistant.usage.log.small_groups import SUPPRESSED

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

QUOTED = '",\r\n'
"""Characters for which a cell of a CSV is quoted (RFC 4180)."""

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
        "categories",
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


def typed_projection(table: Table, is_small: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """What to select for a format with types; `with_tokyo` makes a row of what comes back.

    Where `is_small`, neither department nor account is named (`small_groups.small_places`).
    """
    return [_typed(table, name, is_small).label(name) for name in COLUMNS]


def pieces(apart: frozenset[str]) -> list[tuple[str, ...]]:
    """The columns as they are selected for lines of a CSV: those `apart` alone, others in runs."""
    found: list[tuple[str, ...]] = []
    for is_apart, run in groupby(COLUMNS, key=apart.__contains__):
        names = tuple(run)
        found += [(name,) for name in names] if is_apart else [names]
    return found


def line_projection(
    table: Table, is_small: ColumnElement[bool], dialect: str, apart: frozenset[str]
) -> list[ColumnElement[Any]]:
    """What to select for lines of a CSV: the database writes cells as they stand in it.

    Most of an export's time goes into handing over cells one by one, so it joins them, too, but
    for those of columns that stay `apart` to be changed. A text that a spreadsheet would run as a
    formula gets a `'` before it.
    """
    return [_joined(table, run, is_small, dialect).label(run[0]) for run in pieces(apart)]


def with_tokyo(row: Row) -> list[Cell]:
    """A selected row of `typed_projection` with its time in Tokyo put in."""
    cells = list(row)
    cells[_AT_TOKYO] = in_tokyo(cells[_AT_TOKYO])
    return cells


def _typed(table: Table, name: str, is_small: ColumnElement[bool]) -> ColumnElement[Any]:
    """One column as it is exported.

    On a turn the filter stopped, the account and its conversation are left out: who was stopped
    how often is for that person and the auditor (DESIGN section 3, S1). So they are in a small
    department: an account known from another month would name it.
    """
    if name == "schema_version":
        return literal(SCHEMA_VERSION)
    if name in {"at_utc", "at_tokyo"}:
        return table.c.at
    if name == "department_id":
        return case((is_small, SUPPRESSED), else_=table.c[name])
    if name in _IDENTIFYING:
        return case((table.c.outcome.in_(_BLOCKED) | is_small, null()), else_=table.c[name])
    return table.c[name]


def _joined(
    table: Table, names: Sequence[str], is_small: ColumnElement[bool], dialect: str
) -> ColumnElement[Any]:
    """Cells with commas between them; nothing for NULL, as both databases have it."""
    write = func.printf if dialect == "sqlite" else func.format
    cells = [_text(table, name, is_small, dialect) for name in names]
    return write(",".join(["%s"] * len(cells)), *cells, type_=String())


def _text(
    table: Table, name: str, is_small: ColumnElement[bool], dialect: str
) -> ColumnElement[Any]:
    if name in {"at_utc", "at_tokyo"}:
        return _TIMES[dialect, name](table)
    column = _typed(table, name, is_small)
    if isinstance(column.type, Boolean):
        return case((column, "true"), else_="false")
    return _quoted(column, dialect) if name in _FREE_TEXTS else column


def _quoted(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    safe = case((_is_formula(column, dialect), literal("'").concat(column)), else_=column)
    doubled = func.replace(safe, '"', '""', type_=String())
    is_quoted = _holds(column, QUOTED, dialect)
    return case((is_quoted, literal('"').concat(doubled).concat('"')), else_=safe)


def _is_formula(column: ColumnElement[Any], dialect: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        # Twice as fast as a list of characters; a hyphen at the end stands for itself.
        starts = FORMULA_STARTS.replace("-", "") + "-"
        return column.op("GLOB", return_type=Boolean())(f"[{starts}]*")
    return func.substr(column, 1, 1).in_(list(FORMULA_STARTS))


def _holds(column: ColumnElement[Any], characters: str, dialect: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return column.op("GLOB", return_type=Boolean())(f"*[{characters}]*")
    return func.translate(column, characters, "") != column


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
