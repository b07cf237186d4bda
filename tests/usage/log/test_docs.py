from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.chat import Outcome
from assistant.gateway.turn import Reason
from assistant.usage.log.columns import COLUMNS
from assistant.usage.log.models import NUMBERS, SCHEMA_VERSION, UsageEvent

DOCS = (Path(__file__).parents[3] / "docs" / "usage_log.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COLUMNS)
def test_every_exported_column_is_documented(name: str) -> None:
    assert f"\n| `{name}` |" in DOCS


@pytest.mark.parametrize("code", [*Outcome, *Reason])
def test_every_outcome_and_reason_is_documented(code: str) -> None:
    assert f"`{code}`" in DOCS.partition("## Outcomes and reasons")[2]


def test_no_column_is_documented_that_does_not_exist() -> None:
    table = DOCS.partition("## Columns")[2].partition("## Outcomes")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert tuple(line.split("`")[1] for line in rows) == COLUMNS


def test_the_export_reads_every_stored_column_but_the_row_number() -> None:
    stored = set(UsageEvent.metadata.tables["usage_event"].columns.keys())
    assert set(COLUMNS) - {"schema_version", "at_utc", "at_tokyo"} == stored - {"id", "at"}
    assert set(NUMBERS) <= stored


def test_the_schema_version_is_documented() -> None:
    assert f"Schema version: {SCHEMA_VERSION}." in DOCS
