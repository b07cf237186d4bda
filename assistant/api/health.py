"""`/health/live`, `/health/ready` and `/metrics`, for whoever watches over the gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

ReadinessChecks = Callable[[], Awaitable[Mapping[str, bool]]]


def health_router(checks: ReadinessChecks, *, registry: CollectorRegistry) -> APIRouter:
    """Routes for health and metrics.

    Args:
        checks: names what the gateway needs to take a message and whether it is there.
        registry: whose metrics `/metrics` shows.
    """
    router = APIRouter()

    @router.get("/health/live", response_model=None)
    async def live() -> JSONResponse:
        return JSONResponse({"status": "live"})

    @router.get("/health/ready", response_model=None)
    async def ready() -> JSONResponse:
        found = dict(await checks())
        is_ready = all(found.values())
        body = {"status": "ready" if is_ready else "not_ready", "checks": found}
        return JSONResponse(body, status_code=200 if is_ready else 503)

    @router.get("/metrics", response_model=None)
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
