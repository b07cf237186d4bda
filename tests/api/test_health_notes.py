"""`/health/ready` tells of what the gateway can do without, and is ready all the same."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry

from assistant.api.health import health_router


async def _ready() -> dict[str, bool]:
    return {"database": True}


async def _noted() -> dict[str, str]:
    return {"documents": "unavailable", "embedding": "failing: http_429"}


def test_documents_that_cannot_be_searched_are_noted_and_hold_nothing_up() -> None:
    app = FastAPI()
    app.include_router(health_router(_ready, registry=CollectorRegistry(), notes=_noted))
    answer = TestClient(app).get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ready",
            "checks": {"database": True},
            "notes": {"documents": "unavailable", "embedding": "failing: http_429"},
        },
    )
