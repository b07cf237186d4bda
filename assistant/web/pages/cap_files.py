"""Many caps at once, from a CSV: shown first, then applied as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from assistant.identity.permissions import Permission
from assistant.usage.quota.cap_import import read_caps
from assistant.usage.quota.changes import CapChange
from assistant.web.file_changes import FileChange
from assistant.web.uploads import Upload
from assistant.web.visit import Visit, address


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


def _look(visit: Visit, session: Session, upload: Upload) -> Preview:
    lines = read_caps(upload.content)
    book = visit.desk.quota.book
    return Preview(upload, book.import_caps(session, visit.actor, lines, is_dry_run=True))


def _apply(visit: Visit, session: Session, upload: Upload, reason: str) -> str:
    lines = read_caps(upload.content)
    book = visit.desk.quota.book
    book.import_caps(session, visit.actor, lines, is_dry_run=False, reason=reason)
    return address("/admin/caps", done="caps_imported")


PAGES = FileChange(
    "/admin/caps/import", Permission.CAPS_WRITE, "cap", _look, _apply, needs_reason=True
).pages
