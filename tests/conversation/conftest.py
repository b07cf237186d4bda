from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from assistant.conversation.models import Conversation, Message
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork


@pytest.fixture
def unit_of_work(tmp_path: Path) -> Iterator[UnitOfWork]:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db", busy_timeout_seconds=1, may_create=True)
    tables = [SQLModel.metadata.tables[str(m.__tablename__)] for m in (Conversation, Message)]
    SQLModel.metadata.create_all(engine, tables=tables)
    unit_of_work = UnitOfWork(engine)
    yield unit_of_work
    unit_of_work.close()
