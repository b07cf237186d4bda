"""Runs what a handler of the API asks for: one snapshot to read, one transaction to change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pydantic_core import to_jsonable_python
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.guard import actor_of, principal_of
from assistant.core.actor import Actor
from assistant.core.errors import InputError
from assistant.core.text import CleanText, RawText
from assistant.filters.gate import PiiGate
from assistant.gateway.administration import Administration
from assistant.identity.idempotency import Answer, Demand, KeptAnswers
from assistant.identity.permissions import Principal

T = TypeVar("T")
KEY_HEADER = "idempotency-key"
REPLAYED_HEADER = "idempotency-replayed"


@dataclass(frozen=True, slots=True)
class Call:
    """What a change is made with: the transaction, and who asks for it."""

    session: Session
    principal: Principal
    actor: Actor


@dataclass(frozen=True, slots=True)
class Desk:
    """The administration as handlers use it.

    Attributes:
        administration: everything an admin acts through.
        gate: screens what an admin writes to staff.
    """

    administration: Administration
    gate: PiiGate

    async def screened(self, text: str) -> CleanText | None:
        """Words for staff, as the filter lets them through; None if there are none.

        Raises:
            InputError: the filter stops them.
        """
        if not text.strip():
            return None
        verdict = await self.gate.screen(RawText(text.strip()))
        if isinstance(verdict, CleanText):
            return verdict
        raise InputError(
            "the words for staff hold personal data, or cannot be checked; reword them"
        )

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run work on one snapshot."""
        return await self.administration.uow.read(work)

    async def change(
        self,
        request: Request,
        work: Callable[[Call], object],
        *,
        secret: str | None = None,
    ) -> Response:
        """Make a change in one transaction with its audit entry, once per `Idempotency-Key`.

        Args:
            request: what asks for it; its guard has let it in.
            work: makes the change and gives what is answered.
            secret: the field of the answer that is shown once and never kept: a repeat gets null.

        Raises:
            ConflictError: the key was used for another request.
        """
        demand = await _demand(request)

        def once(session: Session) -> tuple[Answer, bool]:
            known = self._answers.find(session, demand) if demand else None
            if known is not None:
                return known, True
            result = work(Call(session, principal_of(request), actor_of(request)))
            document = to_jsonable_python(result)
            if demand is not None:
                kept = {**document, secret: None} if secret else document
                self._answers.keep(session, demand, Answer(200, _text(kept)))
            return Answer(200, _text(document)), False

        try:
            answer, is_replayed = await self.administration.uow.write(once)
        except IntegrityError:
            if demand is None:
                raise
            # The same demand reached another process at the same moment: its answer is there now.
            answer, is_replayed = await self.administration.uow.write(once)
        headers = {REPLAYED_HEADER: "true"} if is_replayed else {}
        return Response(answer.body, answer.status, media_type="application/json", headers=headers)

    @property
    def _answers(self) -> KeptAnswers:
        return self.administration.access.answers


async def _demand(request: Request) -> Demand | None:
    key = request.headers.get(KEY_HEADER)
    if key is None:
        return None
    body = hashlib.sha256(await request.body()).hexdigest()
    asked = f"{request.method} {request.url.path}?{request.url.query}\n{body}"
    return Demand(principal_of(request).account_id, key, asked)


def _text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False)
