from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, busy_timeout_seconds=1)
    yield engine
    engine.dispose()


@pytest.fixture
def unit_of_work(engine: Engine) -> Iterator[UnitOfWork]:
    unit_of_work = UnitOfWork(engine)
    yield unit_of_work
    unit_of_work.close()
