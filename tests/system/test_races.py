"""Fault 25 as often as promised: both databases, from threads and from the gateway's own tasks.

One pair of processes races for account after account, so that fifty races cost two starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store.engine import sqlite_url
from tests.databases import POSTGRESQL, SQLITE
from tests.usage.quota.racer import ROOM
from tests.usage.quota.test_ledger_race import run_races

REPEATS = 50


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def either_url(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: bytes
) -> Iterator[str]:
    """A database of each kind."""
    if request.param == SQLITE:
        path = tmp_path / "assistant.db"
        path.write_bytes(migrated_file)
        yield sqlite_url(path)
        return
    with request.getfixturevalue("cluster").database() as url:
        yield url


@pytest.mark.parametrize("way", ["threads", "tasks"])
def test_fault_25_fifty_races_of_two_processes_admit_exactly_what_fits(
    either_url: str, way: str
) -> None:
    assert run_races(either_url, way, REPEATS) == ROOM
