"""Replies that could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.desk import Call, Desk
from assistant.api.schemas import Id, Limit, MustSayWhy
from assistant.gateway.dead_letters import DeadLetter, list_dead_letters


@dataclass(frozen=True, slots=True)
class Retried:
    """How many replies are on their way again."""

    count: int


def replies_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for dead letters."""
    router = APIRouter(route_class=route_class, tags=["replies"])
    dead_letters = desk.administration.dead_letters

    @router.get("/api/admin/replies/dead")
    async def list_all(limit: Limit = 100) -> list[DeadLetter]:
        """Replies the chat tool never took, the newest first; neither whose nor what they say."""
        return await desk.read(lambda session: list_dead_letters(session, limit=limit))

    @router.post("/api/admin/replies/retry", response_model=Retried)
    async def retry_all(request: Request, why: MustSayWhy) -> Response:
        """Send all of them again, with all tries."""

        def work(call: Call) -> Retried:
            return Retried(dead_letters.retry_all(call.session, call.actor, reason=why.reason))

        return await desk.change(request, work)

    @router.post("/api/admin/replies/{reply_id}/retry", response_model=DeadLetter)
    async def retry(request: Request, reply_id: Id, why: MustSayWhy) -> Response:
        """Send one of them again, with all tries."""

        def work(call: Call) -> DeadLetter:
            return dead_letters.retry(call.session, call.actor, reply_id, reason=why.reason)

        return await desk.change(request, work)

    @router.post("/api/admin/replies/{reply_id}/drop", response_model=DeadLetter)
    async def drop(request: Request, reply_id: Id, why: MustSayWhy) -> Response:
        """Delete one of them with its text, before its keeping time is over."""

        def work(call: Call) -> DeadLetter:
            return dead_letters.drop(call.session, call.actor, reply_id, reason=why.reason)

        return await desk.change(request, work)

    return router
