"""Many accounts at once, from a roster: shown first, then applied as shown."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlmodel import Session

from assistant.identity.permissions import Permission
from assistant.identity.roster import parse_roster
from assistant.identity.roster_import import RosterDiff
from assistant.web.file_changes import FileChange
from assistant.web.uploads import Upload
from assistant.web.visit import Visit, address


@dataclass(frozen=True, slots=True)
class Preview:
    """What a roster would change."""

    upload: Upload
    diff: RosterDiff

    @property
    def is_change(self) -> bool:
        """Whether it would change anything."""
        return bool(self.diff.added or self.diff.changed)

    @property
    def others(self) -> list[str]:
        """Accounts with another name or chat id alone."""
        named = {*self.diff.moved, *self.diff.enabled, *self.diff.disabled}
        named |= {change.account_id for change in self.diff.roles}
        return [each for each in self.diff.changed if each not in named]

    @property
    def seal(self) -> str:
        """Stands for the file and what it changes."""
        return self.upload.seal(astuple(self.diff))


def _look(visit: Visit, session: Session, upload: Upload) -> Preview:
    roster = parse_roster(upload.content)
    accounts = visit.desk.access.accounts
    return Preview(upload, accounts.import_roster(session, visit.actor, roster, is_dry_run=True))


def _apply(visit: Visit, session: Session, upload: Upload, _reason: str) -> str:
    roster = parse_roster(upload.content)
    accounts = visit.desk.access.accounts
    accounts.import_roster(session, visit.actor, roster, is_dry_run=False)
    return address("/admin/accounts", done="roster_imported")


PAGES = FileChange(
    "/admin/accounts/import", Permission.ACCOUNTS_WRITE, "roster", _look, _apply
).pages
