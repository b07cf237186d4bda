"""A real database with the real migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from assistant.core.actor import Actor, Face
from assistant.core.clock import ManualClock
from assistant.core.ids import AccountId, DepartmentId
from assistant.core.keys import Key
from assistant.store.audit import AuditLog
from assistant.store.engine import make_engine
from assistant.store.models import AuditEntry
from assistant.usage.quota.book import CapBook
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.members import Affiliation
from assistant.usage.quota.requests import Decision, RequestDesk
from assistant.usage.quota.settings import QuotaSettings


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, busy_timeout_seconds=30)
    yield engine
    engine.dispose()


class Directory:
    """Accounts a1, a2, a3 of department d1, the admin b1 of d2; departments d1 to d3."""

    def __init__(self) -> None:
        self.accounts = {
            name: Affiliation(AccountId(name), DepartmentId(department), role)
            for name, department, role in (
                ("a1", "d1", "staff"),
                ("a2", "d1", "staff"),
                ("a3", "d1", "staff"),
                ("b1", "d2", "admin"),
            )
        }

    def find(self, session: Session, account_id: str) -> Affiliation | None:
        return self.accounts.get(account_id)

    def has_department(self, session: Session, department_id: str) -> bool:
        return department_id in {"d1", "d2", "d3"}

    def all(self, session: Session) -> list[Affiliation]:
        return list(self.accounts.values())

    def role_of(self, session: Session, account_id: AccountId) -> str | None:
        member = self.accounts.get(account_id)
        return member.role if member else None


AUDIT_KEY = Key("audit", 1, b"a" * 32)
ADMIN = Actor("b1", Face.API)


@dataclass(slots=True)
class Desk:
    """The parts of the quota joined, on a clock that is moved by hand."""

    ledger: Ledger
    book: CapBook
    requests: RequestDesk
    audit: AuditLog
    directory: Directory
    settings: QuotaSettings
    clock: ManualClock
    told: list[Decision]

    def trail(self, session: Session) -> list[tuple[str, str]]:
        """Action and subject of every audit entry, in order."""
        rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence)))
        return [(row.action, row.subject) for row in rows]


def join_desk(settings: QuotaSettings, clock: ManualClock) -> Desk:
    """The parts as the gateway joins them."""
    directory, told = Directory(), list[Decision]()
    audit = AuditLog(AUDIT_KEY, clock)
    book = CapBook(settings, audit, clock, directory)
    requests = RequestDesk(
        book,
        audit,
        clock,
        lambda _session, decision: told.append(decision),
        lambda _actor, _request: None,
    )
    ledger = Ledger(settings, clock, directory.role_of)
    return Desk(ledger, book, requests, audit, directory, settings, clock, told)


@pytest.fixture
def make_desk(clock: ManualClock) -> Callable[..., Desk]:
    """A desk; keyword arguments are settings."""
    return lambda **settings: join_desk(QuotaSettings.model_validate(settings), clock)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One transaction, undone at the end."""
    with engine.connect() as connection, connection.begin(), Session(connection) as session:
        yield session


@pytest.fixture
def make_ledger(clock: ManualClock) -> Callable[..., Ledger]:
    """A ledger; keyword arguments are settings."""

    def make(**settings: object) -> Ledger:
        return Ledger(QuotaSettings.model_validate(settings), clock)

    return make
