from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from sqlmodel import Session, col, select

from assistant.core.actor import Actor, Face
from assistant.core.clock import ManualClock
from assistant.core.keys import Key
from assistant.identity.access import Access, open_access
from assistant.identity.models import Account, Department
from assistant.identity.settings import AccessSettings
from assistant.store.audit import AuditLog
from assistant.store.engine import make_engine
from assistant.store.models import AuditEntry
from assistant.store.unit_of_work import UnitOfWork
from tests.identity.quick_hashes import with_quick_hashes

T = TypeVar("T")
ADMIN = Actor("A1", Face.PAGE)
PEOPLE = {
    "A1": ("情報政策課", "admin"),
    "S1": ("総務課", "staff"),
    "S2": ("税務課", "staff"),
    "H1": ("総務課", "department-admin"),
    "N1": ("企画課", "analyst"),
    "U1": ("監査課", "auditor"),
}


@pytest.fixture
def unit_of_work(database_url: str) -> Iterator[UnitOfWork]:
    unit_of_work = UnitOfWork(make_engine(database_url, busy_timeout_seconds=10))
    yield unit_of_work
    unit_of_work.close()


@dataclass(frozen=True, slots=True)
class Office:
    """A city with one account of each role, and everything about access on its database."""

    uow: UnitOfWork
    clock: ManualClock
    audit: AuditLog
    access: Access

    async def write(self, work: Callable[[Session], T]) -> T:
        return await self.uow.write(work)

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self.uow.read(work)

    async def trail(self) -> list[tuple[str, str, str]]:
        """Who did what to whom, as the audit log has it."""

        def work(session: Session) -> list[tuple[str, str, str]]:
            entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence)))
            return [(entry.actor, entry.action, entry.subject) for entry in entries]

        return await self.uow.read(work)


def make_office(uow: UnitOfWork, clock: ManualClock, settings: AccessSettings) -> Office:
    audit = AuditLog(Key("audit", 1, b"a" * 32), clock)
    key = Key("access", 1, b"x" * 32)
    access = open_access(uow, key, audit, clock, settings)
    return Office(uow, clock, audit, with_quick_hashes(access, uow, key))


@pytest.fixture
async def office(unit_of_work: UnitOfWork, clock: ManualClock) -> Office:
    now = clock.now()

    def people(session: Session) -> None:
        for name in dict.fromkeys(department for department, _ in PEOPLE.values()):
            session.add(Department(id=name, name=name))
        session.flush()
        for account_id, (department, role) in PEOPLE.items():
            session.add(
                Account(
                    id=account_id,
                    name="架空",
                    department_id=department,
                    role=role,
                    is_active=True,
                    created_at=now,
                    updated_at=now,
                )
            )

    await unit_of_work.write(people)
    return make_office(unit_of_work, clock, AccessSettings())
