"""The unit of work: the one place where transactions begin and are committed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import anyio
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from assistant.store.engine import READ_ONLY, sqlite_path
from assistant.store.faults import as_store_error, is_barred_write

T = TypeVar("T")

THREADS = 8

_in_work = threading.local()


class UnitOfWork:
    """Runs short pieces of database work in threads, one transaction each.

    Work is a plain function that takes a `Session`. It must not commit, must not wait for the
    network, and must not start another unit of work. What it returns stays usable afterwards.

    SQLite has one writer at a time, so its writers queue here in order of arrival instead of
    polling the file's lock; other processes are waited for by SQLite itself.
    """

    def __init__(self, engine: Engine) -> None:
        self._path = sqlite_path(engine)
        self._engine = engine
        self._read_engine = engine.execution_options(**{READ_ONLY: True})
        writer_count = THREADS if self._path is None else 1
        self._writers = ThreadPoolExecutor(writer_count, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(THREADS, thread_name_prefix="store-read")

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run work in one transaction and commit it; undo all of it if it raises.

        A cancelled caller gets its `CancelledError` only after the transaction has ended, one way
        or the other. Work that had not begun is then not done; work that had is done in full.

        Raises:
            StoreError: the database cannot be used now; nothing was written.
            RuntimeError: called from inside work.
        """
        return await self._run(self._writers, lambda: self._transact(self._engine, work))

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run work on one consistent snapshot; the database refuses any write in it.

        Raises:
            StoreError: the database cannot be used now.
            RuntimeError: called from inside work, or the work tried to write.
        """
        return await self._run(self._readers, lambda: self._transact(self._read_engine, work))

    def close(self) -> None:
        """Finish the work that was begun and close all connections. May be called twice."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()

    async def _run(self, threads: ThreadPoolExecutor, call: Callable[[], T]) -> T:
        if getattr(_in_work, "is_active", False):
            raise RuntimeError("a unit of work was started inside another one; pass the session on")
        future = threads.submit(call)
        waiting = asyncio.wrap_future(future)
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            if not future.cancel():
                await _outlast(waiting)
            raise

    def _transact(self, engine: Engine, work: Callable[[Session], T]) -> T:
        _in_work.is_active = True
        try:
            return _transaction(engine, work)
        except SQLAlchemyError as fault:
            if engine is self._read_engine and is_barred_write(fault):
                raise RuntimeError("a read tried to write; use UnitOfWork.write") from None
            store_error = as_store_error(fault, self._path)
            if store_error is None:
                raise
            raise store_error from None
        finally:
            _in_work.is_active = False


def _transaction(engine: Engine, work: Callable[[Session], T]) -> T:
    # The transaction belongs to the connection: a commit inside work ends nothing.
    with (
        engine.connect() as connection,
        connection.begin(),
        Session(connection, expire_on_commit=False) as session,
    ):
        result = work(session)
        session.flush()
        return result


async def _outlast(waiting: asyncio.Future[T]) -> None:
    """Wait for begun work to end, however often the caller is cancelled meanwhile."""
    with anyio.CancelScope(shield=True):
        while not waiting.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({waiting})
    # Nobody is left to raise it to; without a look asyncio would report it as forgotten.
    waiting.exception()
