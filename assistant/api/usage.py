"""`/api/usage/*`: rows of the usage log for programs, in a file that is whole or not sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, FastAPI, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from assistant.api.guard import Guard, Table, actor_of
from assistant.core.chat import Outcome
from assistant.core.errors import InputError
from assistant.identity.faults import ForbiddenError
from assistant.identity.permissions import Permission
from assistant.usage.log.columns import dictionary
from assistant.usage.log.export import ExportFormat
from assistant.usage.log.exports import LONGEST_RECIPIENT, ExportOrder, Exports, HandedOut
from assistant.usage.log.selection import Selection, SelectionError
from assistant.usage.log.writers import Encoding

USAGE_TABLE: Table = {
    ("GET", "/api/usage/export"): Permission.USAGE_EXPORT,
    ("GET", "/api/usage/columns"): Permission.USAGE_READ,
}
"""What each address asks for. An address that is not here is refused to all."""

MOST_NAMES: Final = 100
Named = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Names = Annotated[list[Named], Field(max_length=MOST_NAMES)]

_SAYS = {
    "month": "{field}: must be a month, as 2026-04",
    "order": "from: is after to; exchange them",
    "future": "from: has not begun; name an earlier month",
    "unknown": "{field}: there is none of that name in the usage log; write one of: {known}",
}


class ExportQuery(BaseModel):
    """Which rows, and how. A field that is not listed is refused: misspelt, it would limit none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: str | None = Field(default=None, alias="from", max_length=7)
    to: str | None = Field(default=None, max_length=7)
    department: Names = []
    outcome: Annotated[list[Outcome], Field(max_length=MOST_NAMES)] = []
    model: Names = []
    channel: Names = []
    format: Literal["csv", "xlsx", "jsonl"] = "csv"
    encoding: Literal["utf-8", "cp932"] = "utf-8"
    recipient: Annotated[
        str, StringConstraints(max_length=LONGEST_RECIPIENT, pattern=r"^[^\x00-\x1f\x7f]*$")
    ] = ""
    pack: Literal["zip", "none"] = "zip"

    @property
    def order(self) -> ExportOrder:
        """What is asked for."""
        return ExportOrder(
            format=ExportFormat(self.format),
            selection=Selection(
                from_month=self.from_,
                to_month=self.to,
                departments=tuple(self.department),
                outcomes=tuple(each.value for each in self.outcome),
                models=tuple(self.model),
                channels=tuple(self.channel),
            ),
            encoding=Encoding(self.encoding),
            recipient=self.recipient.strip(),
            is_packed=self.pack == "zip",
        )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the usage log, as its data dictionary has it."""

    name: str
    label: str
    type: str
    unit: str
    meaning: str


def include_usage_api(app: FastAPI, exports: Exports, guard: Guard) -> None:
    """Add `/api/usage/*` to an application."""
    app.include_router(usage_router(exports, guard.route_class(USAGE_TABLE)))


def usage_router(exports: Exports, route_class: type[APIRoute]) -> APIRouter:
    """Routes for what analysts take away."""
    router = APIRouter(route_class=route_class, tags=["usage"])

    @router.get(
        "/api/usage/export",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}, "description": "the file"}},
    )
    async def export(request: Request, query: Annotated[ExportQuery, Query()]) -> Response:
        """Rows of the usage log with data dictionary, row count and SHA-256, in one zip.

        `pack=none` sends the file of rows alone. Each export is recorded in the audit log. It needs
        a token: a session's cookie comes along with a link on anybody's page.
        """
        if "authorization" not in request.headers:
            raise ForbiddenError("an export through the API needs a token")
        try:
            made = await exports.make(actor_of(request), query.order)
        except SelectionError as fault:
            raise InputError(_told(fault)) from None
        return _sent(made)

    @router.get("/api/usage/columns")
    async def columns() -> list[Column]:
        """The data dictionary of the usage log: each column in order, in Japanese."""
        return [
            Column(each.name, each.label, each.type, each.unit, each.meaning)
            for each in dictionary()
        ]

    return router


def _told(fault: SelectionError) -> str:
    """The fault in the words of this address; never with what was sent."""
    known = ", ".join(fault.known[:20]) or "there is none yet"
    return _SAYS[fault.problem].format(field=fault.field, known=known)


def _sent(made: HandedOut) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{made.name}"',
        "content-length": str(made.size),
        "x-usage-rows": str(made.exported.rows),
        "x-usage-sha256": made.exported.sha256,
    }
    return StreamingResponse(made.chunks(), media_type=made.media_type, headers=headers)
