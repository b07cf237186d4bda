from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, inspect

from assistant.core.errors import ConfigurationError, StoreError
from assistant.store.engine import make_engine
from assistant.store.schema_version import PACKAGED_MIGRATIONS, Migrations, current_revision

FIRST = """
import sqlalchemy as sa
from alembic import op
revision = "0001"
down_revision = None
def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True))
    op.create_table(
        "child",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE")),
    )
"""
SECOND = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    with op.batch_alter_table("parent") as parent:
        parent.add_column(sa.Column("name", sa.String, nullable=False, server_default=""))
        parent.create_check_constraint("short", "length(name) < 9")
"""
FAILING = """
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    op.execute("DELETE FROM child")
    op.execute("INSERT INTO missing_table VALUES (1)")
"""
ORPHANING = """
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    op.execute("DELETE FROM parent")
"""


def migrations(folder: Path, *steps: str) -> Migrations:
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_bytes((PACKAGED_MIGRATIONS / name).read_bytes())
    for number, step in enumerate(steps, 1):
        (folder / "versions" / f"{number:04}_step.py").write_text(step)
    return Migrations(folder)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assistant.db"


@pytest.fixture
def engine(path: Path) -> Engine:
    return make_engine(f"sqlite:///{path}", busy_timeout_seconds=0.2)


@pytest.fixture
def old(tmp_path: Path) -> Migrations:
    return migrations(tmp_path / "old", FIRST)


@pytest.fixture
def new(tmp_path: Path) -> Migrations:
    return migrations(tmp_path / "new", FIRST, SECOND)


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def fill(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO parent (id) VALUES (1)")
        connection.execute("INSERT INTO child (id, parent_id) VALUES (7, 1)")
        connection.commit()


def test_a_missing_file_is_made_private_and_migrated(
    engine: Engine, path: Path, new: Migrations
) -> None:
    assert new.upgrade(engine, MetaData()) == "0002"
    assert current_revision(engine) == "0002"
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        assert stat.S_IMODE(name.stat().st_mode) == 0o600
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "parent", "child"}
    assert list(path.parent.glob("*.before-*")) == []


def test_upgrading_twice_changes_nothing(engine: Engine, path: Path, new: Migrations) -> None:
    new.upgrade(engine, MetaData())
    fill(path)
    assert new.upgrade(engine, MetaData()) == "0002"
    assert list(path.parent.glob("*.before-*")) == []
    assert rows(path, "SELECT id FROM child") == [(7,)]


def test_fault_33_an_older_schema_is_copied_then_migrated(
    engine: Engine, path: Path, old: Migrations, new: Migrations
) -> None:
    old.upgrade(engine, MetaData())
    fill(path)
    with pytest.raises(StoreError, match=r"schema 0001.*needs 0002.*db upgrade"):
        new.require_head(engine)
    new.upgrade(engine, MetaData())
    new.require_head(engine)
    copy = path.with_name("assistant.db.before-0002")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert rows(copy, "SELECT version_num, (SELECT id FROM child) FROM alembic_version") == [
        ("0001", 7)
    ]
    assert rows(path, "SELECT p.id, p.name, c.id FROM parent p JOIN child c") == [(1, "", 7)]


def test_fault_33_a_newer_schema_is_refused(
    engine: Engine, old: Migrations, new: Migrations
) -> None:
    new.upgrade(engine, MetaData())
    with pytest.raises(StoreError, match="newer than this program"):
        old.require_head(engine)
    with pytest.raises(StoreError, match="newer than this program"):
        old.upgrade(engine, MetaData())
    assert current_revision(engine) == "0002"


@pytest.mark.parametrize(
    ("step", "message"), [(FAILING, "db upgrade"), (ORPHANING, "1 rows without their parent")]
)
def test_a_failing_step_leaves_the_database_as_it_was(
    engine: Engine, path: Path, old: Migrations, tmp_path: Path, step: str, message: str
) -> None:
    old.upgrade(engine, MetaData())
    fill(path)
    with pytest.raises(StoreError, match=message):
        migrations(tmp_path / "bad", FIRST, step).upgrade(engine, MetaData())
    assert current_revision(engine) == "0001"
    assert rows(path, "SELECT p.id, c.id FROM parent p JOIN child c") == [(1, 7)]


def test_foreign_keys_hold_again_after_an_upgrade(engine: Engine, new: Migrations) -> None:
    new.upgrade(engine, MetaData())
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_foreign_database_is_left_alone(engine: Engine, path: Path, new: Migrations) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(StoreError, match="did not make it"):
        new.upgrade(engine, MetaData())
    assert rows(path, "SELECT name FROM sqlite_master") == [("theirs",)]


def test_a_new_database_is_not_at_head(path: Path, new: Migrations) -> None:
    engine = make_engine(f"sqlite:///{path}", busy_timeout_seconds=0.2, may_create=True)
    with pytest.raises(StoreError, match="schema none"):
        new.require_head(engine)


def test_a_missing_database_is_not_made_by_looking(
    engine: Engine, path: Path, new: Migrations
) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        new.require_head(engine)
    assert not path.exists()


def test_fault_09_a_file_that_is_no_database_is_refused_and_kept(
    engine: Engine, path: Path, new: Migrations
) -> None:
    path.write_bytes(b"these are somebody's notes " * 100)
    with pytest.raises(StoreError, match="is not a database"):
        new.upgrade(engine, MetaData())
    with pytest.raises(StoreError, match="is not a database"):
        new.require_head(engine)
    assert path.read_bytes().startswith(b"these are")


def test_a_program_without_migrations_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="install it again"):
        migrations(tmp_path / "empty").head_revision()
