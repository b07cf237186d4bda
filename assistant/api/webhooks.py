"""`POST /webhooks/{channel}`: read, authenticate, parse, hand to the gateway, acknowledge."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Counter

from assistant.api.body import (
    DEFAULT_BODY_TIMEOUT_SECONDS,
    DEFAULT_MAX_BODY_BYTES,
    read_body,
)
from assistant.api.errors import MediaTypeError, UnknownChannelError
from assistant.channels.base import Channel
from assistant.core.chat import InboundMessage, Receipt, ReceiptStatus
from assistant.core.errors import AssistantError
from assistant.core.logs import get_log

Accept = Callable[[InboundMessage], Awaitable[Receipt]]


def webhook_router(
    channels: Mapping[str, Channel],
    accept: Accept,
    *,
    registry: CollectorRegistry,
    max_body_bytes: int = DEFAULT_MAX_BODY_BYTES,
    body_timeout_seconds: float = DEFAULT_BODY_TIMEOUT_SECONDS,
) -> APIRouter:
    """Routes for webhooks.

    Args:
        channels: the enabled channels by name.
        accept: makes a message durable and says whether it was new; its faults decide the
            status (a `StoreError` is 503, so that the tool sends it again).
        registry: gets the counter `assistant_webhooks_total` by channel and result.
        max_body_bytes: larger bodies are refused with 413.
        body_timeout_seconds: slower ones with 408.
    """
    router = APIRouter()
    counter = Counter(
        "assistant_webhooks",
        "Webhooks by channel and result",
        ["channel", "result"],
        registry=registry,
    )

    async def take(channel: Channel, request: Request) -> Receipt:
        _require_media_type(request, channel.content_types)
        body = await read_body(
            request, max_bytes=max_body_bytes, timeout_seconds=body_timeout_seconds
        )
        return await accept(channel.receive(request.headers, body))

    @router.post("/webhooks/{channel_name}", response_model=None)
    async def receive_webhook(channel_name: str, request: Request) -> JSONResponse:
        channel = channels.get(channel_name)
        if channel is None:
            raise UnknownChannelError("no such channel is switched on; check the webhook's address")
        try:
            receipt = await take(channel, request)
        except AssistantError as fault:
            counter.labels(channel.name, fault.code).inc()
            raise
        counter.labels(channel.name, receipt.status.value).inc()
        get_log().info("webhook.taken", channel=channel.name, status=receipt.status.value)
        return _acknowledge(receipt)

    return router


def _acknowledge(receipt: Receipt) -> JSONResponse:
    if receipt.status is ReceiptStatus.DUPLICATE:
        return JSONResponse({"status": receipt.status.value}, status_code=200)
    return JSONResponse(
        {"status": receipt.status.value, "turn_id": receipt.turn_id}, status_code=202
    )


def _require_media_type(request: Request, accepted: frozenset[str]) -> None:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    is_accepted = media_type.strip().lower() in accepted and charset in {"", "utf-8", "utf8"}
    is_plain = request.headers.get("content-encoding", "identity").lower() == "identity"
    if not (is_accepted and is_plain):
        allowed = " or ".join(sorted(accepted)) or "nothing"
        raise MediaTypeError(f"this address takes {allowed} in UTF-8, not compressed")
