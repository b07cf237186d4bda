"""The migrations in the package make exactly the tables the models describe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import IntegrityError

from assistant.core.clock import ManualClock
from assistant.schema import METADATA
from assistant.store.engine import READ_ONLY, make_engine
from assistant.store.schema_version import head_revision, require_head, upgrade


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, busy_timeout_seconds=1)
    yield engine
    engine.dispose()


def test_migrations_and_models_agree(engine: Engine) -> None:
    require_head(engine)
    with engine.execution_options(**{READ_ONLY: True}).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    assert upgrade(engine, METADATA) == head_revision()


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET tokens = 1", "DELETE FROM ledger_entry"]
)
def test_the_ledger_is_append_only_in_the_database(
    engine: Engine, clock: ManualClock, statement: str
) -> None:
    entry = METADATA.tables["ledger_entry"]
    row = {
        "turn_id": "t1",
        "phase": "open",
        "kind": "reserve",
        "account_id": "a1",
        "department_id": "d1",
        "month": "2026-04",
        "tokens": 5,
        "is_estimated": True,
    }
    with engine.begin() as connection:
        connection.execute(insert(entry).values(**row, created_at=clock.now()))
        with pytest.raises(IntegrityError, match="append-only"):
            connection.execute(text(statement))
