"""A real SQLite file with the quota's tables, including the triggers of the migration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from assistant.core.clock import ManualClock
from assistant.store.engine import make_engine, sqlite_url
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.models import append_only_statements
from assistant.usage.quota.settings import QuotaSettings

TABLES = ("quota_cap", "quota_counter", "ledger_entry")


def make_quota_tables(path: Path) -> Engine:
    """Make the three tables in a new file."""
    engine = make_engine(sqlite_url(path), busy_timeout_seconds=30, may_create=True)
    with engine.begin() as connection:
        SQLModel.metadata.create_all(
            connection, tables=[SQLModel.metadata.tables[name] for name in TABLES]
        )
        for statement in append_only_statements("sqlite"):
            connection.exec_driver_sql(statement)
    return engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_quota_tables(tmp_path / "assistant.db")
    yield engine
    engine.dispose()


@pytest.fixture
def make_ledger(clock: ManualClock) -> Callable[..., Ledger]:
    """A ledger; keyword arguments are settings."""

    def make(**settings: object) -> Ledger:
        return Ledger(QuotaSettings.model_validate(settings), clock)

    return make
