"""`POST /webhooks/{channel}`: what each kind of delivery is answered with."""

from __future__ import annotations

import io

import pytest
from starlette.testclient import TestClient

from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError, StoreError
from tests.api.conftest import CANARY, MAX_BODY_BYTES, Gateway, headers_for, message_body


def test_a_new_delivery_is_accepted(
    client: TestClient, gateway: Gateway, clock: ManualClock
) -> None:
    body = message_body()
    answer = client.post("/webhooks/generic", content=body, headers=headers_for(clock, body))

    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "turn_id": "t-1"})
    assert [message.text.reveal() for message in gateway.taken] == [CANARY]


def test_a_repeated_delivery_is_acknowledged_as_one(client: TestClient, clock: ManualClock) -> None:
    body = message_body()
    headers = headers_for(clock, body)
    client.post("/webhooks/generic", content=body, headers=headers)
    answer = client.post("/webhooks/generic", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"status": "duplicate"})


def test_a_charset_may_be_named(client: TestClient, clock: ManualClock) -> None:
    body = message_body()
    headers = headers_for(clock, body) | {"content-type": "application/json; charset=UTF-8"}
    assert client.post("/webhooks/generic", content=body, headers=headers).status_code == 202


def test_an_unknown_channel_is_named_without_echo(client: TestClient) -> None:
    answer = client.post(f"/webhooks/{CANARY}", content=b"{}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_channel")
    assert CANARY not in answer.text


def test_fault_14_a_stale_delivery_is_401_and_only_counted(
    client: TestClient, gateway: Gateway, clock: ManualClock
) -> None:
    body = message_body()
    headers = headers_for(clock, body)
    clock.advance(301)
    answer = client.post("/webhooks/generic", content=body, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_signature")
    assert gateway.taken == []
    counted = 'assistant_webhooks_total{channel="generic",result="invalid_signature"} 1.0'
    assert counted in client.get("/metrics").text


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-timestamp": "１７７６２１４８００".encode()},
        {"webhook-id": "msg_架空".encode()},
        {"webhook-signature": b"v1,\xff\xfe"},
    ],
)
def test_fault_15_a_bad_signature_is_401_and_logs_nothing_of_the_body(
    client: TestClient,
    gateway: Gateway,
    clock: ManualClock,
    logs: io.StringIO,
    change: dict[str, str | bytes],
) -> None:
    body = message_body()
    headers = {
        name.encode(): value if isinstance(value, bytes) else value.encode()
        for name, value in (headers_for(clock, body) | change).items()
    }
    answer = client.post("/webhooks/generic", content=body, headers=headers)

    assert answer.status_code == 401
    assert gateway.taken == []
    assert CANARY not in answer.text + logs.getvalue()
    assert "http.refused" in logs.getvalue()


BROKEN: dict[str, bytes] = {
    "not JSON": CANARY.encode(),
    "invalid UTF-8": message_body().replace(b'"u-1"', b'"\xff"'),
    "lone surrogate": message_body().replace(b'"u-1"', b'"\\ud800"'),
    "NUL": message_body().replace(b'"u-1"', b'"\\u0000"'),
    "NaN": message_body().replace(b'"u-1"', b"NaN"),
    "a key twice": message_body()[:-1] + b', "type": "message"}',
    "100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "wrong type": message_body(type=CANARY),
    "no user": message_body(user=CANARY),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_fault_17_a_broken_body_is_400_without_echo(
    client: TestClient, gateway: Gateway, clock: ManualClock, logs: io.StringIO, body: bytes
) -> None:
    answer = client.post("/webhooks/generic", content=body, headers=headers_for(clock, body))

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message"}
    assert gateway.taken == []
    assert CANARY not in answer.text + logs.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {"content-type": "text/plain"},
        {"content-type": ""},
        {"content-type": "application/json; charset=shift_jis"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-encoding": "gzip"},
    ],
)
def test_fault_17_a_wrong_content_type_is_415(
    client: TestClient, clock: ManualClock, change: dict[str, str]
) -> None:
    body = message_body()
    headers = headers_for(clock, body) | change
    answer = client.post("/webhooks/generic", content=body, headers=headers)
    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]["message"]


def test_fault_16_a_body_over_the_cap_is_413(
    client: TestClient, gateway: Gateway, clock: ManualClock
) -> None:
    body = message_body(text="あ" * 350_000)
    answer = client.post("/webhooks/generic", content=body, headers=headers_for(clock, body))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert gateway.taken == []


def test_a_body_of_exactly_the_cap_is_taken(client: TestClient, clock: ManualClock) -> None:
    body = message_body(text="")
    body = body + b" " * (MAX_BODY_BYTES - len(body))
    headers = headers_for(clock, body)
    assert client.post("/webhooks/generic", content=body, headers=headers).status_code == 202


def test_an_unavailable_store_is_503_so_that_the_tool_sends_it_again(
    client: TestClient, gateway: Gateway, clock: ManualClock
) -> None:
    gateway.fault = StoreError("/a/path/assistant.db cannot be read; check the disk")
    body = message_body()
    answer = client.post("/webhooks/generic", content=body, headers=headers_for(clock, body))

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_unavailable")
    assert answer.headers["retry-after"] == "5"
    assert "/a/path" not in answer.text


@pytest.mark.parametrize("fault", [RuntimeError(CANARY), ConfigurationError(CANARY)])
def test_a_fault_inside_is_500_without_its_message(
    client: TestClient,
    gateway: Gateway,
    clock: ManualClock,
    logs: io.StringIO,
    fault: Exception,
) -> None:
    gateway.fault = fault
    body = message_body()
    answer = client.post("/webhooks/generic", content=body, headers=headers_for(clock, body))

    assert answer.status_code == 500
    assert CANARY not in answer.text + logs.getvalue()
    assert type(fault).__name__ in logs.getvalue()
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_webhook_is_posted_not_fetched(client: TestClient) -> None:
    answer = client.get("/webhooks/generic")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["error"]["code"] == "method_not_allowed"
