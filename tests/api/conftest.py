"""The HTTP edge with the real generic channel and a gateway that remembers what it took."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient

from assistant.api.errors import install_error_handlers
from assistant.api.health import health_router
from assistant.api.security import install_security
from assistant.api.webhooks import webhook_router
from assistant.channels.generic.adapter import open_generic
from assistant.channels.generic.settings import GenericSettings
from assistant.channels.generic.signature import decode_secret, signed_headers
from assistant.core.chat import InboundMessage, Receipt, ReceiptStatus
from assistant.core.clock import ManualClock
from assistant.core.ids import TurnId
from assistant.core.logs import configure_logs

SHARED = "whsec_" + base64.b64encode(b"s" * 32).decode()
CANARY = "架空太郎の秘密"
MAX_BODY_BYTES = 256 * 1024


class Gateway:
    """Takes messages; knows a repeat; fails as told. Stands for the gateway's `accept`."""

    def __init__(self) -> None:
        self.taken: list[InboundMessage] = []
        self.fault: Exception | None = None

    async def accept(self, message: InboundMessage) -> Receipt:
        if self.fault is not None:
            raise self.fault
        is_known = message.event_id in {known.event_id for known in self.taken}
        self.taken.append(message)
        status = ReceiptStatus.DUPLICATE if is_known else ReceiptStatus.ACCEPTED
        return Receipt(status, TurnId("t-1"))


def make_app(gateway: Gateway, clock: ManualClock, *, body_timeout_seconds: float = 10) -> FastAPI:
    registry = CollectorRegistry()
    settings = GenericSettings.model_validate(
        {"secrets": [SHARED], "callback_url": "http://127.0.0.1:9/callback"}
    )
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(
        webhook_router(
            {"generic": open_generic(settings, clock)},
            gateway.accept,
            registry=registry,
            max_body_bytes=MAX_BODY_BYTES,
            body_timeout_seconds=body_timeout_seconds,
        )
    )

    async def checks() -> dict[str, bool]:
        return {"database": gateway.fault is None, "filter": True}

    app.include_router(health_router(checks, registry=registry))
    install_error_handlers(app)
    install_security(app, allowed_hosts=["testserver", "127.0.0.1"])
    return app


def message_body(**changes: Any) -> bytes:
    message: dict[str, Any] = {
        "type": "message",
        "text": CANARY,
        "user": {"id": "u-1"},
        "conversation": {"id": "c-1", "kind": "direct"},
    }
    return json.dumps(message | changes, ensure_ascii=False).encode()


def headers_for(clock: ManualClock, body: bytes, *, event_id: str = "msg_1") -> dict[str, str]:
    timestamp = int(clock.now().timestamp())
    signed = signed_headers([decode_secret(SHARED)], event_id, timestamp, body)
    return signed | {"content-type": "application/json"}


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def client(gateway: Gateway, clock: ManualClock) -> Iterator[TestClient]:
    with TestClient(make_app(gateway, clock)) as client:
        yield client


@pytest.fixture(autouse=True)
def logs() -> io.StringIO:
    """Everything that is logged."""
    stream = io.StringIO()
    configure_logs("DEBUG", stream)
    return stream
