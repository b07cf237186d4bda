"""`simulate generic` when things are not as they should be; with a real gateway: test_serve.py."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import Assistant, one_line
from tests.ports import free_port


@pytest.fixture(autouse=True)
def _free_callback(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{free_port()}/callback"
    monkeypatch.setenv("ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL", url)


@pytest.fixture
def refusing_gateway() -> Iterator[str]:
    """A server that authenticates nobody."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            body = json.dumps({"error": {"code": "invalid_signature", "message": ""}}).encode()
            self.send_response(401)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, _format: str, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_gateway_that_is_not_running_is_said_with_the_remedy(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("ASSISTANT__SERVER__PORT", str(port))
    result = assistant_command("simulate", "generic", "--copies", "3")
    assert result.exit_code == 1
    message = one_line(result)
    assert message.startswith(f"no gateway answers at http://127.0.0.1:{port} (")
    assert "run `assistant serve`" in message


def test_gateway_listening_everywhere_is_looked_for_here(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__SERVER__HOST", "::")
    monkeypatch.setenv("ASSISTANT__SERVER__PORT", str(free_port()))
    assert "http://[::1]:" in one_line(assistant_command("simulate", "generic"))


@pytest.mark.parametrize("address", ["ftp://host", "host:8080", "http://", "http://[::"])
def test_wrong_address_is_refused(assistant_command: Assistant, address: str) -> None:
    result = assistant_command("simulate", "generic", "--gateway", address)
    assert result.exit_code == 2
    assert one_line(result).startswith("--gateway: not an address; write it as")


def test_port_nobody_knows_must_be_named(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__SERVER__PORT", "0")
    result = assistant_command("simulate", "generic")
    assert result.exit_code == 2
    assert "name it with --gateway" in one_line(result)


def test_callback_port_in_use_is_said_with_the_remedy(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        url = f"http://127.0.0.1:{port}/callback"
        monkeypatch.setenv("ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL", url)
        result = assistant_command("simulate", "generic")
    assert result.exit_code == 2
    assert f"cannot listen on 127.0.0.1:{port}; stop what uses the port" in one_line(result)


def test_callback_elsewhere_cannot_be_simulated(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL", "https://tool.example/cb")
    result = assistant_command("simulate", "generic")
    assert result.exit_code == 2
    assert "must be http://127.0.0.1:PORT/PATH" in one_line(result)


def test_refusal_is_explained(assistant_command: Assistant, refusing_gateway: str) -> None:
    result = assistant_command("simulate", "generic", "a", "--gateway", refusing_gateway)
    assert result.exit_code == 1
    assert "[401 invalid_signature, " in result.out
    assert "with the same keys" in result.err


@pytest.mark.parametrize("option", ["--stale", "--wrong-key"])
def test_refusal_of_a_wrong_signature_is_right(
    assistant_command: Assistant, refusing_gateway: str, option: str
) -> None:
    result = assistant_command("simulate", "generic", option, "--gateway", refusing_gateway)
    assert result.exit_code == 1
    assert result.err == "refused, as a message signed like this must be\n"


def test_refusal_as_json(assistant_command: Assistant, refusing_gateway: str) -> None:
    result = assistant_command("simulate", "generic", "--json", "--gateway", refusing_gateway)
    assert result.exit_code == 1
    assert json.loads(result.out) == {
        "receipts": [{"status_code": 401, "status": "invalid_signature"}],
        "reply": None,
    }
