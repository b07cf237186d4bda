"""What a database driver reports, turned into one line with a remedy: no SQL, no parameters."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from assistant.core.errors import StoreError

_UPGRADE = "the database has another schema than this program; run `assistant db upgrade`"

# https://sqlite.org/rescode.html: the low byte is the primary code.
_SQLITE_REMEDIES = {
    sqlite3.SQLITE_BUSY: "is locked by another process; try again, or raise "
    "store.busy_timeout_seconds",
    sqlite3.SQLITE_LOCKED: "is locked by this process; try again",
    sqlite3.SQLITE_CORRUPT: "is damaged; stop the gateway and restore the last "
    "backup (docs/operations.md)",
    sqlite3.SQLITE_NOTADB: "is not a database; restore it from a backup, or name another file in "
    "store.url",
    sqlite3.SQLITE_READONLY: "cannot be written to; check the owner and mode of the file and its "
    "folder",
    sqlite3.SQLITE_PERM: "may not be opened; check the owner and mode of the file and its folder",
    sqlite3.SQLITE_AUTH: "may not be opened; check the owner and mode of the file and its folder",
    sqlite3.SQLITE_FULL: "has no room left; free space on its disk",
    sqlite3.SQLITE_IOERR: "cannot be read or written (disk fault); check the disk and its free "
    "space",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that the file and its folder exist and may "
    "be read and written",
}

# https://www.postgresql.org/docs/15/errcodes-appendix.html, by class or whole code.
_POSTGRESQL_REMEDIES = {
    "08": "cannot be reached; check that it runs and store.url names it",
    "28": "refuses the login; check user and password in store.url",
    "3D": "has no such database; create it or correct store.url",
    "42P01": _UPGRADE,
    "42703": _UPGRADE,
    "53": "has no room or connections left; check its disk and max_connections",
    "55P03": "kept a lock too long; try again",
    "40": "could not finish because of a concurrent change; try again",
    "57": "is shutting down or was interrupted; try again",
    "58": "reports a system fault; check its log",
    "XX": "reports damaged data; check its log and restore the last backup",
}


def missing_file(path: Path) -> StoreError:
    """The fault for a SQLite file that is not there."""
    return StoreError(
        f"database file {path} does not exist; run `assistant init`, restore a backup, "
        "or correct store.url"
    )


def as_store_error(fault: BaseException, path: Path | None) -> StoreError | None:
    """Say in one line what is wrong with the database and how to mend it.

    Args:
        fault: what SQLAlchemy or the driver raised.
        path: the SQLite file, or none for PostgreSQL.

    Returns:
        The fault to raise instead; none if this is not an operational fault (a constraint, a
        mistake in a statement) and should go on as it is.
    """
    if isinstance(fault, PoolTimeoutError):
        return StoreError("all database connections are in use; try again")
    if isinstance(fault, IntegrityError):
        return None
    driver_fault = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(driver_fault, sqlite3.Error):
        return _from_sqlite(driver_fault, path)
    if isinstance(fault, DBAPIError) and driver_fault is not None:
        return _from_postgresql(fault, driver_fault)
    return None


def is_barred_write(fault: BaseException) -> bool:
    """Whether a fault is a write refused because its transaction was begun for reading only."""
    driver_fault = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(driver_fault, sqlite3.Error):
        return getattr(driver_fault, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY
    return getattr(driver_fault, "sqlstate", "") == "25006"


def _from_sqlite(fault: sqlite3.Error, path: Path | None) -> StoreError | None:
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CANTOPEN and path is not None and not path.exists():
        return missing_file(path)
    if code == sqlite3.SQLITE_ERROR and "no such " in str(fault):
        return StoreError(_UPGRADE)
    remedy = _SQLITE_REMEDIES.get(code)
    return StoreError(f"database file {path} {remedy}") if remedy else None


def _from_postgresql(fault: DBAPIError, driver_fault: BaseException) -> StoreError | None:
    state = getattr(driver_fault, "sqlstate", None)
    if state is None:
        # No SQLSTATE: the server was never reached, or the connection broke.
        is_lost = fault.connection_invalidated or type(driver_fault).__name__ == "OperationalError"
        state = "08" if is_lost else ""
    remedy = _POSTGRESQL_REMEDIES.get(state) or _POSTGRESQL_REMEDIES.get(state[:2])
    if remedy is None:
        return None
    return StoreError(remedy if remedy is _UPGRADE else f"the PostgreSQL database {remedy}")
