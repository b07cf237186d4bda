"""The city's lists: texts that may be written, officials, contacts of public offices.

Functions run inside the caller's transaction. Every change is in the audit log, by number, scope
and reason; the listed text itself stands in its table alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.periods import in_tokyo
from assistant.policy.drafts import ContactDraft, Draft, EntryDraft, ListKind, OfficialDraft
from assistant.policy.models import (
    REASON_LENGTH,
    TEXT_LENGTH,
    AllowEntryRow,
    ContactRow,
    OfficialRow,
)
from assistant.policy.terms import PolicyError, Terms
from assistant.policy.version import bump, hold
from assistant.store.audit import AuditLog

AnyRow = AllowEntryRow | OfficialRow | ContactRow


TABLES: dict[ListKind, type[AnyRow]] = {
    ListKind.ENTRIES: AllowEntryRow,
    ListKind.OFFICIALS: OfficialRow,
    ListKind.CONTACTS: ContactRow,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many lines are new, and which lines of the file were there before."""

    added: int
    duplicate_lines: tuple[int, ...]


class PolicyLists:
    """Adds to the lists and takes from them."""

    def __init__(self, audit: AuditLog, clock: Clock, terms: Terms) -> None:
        self._audit = audit
        self._clock = clock
        self._terms = terms

    def add(
        self, session: Session, actor: Actor, draft: EntryDraft, departments: Collection[str]
    ) -> int:
        """Allow a text; in force everywhere within a second.

        Args:
            session: the transaction of the change.
            actor: who asks for it.
            draft: the text, its scope and why.
            departments: the ids that exist.

        Returns:
            The number of the entry.

        Raises:
            PolicyError: something in the draft is wrong, or the text is allowed already.
        """
        problem = self.problem(draft, departments)
        if problem is not None:
            raise PolicyError(problem)
        hold(session)
        known = self._known(session, draft)
        if known is not None:
            raise PolicyError(f"this is allowed already, by entry {known}")
        row = self._add_row(session, actor, draft)
        bump(session)
        return row

    def remove(
        self, session: Session, actor: Actor, kind: ListKind, number: int, *, reason: str
    ) -> None:
        """Take a line off a list; what it let through is stopped again within a second.

        Raises:
            PolicyError: there is no such line, or no reason is given.
        """
        require_reason(reason)
        hold(session)
        row = session.get(TABLES[kind], number)
        if row is None:
            raise PolicyError(
                f"{kind.value} has no line {number}; `assistant allow list --kind {kind.value}` "
                "shows them"
            )
        session.delete(row)
        self._audit.record(
            session, actor, "allow.remove", f"{kind.value}:{number}", {"reason": reason}
        )
        bump(session)

    def import_all(
        self,
        session: Session,
        actor: Actor,
        kind: ListKind,
        drafts: Sequence[tuple[int, Draft]],
        *,
        is_dry_run: bool = False,
    ) -> Imported:
        """Add the lines of a file that are not there yet.

        Args:
            session: the transaction of the change.
            actor: who asks for it.
            kind: the list.
            drafts: checked lines (`problem` is None for each) with their numbers in the file.
            is_dry_run: only look; nothing is changed.
        """
        if not is_dry_run:
            hold(session)
        fresh: dict[object, Draft] = {}
        duplicates: list[int] = []
        for line, draft in drafts:
            key = self._key(draft)
            if key in fresh or self._known(session, draft) is not None:
                duplicates.append(line)
            else:
                fresh[key] = draft
        if is_dry_run or not fresh:
            return Imported(len(fresh), tuple(duplicates))
        numbers = [self._add_row(session, actor, draft) for draft in fresh.values()]
        details = {"count": len(numbers), "first": numbers[0], "last": numbers[-1]}
        self._audit.record(session, actor, "allow.import", kind.value, details)
        bump(session)
        return Imported(len(fresh), tuple(duplicates))

    def problem(self, draft: Draft, departments: Collection[str]) -> str | None:
        """What is wrong with a line, without its text; None if nothing is."""
        match draft:
            case EntryDraft():
                return self._entry_problem(draft, departments)
            case OfficialDraft():
                return (
                    _text_problem("name", draft.name, self._form(draft))
                    or (
                        "name: one character is no full name"
                        if len(self._form(draft)) < 2
                        else None
                    )
                    or _office_problem(draft.office)
                )
            case ContactDraft():
                return (
                    self._terms.contact_problem(draft.kind, draft.value)
                    or _text_problem("value", draft.value, self._form(draft))
                    or _office_problem(draft.office)
                )

    def _entry_problem(self, draft: EntryDraft, departments: Collection[str]) -> str | None:
        if draft.entity is not None and draft.entity not in self._terms.entities:
            return "entity: there is none of this name; docs/pii_entities.md lists them"
        if draft.department is not None and draft.department not in departments:
            return "department: there is none of this name; `assistant accounts list` shows them"
        if draft.until is not None and draft.until < in_tokyo(self._clock.now()).date():
            return "until: lies in the past; write the last day the entry holds, as 2027-03-31"
        if not draft.reason.strip() or len(draft.reason) > REASON_LENGTH:
            return f"reason: write why, in up to {REASON_LENGTH} characters"
        return _text_problem("text", draft.text, self._form(draft))

    def _form(self, draft: Draft) -> str:
        match draft:
            case EntryDraft():
                return self._terms.entry_form(draft.entity, draft.text)
            case OfficialDraft():
                return self._terms.entry_form("PERSON", draft.name)
            case ContactDraft():
                return self._terms.contact_form(draft.kind, draft.value)

    def _key(self, draft: Draft) -> object:
        """What two lines of a file have in common if they say the same."""
        scope = (draft.entity, draft.department) if isinstance(draft, EntryDraft) else ()
        kind = draft.kind if isinstance(draft, ContactDraft) else ""
        return self._form(draft), scope, kind

    def _known(self, session: Session, draft: Draft) -> int | None:
        """The line of the list that says the same, if there is one."""
        form = self._form(draft)
        match draft:
            case EntryDraft():
                return session.exec(self._same_entry(draft, form)).first()
            case OfficialDraft():
                same = select(OfficialRow.id).where(col(OfficialRow.form) == form)
                return session.exec(same).first()
            case ContactDraft():
                kind = col(ContactRow.kind) == draft.kind
                return session.exec(
                    select(ContactRow.id).where(kind, col(ContactRow.form) == form)
                ).first()

    def _same_entry(
        self, draft: EntryDraft, form: str
    ) -> SelectOfScalar[int] | SelectOfScalar[None]:
        today = in_tokyo(self._clock.now()).date()
        return select(AllowEntryRow.id).where(
            col(AllowEntryRow.form) == form,
            col(AllowEntryRow.entity) == draft.entity,
            col(AllowEntryRow.department_id) == draft.department,
            or_(col(AllowEntryRow.until).is_(None), col(AllowEntryRow.until) >= today),
        )

    def _add_row(self, session: Session, actor: Actor, draft: Draft) -> int:
        row = _row_of(draft, self._form(draft), actor.name, self._clock.now())
        session.add(row)
        session.flush()
        if row.id is None:
            raise RuntimeError("the database gave a new line no number")
        if isinstance(draft, EntryDraft):
            details = {
                "entity": draft.entity,
                "department": draft.department,
                "until": draft.until.isoformat() if draft.until else None,
                "reason": draft.reason,
            }
            self._audit.record(session, actor, "allow.add", f"entries:{row.id}", details)
        return row.id


