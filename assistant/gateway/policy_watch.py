"""Keeps the gate's policy up to date: a change in any process holds in all within a second."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack

from sqlmodel import Session

from assistant.core.errors import ConfigurationError, StoreError
from assistant.core.logs import get_log
from assistant.filters.decision import Policy
from assistant.filters.gate import PiiGate
from assistant.filters.policy import (
    AllowEntry,
    Contact,
    ContactKind,
    Official,
    PolicySnapshot,
    Roster,
    Rule,
    default_snapshot,
)
from assistant.filters.settings import Action, FilterSettings, StaffNames, rule_problem
from assistant.gateway.staff import RosterMark, load_roster, roster_mark
from assistant.policy.snapshot import StoredPolicy, StoredRule, load
from assistant.policy.version import version
from assistant.store.unit_of_work import UnitOfWork

POLL_SECONDS = 0.4
"""Two looks fit into the second within which a change has to hold."""

Mark = tuple[int, RosterMark | None]


class BrokenPolicyError(ConfigurationError):
    """A stored line of the policy makes no sense; names the line, never its text."""


class PolicyWatch:
    """Loads the policy, and loads it anew when it changes.

    A policy that cannot be loaded while the gateway runs leaves the one in force as it is.
    """

    def __init__(self, uow: UnitOfWork, gate: PiiGate, settings: FilterSettings) -> None:
        self._uow = uow
        self._gate = gate
        self._settings = settings
        self._mark: Mark | None = None
        self._is_readable = True
        self._watching: asyncio.Task[None] | None = None

    async def run_within(self, opened: AsyncExitStack) -> None:
        """Take the stored policy over, then look for changes until `opened` is closed.

        Raises:
            BrokenPolicyError: a line of it makes no sense.
            StoreError: the database cannot be used.
        """
        await self.load()
        self.start()
        opened.push_async_callback(self.stop)

    async def load(self) -> None:
        """Take the stored policy over.

        Raises:
            BrokenPolicyError: a line of it makes no sense.
            StoreError: the database cannot be used.
        """
        mark, policy = await self._uow.read(lambda session: self._read(session, None))
        if isinstance(policy, BrokenPolicyError):
            raise policy
        self._adopt(mark, policy)

    async def refresh(self) -> None:
        """Take the stored policy over if it has changed. Faults are logged once, not raised."""
        before = self._mark
        try:
            mark, policy = await self._uow.read(lambda session: self._read(session, before))
        except StoreError as fault:
            if self._is_readable:
                get_log().warning("policy.not_read", error=type(fault).__name__)
            self._is_readable = False
            return
        self._is_readable = True
        if isinstance(policy, BrokenPolicyError):
            self._mark = mark  # looked at once: the same line would be as broken the next time
            get_log().error("policy.not_loaded", error=type(policy).__name__)
        else:
            self._adopt(mark, policy)

    def start(self) -> None:
        """Look again and again in the running event loop."""
        self._watching = asyncio.create_task(self._watch(), name="policy")

    async def stop(self) -> None:
        """Look no more."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            try:
                await self.refresh()
            except Exception as fault:  # noqa: BLE001  # the loop must outlive whatever it meets
                get_log().error("policy.fault", error=type(fault).__name__)
            await asyncio.sleep(POLL_SECONDS)

    def _adopt(self, mark: Mark, policy: Policy | None) -> None:
        self._mark = mark
        if policy is not None:
            self._gate.adopt(policy)
            get_log().info("policy.loaded", ruleset=self._gate.ruleset)

    def _look(self, session: Session) -> Mark:
        is_roster_used = self._settings.staff_names is StaffNames.ALLOW_ROSTER
        return version(session), roster_mark(session) if is_roster_used else None

    def _read(
        self, session: Session, before: Mark | None
    ) -> tuple[Mark, Policy | BrokenPolicyError | None]:
        """What is new since a mark, made ready here, beside the event loop; or what is wrong."""
        mark = self._look(session)
        if mark == before:
            return mark, None
        try:
            return mark, Policy(read_snapshot(session, self._settings))
        except BrokenPolicyError as fault:
            return mark, fault


def read_snapshot(session: Session, settings: FilterSettings) -> PolicySnapshot:
    """The policy of settings, lists and roster together, as it stands in a transaction.

    Raises:
        BrokenPolicyError: a stored line makes no sense.
    """
    is_roster_used = settings.staff_names is StaffNames.ALLOW_ROSTER
    return joined(load(session), settings, load_roster(session) if is_roster_used else Roster())


def joined(stored: StoredPolicy, settings: FilterSettings, roster: Roster) -> PolicySnapshot:
    """Settings and stored policy as one snapshot; a department's rule starts from the city's.

    Raises:
        BrokenPolicyError: a stored line makes no sense.
    """
    base = default_snapshot(settings)
    rules = dict(base.rules)
    for line in sorted(stored.rules, key=lambda one: one.department is not None):
        rules[line.entity, line.department] = _rule(line, rules)
    for entry in stored.entries:
        if entry.entity is not None and (entry.entity, None) not in base.rules:
            raise BrokenPolicyError(
                f"allow entry {entry.id}: there is no entity of its name; "
                f"`assistant allow remove {entry.id} --reason WHY` removes it"
            )
    return PolicySnapshot(
        rules=rules,
        entries=tuple(
            AllowEntry(one.id, one.text, one.entity, one.department, one.expires_at)
            for one in stored.entries
        ),
        officials=tuple(Official(one.id, one.name) for one in stored.officials),
        contacts=tuple(
            Contact(one.id, ContactKind(one.kind), one.value) for one in stored.contacts
        ),
        staff_names=base.staff_names,
        roster=roster,
    )


def _rule(stored: StoredRule, rules: Mapping[tuple[str, str | None], Rule]) -> Rule:
    where = f"rule {stored.entity}" + (f" of {stored.department}" if stored.department else "")
    base = rules.get((stored.entity, None))
    if base is None:
        raise BrokenPolicyError(f"{where}: there is no such entity; `assistant allow rules`")
    values = stored.values
    if values.action not in (None, *Action):
        raise BrokenPolicyError(f"{where}: its action is neither block nor allow")
    rule = Rule(
        entity=stored.entity,
        action=base.action if values.action is None else Action(values.action),
        threshold=base.threshold if values.threshold is None else values.threshold,
        is_shadow=base.is_shadow if values.is_shadow is None else values.is_shadow,
        department=stored.department,
        line="assistant allow rule",
    )
    problem = rule_problem(
        rule.entity, action=rule.action, threshold=rule.threshold, is_shadow=rule.is_shadow
    )
    if problem is not None or not 0 <= rule.threshold <= 1:
        raise BrokenPolicyError(f"{where}: {problem or 'its threshold is not from 0 to 1'}")
    return rule
