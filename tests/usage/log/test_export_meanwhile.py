"""A seven months' export while two other connections go on writing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.export import ExportFormat, ExportRequest, run_export
from tests.usage.log.turns import APRIL, answered, many, write_alike, write_all

pytestmark = pytest.mark.anyio

ROWS = 36_000
WRITERS = 2
PATIENCE_SECONDS = 60


class Writer:
    """Records one turn after another on a connection of its own until told to end."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine = engine
        self._begin = APRIL + timedelta(days=number + 1)
        self._is_over = Event()
        self._has_written = Event()
        self.fault: SQLAlchemyError | None = None
        self.count = 0
        self.thread = Thread(target=self._run)

    def writes_again(self) -> bool:
        """Whether a row is committed that was begun after this call."""
        for _ in range(2):
            self._has_written.clear()
            if not self._has_written.wait(PATIENCE_SECONDS):
                return False
        return True

    def end(self) -> None:
        self._is_over.set()
        self.thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        try:
            while not self._is_over.is_set():
                record = answered(at=self._begin + timedelta(seconds=self.count))
                with Session(self._engine) as session, session.begin():
                    write_all(session, [record])
                self.count += 1
                self._has_written.set()
        except SQLAlchemyError as fault:
            self.fault = fault


@contextmanager
def writing(url: str) -> Iterator[list[Writer]]:
    engines = [make_engine(url, busy_timeout_seconds=PATIENCE_SECONDS) for _ in range(WRITERS)]
    writers = [Writer(engine, number) for number, engine in enumerate(engines)]
    for writer in writers:
        writer.thread.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.end()
        for engine in engines:
            engine.dispose()


async def test_the_rows_are_of_one_instant_and_nobody_waits(
    database_url: str, unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    await unit_of_work.write(lambda session: write_alike(session, many(ROWS)))
    went_on: list[bool] = []
    before: list[int] = []
    with writing(database_url) as writers:

        def watch(count: int) -> None:
            if not went_on:
                before.append(sum(writer.count for writer in writers))
                went_on.extend(writer.writes_again() for writer in writers)

        out = tmp_path / "usage.csv"
        request = ExportRequest(format=ExportFormat.CSV, out=out, progress=watch)
        exported = await run_export(unit_of_work, request)
    assert [writer.fault for writer in writers] == [None] * WRITERS
    assert went_on == [True] * WRITERS
    written = sum(writer.count for writer in writers)
    assert ROWS <= exported.rows <= ROWS + before[0] + WRITERS < ROWS + written
    with out.open(encoding="utf-8-sig", newline="") as file:
        ids = [row["turn_id"] for row in csv.DictReader(file)]
    assert len(ids) == len(set(ids)) == exported.rows
    again = await run_export(unit_of_work, request)
    assert again.rows == ROWS + written