def _row_of(draft: Draft, form: str, author: str, now: datetime) -> AnyRow:
    match draft:
        case EntryDraft():
            return AllowEntryRow(
                entity=draft.entity,
                text=draft.text,
                form=form,
                department_id=draft.department,
                until=draft.until,
                reason=draft.reason,
                author=author,
                created_at=now,
            )
        case OfficialDraft():
            return OfficialRow(
                name=draft.name, form=form, office=draft.office, author=author, created_at=now
            )
        case ContactDraft():
            return ContactRow(
                kind=draft.kind,
                value=draft.value,
                form=form,
                office=draft.office,
                author=author,
                created_at=now,
            )


def require_reason(reason: str) -> None:
    """Refuse an empty or endless reason.

    Raises:
        PolicyError: it is one.
    """
    if not 0 < len(reason.strip()) <= REASON_LENGTH:
        raise PolicyError(f"reason: write why, in up to {REASON_LENGTH} characters")


def _text_problem(name: str, text: str, form: str) -> str | None:
    if not form:
        return f"{name}: is empty, or holds nothing that is compared"
    if len(text) > TEXT_LENGTH or len(form) > 2 * TEXT_LENGTH:
        return f"{name}: is over {TEXT_LENGTH} characters; write the found words alone"
    return None


def _office_problem(office: str) -> str | None:
    if len(office) > TEXT_LENGTH:
        return f"office: is over {TEXT_LENGTH} characters; write its name alone"
    return None
