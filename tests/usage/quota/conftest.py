"""A real database with the real migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.core.clock import ManualClock
from assistant.schema import METADATA
from assistant.store.engine import make_engine, sqlite_url
from assistant.store.schema_version import upgrade
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.settings import QuotaSettings


def make_database(path: Path) -> Engine:
    """Make a file with the real migrations."""
    engine = make_engine(sqlite_url(path), busy_timeout_seconds=30)
    upgrade(engine, METADATA)
    return engine


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, busy_timeout_seconds=30)
    yield engine
    engine.dispose()


@pytest.fixture
def make_ledger(clock: ManualClock) -> Callable[..., Ledger]:
    """A ledger; keyword arguments are settings."""

    def make(**settings: object) -> Ledger:
        return Ledger(QuotaSettings.model_validate(settings), clock)

    return make
