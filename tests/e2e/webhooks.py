"""Webhooks of the generic contract, made by hand: for what a well-behaved chat tool never sends."""

from __future__ import annotations

import json
from collections.abc import Mapping

from assistant.channels.generic.signature import decode_secret, signed_headers
from assistant.core.clock import SystemClock
from tests.e2e.installation import Installation


def message(text: object, *, user: object = "demo", **others: object) -> bytes:
    """A body of our contract."""
    fields: dict[str, object] = {
        "type": "message",
        "text": text,
        "user": {"id": user},
        "conversation": {"id": f"dm-{user}", "kind": "direct"},
        **others,
    }
    return json.dumps(fields).encode()


def headers_for(
    city: Installation,
    body: bytes,
    *,
    event_id: str = "msg_edge",
    age_seconds: int = 0,
    others: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a signed webhook, as old as told, with others added or replaced."""
    timestamp = int(SystemClock().now().timestamp()) - age_seconds
    signed = signed_headers([decode_secret(city.secret)], event_id, timestamp, body)
    return signed | {"content-type": "application/json"} | dict(others or {})
