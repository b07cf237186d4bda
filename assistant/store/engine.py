"""The engine: how a connection is opened and how a transaction begins, per database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from assistant.core.errors import ConfigurationError, StoreError
from assistant.store.faults import missing_file

READ_ONLY = "assistant_read_only"
"""Execution option: true begins a transaction that reads one snapshot and cannot write."""

POOL_SIZE = 10
POOL_OVERFLOW = 10

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


def make_engine(url: str, *, busy_timeout_seconds: float, may_create: bool = False) -> Engine:
    """Make the engine for a database address.

    SQLite: WAL, synchronous=FULL, foreign keys on, deleted bytes overwritten. Every transaction
    begins with `BEGIN IMMEDIATE` (a deferred one fails at once when two of them turn into
    writers), or with `BEGIN` and a bar on writing where `READ_ONLY` is set. A file that is missing,
    removed or replaced is a fault; it is made only with `may_create`, mode 0600.

    Args:
        url: `sqlite:////path/file.db` or `postgresql://...`.
        busy_timeout_seconds: how long a connection waits for another process's lock.
        may_create: make the SQLite file, but not its folder, if it does not exist.

    Raises:
        ConfigurationError: the address cannot be read, names an unsupported database, or its
            driver is not installed.
        StoreError: the file was to be made and could not be.
    """
    address = _parse(url)
    if address.get_backend_name() == "postgresql":
        return _postgresql_engine(address, busy_timeout_seconds)
    path = _path_of(address)
    if may_create:
        create_file(path)
    return _sqlite_engine(path, busy_timeout_seconds)


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file, whatever characters its name holds."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def sqlite_path(engine: Engine) -> Path | None:
    """The file behind an engine, or none if it is not SQLite."""
    return _path_of(engine.url) if engine.dialect.name == "sqlite" else None


def create_file(path: Path) -> None:
    """Make an empty database file, readable by its owner only; an existing one is left alone.

    SQLite gives the `-wal` and `-shm` files beside it the same mode.

    Raises:
        StoreError: the folder is missing or cannot be written to.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as fault:
        raise StoreError(
            f"database file {path} cannot be made ({fault.strerror}); "
            "check that its folder exists, is writable and has room"
        ) from None


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise ConfigurationError(
            "store.url is not a database address; write sqlite:////path/file.db or "
            "postgresql://user@host/name"
        ) from None
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigurationError(
            f"store.url names {address.get_backend_name()}; use sqlite or postgresql"
        )
    return address


def _path_of(address: URL) -> Path:
    if not address.database or address.database == ":memory:":
        raise ConfigurationError("store.url names no file; write sqlite:////path/file.db")
    return Path(address.database).absolute()


def _postgresql_engine(address: URL, busy_timeout_seconds: float) -> Engine:
    milliseconds = int(busy_timeout_seconds * 1000)
    try:
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_size=POOL_SIZE,
            max_overflow=POOL_OVERFLOW,
            pool_pre_ping=True,
            connect_args={"options": f"-c lock_timeout={milliseconds} -c timezone=UTC"},
        )
    except ModuleNotFoundError:
        raise ConfigurationError(
            "store.url names PostgreSQL but its driver is not installed; "
            "install the package with the extra `postgres`, or use sqlite"
        ) from None
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(READ_ONLY, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _sqlite_engine(path: Path, busy_timeout_seconds: float) -> Engine:
    def connect() -> sqlite3.Connection:
        # mode=rw: opening a database must never make an empty one in place of a lost one.
        connection = sqlite3.connect(
            f"file:{quote(os.fsencode(path))}?mode=rw",
            uri=True,
            timeout=busy_timeout_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()
        return connection

    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        creator=connect,
        hide_parameters=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
    )
    event.listen(engine, "connect", _remember_file(path))
    event.listen(engine, "checkout", _require_same_file(path))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    is_read_only = connection.get_execution_options().get(READ_ONLY, False)
    # `info` belongs to the driver's connection: the switch is thrown only when the use changes.
    if connection.info.get(READ_ONLY, False) is not is_read_only:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if is_read_only else 'OFF'}")
        connection.info[READ_ONLY] = is_read_only
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


def _identity_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def _remember_file(path: Path) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def remember(_driver: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["file"] = _identity_of(path)

    return remember


def _require_same_file(
    path: Path,
) -> Callable[[DBAPIConnection, ConnectionPoolEntry, PoolProxiedConnection], None]:
    """An open connection goes on writing to a file that was deleted: look before each use."""

    def require(
        _driver: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        found = _identity_of(path)
        if found is not None and found == entry.info["file"]:
            return
        if found is not None:
            raise DisconnectionError("the database file was replaced")
        raise missing_file(path)

    return require
