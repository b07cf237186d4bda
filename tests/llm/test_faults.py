"""Faults 19 to 22 of the reliability plan, on a real local server: no reply, or none in time."""

from __future__ import annotations

import socket

import httpx2
import pytest

from assistant.llm.base import NOTHING_SENT
from assistant.llm.faults import failure_of_connection
from tests.llm.calls import QUOTED, Connect, answer, failing
from tests.llm.fake_model import FakeModelServer
from tests.llm.prompts import KEY, Attempts, make_settings
from tests.llm.steps import Answer, Body, Drip, Flood, Hang, Status

pytestmark = pytest.mark.anyio

REACHED = 3.0
"""A deadline that ends soon, and by which a loaded machine has sent its request."""


async def test_fault_19_refused_connection_is_tried_again_and_costs_nothing(
    server: FakeModelServer, connect: Connect
) -> None:
    model, attempts = connect(make_settings(server.base_url)), Attempts()
    server.refuse()
    fault = await failing(model, attempts)
    assert fault.is_outcome_known
    assert attempts.seen == ["1 started", "1 failed connect", "2 started", "2 failed connect"]
    server.accept()
    assert (await answer(model)).text.reveal() == "お答えします。"


async def test_fault_19_tls_error_costs_nothing(server: FakeModelServer, connect: Connect) -> None:
    address = server.base_url.replace("http:", "https:")
    fault = await failing(connect(make_settings(address)))
    assert fault.is_outcome_known
    assert "llm.ca_file" in fault.message
    assert server.requests == []


@pytest.mark.parametrize(
    ("cause", "is_known"),
    [
        (httpx2.ConnectError("name not known"), True),
        (httpx2.ConnectTimeout("slow"), True),
        (httpx2.ProxyError("403 Forbidden"), True),
        (httpx2.ReadError("reset"), False),
        (httpx2.WriteError("reset"), False),
        (httpx2.RemoteProtocolError("no reply"), False),
        (None, False),
    ],
)
async def test_fault_19_only_a_connection_never_made_is_free(
    cause: Exception | None, is_known: bool
) -> None:
    failure = failure_of_connection(cause)
    assert failure.is_outcome_known is is_known
    assert failure.is_retryable is is_known
    assert (failure.code in NOTHING_SENT) is is_known


@pytest.mark.parametrize("wait", ["0", "soon", "", "-5", "1e9", "Wed, 15 Apr 2026 00:00:00 GMT"])
async def test_fault_20_429_is_tried_again_and_costs_nothing(
    server: FakeModelServer, connect: Connect, wait: str
) -> None:
    attempts = Attempts()
    server.script(Status(429, retry_after=wait, content=QUOTED.encode()), Answer("二度目"))
    completion = await answer(connect(make_settings(server.base_url)), attempts)
    assert completion.text.reveal() == "二度目"
    assert attempts.seen == ["1 started", "1 failed http_429", "2 started", "2 answered"]


@pytest.mark.parametrize("wait", ["61", "300", "3600", "9" * 400, "Wed, 15 Apr 2026 02:00:00 GMT"])
async def test_fault_20_429_beyond_the_deadline_is_given_up_at_once(
    server: FakeModelServer, connect: Connect, wait: str
) -> None:
    server.script(Status(429, retry_after=wait))
    fault = await failing(connect(make_settings(server.base_url)))
    assert fault.is_outcome_known
    assert len(server.requests) == 1


async def test_fault_19_a_proxy_that_refuses_costs_nothing(
    server: FakeModelServer, connect: Connect
) -> None:
    server.default = Status(403)
    proxy = server.base_url.removesuffix("/v1")
    fault = await failing(connect(make_settings("https://model.example/v1", proxy=proxy)))
    assert fault.is_outcome_known
    assert "llm.proxy" in fault.message
    assert [r.method for r in server.requests] == ["CONNECT", "CONNECT"]
    assert KEY.encode() not in server.received


