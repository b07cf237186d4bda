"""Bad input over real HTTP: clear, closed, no echo."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
import pytest

from assistant.channels.generic.signature import TOLERANCE_SECONDS, signed_headers
from assistant.core.chat import Outcome
from tests.e2e.installation import (
    NO_TLS,
    REPLY_SECONDS,
    Installation,
    fetch,
    wait_until,
)
from tests.e2e.webhooks import headers_for, message
from tests.llm.fake_model import FakeModelServer

pytestmark = pytest.mark.anyio

WORD = "甲斐冬馬"
QUESTION = "出張の旅費を精算する手順を、三つにまとめてください。"
LIMIT = 262_144


def post(
    city: Installation, body: bytes, headers: Mapping[str, str], *, channel: str = "generic"
) -> httpx2.Response:
    url = f"{city.url}/webhooks/{channel}"
    return httpx2.post(
        url, content=body, headers=headers, trust_env=False, timeout=REPLY_SECONDS, verify=NO_TLS
    )


@contextmanager
def nothing_happens(city: Installation, upstream: FakeModelServer) -> Iterator[None]:
    """No turn, no connection to the model, nothing of the body in log or database."""
    before = city.value("SELECT count(*) FROM turn"), upstream.connection_count
    yield
    assert (city.value("SELECT count(*) FROM turn"), upstream.connection_count) == before
    log = city.processes[-1].log
    assert WORD not in log
    assert json.dumps(WORD).strip('"') not in log
    for file in city.database.parent.glob("assistant.db*"):
        assert WORD.encode() not in file.read_bytes()


def check_refusal(response: httpx2.Response, status: int, code: str) -> None:
    """One line, a code, and nothing of what was sent."""
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    check_one_line(response.text)


def check_one_line(body: str) -> None:
    answer = json.loads(body)
    assert set(answer) == {"error"}
    assert set(answer["error"]) == {"code", "message"}
    text = answer["error"]["message"]
    assert text
    assert "\n" not in text
    for word in (WORD, "甲斐", "msg_edge", "Traceback", json.dumps(WORD).strip('"')):
        assert word not in body


@dataclass(frozen=True)
class Bad:
    """A webhook that is signed as it should be and still cannot be taken."""

    body: bytes
    status: int = 400
    code: str = "invalid_input"
    headers: dict[str, str] = field(default_factory=dict)


BAD = {
    "broken JSON": Bad(message(WORD)[:-1]),
    "not an object": Bad(b'["' + WORD.encode() + b'"]'),
    "an empty body": Bad(b""),
    "a text that is a number": Bad(message(7)),
    "no text": Bad(b'{"type":"message","user":{"id":"demo"},"conversation":{"id":"c"}}'),
    "a user that is a list": Bad(message(WORD, user=[WORD])),
    "another kind of event": Bad(message(WORD, type=WORD)),
    "another content type": Bad(
        message(WORD), 415, "unsupported_media_type", {"content-type": "text/plain"}
    ),
    "another charset": Bad(
        message(WORD),
        415,
        "unsupported_media_type",
        {"content-type": "application/json; charset=sjis"},
    ),
    "a compressed body": Bad(
        message(WORD), 415, "unsupported_media_type", {"content-encoding": "gzip"}
    ),
    "one MB": Bad(message(WORD * 90_000), 413, "too_large"),
    "invalid UTF-8": Bad(message(WORD).replace(b"demo", b"\xff\xfe")),
    "a lone surrogate": Bad(message(WORD).replace(b'"text": "', b'"text": "\\ud800')),
    "NUL": Bad(message(WORD + "\0")),
    "NaN": Bad(message(WORD)[:-1] + b', "x": NaN}'),
    "a key twice": Bad(message(WORD)[:-1] + b', "text": "' + WORD.encode() + b'"}'),
    "depth 100,000": Bad(message(WORD)[:-1] + b', "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a number of 100,000 digits": Bad(message(WORD)[:-1] + b', "x": ' + b"9" * 100_000 + b"}"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
async def test_fault_17_a_body_of_no_use_is_refused_without_echo(
    city: Installation, upstream: FakeModelServer, bad: Bad
) -> None:
    with nothing_happens(city, upstream):
        response = post(city, bad.body, headers_for(city, bad.body) | bad.headers)
        check_refusal(response, bad.status, bad.code)


UPGRADE = {
    "connection": "upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}


async def test_webhook_that_asks_for_a_websocket_is_answered_and_does_not_hang(
    city: Installation, upstream: FakeModelServer
) -> None:
    with nothing_happens(city, upstream):
        response = post(city, b"", UPGRADE | {"content-type": "application/json"})
        check_refusal(response, 401, "invalid_signature")


FORGERIES = {
    "wrong signature": {"webhook-signature": "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
    "no signature": {"webhook-signature": ""},
    "an id of control characters": {"webhook-id": "msg\t1"},
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES.keys())
async def test_fault_15_a_forged_webhook_is_refused_unparsed(
    city: Installation, upstream: FakeModelServer, forged: dict[str, str]
) -> None:
    body = message(WORD)[:-1]  # broken as well: whoever is not known learns nothing about it
    with nothing_happens(city, upstream):
        headers: dict[str, str] = headers_for(city, body) | forged
        check_refusal(post(city, body, headers), 401, "invalid_signature")


async def test_fault_15_another_secret_or_a_cut_signature_is_refused(
    city: Installation, upstream: FakeModelServer
) -> None:
    body = message(WORD)
    good = headers_for(city, body)
    other = signed_headers([b"k" * 24], "msg_edge", int(good["webhook-timestamp"]), body)
    cut = good | {"webhook-signature": good["webhook-signature"][:-4]}
    with nothing_happens(city, upstream):
        check_refusal(post(city, body, good | other), 401, "invalid_signature")
        check_refusal(post(city, body, cut), 401, "invalid_signature")
        check_refusal(post(city, message("別の文"), good), 401, "invalid_signature")
        digits = request_head(city, body, webhook_timestamp="１２３４５", content_length="0")
        status, answer = exchange(city, digits)
        assert status == 401
        check_one_line(answer)


@pytest.mark.parametrize("age_seconds", [TOLERANCE_SECONDS + 10, -TOLERANCE_SECONDS - 10])
async def test_fault_14_a_stale_timestamp_is_refused_and_counted(
    city: Installation, upstream: FakeModelServer, age_seconds: int
) -> None:
    body = message(WORD)
    before = refusals(city)
    with nothing_happens(city, upstream):
        response = post(city, body, headers_for(city, body, age_seconds=age_seconds))
        check_refusal(response, 401, "invalid_signature")
    assert refusals(city) == before + 1


def refusals(city: Installation) -> float:
    metrics = fetch(f"{city.url}/metrics").text
    name = 'assistant_webhooks_total{channel="generic",result="invalid_signature"} '
    return sum(float(line.removeprefix(name)) for line in metrics.splitlines() if name in line)


async def test_an_unknown_channel_or_page_is_refused(
    city: Installation, upstream: FakeModelServer
) -> None:
    body = message(WORD)
    with nothing_happens(city, upstream):
        found = post(city, body, headers_for(city, body), channel=WORD)
        check_refusal(found, 404, "unknown_channel")
        missing = fetch(f"{city.url}/{WORD}")
        check_refusal(missing, 404, "not_found")


def exchange(city: Installation, sent: bytes) -> tuple[int, str]:
    """Send bytes as they are; status and body of the first answer."""
    with socket.create_connection(("127.0.0.1", city.port), REPLY_SECONDS) as connection:
        connection.sendall(sent)
        received = b""
        while b"\r\n\r\n" not in received or not received.partition(b"\r\n\r\n")[2]:
            piece = connection.recv(65_536)
            assert piece, "closed without an answer"
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body.decode()


def request_head(city: Installation, body: bytes, **others: str) -> bytes:
    """The head of a signed webhook, with other headers or different ones."""
    headers = headers_for(city, body) | {name.replace("_", "-"): v for name, v in others.items()}
    lines = ["POST /webhooks/generic HTTP/1.1", f"Host: 127.0.0.1:{city.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


async def test_fault_16_a_content_length_that_lies(
    city: Installation, upstream: FakeModelServer
) -> None:
    body = message(WORD)
    with nothing_happens(city, upstream):
        status, answer = exchange(city, request_head(city, body, content_length="99999999") + body)
        assert status == 413
        check_one_line(answer)
        short = str(len(body) - 10)
        status, answer = exchange(city, request_head(city, body, content_length=short) + body)
        assert status in {400, 401}  # what is left over is no HTTP; the server may see that first
        assert WORD not in answer


async def test_fault_16_endless_chunks_are_cut_off(
    city: Installation, upstream: FakeModelServer
) -> None:
    piece = WORD.encode() * 1_000
    chunk = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    sent = request_head(city, b"", transfer_encoding="chunked") + chunk * (LIMIT // len(piece) + 2)
    with nothing_happens(city, upstream):
        status, answer = exchange(city, sent)
        assert status == 413
        check_one_line(answer)


async def test_a_body_that_does_not_come_times_out(
    city: Installation, upstream: FakeModelServer
) -> None:
    body = message(WORD)
    head = request_head(city, body, content_length=str(len(body)))
    with nothing_happens(city, upstream):
        status, answer = exchange(city, head + body[:20])
        assert status == 408
        check_one_line(answer)


async def test_fault_05_clients_that_go_away_leave_no_hold(
    city: Installation, upstream: FakeModelServer
) -> None:
    before = city.value("SELECT count(*) FROM turn")
    for number in range(20):
        body = message(QUESTION)
        signed = headers_for(city, body, event_id=f"msg_gone_{number}")
        head = request_head(city, body, **signed, content_length=str(len(body)))
        sent = head + (body if number % 2 else body[: number + 1])
        with socket.create_connection(("127.0.0.1", city.port)) as connection:
            connection.sendall(sent)
            # A reset, as from a client that died, instead of an orderly end.
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    async with city.chat_tool() as tool:
        await tool.say("demo", "残量", event_id="msg_after_all")
        await tool.wait_for_reply("msg_after_all", timeout_seconds=REPLY_SECONDS)
        wait = "SELECT count(*) FROM turn WHERE state <> 'closed'"
        await asyncio.to_thread(wait_until, lambda: city.value(wait) == 0, "all turns closed")
    assert city.value("SELECT count(*) FROM turn") <= before + 11
    assert city.value("SELECT coalesce(sum(reserved), 0) FROM quota_counter") == 0
    assert city.ledger_problems() == []


async def test_empty_text_is_answered_with_what_to_do(
    city: Installation, upstream: FakeModelServer
) -> None:
    before = upstream.connection_count
    async with city.chat_tool() as tool:
        receipt = await tool.say("demo", " \n\u3000")
        reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
    assert reply.outcome is Outcome.REFUSED
    assert "質問の文がありません" in reply.text
    assert upstream.connection_count == before


async def test_health_and_metrics_say_how_it_stands(city: Installation) -> None:
    live = fetch(f"{city.url}/health/live")
    ready = fetch(f"{city.url}/health/ready")
    metrics = fetch(f"{city.url}/metrics")
    assert (live.status_code, live.json()) == (200, {"status": "live"})
    checks = {"database": True, "filter": True, "dispatcher": True}
    notes = {"documents": "ok", "embedding": "off"}
    expected = {"status": "ready", "checks": checks, "notes": notes}
    assert (ready.status_code, ready.json()) == (200, expected)
    assert "assistant_webhooks_total" in metrics.text
    assert "assistant_filter_unavailable 0.0" in metrics.text
