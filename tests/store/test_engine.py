from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from assistant.core.errors import ConfigurationError, StoreError
from assistant.store.engine import READ_ONLY, make_engine, sqlite_url
from assistant.store.faults import as_store_error
from assistant.store.types import UtcDateTime
from assistant.store.unit_of_work import UnitOfWork

EVENT = Table(
    "event", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime)
)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 1500),
    ],
)
def test_every_connection_is_durable_and_strict(tmp_path: Path, pragma: str, value: object) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db", busy_timeout_seconds=1.5, may_create=True)
    reader = engine.execution_options(**{READ_ONLY: True})
    with reader.connect() as first, reader.connect() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        engine = make_engine(f"sqlite:///{tmp_path}/a.db", busy_timeout_seconds=1, may_create=True)
        EVENT.metadata.create_all(engine)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"a.db": 0o600, "a.db-wal": 0o600, "a.db-shm": 0o600}


@pytest.mark.parametrize("name", ["年度 2026.db", "a%20b?.db", "a#b&c=d.db"])
def test_any_file_name_is_taken_literally(tmp_path: Path, name: str) -> None:
    url = sqlite_url(tmp_path / name)
    EVENT.metadata.create_all(make_engine(url, busy_timeout_seconds=1, may_create=True))
    assert name in {path.name for path in tmp_path.iterdir()}


def test_a_folder_the_locale_cannot_read_is_taken_as_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / os.fsdecode("年度".encode("euc_jp"))
    folder.mkdir()
    monkeypatch.chdir(folder)
    engine = make_engine(sqlite_url(Path("a.db")), busy_timeout_seconds=1, may_create=True)
    EVENT.metadata.create_all(engine)
    assert (folder / "a.db").stat().st_size > 0


def test_a_transaction_takes_the_write_lock_when_it_begins(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db", busy_timeout_seconds=1, may_create=True)
    with (
        engine.begin(),
        closing(sqlite3.connect(tmp_path / "a.db", timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://host/name", "use sqlite or postgresql"),
        ("nonsense", "not a database address"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_unusable_address_names_the_setting(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=f"store.url.*{message}"):
        make_engine(url, busy_timeout_seconds=1)


def test_a_missing_driver_names_the_extra_and_hides_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match="extra `postgres`") as caught:
        make_engine("postgresql://gateway:secret@localhost/x", busy_timeout_seconds=1)
    assert "secret" not in str(caught.value)


def test_a_missing_folder_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"No such file or directory.*check that its folder"):
        make_engine(f"sqlite:///{tmp_path}/no/a.db", busy_timeout_seconds=1, may_create=True)


@pytest.mark.anyio
async def test_a_folder_in_place_of_the_file_is_a_store_error(tmp_path: Path) -> None:
    uow = UnitOfWork(make_engine(f"sqlite:///{tmp_path}", busy_timeout_seconds=1))
    with pytest.raises(StoreError, match="cannot be opened; check"):
        await uow.read(lambda session: None)
    uow.close()


@pytest.mark.anyio
async def test_fault_09_a_damaged_page_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    engine = make_engine(f"sqlite:///{path}", busy_timeout_seconds=1, may_create=True)
    EVENT.metadata.create_all(engine)
    with engine.begin() as connection:
        rows = [{"id": number} for number in range(5000)]
        connection.execute(insert(EVENT), rows)
    engine.dispose()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    uow = UnitOfWork(make_engine(f"sqlite:///{path}", busy_timeout_seconds=1))
    with pytest.raises(StoreError, match="is damaged"):
        await uow.read(lambda session: session.connection().execute(select(EVENT)).all())
    uow.close()
    assert path.read_bytes() == content


def test_a_read_only_database_names_owner_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    sqlite3.connect(path).close()
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
        pytest.raises(sqlite3.OperationalError) as caught,
    ):
        connection.execute("CREATE TABLE x (id INTEGER)")
    found = as_store_error(caught.value, path)
    assert found is not None
    assert "check the owner and mode" in found.message


def test_instants_come_back_in_utc_whatever_zone_they_had(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db", busy_timeout_seconds=1, may_create=True)
    EVENT.metadata.create_all(engine)
    tokyo = datetime(2026, 4, 1, 0, 30, tzinfo=timezone(timedelta(hours=9)))
    with engine.begin() as connection:
        connection.execute(insert(EVENT).values(id=1, at=tokyo))
        connection.execute(insert(EVENT).values(id=2, at=None))
    with engine.connect() as connection:
        found = list(connection.scalars(select(EVENT.c.at).order_by(EVENT.c.id)))
    assert found == [datetime(2026, 3, 31, 15, 30, tzinfo=UTC), None]
    assert found[0].tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/a.db", busy_timeout_seconds=1, may_create=True)
    EVENT.metadata.create_all(engine)
    with engine.begin() as connection, pytest.raises(StatementError, match="without a time zone"):
        connection.execute(insert(EVENT).values(id=1, at=datetime(2026, 4, 1)))  # noqa: DTZ001 - the point
