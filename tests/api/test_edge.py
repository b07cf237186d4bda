"""Health, metrics, hosts, headers and error bodies."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from assistant.api.errors import install_error_handlers
from assistant.api.security import SECURITY_HEADERS, install_security
from assistant.core.errors import AssistantError, StoreError
from tests.api.conftest import CANARY, Gateway


def test_live_while_the_process_runs(client: TestClient, gateway: Gateway) -> None:
    gateway.fault = StoreError("gone")
    assert client.get("/health/live").json() == {"status": "live"}


def test_ready_names_what_is_missing(client: TestClient, gateway: Gateway) -> None:
    assert client.get("/health/ready").json()["status"] == "ready"
    gateway.fault = StoreError("gone")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not_ready",
        "checks": {"database": False, "filter": True},
    }


def test_metrics_are_in_prometheus_format(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "# TYPE assistant_webhooks_total counter" in answer.text


@pytest.mark.parametrize("path", ["/health/live", "/nowhere", "/docs", "/openapi.json"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name] == value


@pytest.mark.parametrize("path", ["/nowhere", "/docs", "/redoc", "/openapi.json"])
def test_nothing_there_is_a_404_with_an_error_body(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


class Form(BaseModel):
    count: int


def edge(*hosts: str) -> TestClient:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/form")
    async def form(form: Form) -> int:
        return form.count

    @app.get("/secret")
    async def secret() -> None:
        raise HTTPException(418, detail=CANARY)

    @app.get("/cut")
    async def cut() -> StreamingResponse:
        async def content() -> AsyncIterator[bytes]:
            yield b"begin"
            raise RuntimeError(CANARY)

        return StreamingResponse(content())

    install_error_handlers(app)
    install_security(app, allowed_hosts=hosts or ["*"])
    return TestClient(app)


@pytest.mark.parametrize("body", [f'{{"count": "{CANARY}"}}', f'{{"{CANARY}": 1}}', CANARY])
def test_an_invalid_field_is_422_without_echo(logs: io.StringIO, body: str) -> None:
    answer = edge().post("/form", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert CANARY not in answer.text + logs.getvalue()


def test_the_detail_of_an_http_exception_is_not_shown() -> None:
    answer = edge().get("/secret")
    assert answer.status_code == 418
    assert CANARY not in answer.text


def test_a_fault_in_the_middle_of_an_answer_is_cut_without_its_message(logs: io.StringIO) -> None:
    with pytest.raises(AssistantError, match="cut off") as fault:
        edge().get("/cut")
    assert fault.value.__cause__ is None
    assert CANARY not in logs.getvalue()


@pytest.mark.parametrize(
    ("host", "is_served"),
    [
        ("gateway.city.example", True),
        ("GATEWAY.city.example:8080", True),
        ("a.tools.example", True),
        ("tools.example", False),
        ("[::1]:8080", True),
        ("[::1]", True),
        ("[::2]:8080", False),
        ("evil.example", False),
        ("gateway.city.example.evil.example", False),
        ("", False),
    ],
)
def test_only_listed_hosts_are_served(host: str, is_served: bool) -> None:
    client = edge("gateway.city.example", "*.tools.example", "[::1]")
    answer = client.get("/nowhere", headers={"host": host})
    assert answer.status_code == (404 if is_served else 400)
    assert answer.json()["error"]["code"] == ("not_found" if is_served else "unknown_host")
    assert answer.headers["x-frame-options"] == "DENY"
