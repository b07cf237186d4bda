"""Which schema a database has, which one this program needs, and the way from one to the other."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect
from sqlalchemy.exc import SQLAlchemyError

from assistant.core.errors import ConfigurationError, StoreError
from assistant.core.logs import get_log
from assistant.store.engine import READ_ONLY, create_file, sqlite_path
from assistant.store.faults import as_store_error

PACKAGED_MIGRATIONS = Path(__file__).parent / "migrations"

# Any number will do, as long as only upgrades take it.
_POSTGRESQL_UPGRADE_LOCK = 4_201_968

log = get_log()


@dataclass(frozen=True, slots=True)
class Migrations:
    """A folder of Alembic migrations and what can be done with it."""

    folder: Path = PACKAGED_MIGRATIONS

    def head_revision(self) -> str:
        """The revision this program needs.

        Raises:
            ConfigurationError: the folder holds no migration (a broken installation).
        """
        head = self._scripts().get_current_head()
        if head is None:
            raise ConfigurationError("the program holds no migrations; install it again")
        return head

    def require_head(self, engine: Engine) -> None:
        """Check that a database has exactly the schema this program needs.

        Raises:
            StoreError: it is older, newer, empty, or cannot be used; the message says what to do.
        """
        found, needed = current_revision(engine), self.head_revision()
        if found == needed:
            return
        self._refuse_unknown(found)
        raise StoreError(
            f"the database has schema {found or 'none'}, this program needs {needed}; "
            "run `assistant db upgrade`"
        )

    def upgrade(self, engine: Engine, metadata: MetaData) -> str:
        """Bring a database to the schema this program needs, making the SQLite file if missing.

        All steps are one transaction: a failing one leaves the database as it was. A SQLite file
        that already has tables is copied first, to `<file>.before-<revision>` beside it.

        Returns:
            The revision the database has now.

        Raises:
            StoreError: newer than this program, not made by it, or cannot be used.
        """
        needed = self.head_revision()
        path = sqlite_path(engine)
        if path is not None:
            create_file(path)
        found = current_revision(engine)
        if found == needed:
            return needed
        self._refuse_unknown(found)
        has_tables = _has_tables(engine)
        if found is None and has_tables:
            raise StoreError(
                "the database has tables but no schema version: this program did not make it; "
                "name another one in store.url"
            )
        if path is not None and has_tables:
            copy_database(path, path.with_name(f"{path.name}.before-{needed}"))
        with _reporting_faults(engine), engine.connect() as connection:
            _migrate(connection, self._config(), metadata)
        log.info("store.upgraded", revision=needed)
        return needed

    def _refuse_unknown(self, revision: str | None) -> None:
        known = {script.revision for script in self._scripts().walk_revisions()}
        if revision is not None and revision not in known:
            raise StoreError(
                f"the database is newer than this program (schema {revision}); "
                "install the newer program, or restore the copy made before its upgrade"
            )

    def _config(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        return config

    def _scripts(self) -> ScriptDirectory:
        return ScriptDirectory.from_config(self._config())


def current_revision(engine: Engine) -> str | None:
    """The revision a database has; none if it was never migrated.

    Raises:
        StoreError: the database cannot be used.
    """
    with _reporting_faults(engine), _reader(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def copy_database(path: Path, target: Path) -> None:
    """Copy a SQLite file, with everything committed so far, while it may be in use.

    The copy is made under a temporary name (mode 0600) and takes its name when it is complete.

    Raises:
        StoreError: the copy cannot be made; what was under the name before is untouched.
    """
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    create_file(unfinished)
    address = f"file:{quote(os.fsencode(path))}?mode=rw"
    try:
        with (
            closing(sqlite3.connect(address, uri=True)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as fault:
        unfinished.unlink(missing_ok=True)
        raise as_store_error(fault, path) or StoreError(
            f"database file {path} cannot be copied to {target}; check both and the free space"
        ) from None
    unfinished.replace(target)


def head_revision() -> str:
    """The revision this program needs."""
    return Migrations().head_revision()


def require_head(engine: Engine) -> None:
    """Check that a database has exactly this program's schema; see `Migrations.require_head`."""
    Migrations().require_head(engine)


def upgrade(engine: Engine, metadata: MetaData) -> str:
    """Bring a database to this program's schema; see `Migrations.upgrade`."""
    return Migrations().upgrade(engine, metadata)


@contextmanager
def _reporting_faults(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as fault:
        store_error = as_store_error(fault, sqlite_path(engine))
        if store_error is None:
            raise
        raise store_error from None


def _reader(engine: Engine) -> Connection:
    return engine.execution_options(**{READ_ONLY: True}).connect()


def _has_tables(engine: Engine) -> bool:
    with _reporting_faults(engine), _reader(engine) as connection:
        return bool(inspect(connection).get_table_names())


def _migrate(connection: Connection, config: Config, metadata: MetaData) -> None:
    config.attributes.update(connection=connection, metadata=metadata)
    if connection.dialect.name == "postgresql":
        with connection.begin():
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_POSTGRESQL_UPGRADE_LOCK})")
            command.upgrade(config, "head")
        return
    # Copying a table drops the old one, which would delete its children; SQLite can switch
    # foreign keys only outside a transaction. https://sqlite.org/lang_altertable.html#otheralter
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("not a SQLite connection")
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            command.upgrade(config, "head")
            _require_whole_references(connection)
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _require_whole_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise StoreError(
            f"the upgrade would leave {len(broken)} rows without their parent in {tables}; "
            "nothing was changed; restore a backup and report this"
        )
