"""The same piece of work in several transactions at the same moment, as two processes would."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from tests.patience import PATIENCE_SECONDS

TOGETHER = 4


async def at_once(url: str, work: Callable[[Session], Any], count: int = TOGETHER) -> list[Any]:
    """What each of them gave back, or the fault that ended it.

    On PostgreSQL all transactions have begun before the first one reads; SQLite lets one writer
    begin after another.
    """
    engines = [make_engine(url, busy_timeout_seconds=PATIENCE_SECONDS) for _ in range(count)]
    starting = threading.Barrier(count if engines[0].dialect.name == "postgresql" else 1)
    processes = [UnitOfWork(engine) for engine in engines]

    def together(session: Session) -> Any:
        session.connection()
        starting.wait(PATIENCE_SECONDS)
        return work(session)

    try:
        running = (process.write(together) for process in processes)
        return await asyncio.gather(*running, return_exceptions=True)
    finally:
        for process in processes:
            process.close()
