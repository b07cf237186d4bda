"""The database a test runs on: a SQLite file, or with `--database postgresql` a real server.

The server is Debian's PostgreSQL: its own cluster, on a socket in a folder of its own, started by
the first test that needs it. Where it is not installed those tests are skipped, counted and named.
"""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from assistant.schema import METADATA
from assistant.store.engine import make_engine, sqlite_url
from assistant.store.schema_version import upgrade

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
TEMPLATE = "migrated"
MISSING = "PostgreSQL is not installed (Debian package postgresql-15)"
_SERVED = {"postgresql", "cluster"}
"""Fixtures of tests that a server serves."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(SQLITE, POSTGRESQL),
        default=SQLITE,
        help="what tests of the database run on; with postgresql, only those run",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what touches no database and what is about SQLite's file."""
    if config.getoption("--database") == SQLITE:
        return
    is_unserved = {item: _SERVED.isdisjoint(getattr(item, "fixturenames", ())) for item in items}
    left_out = [item for item in items if is_unserved[item] or item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running cluster, whatever the other tests run on; skips where there is none to run."""
    programs = find_programs()
    if programs is None:
        pytest.skip(MISSING)
    with running(programs) as started:
        yield started


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest) -> Cluster | None:
    """The running cluster; none where the tests run on SQLite."""
    if request.config.getoption("--database") == SQLITE:
        return None
    found: Cluster = request.getfixturevalue("cluster")
    return found


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """SQLite's file with the newest schema, to be copied: migrating takes a second."""
    path = tmp_path_factory.mktemp("migrated") / "assistant.db"
    migrate(sqlite_url(path))
    return path.read_bytes()


@pytest.fixture
def new_database(
    tmp_path: Path, postgresql: Cluster | None, request: pytest.FixtureRequest
) -> Callable[[], AbstractContextManager[str]]:
    """Makes migrated databases, for a test that needs many; each goes with its block."""
    if postgresql is not None:
        return postgresql.database
    migrated_file: bytes = request.getfixturevalue("migrated_file")

    @contextmanager
    def made() -> Iterator[str]:
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            path = Path(folder) / "assistant.db"
            path.write_bytes(migrated_file)
            yield sqlite_url(path)

    return made


@pytest.fixture
def database_url(
    tmp_path: Path, postgresql: Cluster | None, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a migrated database of this test's own."""
    if postgresql is None:
        path = tmp_path / "assistant.db"
        path.write_bytes(request.getfixturevalue("migrated_file"))
        yield sqlite_url(path)
        return
    with postgresql.database() as url:
        yield url


@contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    """A cluster in a folder of its own, stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        started = Cluster(programs, Path(folder))
        started.start()
        try:
            yield started
        finally:
            started.stop()


def migrate(url: str) -> None:
    """Bring a database to the newest schema."""
    engine = make_engine(url, busy_timeout_seconds=30, may_create=True)
    upgrade(engine, METADATA)
    engine.dispose()


def allow_changes(connection: Connection, table: str) -> None:
    """Take off an append-only table what refuses changes, as somebody who tampers would."""
    if connection.dialect.name == SQLITE:
        connection.execute(text(f"DROP TRIGGER {table}_no_update"))
        connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
    else:
        connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))


def read_rows(url: str, sql: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
    """Rows as another program sees them; `?` stands for a value."""
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(make_url(url).database or "")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]
    with psycopg.connect(url, row_factory=dict_row) as other:
        return other.execute(sql.replace("?", "%s").encode(), values).fetchall()


def table_names(url: str) -> list[str]:
    """Every table of a database."""
    if url.startswith(SQLITE):
        sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        sql = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    return [row["name"] for row in read_rows(url, sql)]


def find_programs() -> Path | None:
    """The folder of PostgreSQL's server programs; Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if found:
        return found[-1].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """A PostgreSQL server of its own, reachable by a socket alone."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder

    def start(self) -> None:
        """Make the cluster, start it, and migrate the database the others are copied from."""
        if os.geteuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        # A test's database lives for seconds: what a power failure would cost is of no interest.
        options = (
            f"-k {self._folder} -c listen_addresses='' -c max_connections=300 "
            "-c fsync=off -c full_page_writes=off"
        )
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        self._administer(f'CREATE DATABASE "{TEMPLATE}"')
        migrate(self.url(TEMPLATE))

    def stop(self) -> None:
        """Stop the server at once; its folder is thrown away."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        """The address of a database of the cluster."""
        return f"postgresql://postgres@/{name}?host={self._folder}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new migrated database; its address. Removed at the end, whoever is connected."""
        name = f"t{uuid.uuid4().hex}"
        # Copying the files takes half of what writing every page through the log does.
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY FILE_COPY')
        try:
            yield self.url(name)
        finally:
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        engine = create_engine(
            self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
        )
        with engine.connect() as connection:
            connection.execute(text(statement))

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)
