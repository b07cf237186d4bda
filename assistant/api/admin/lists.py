"""The filter's policy: lists of what may be written, rules, and what rules in trial would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path
from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.admin.accounts import Changed
from assistant.api.desk import Call, Desk
from assistant.api.schemas import ListFile, MonthWord, MustSayWhy, NewAllowEntry
from assistant.core.errors import InputError
from assistant.core.periods import parse_month
from assistant.gateway.policy_administration import department_ids
from assistant.policy.drafts import Draft, EntryDraft, ListKind
from assistant.policy.list_files import read_list
from assistant.policy.lists import Imported
from assistant.policy.shadow import ShadowCount, list_counts
from assistant.policy.snapshot import (
    StoredContact,
    StoredEntry,
    StoredOfficial,
    stored_contacts,
    stored_entries,
    stored_officials,
)

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
S = TypeVar("S")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class EntryView:
    """A text that may be written."""

    id: int
    text: str = field(repr=False)
    entity: str | None
    department: str | None
    until: date | None
    reason: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OfficialView:
    """A public official, whose name may be written."""

    id: int
    name: str = field(repr=False)
    office: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact of a public office, which may be written."""

    id: int
    kind: str
    value: str = field(repr=False)
    office: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MadeEntry:
    """The number of a new entry."""

    id: int


def lists_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for the lists and for what rules in trial would do."""
    router = APIRouter(route_class=route_class, tags=["policy"])
    _add_reading(router, desk)
    _add_entries(router, desk)
    for kind in ListKind:
        _add_import(router, desk, kind)
        _add_removal(router, desk, kind)
    return router


def _add_reading(router: APIRouter, desk: Desk) -> None:
    async def seen(read: Callable[[Session], Sequence[S]], show: Callable[[S], V]) -> list[V]:
        return [show(each) for each in await desk.read(read)]

    @router.get("/api/admin/allow/entries")
    async def list_entries() -> list[EntryView]:
        """Texts that may be written."""
        return await seen(stored_entries, _entry)

    @router.get("/api/admin/allow/officials")
    async def list_officials() -> list[OfficialView]:
        """Public officials, whose names may be written."""
        return await seen(stored_officials, _official)

    @router.get("/api/admin/allow/contacts")
    async def list_contacts() -> list[ContactView]:
        """Contacts of public offices, which may be written."""
        return await seen(stored_contacts, _contact)

    @router.get("/api/admin/allow/shadow")
    async def shadow_counts(month: MonthWord = "") -> list[ShadowCount]:
        """What rules in trial would have stopped; `month` as 2026-04, all without it."""
        chosen = _month(month)
        return await desk.read(lambda session: [*list_counts(session, chosen)])


def _add_entries(router: APIRouter, desk: Desk) -> None:
    lists = desk.administration.policy.lists

    @router.post("/api/admin/allow/entries", response_model=MadeEntry)
    async def add_entry(request: Request, wanted: NewAllowEntry) -> Response:
        """Let a text through; in force in every process within a second."""
        draft = EntryDraft(
            text=wanted.text,
            reason=wanted.reason,
            entity=wanted.entity,
            department=wanted.department,
            until=wanted.until,
        )

        def work(call: Call) -> MadeEntry:
            return MadeEntry(
                lists.add(call.session, call.actor, draft, department_ids(call.session))
            )

        return await desk.change(request, work)


def _add_import(router: APIRouter, desk: Desk, kind: ListKind) -> None:
    lists = desk.administration.policy.lists

    async def import_lines(request: Request, file: ListFile) -> Response:
        """Add the lines of a CSV to this list, all or none; `dry_run` shows what would be added."""

        def work(call: Call) -> Imported:
            departments = department_ids(call.session)

            def problem_of(draft: Draft) -> str | None:
                return lists.problem(draft, departments)

            drafts = read_list(file.csv.encode("utf-8"), kind, problem_of)
            return lists.import_all(call.session, call.actor, kind, drafts, is_dry_run=file.dry_run)

        return await desk.change(request, work)

    router.post(
        f"/api/admin/allow/{kind.value}/import",
        response_model=Imported,
        name=f"import_{kind.value}",
    )(import_lines)


def _add_removal(router: APIRouter, desk: Desk, kind: ListKind) -> None:
    lists = desk.administration.policy.lists

    async def remove_line(request: Request, entry_id: Number, why: MustSayWhy) -> Response:
        """Take a line off this list; what it let through is stopped again within a second."""

        def work(call: Call) -> Changed:
            lists.remove(call.session, call.actor, kind, entry_id, reason=why.reason)
            return Changed(changed=True)

        return await desk.change(request, work)

    router.post(
        f"/api/admin/allow/{kind.value}/{{entry_id}}/remove",
        response_model=Changed,
        name=f"remove_{kind.value}",
    )(remove_line)


def _month(text: str) -> str | None:
    try:
        return parse_month(text) if text else None
    except ValueError as fault:
        raise InputError(f"month: {fault}") from None


def _entry(line: StoredEntry) -> EntryView:
    return EntryView(
        line.id,
        line.text,
        line.entity,
        line.department,
        line.until,
        line.reason,
        line.author,
        line.created_at,
    )


def _official(line: StoredOfficial) -> OfficialView:
    return OfficialView(line.id, line.name, line.office, line.author, line.created_at)


def _contact(line: StoredContact) -> ContactView:
    return ContactView(line.id, line.kind, line.value, line.office, line.author, line.created_at)
