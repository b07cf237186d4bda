from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork


@pytest.fixture
def unit_of_work(database_url: str) -> Iterator[UnitOfWork]:
    unit_of_work = UnitOfWork(make_engine(database_url, busy_timeout_seconds=1))
    yield unit_of_work
    unit_of_work.close()
