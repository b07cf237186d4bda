"""The way out: certificates, one origin, bounded replies."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from assistant.core.clock import ManualClock
from assistant.core.errors import ModelError
from assistant.llm.egress import make_http_client
from assistant.llm.openai_chat import OpenAIChat
from tests.llm.fake_model import FakeModelServer
from tests.llm.prompts import FACTS, Attempts, count, make_prompt, make_settings

pytestmark = pytest.mark.anyio
OPENSSL = shutil.which("openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, key in the same file."""
    if OPENSSL is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("ca")
    made = folder / "server.pem"
    request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    extension = "subjectAltName=IP:127.0.0.1"
    files = ["-addext", extension, "-keyout", str(folder / "key"), "-out", str(folder / "cert")]
    subprocess.run([OPENSSL, *request.split(), *files], check=True, capture_output=True)
    made.write_bytes((folder / "cert").read_bytes() + (folder / "key").read_bytes())
    return made


@pytest.fixture
def tls_server(certificate: Path) -> Iterator[FakeModelServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with FakeModelServer(certificate=context) as running:
        yield running


async def test_a_private_ca_is_trusted_when_configured(
    tls_server: FakeModelServer, certificate: Path, clock: ManualClock
) -> None:
    settings = make_settings(tls_server.base_url, ca_file=certificate)
    model = OpenAIChat(settings, FACTS, count=count, clock=clock)
    completion = await model.complete(make_prompt(), on_attempt=Attempts())
    assert completion.text.reveal() == "お答えします。"
    await model.close()


async def test_fault_19_an_unknown_ca_is_refused_and_costs_nothing(
    tls_server: FakeModelServer, clock: ManualClock
) -> None:
    settings = make_settings(tls_server.base_url)
    model = OpenAIChat(settings, FACTS, count=count, clock=clock)
    with pytest.raises(ModelError, match="ca_file") as caught:
        await model.complete(make_prompt(), on_attempt=Attempts())
    assert caught.value.is_outcome_known
    assert tls_server.requests == []
    await model.close()


async def test_another_server_is_never_asked(server: FakeModelServer) -> None:
    settings = make_settings("http://model.example/v1")
    async with make_http_client(settings, settings.base_url) as client:
        with pytest.raises(httpx2.UnsupportedProtocol):
            await client.post(f"{server.base_url}/chat/completions", content=b"{}")
    assert server.connection_count == 0