async def test_fault_19_a_stalled_tls_handshake_costs_nothing(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        settings = make_settings(address, deadline_seconds=0.6, max_attempts=1)
        fault = await failing(connect(settings))
    assert fault.is_outcome_known


async def test_fault_20_attempts_are_bounded(server: FakeModelServer, connect: Connect) -> None:
    server.default = Status(503, retry_after="0")
    fault = await failing(connect(make_settings(server.base_url, max_attempts=3)))
    assert fault.is_outcome_known
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [500, 502, 504, 529, 400, 401, 403, 404, 409, 413, 422, 302])
async def test_fault_21_other_statuses_are_final_and_cost_nothing(
    server: FakeModelServer, connect: Connect, status: int
) -> None:
    server.script(Status(status, content=f"<html>{QUOTED}</html>".encode()))
    attempts = Attempts()
    fault = await failing(connect(make_settings(server.base_url)), attempts)
    assert fault.is_outcome_known
    assert str(status) in fault.message
    assert attempts.seen == ["1 started", f"1 failed http_{status}"]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "key"), [(401, "llm.api_key"), (403, "llm.model"), (404, "llm.base_url")]
)
async def test_fault_21_the_admin_is_told_which_setting_to_check(
    server: FakeModelServer, connect: Connect, status: int, key: str
) -> None:
    server.script(Status(status))
    assert key in (await failing(connect(make_settings(server.base_url)))).message


async def test_fault_21_an_endless_error_body_is_not_read(
    server: FakeModelServer, connect: Connect
) -> None:
    server.script(Body(b"x" * 5_000_000, 500, {}))
    fault = await failing(connect(make_settings(server.base_url)))
    assert fault.is_outcome_known


async def test_a_redirect_is_never_followed(server: FakeModelServer, connect: Connect) -> None:
    with FakeModelServer() as elsewhere:
        server.script(Body(b"", 307, {"Location": f"{elsewhere.base_url}/chat/completions"}))
        await failing(connect(make_settings(server.base_url)))
        assert elsewhere.connection_count == 0


@pytest.mark.parametrize("step", [Hang(), Drip(0.1)], ids=["hang", "drip"])
async def test_fault_22_the_deadline_ends_a_call_that_may_have_cost(
    server: FakeModelServer, connect: Connect, step: Hang | Drip
) -> None:
    server.script(step)
    attempts = Attempts()
    fault = await failing(
        connect(make_settings(server.base_url, deadline_seconds=REACHED)), attempts
    )
    assert not fault.is_outcome_known
    assert attempts.seen == ["1 started", "1 failed deadline"]
    assert len(server.requests) == 1


async def test_fault_22_the_deadline_covers_waits_between_attempts(
    server: FakeModelServer, connect: Connect
) -> None:
    server.default = Status(503)
    settings = make_settings(
        server.base_url, deadline_seconds=REACHED, backoff_seconds=0.4 * REACHED, max_attempts=10
    )
    fault = await failing(connect(settings))
    assert fault.is_outcome_known
    assert len(server.requests) <= 2


async def test_fault_22_a_50_mb_reply_is_dropped(server: FakeModelServer, connect: Connect) -> None:
    server.script(Flood(50_000_000))
    fault = await failing(connect(make_settings(server.base_url)))
    assert not fault.is_outcome_known
    assert "max_reply_bytes" in fault.message


async def test_a_reply_compressed_unasked_is_not_unpacked(
    server: FakeModelServer, connect: Connect
) -> None:
    server.script(Body(b"\x1f\x8b", 200, {"Content-Encoding": "gzip"}))
    fault = await failing(connect(make_settings(server.base_url)))
    assert not fault.is_outcome_known
    assert server.requests[0].headers["accept-encoding"] == "identity"


async def test_a_port_nobody_listens_on_is_reported_plainly(connect: Connect) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        fault = await failing(connect(make_settings(f"http://127.0.0.1:{port}/v1")))
    assert "cannot be reached" in fault.message
