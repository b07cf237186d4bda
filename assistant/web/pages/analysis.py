"""The report's charts, by period and department, and the report itself to take away."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session
from starlette.responses import Response

from assistant.identity.permissions import Permission
from assistant.usage.analysis.ending_sections import facts, imported, models, outcomes, use
from assistant.usage.analysis.layout import Part
from assistant.usage.analysis.report import Report, make_report, shown_cell, write_report
from assistant.usage.analysis.sections import adoption, council, hours, months, parts
from assistant.usage.log.selection import SelectionError, known_names
from assistant.web.asked import Asked, asked, options, own_department, places, request_of, told
from assistant.web.forms import FormError
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit

PARTS_OF: dict[str, tuple[Part, ...]] = {
    "overview": (months, parts, hours, use, imported),
    "council": (council,),
    "adoption": (adoption,),
    "outcomes": (outcomes,),
    "money": (models, facts),
    "terms": (),
}
"""The sections of each page that are made of figures."""

MORE_OF: dict[str, tuple[str, ...]] = {"money": ("forecast",), "terms": ("terms",)}
"""Those that read for themselves."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a page shows: the departments one may choose, and the report or why there is none."""

    departments: Sequence[str]
    report: Report | None
    fault: SelectionError | None = None


def _show(name: str) -> Callable[[Visit], Awaitable[Response]]:
    async def show(visit: Visit) -> Response:
        return await _page(visit, name, asked(visit))

    return show


async def make(visit: Visit) -> Response:
    """The whole report as a file: the page, and its figures as CSV and XLSX."""
    wanted = asked(visit, visit.form)
    request = request_of(visit, wanted)
    try:
        report = await visit.read(lambda session: make_report(session, request))
    except SelectionError as fault:
        return await _page(visit, "overview", wanted, told(fault))
    content = await asyncio.to_thread(_packed, report)
    name = f"report-{wanted.from_month}-{wanted.to_month}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/zip", headers=headers)


async def _page(visit: Visit, name: str, wanted: Asked, wrong: FormError | None = None) -> Response:
    found = await visit.read(lambda session: _look(visit, session, name, wanted))
    wrong = wrong or _mistake(visit, wanted, found.fault)
    return visit.page(
        "analysis/figures.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        name=name,
        places=places(visit),
        asked=wanted,
        own=own_department(visit),
        departments=options(visit, found.departments, "city"),
        report=found.report,
        shown=shown_cell,
    )


def _look(visit: Visit, session: Session, name: str, wanted: Asked) -> Found:
    own = own_department(visit)
    names = known_names(session, "departments") if own is None else [own]
    try:
        more = MORE_OF.get(name, ())
        report = make_report(session, request_of(visit, wanted), PARTS_OF[name], more)
    except SelectionError as fault:
        return Found(names, None, fault)
    return Found(names, report)


def _mistake(visit: Visit, wanted: Asked, fault: SelectionError | None) -> FormError | None:
    """What somebody must mend; nothing if there simply is no use yet."""
    if fault is None or (fault.problem == "empty" and not wanted.is_typed):
        return None
    if fault.problem == "unknown" and own_department(visit) is not None:
        return None
    return told(fault)


def _packed(report: Report) -> bytes:
    with TemporaryDirectory(prefix="usage-report-") as folder:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in write_report(report, Path(folder)):
                archive.write(path, path.name)
        return packed.getvalue()


PAGES = (
    *(
        Page(
            Method.GET,
            "/analysis" if name == "overview" else f"/analysis/{name}",
            Permission.ANALYSIS_PAGES,
            _show(name),
        )
        for name in PARTS_OF
    ),
    Page(Method.POST, "/analysis/report", Permission.ANALYSIS_PAGES, make),
)
