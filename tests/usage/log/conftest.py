from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.models import UsageEvent


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db", busy_timeout_seconds=1, may_create=True)
    SQLModel.metadata.create_all(
        engine, tables=[SQLModel.metadata.tables[str(UsageEvent.__tablename__)]]
    )
    yield engine
    engine.dispose()


@pytest.fixture
def unit_of_work(engine: Engine) -> Iterator[UnitOfWork]:
    unit_of_work = UnitOfWork(engine)
    yield unit_of_work
    unit_of_work.close()
