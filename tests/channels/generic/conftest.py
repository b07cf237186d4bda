"""A generic channel as our own contract has it, and webhooks signed for it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.channels.generic.adapter import GenericChannel, open_generic
from assistant.channels.generic.settings import GenericSettings
from assistant.channels.generic.signature import decode_secret, signed_headers
from assistant.core.clock import ManualClock

NEW_SECRET = "whsec_" + base64.b64encode(b"n" * 32).decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"o" * 32).decode()
MESSAGE: dict[str, Any] = {
    "type": "message",
    "text": "住民税の納期限を教えて",
    "user": {"id": "u-1"},
    "conversation": {"id": "c-1", "kind": "direct"},
}

Signer = Callable[..., dict[str, str]]


def settings_of(**values: Any) -> GenericSettings:
    defaults: dict[str, Any] = {
        "secrets": (NEW_SECRET, OLD_SECRET),
        "callback_url": "http://127.0.0.1:9/callback",
    }
    return GenericSettings.model_validate(defaults | values)


def body_of(**changes: Any) -> bytes:
    return json.dumps(MESSAGE | changes, ensure_ascii=False).encode()


@pytest.fixture
def channel(clock: ManualClock) -> GenericChannel:
    return open_generic(settings_of(), clock)


@pytest.fixture
def signed(clock: ManualClock) -> Signer:
    def sign(body: bytes, *, secret: str = NEW_SECRET, event_id: str = "msg_1") -> dict[str, str]:
        timestamp = int(clock.now().timestamp())
        return signed_headers([decode_secret(secret)], event_id, timestamp, body)

    return sign
