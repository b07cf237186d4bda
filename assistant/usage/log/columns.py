"""The exported columns, in order, and how a row of the log becomes one of the export. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from assistant.core.chat import Outcome
from assistant.core.periods import in_tokyo
from assistant.usage.log.models import SCHEMA_VERSION

Cell: TypeAlias = str | int | datetime | None

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
)
"""Names of the exported columns; docs/usage_log.md explains each."""

_DERIVED = frozenset({"schema_version", "at_utc", "at_tokyo"})
STORED_COLUMNS = ("at", *(name for name in COLUMNS if name not in _DERIVED))
"""Columns of the table the export reads."""

_BLOCKED = frozenset({Outcome.BLOCKED_INPUT.value, Outcome.BLOCKED_OUTPUT.value})
_IDENTIFYING = frozenset({"account_pseudonym", "conversation_id", "question_number"})


def export_cells(stored: Mapping[str, Cell]) -> list[Cell]:
    """The cells of one exported row, in the order of `COLUMNS`.

    On a turn the filter stopped, the account and its conversation are left out: who was stopped
    how often is for that person and the auditor (DESIGN section 3, S1).
    """
    at = stored["at"]
    added: dict[str, Cell] = {
        "schema_version": SCHEMA_VERSION,
        "at_utc": at,
        "at_tokyo": in_tokyo(at) if isinstance(at, datetime) else None,
    }
    if stored["outcome"] in _BLOCKED:
        added |= dict.fromkeys(_IDENTIFYING)
    row = {**stored, **added}
    return [row[name] for name in COLUMNS]
