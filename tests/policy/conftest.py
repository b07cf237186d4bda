"""A migrated database and an admin at it; the filter's words are a few of this test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from sqlmodel import Session, col, select

from assistant.core.actor import Actor, Face
from assistant.core.clock import ManualClock
from assistant.core.keys import Key
from assistant.policy.desk import ReportDesk
from assistant.policy.lists import PolicyLists
from assistant.policy.rules import PolicyRules
from assistant.policy.terms import RuleValues, Terms
from assistant.store.audit import AuditLog
from assistant.store.engine import make_engine
from assistant.store.models import AuditEntry
from assistant.store.unit_of_work import UnitOfWork

T = TypeVar("T")
ADMIN = Actor("A1", Face.PAGE)
DEPARTMENTS = frozenset({"税務課"})


def rule_problem(entity: str, values: RuleValues) -> str | None:
    return "always blocks" if entity == "NUMBER" and values.action == "allow" else None


TERMS = Terms(
    entities=("PERSON", "NUMBER"),
    rule_problem=rule_problem,
    entry_form=lambda _entity, text: text.strip(),
    contact_form=lambda _kind, value: value.strip(),
    contact_problem=lambda kind, _value: None if kind == "phone" else "kind: write phone",
)


@dataclass(frozen=True, slots=True)
class Office:
    """Everything about the policy on one database."""

    uow: UnitOfWork
    clock: ManualClock
    audit: AuditLog
    lists: PolicyLists
    rules: PolicyRules
    desk: ReportDesk

    async def write(self, work: Callable[[Session], T]) -> T:
        return await self.uow.write(work)

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self.uow.read(work)

    async def trail(self) -> list[tuple[str, str, str]]:
        """What was done to what, and the details, as the audit log has it."""

        def work(session: Session) -> list[tuple[str, str, str]]:
            entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence)))
            return [(entry.action, entry.subject, entry.details) for entry in entries]

        return await self.uow.read(work)


@pytest.fixture
def office(database_url: str, clock: ManualClock) -> Iterator[Office]:
    uow = UnitOfWork(make_engine(database_url, busy_timeout_seconds=10))
    audit = AuditLog(Key("audit", 1, b"a" * 32), clock)
    lists, rules = PolicyLists(audit, clock, TERMS), PolicyRules(audit, clock, TERMS)
    yield Office(uow, clock, audit, lists, rules, ReportDesk(audit, clock))
    uow.close()
