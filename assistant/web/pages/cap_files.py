"""Many caps at once, from a CSV: shown first, then applied as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from assistant.identity.permissions import Permission
from assistant.usage.quota.cap_import import CapFileError, read_caps
from assistant.usage.quota.changes import CapChange, lock_changes
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.routes import Method, Page
from assistant.web.uploads import Problems, Upload, carried_file, chosen_file
from assistant.web.visit import Visit, address

CHANGED = "changed_since"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change."""

    upload: Upload
    changes: Sequence[CapChange]

    @property
    def effective(self) -> list[CapChange]:
        """The lines that change something."""
        return [change for change in self.changes if change.is_change]

    @property
    def seal(self) -> str:
        """Stands for the file and what it changes."""
        effect = [(str(each.target), each.before, each.after) for each in self.changes]
        return self.upload.seal(effect)


async def show(visit: Visit) -> Response:
    """Where a file is chosen."""
    return _choose(visit)


async def preview(visit: Visit) -> Response:
    """Show what the chosen file would change; nothing is changed."""
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
    check = Check(visit.form)
    reason = check.take("reason", reason_of, "reason", instead="")

    def work(session: Session) -> str:
        lock_changes(session)
        found = _look(visit, session, upload)
        if found.seal != visit.form.text("seal"):
            raise FormError({"form": CHANGED})
        lines = read_caps(upload.content)
        book = visit.desk.quota.book
        book.import_caps(session, visit.actor, lines, is_dry_run=False, reason=reason)
        return address("/admin/caps", done="caps_imported")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _preview_page(visit, upload, wrong)
    except CapFileError:  # an account is gone since it was shown
        return await _preview_page(visit, upload)


async def _preview_page(visit: Visit, upload: Upload, wrong: FormError | None = None) -> Response:
    try:
        found = await visit.read(lambda session: _look(visit, session, upload))
    except CapFileError as fault:
        problems = Problems().told(fault.problems)
        return _choose(visit, FormError({"file": "file_wrong"}), problems, len(fault.problems))
    return visit.page(
        "cap_preview.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        preview=found,
    )


def _look(visit: Visit, session: Session, upload: Upload) -> Preview:
    lines = read_caps(upload.content)
    book = visit.desk.quota.book
    return Preview(upload, book.import_caps(session, visit.actor, lines, is_dry_run=True))


def _choose(
    visit: Visit,
    wrong: FormError | None = None,
    problems: Sequence[str] = (),
    problem_count: int = 0,
) -> Response:
    return visit.page(
        "cap_import.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        problems=problems,
        problem_count=problem_count,
    )


PAGES = (
    Page(Method.GET, "/admin/caps/import", Permission.CAPS_WRITE, show),
    Page(Method.POST, "/admin/caps/import", Permission.CAPS_WRITE, preview),
    Page(Method.POST, "/admin/caps/import/apply", Permission.CAPS_WRITE, apply),
)
