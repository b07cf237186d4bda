"""`/health/live`, `/health/ready` and `/metrics`, for whoever watches over the gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

ReadinessChecks = Callable[[], Awaitable[Mapping[str, bool]]]
Notes = Callable[[], Awaitable[Mapping[str, str]]]


async def _no_notes() -> Mapping[str, str]:
    return {}


def health_router(
    checks: ReadinessChecks, *, registry: CollectorRegistry, notes: Notes = _no_notes
) -> APIRouter:
    """Routes for health and metrics.

    Args:
        checks: names what the gateway needs to take a message and whether it is there.
        registry: whose metrics `/metrics` shows.
        notes: how what it can do without stands; `/health/ready` shows it.
    """
    router = APIRouter()

    @router.get("/health/live", response_model=None)
    async def live() -> JSONResponse:
        return JSONResponse({"status": "live"})

    @router.get("/health/ready", response_model=None)
    async def ready() -> JSONResponse:
        found = dict(await checks())
        is_ready = all(found.values())
        noted = dict(await notes())
        body: dict[str, object] = {
            "status": "ready" if is_ready else "not_ready",
            "checks": found,
        }
        body |= {"notes": noted} if noted else {}
        return JSONResponse(body, status_code=200 if is_ready else 503)

    @router.get("/metrics", response_model=None)
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
