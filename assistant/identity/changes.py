"""Changes to accounts, each with its entry in the audit log, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.identity import directory
from assistant.identity.admins import keeping_an_admin
from assistant.identity.directory import has_department, require_account
from assistant.identity.faults import NotFoundError
from assistant.identity.revocation import end_access, end_sessions
from assistant.identity.roles import Role
from assistant.identity.roster import Roster
from assistant.identity.roster_import import RosterDiff, import_roster
from assistant.store.audit import AuditLog, Detail
from assistant.store.one_at_a_time import lock_changes

LONGEST_REASON = 1_000
IDS_PER_ENTRY = 50
"""New accounts are named in the audit log many at a time; an entry holds 8,000 characters."""


class AccountChanges:
    """What admins do with accounts, one change after another. Takes a session; never commits."""

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    def set_active(
        self, session: Session, actor: Actor, account_id: str, *, is_active: bool, reason: str = ""
    ) -> bool:
        """Let an account ask, or stop it: its sessions end and its tokens open nothing.

        Returns:
            Whether this changed anything.

        Raises:
            NotFoundError: no such account.
            LastAdminError: it is the last active admin.
        """
        lock_changes(session)
        now = self._clock.now()
        if not directory.set_active(session, account_id, is_active=is_active, now=now):
            return False
        if not is_active:
            end_sessions(session, account_id)
        action = "account.enable" if is_active else "account.disable"
        self._record(session, actor, action, account_id, reason=reason)
        return True

    def transfer(
        self, session: Session, actor: Actor, account_id: str, department_id: str, reason: str = ""
    ) -> bool:
        """Move an account to another department. What it used stays with the old one.

        Returns:
            Whether this changed anything.

        Raises:
            NotFoundError: no such account or department.
        """
        lock_changes(session)
        account = require_account(session, account_id)
        if not has_department(session, department_id):
            raise NotFoundError("no department has this name; a roster import makes departments")
        before = account.department_id
        if before == department_id:
            return False
        account.department_id, account.updated_at = department_id, self._clock.now()
        session.flush()
        details = {"before": before, "after": department_id}
        self._record(session, actor, "account.transfer", account_id, reason=reason, **details)
        return True

    def change_role(
        self, session: Session, actor: Actor, account_id: str, role: Role, reason: str = ""
    ) -> bool:
        """Give an account another role: its sessions end, its tokens but those of staff too.

        Returns:
            Whether this changed anything.

        Raises:
            NotFoundError: no such account.
            LastAdminError: it is the last active admin.
        """
        lock_changes(session)
        account = require_account(session, account_id)
        before, now = account.role, self._clock.now()
        if before == role.value:
            return False
        with keeping_an_admin(session):
            account.role, account.updated_at = role.value, now
        end_access(session, account_id, now=now)
        details = {"before": before, "after": role.value}
        self._record(session, actor, "account.role", account_id, reason=reason, **details)
        return True

    def import_roster(
        self, session: Session, actor: Actor, roster: Roster, *, is_dry_run: bool
    ) -> RosterDiff:
        """Make the accounts of a roster be as it says; see `roster_import.import_roster`.

        A dry run writes nothing, also not to the audit log.

        Raises:
            RosterError: it contradicts what is stored. Nothing was written.
            LastAdminError: no active admin would be left. Nothing was written.
        """
        if not is_dry_run:
            lock_changes(session)
        now = self._clock.now()
        diff = import_roster(session, roster, now=now, is_dry_run=is_dry_run)
        if is_dry_run or not (diff.added or diff.changed):
            return diff
        counts = {"added": len(diff.added), "changed": len(diff.changed)}
        self._audit.record(session, actor, "accounts.import", "accounts", counts)
        for ids in _batches(diff.added):
            added: dict[str, Detail] = {"accounts": " ".join(ids)}
            self._audit.record(session, actor, "accounts.add", "accounts", added)
        self._record_changes(session, actor, diff)
        for change in diff.roles:
            end_access(session, change.account_id, now=now)
        for account_id in diff.disabled:
            end_sessions(session, account_id)
        return diff

    def _record_changes(self, session: Session, actor: Actor, diff: RosterDiff) -> None:
        for action, changes in (("account.transfer", diff.transfers), ("account.role", diff.roles)):
            for change in changes:
                details = {"before": change.before, "after": change.after}
                self._record(session, actor, action, change.account_id, **details)
        for action, ids in (("account.disable", diff.disabled), ("account.enable", diff.enabled)):
            for account_id in ids:
                self._record(session, actor, action, account_id)

    def _record(
        self, session: Session, actor: Actor, action: str, account_id: str, **details: Detail
    ) -> None:
        if len(str(details.get("reason", ""))) > LONGEST_REASON:
            raise InputError(f"reason: is longer than {LONGEST_REASON} characters; shorten it")
        given = {name: value for name, value in details.items() if value != ""}
        self._audit.record(session, actor, action, f"account:{account_id}", given)


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for account_id in ids:
        batch.append(account_id)
        if len(batch) == IDS_PER_ENTRY:
            yield batch
            batch = []
    if batch:
        yield batch
