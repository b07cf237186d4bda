"""The stored policy as plain values: what the gateway makes the gate's snapshot of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from assistant.core.periods import end_of_day
from assistant.policy.models import (
    WHOLE_CITY,
    AllowEntryRow,
    ContactRow,
    OfficialRow,
    PolicyRuleRow,
)
from assistant.policy.rules import values_of
from assistant.policy.terms import RuleValues
from assistant.policy.version import version


@dataclass(frozen=True, slots=True)
class StoredRule:
    """One rule that differs from the settings."""

    entity: str
    department: str | None
    values: RuleValues
    reason: str
    author: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One text that may be written. Its `repr` shows no text."""

    id: int
    text: str = field(repr=False)
    entity: str | None
    department: str | None
    until: date | None
    reason: str
    author: str
    created_at: datetime

    @property
    def expires_at(self) -> datetime | None:
        """The instant its last day is over."""
        return None if self.until is None else end_of_day(self.until)


@dataclass(frozen=True, slots=True)
class StoredOfficial:
    """One public official. Its `repr` shows no name."""

    id: int
    name: str = field(repr=False)
    office: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredContact:
    """One contact of a public office."""

    id: int
    kind: str
    value: str = field(repr=False)
    office: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """All of the policy as it stands, with its number."""

    number: int
    rules: tuple[StoredRule, ...]
    entries: tuple[StoredEntry, ...]
    officials: tuple[StoredOfficial, ...]
    contacts: tuple[StoredContact, ...]


def load(session: Session) -> StoredPolicy:
    """The policy as it stands in this transaction's snapshot."""
    return StoredPolicy(
        number=version(session),
        rules=stored_rules(session),
        entries=stored_entries(session),
        officials=stored_officials(session),
        contacts=stored_contacts(session),
    )


def stored_rules(session: Session) -> tuple[StoredRule, ...]:
    """All rules that differ from the settings, by entity and department."""
    statement = select(PolicyRuleRow).order_by(
        col(PolicyRuleRow.entity), col(PolicyRuleRow.department_id)
    )
    return tuple(
        StoredRule(
            entity=row.entity,
            department=None if row.department_id == WHOLE_CITY else row.department_id,
            values=values_of(row),
            reason=row.reason,
            author=row.author,
            updated_at=row.updated_at,
        )
        for row in session.exec(statement)
    )


def stored_entries(session: Session) -> tuple[StoredEntry, ...]:
    """All texts that may be written, ended ones too, by number."""
    return tuple(
        StoredEntry(
            id=row.id or 0,
            text=row.text,
            entity=row.entity,
            department=row.department_id,
            until=row.until,
            reason=row.reason,
            author=row.author,
            created_at=row.created_at,
        )
        for row in session.exec(select(AllowEntryRow).order_by(col(AllowEntryRow.id)))
    )


def stored_officials(session: Session) -> tuple[StoredOfficial, ...]:
    """All officials, by number."""
    return tuple(
        StoredOfficial(row.id or 0, row.name, row.office, row.author, row.created_at)
        for row in session.exec(select(OfficialRow).order_by(col(OfficialRow.id)))
    )


def stored_contacts(session: Session) -> tuple[StoredContact, ...]:
    """All contacts of public offices, by number."""
    return tuple(
        StoredContact(row.id or 0, row.kind, row.value, row.office, row.author, row.created_at)
        for row in session.exec(select(ContactRow).order_by(col(ContactRow.id)))
    )
