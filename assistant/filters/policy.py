"""The city's policy as one frozen value: what the gate decides by. No database, no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from assistant.core.ids import AccountId, DepartmentId
from assistant.filters.settings import Action, FilterSettings, StaffNames

SETTINGS_LINE = "config/pii.toml"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose text is screened: rules and lists may hold for one department alone."""

    account_id: AccountId
    department_id: DepartmentId


@dataclass(frozen=True, slots=True)
class RosterMember:
    """One member of the city's staff. Its `repr` shows no name.

    Attributes:
        name: the full name as the roster has it, blanks and all.
        department: id of the department.
        title: the job title (係長), if the roster knows it.
        account_id: the member's account, to know a sender's own name.
    """

    name: str = field(repr=False)
    department: str
    title: str | None = None
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The active staff of the city, for `staff_names = "allow_roster"`."""

    members: tuple[RosterMember, ...] = field(default=(), repr=False)

    def name_of(self, account_id: str) -> str | None:
        """The name of an account's holder, if on the roster."""
        names = (one.name for one in self.members if one.account_id == account_id)
        return next(names, None)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one entity does, for the whole city or for one department.

    Attributes:
        entity: one of `ENTITIES`.
        action: block or allow.
        threshold: findings under this score do nothing.
        is_shadow: what would stop is counted and let through.
        department: None for the whole city.
        line: where the rule stands, for `filter scan --explain`.
    """

    entity: str
    action: Action
    threshold: float
    is_shadow: bool = False
    department: str | None = None
    line: str = SETTINGS_LINE


@dataclass(frozen=True, slots=True)
class AllowEntry:
    """A text that may be written. Its `repr` shows no text.

    Attributes:
        id: number of the entry in the city's list.
        text: what may be written, compared in the filter's normal form.
        entity: for findings of this entity; None for any but identification numbers.
        department: for senders of this department; None for all.
        expires_at: from this instant on the entry does nothing; None for never.
    """

    id: int
    text: str = field(repr=False)
    entity: str | None = None
    department: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Official:
    """A public official who may be named. Its `repr` shows no name."""

    id: int
    name: str = field(repr=False)


class ContactKind(StrEnum):
    """What a public office is reached by."""

    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number, mail address or address of a public office."""

    id: int
    kind: ContactKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PolicySnapshot:
    """Everything the gate decides by, besides what the recognizers found.

    Attributes:
        rules: by entity and department; every entity has one for None, the whole city.
        entries: texts that may be written.
        officials: persons who may be named.
        contacts: how public offices are reached.
        staff_names: what becomes of the names of the city's own staff.
        roster: the staff; empty unless `staff_names` asks for it.
    """

    rules: Mapping[tuple[str, str | None], Rule]
    entries: tuple[AllowEntry, ...] = ()
    officials: tuple[Official, ...] = ()
    contacts: tuple[Contact, ...] = ()
    staff_names: StaffNames = StaffNames.BLOCK
    roster: Roster = Roster()

    @property
    def version(self) -> str:
        """A short digest over everything that decides, such as `p1-0a1b2c3d`."""
        parts = (
            sorted(map(_parts_of_rule, self.rules.values())),
            [[one.id, one.text, one.entity, one.department] for one in self.entries],
            [[one.id, one.name] for one in self.officials],
            [[one.id, one.kind, one.value] for one in self.contacts],
            self.staff_names,
            sorted(map(_parts_of_member, self.roster.members)),
        )
        digest = hashlib.sha256(json.dumps(parts).encode())
        return f"p1-{digest.hexdigest()[:8]}"

    @property
    def next_expiry(self) -> datetime | None:
        """When the next entry ends."""
        ends = [one.expires_at for one in self.entries if one.expires_at is not None]
        return min(ends, default=None)

    def at(self, now: datetime) -> PolicySnapshot:
        """The policy at an instant: without the entries that have ended."""
        live = tuple(one for one in self.entries if one.expires_at is None or one.expires_at > now)
        return self if len(live) == len(self.entries) else replace(self, entries=live)

    def rule(self, entity: str, department: str | None) -> Rule:
        """The rule for an entity: the department's own, or the city's.

        What no rule speaks of stops a text however weak it is.
        """
        own = self.rules.get((entity, department)) or self.rules.get((entity, None))
        return own or Rule(entity, Action.BLOCK, 0.0)


def default_snapshot(settings: FilterSettings) -> PolicySnapshot:
    """The policy of `config/pii.toml` alone, without the city's lists."""
    rules: dict[tuple[str, str | None], Rule] = {
        (entity, None): Rule(entity, rule.action, rule.threshold, rule.shadow)
        for entity, rule in settings.entities.items()
    }
    return PolicySnapshot(rules=rules, staff_names=StaffNames(settings.staff_names))


def _parts_of_rule(rule: Rule) -> list[str]:
    return [rule.entity, rule.department or "", rule.action, repr(rule.threshold),
            str(rule.is_shadow)]  # fmt: skip


def _parts_of_member(member: RosterMember) -> list[str]:
    return [member.department, member.name, member.title or "", member.account_id or ""]
