"""Transactions are opened and committed in one place (docs/decisions/0003)."""

from __future__ import annotations

import re
from pathlib import Path

import assistant

PACKAGE = Path(assistant.__file__).parent
OPENS_OR_ENDS = re.compile(r"\.(commit|rollback|begin|begin_nested)\(")
MIGRATES = PACKAGE / "store" / "schema_version.py"
"""Upgrades the schema before any gateway runs, each time in one transaction of its own."""


def test_only_the_unit_of_work_opens_and_commits_transactions() -> None:
    found = {path for path in PACKAGE.rglob("*.py") if OPENS_OR_ENDS.search(path.read_text())}
    assert found == {PACKAGE / "store" / "unit_of_work.py", MIGRATES}
