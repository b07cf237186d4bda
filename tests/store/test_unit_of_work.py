from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from assistant.core.errors import StoreError
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from tests.patience import PATIENCE_SECONDS

METADATA = MetaData()
MARK = Table("mark", METADATA, Column("id", Integer, primary_key=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assistant.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{path}", busy_timeout_seconds=0.2, may_create=True)
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def uow(engine: Engine) -> Iterator[UnitOfWork]:
    uow = UnitOfWork(engine)
    yield uow
    uow.close()


def mark(session: Session, number: int) -> None:
    session.connection().execute(insert(MARK).values(id=number))


def marks(session: Session) -> list[int]:
    return list(session.connection().scalars(select(MARK.c.id).order_by(MARK.c.id)))


@pytest.mark.anyio
async def test_what_is_written_can_be_read(uow: UnitOfWork) -> None:
    await uow.write(lambda session: mark(session, 1))
    assert await uow.read(marks) == [1]


@pytest.mark.anyio
async def test_work_that_raises_leaves_nothing(uow: UnitOfWork) -> None:
    def work(session: Session) -> None:
        mark(session, 1)
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await uow.write(work)
    assert await uow.read(marks) == []


@pytest.mark.anyio
async def test_a_commit_inside_work_ends_nothing(uow: UnitOfWork) -> None:
    def work(session: Session) -> None:
        mark(session, 1)
        session.commit()
        mark(session, 2)
        raise ValueError("late")

    with pytest.raises(ValueError, match="late"):
        await uow.write(work)
    assert await uow.read(marks) == []


@pytest.mark.anyio
async def test_a_read_cannot_write(uow: UnitOfWork) -> None:
    with pytest.raises(RuntimeError, match="a read tried to write"):
        await uow.read(lambda session: mark(session, 1))
    await uow.write(lambda session: mark(session, 2))
    assert await uow.read(marks) == [2]


@pytest.mark.anyio
async def test_a_read_sees_one_snapshot(uow: UnitOfWork) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def slow_read(session: Session) -> tuple[list[int], list[int]]:
        first = marks(session)
        has_begun.set()
        may_go_on.wait(PATIENCE_SECONDS)
        return first, marks(session)

    async with anyio.create_task_group() as tasks:
        seen: list[tuple[list[int], list[int]]] = []

        async def read() -> None:
            seen.append(await uow.read(slow_read))

        tasks.start_soon(read)
        await anyio.to_thread.run_sync(has_begun.wait)
        await uow.write(lambda session: mark(session, 1))
        may_go_on.set()
    assert seen == [([], [])]


@pytest.mark.anyio
async def test_a_broken_constraint_is_the_callers_business(uow: UnitOfWork) -> None:
    await uow.write(lambda session: mark(session, 1))
    with pytest.raises(IntegrityError):
        await uow.write(lambda session: mark(session, 1))


@pytest.mark.anyio
async def test_a_unit_inside_a_unit_is_refused(uow: UnitOfWork) -> None:
    def work(session: Session) -> None:
        mark(session, 1)
        asyncio.run(uow.write(lambda inner: mark(inner, 2)))

    with pytest.raises(RuntimeError, match="inside another"):
        await uow.write(work)
    await uow.write(lambda session: mark(session, 3))
    assert await uow.read(marks) == [3]


def test_one_unit_of_work_serves_several_event_loops(uow: UnitOfWork) -> None:
    for number in (1, 2):
        asyncio.run(uow.write(lambda session, number=number: mark(session, number)))  # type: ignore[misc]
    assert asyncio.run(uow.read(marks)) == [1, 2]


@pytest.mark.anyio
@pytest.mark.parametrize("times", [1, 3])
async def test_a_cancelled_caller_waits_for_begun_work(uow: UnitOfWork, times: int) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def work(session: Session) -> None:
        has_begun.set()
        may_go_on.wait(PATIENCE_SECONDS)
        mark(session, 1)

    task = asyncio.create_task(uow.write(work))
    await anyio.to_thread.run_sync(has_begun.wait)
    for _ in range(times):
        task.cancel()
        await asyncio.wait({task}, timeout=0.01)
        assert not task.done()
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await uow.read(marks) == [1]


@pytest.mark.anyio
async def test_a_cancelled_scope_waits_for_begun_work(uow: UnitOfWork) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def work(session: Session) -> None:
        has_begun.set()
        may_go_on.wait(PATIENCE_SECONDS)
        mark(session, 1)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(uow.write, work)
        await anyio.to_thread.run_sync(has_begun.wait)
        tasks.cancel_scope.cancel()
        may_go_on.set()
    assert await uow.read(marks) == [1]


@pytest.mark.anyio
async def test_work_cancelled_before_it_begins_is_not_done(uow: UnitOfWork) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def block(_session: Session) -> None:
        has_begun.set()
        may_go_on.wait(PATIENCE_SECONDS)

    first = asyncio.create_task(uow.write(block))
    await anyio.to_thread.run_sync(has_begun.wait)
    second = asyncio.create_task(uow.write(lambda session: mark(session, 1)))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    may_go_on.set()
    await first
    assert await uow.read(marks) == []


@pytest.mark.anyio
async def test_a_fault_after_cancellation_is_not_left_unretrieved(uow: UnitOfWork) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def work(_session: Session) -> None:
        has_begun.set()
        may_go_on.wait(PATIENCE_SECONDS)
        raise ValueError("nobody listens")

    task = asyncio.create_task(uow.write(work))
    await anyio.to_thread.run_sync(has_begun.wait)
    task.cancel()
    await asyncio.sleep(0)
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.anyio
async def test_fault_06_a_lock_held_too_long_is_a_store_error(uow: UnitOfWork, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another process"):
        await uow.write(lambda session: mark(session, 1))
    assert await uow.read(marks) == []
    other.execute("ROLLBACK")
    other.close()
    await uow.write(lambda session: mark(session, 1))
    assert await uow.read(marks) == [1]


@pytest.mark.anyio
async def test_fault_07_a_lost_file_is_neither_written_on_nor_made_again(
    uow: UnitOfWork, path: Path
) -> None:
    await uow.write(lambda session: mark(session, 1))
    path.rename(path.with_suffix(".away"))
    for _ in range(30):  # more often than there are connections: none is lost
        with pytest.raises(StoreError, match="does not exist; run `assistant init`"):
            await uow.write(lambda session: mark(session, 2))
    assert not path.exists()
    path.with_suffix(".away").rename(path)
    assert await uow.read(marks) == [1]


@pytest.mark.anyio
async def test_a_file_put_in_place_of_the_old_one_is_the_one_used(
    uow: UnitOfWork, path: Path
) -> None:
    await uow.write(lambda session: mark(session, 1))
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink()
    restored = make_engine(f"sqlite:///{path}", busy_timeout_seconds=0.2, may_create=True)
    METADATA.create_all(restored)
    restored.dispose()
    await uow.write(lambda session: mark(session, 2))
    assert await uow.read(marks) == [2]


@pytest.mark.anyio
async def test_fault_08_a_full_disk_leaves_old_rows_intact(uow: UnitOfWork) -> None:
    def fill(session: Session) -> None:
        session.connection().execute(text("PRAGMA max_page_count = 1"))
        session.connection().execute(
            text("CREATE TABLE big AS SELECT zeroblob(1000000) AS content")
        )

    await uow.write(lambda session: mark(session, 1))
    with pytest.raises(StoreError, match="no room left"):
        await uow.write(fill)
    assert await uow.read(marks) == [1]


@pytest.mark.anyio
async def test_a_missing_table_names_the_upgrade(uow: UnitOfWork) -> None:
    with pytest.raises(StoreError, match="db upgrade"):
        await uow.read(
            lambda session: session.connection().execute(text("SELECT * FROM missing_table"))
        )


@pytest.mark.anyio
async def test_messages_hold_no_statement_and_no_value(uow: UnitOfWork) -> None:
    with pytest.raises(StoreError) as caught:
        await uow.read(
            lambda session: session.connection().execute(text("SELECT 'canary' FROM missing_table"))
        )
    assert "canary" not in str(caught.value)
    assert "SELECT" not in str(caught.value)


@pytest.mark.anyio
async def test_closing_twice_is_harmless(engine: Engine) -> None:
    uow = UnitOfWork(engine)
    await uow.write(lambda session: mark(session, 1))
    uow.close()
    uow.close()
    with engine.connect() as connection, connection.begin():
        assert connection.exec_driver_sql("SELECT count(*) FROM mark").scalar_one() == 1
