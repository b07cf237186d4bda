from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.usage.quota.counters import When, hold, read_balance, subjects_of
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.settings import QuotaSettings

NOW = When("2026-04", date(2026, 4, 15))


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin():
        yield connection


@pytest.mark.parametrize(
    ("settings", "first", "second"),
    [
        ({"default_cap_tokens": 100}, 60, 41),
        ({"department_cap_tokens": 100}, 60, 41),
        ({"city_cap_tokens": 100}, 60, 41),
        ({"city_cap_tokens": 0}, 0, 1),
    ],
    ids=["account", "department", "city", "nothing at all"],
)
def test_the_guard_itself_refuses_what_does_not_fit_and_holds_nothing(
    connection: Connection, settings: dict[str, int], first: int, second: int
) -> None:
    """What another process took after the balance was read is seen by the statement."""
    subjects = subjects_of("a1", "d1", QuotaSettings.model_validate(settings))
    assert hold(connection, subjects, NOW, first)
    assert not hold(connection, subjects, NOW, second)
    balance = read_balance(connection, subjects, NOW)
    assert [scope.reserved for _, scope in balance.scopes] == [first] * 3
    assert hold(connection, subjects, NOW, second - 1)


@pytest.mark.parametrize("scope", list(Scope))
def test_the_guard_reads_caps_of_the_database(
    connection: Connection, clock: ManualClock, scope: Scope
) -> None:
    settings = QuotaSettings(default_cap_tokens=10)
    subjects = subjects_of("a1", "d1", settings)
    ledger = Ledger(settings, clock)
    names = {Scope.ACCOUNT: "a1", Scope.DEPARTMENT: "d1", Scope.CITY: CITY}
    session = Session(connection)
    ledger.set_cap(session, scope=Scope.ACCOUNT, subject_id="a1", cap_tokens=None, reason="")
    assert hold(connection, subjects, NOW, 90)
    ledger.set_cap(session, scope=scope, subject_id=names[scope], cap_tokens=100, reason="")
    assert not hold(connection, subjects, NOW, 11)
    assert hold(connection, subjects, NOW, 10)
