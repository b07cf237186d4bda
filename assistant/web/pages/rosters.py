"""Many accounts at once, from a roster: shown first, then applied as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sqlmodel import Session
from starlette.responses import Response

from assistant.identity.faults import LastAdminError
from assistant.identity.permissions import Permission
from assistant.identity.roster import parse_roster
from assistant.identity.roster_import import RosterDiff
from assistant.identity.roster_text import RosterError
from assistant.usage.quota.changes import lock_changes
from assistant.web.forms import FormError
from assistant.web.routes import Method, Page
from assistant.web.uploads import Problems, Upload, carried_file, chosen_file
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


async def show(visit: Visit) -> Response:
    """Where a roster is chosen."""
    return _choose(visit)


async def preview(visit: Visit) -> Response:
    """Show what the chosen roster would change; nothing is changed."""
    try:
        upload = chosen_file(visit.form)
    except FormError as wrong:
        return _choose(visit, wrong)
    return await _preview_page(visit, upload)


async def apply(visit: Visit) -> Response:
    """Change what was shown, all of it or nothing."""
    try:
        upload = carried_file(visit.form)
    except FormError as wrong:
        return _choose(visit, wrong)

    def work(session: Session) -> str:
        lock_changes(session)
        if _look(visit, session, upload).seal != visit.form.text("seal"):
            raise FormError({"form": "changed_since"})
        roster = parse_roster(upload.content)
        accounts = visit.desk.access.accounts
        accounts.import_roster(session, visit.actor, roster, is_dry_run=False)
        return address("/admin/accounts", done="roster_imported")

    try:
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _preview_page(visit, upload, wrong)
    except (RosterError, LastAdminError):  # something is different since it was shown
        return await _preview_page(visit, upload)


async def _preview_page(visit: Visit, upload: Upload, wrong: FormError | None = None) -> Response:
    try:
        found = await visit.read(lambda session: _look(visit, session, upload))
    except RosterError as fault:
        problems = Problems().told(fault.problems)
        return _choose(visit, FormError({"file": "file_wrong"}), problems, len(fault.problems))
    except LastAdminError:
        return _choose(visit, FormError({"file": "last_admin"}))
    return visit.page(
        "roster_preview.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        preview=found,
    )


def _look(visit: Visit, session: Session, upload: Upload) -> Preview:
    roster = parse_roster(upload.content)
    accounts = visit.desk.access.accounts
    return Preview(upload, accounts.import_roster(session, visit.actor, roster, is_dry_run=True))


def _choose(
    visit: Visit,
    wrong: FormError | None = None,
    problems: Sequence[str] = (),
    problem_count: int = 0,
) -> Response:
    return visit.page(
        "roster_import.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        problems=problems,
        problem_count=problem_count,
    )


PAGES = (
    Page(Method.GET, "/admin/accounts/import", Permission.ACCOUNTS_WRITE, show),
    Page(Method.POST, "/admin/accounts/import", Permission.ACCOUNTS_WRITE, preview),
    Page(Method.POST, "/admin/accounts/import/apply", Permission.ACCOUNTS_WRITE, apply),
)
