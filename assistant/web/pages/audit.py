"""The audit log: who changed what, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlmodel import Session, func, select
from starlette.responses import Response

from assistant.core.errors import InputError
from assistant.gateway.audit_trail import list_trail
from assistant.gateway.heads import faults_against, read_heads
from assistant.identity.permissions import Permission
from assistant.store.models import AuditEntry
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

HERE = "/admin/audit"
PER_PAGE = 50
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the chain has found."""

    count: int
    heads: int
    faults: Sequence[str]


async def show(visit: Visit) -> Response:
    """The log, the newest first."""
    return await _page(visit, None)


async def verify(visit: Visit) -> Response:
    """Check the chain from its first entry to its last, and against the exported heads."""
    administration = visit.desk.administration

    def work(session: Session) -> Verdict:
        count = session.exec(select(func.count()).select_from(AuditEntry)).one()
        try:
            heads = read_heads(administration.heads)
        except InputError as fault:
            return Verdict(count, 0, [fault.message])
        faults = faults_against(administration.audit, session, heads)
        return Verdict(count, len(heads), list(islice(faults, MOST_FAULTS)))

    return await _page(visit, await visit.read(work))


async def _page(visit: Visit, verdict: Verdict | None) -> Response:
    wanted = {name: visit.query(name) for name in ("action", "subject", "actor")}
    before = visit.query("before")
    is_number = before.isascii() and before.isdecimal() and len(before) < 15
    entries = await visit.read(
        lambda session: list_trail(
            session, limit=PER_PAGE + 1, before=int(before) if is_number else None, **wanted
        )
    )
    older = ""
    if len(entries) > PER_PAGE:
        entries = entries[:PER_PAGE]
        older = address(HERE, **wanted, before=str(entries[-1].sequence))
    return visit.page(
        "audit.html",
        entries=entries,
        older=older,
        wanted=wanted,
        is_first=not is_number,
        verdict=verdict,
    )


PAGES = (
    Page(Method.GET, HERE, Permission.AUDIT_READ, show),
    Page(Method.POST, "/admin/audit/verify", Permission.AUDIT_READ, verify),
)
