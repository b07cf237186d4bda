"""A real database with the real migrations, four accounts, and gateways on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.gateway.replies import Replies
from assistant.identity.models import Account, ChannelIdentity, Department
from assistant.store.engine import make_engine, sqlite_url
from tests.databases import Cluster, migrate
from tests.gateway.fakes import FakeAnalyzer, FakeChannel, FakeModel
from tests.gateway.kit import Kit, Options, build, packaged_replies

MakeKit = Callable[..., Kit]

PERSON = "架空田太郎"
PHONE = "000-1234-5678"


@pytest.fixture(scope="session")
def replies() -> Replies:
    return packaged_replies()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The migrated database with its accounts, as bytes to start every test from."""
    path = tmp_path_factory.mktemp("empty") / "assistant.db"
    migrate(sqlite_url(path))
    add_accounts(sqlite_url(path))
    return path.read_bytes()


def add_accounts(url: str) -> None:
    """A department and its four accounts, the last of them disabled."""
    engine = make_engine(url, busy_timeout_seconds=10)
    moment = datetime(2026, 4, 1, tzinfo=UTC)
    with Session(engine) as session:
        session.add(Department(id="tax", name="税務課"))
        session.flush()
        for number in (1, 2, 3, 4):
            session.add(
                Account(
                    id=f"account-{number}",
                    name=f"職員{number}",
                    department_id="tax",
                    role="staff",
                    is_active=number != 4,
                    created_at=moment,
                    updated_at=moment,
                )
            )
            session.flush()
            session.add(
                ChannelIdentity(
                    channel="generic",
                    channel_user_id=f"user-{number}",
                    account_id=f"account-{number}",
                )
            )
        session.commit()
    engine.dispose()  # the last connection to close writes the log back into SQLite's file


@pytest.fixture
def city_url(
    tmp_path: Path, postgresql: Cluster | None, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database of this test's own with the accounts in it."""
    if postgresql is None:
        path = tmp_path / "assistant.db"
        path.write_bytes(request.getfixturevalue("empty_database"))
        yield sqlite_url(path)
        return
    with postgresql.database() as url:
        add_accounts(url)
        yield url


def assert_sound(kit: Kit) -> None:
    """What holds after every test, whatever happened in it (DESIGN L2)."""
    engine = make_engine(kit.url, busy_timeout_seconds=10)
    with Session(engine) as session:
        assert kit.ledger.verify(session) == []
    engine.dispose()
    closed = kit.rows("SELECT id FROM turn WHERE state = 'closed' ORDER BY id")
    logged = kit.rows(
        "SELECT turn_id AS id FROM usage_event WHERE turn_id IN (SELECT id FROM turn)"
    )
    assert sorted(row["id"] for row in logged) == [row["id"] for row in closed]
    still_held = (
        "SELECT turn_id FROM ledger_entry JOIN turn ON turn.id = turn_id AND state = 'closed' "
        "GROUP BY turn_id HAVING count(*) = 1"
    )
    assert kit.rows(still_held) == []


@pytest.fixture
def make_kit(city_url: str, clock: ManualClock, replies: Replies) -> Iterator[MakeKit]:
    """Gateways on one database; a second one is a restarted or a neighbouring process.

    Keyword arguments are fields of `Options`; `like` shares the fakes of an earlier gateway.
    """
    kits: list[Kit] = []

    def make(*, like: Kit | None = None, **options: Any) -> Kit:
        analyzer = like.analyzer if like else FakeAnalyzer()
        if not like:
            analyzer.surfaces = {PERSON: "PERSON", PHONE: "PHONE_NUMBER"}
        kits.append(
            build(
                city_url,
                clock,
                replies,
                replace(Options(), **options),
                analyzer=analyzer,
                model=like.model if like else FakeModel(),
                channel=like.channel if like else FakeChannel(),
            )
        )
        return kits[-1]

    yield make
    for kit in kits:
        kit.uow.close()
    if kits:
        assert_sound(kits[0])


@pytest.fixture
async def kit(make_kit: MakeKit) -> Kit:
    return make_kit()
