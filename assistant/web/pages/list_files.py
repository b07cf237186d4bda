"""Many lines of a list at once, from a CSV: shown first, then added as shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from assistant.gateway.policy_administration import department_ids
from assistant.identity.permissions import Permission
from assistant.policy.drafts import Draft, ListKind
from assistant.policy.list_files import COLUMNS, read_list
from assistant.web.file_changes import FileChange
from assistant.web.uploads import Upload
from assistant.web.visit import Visit, address


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would add. Its `repr` shows no line."""

    upload: Upload
    added: Sequence[Draft] = field(repr=False)
    duplicate_lines: tuple[int, ...]

    @property
    def seal(self) -> str:
        """Stands for the file and what it changes."""
        return self.upload.seal(self.duplicate_lines)


def _read(
    visit: Visit, session: Session, kind: ListKind, upload: Upload
) -> list[tuple[int, Draft]]:
    lists, departments = visit.desk.policy.lists, department_ids(session)
    return read_list(upload.content, kind, lambda draft: lists.problem(draft, departments))


def _looking(kind: ListKind) -> Callable[[Visit, Session, Upload], Preview]:
    def look(visit: Visit, session: Session, upload: Upload) -> Preview:
        drafts = _read(visit, session, kind, upload)
        lists = visit.desk.policy.lists
        found = lists.import_all(session, visit.actor, kind, drafts, is_dry_run=True)
        known = set(found.duplicate_lines)
        return Preview(
            upload, [draft for line, draft in drafts if line not in known], found.duplicate_lines
        )

    return look


def _applying(kind: ListKind, place: str) -> Callable[[Visit, Session, Upload, str], str]:
    def apply(visit: Visit, session: Session, upload: Upload, _reason: str) -> str:
        drafts = _read(visit, session, kind, upload)
        visit.desk.policy.lists.import_all(session, visit.actor, kind, drafts)
        return address(place, done="lines_imported")

    return apply


def _change(kind: ListKind) -> FileChange:
    place = "/admin/allow" if kind is ListKind.ENTRIES else f"/admin/allow/{kind.value}"
    return FileChange(
        f"/admin/allow/import/{kind.value}",
        Permission.POLICY_WRITE,
        "lines",
        _looking(kind),
        _applying(kind, place),
        values={"kind": kind.value, "columns": ",".join(COLUMNS[kind]), "place": place},
    )


PAGES = tuple(page for kind in ListKind for page in _change(kind).pages)
