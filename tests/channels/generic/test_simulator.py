"""The simulated chat tool against a small real gateway edge on loopback."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.channels.generic.adapter import GenericChannel, open_generic
from assistant.channels.generic.simulator import ChatToolSimulator, Signing
from assistant.core.chat import InboundMessage, Outcome, Reply
from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError, DeliveryError, SignatureError
from tests.channels.generic.conftest import NEW_SECRET, OLD_SECRET, settings_of
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


class Gateway:
    """Verifies webhooks with the real channel; knows a repeat by its id."""

    def __init__(self, clock: ManualClock) -> None:
        self.taken: list[InboundMessage] = []
        self._channel = open_generic(settings_of(), clock)
        self._lock = threading.Lock()

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, object]]:
        try:
            message = self._channel.receive(headers, body)
        except SignatureError as fault:
            return 401, {"error": {"code": fault.code, "message": fault.message}}
        with self._lock:
            if message.event_id in {known.event_id for known in self.taken}:
                return 200, {"status": "duplicate"}
            self.taken.append(message)
        return 202, {"status": "accepted", "turn_id": "t-1"}


@pytest.fixture
def gateway(clock: ManualClock) -> Gateway:
    return Gateway(clock)


@pytest.fixture
def gateway_url(gateway: Gateway) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status, answer = gateway.answer(dict(self.headers.items()), body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, _format: str, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def tool(gateway_url: str, clock: ManualClock) -> ChatToolSimulator:
    return ChatToolSimulator(
        gateway_url, secret=NEW_SECRET, callback_url="http://127.0.0.1:0/callback", clock=clock
    )


def answering(tool: ChatToolSimulator, clock: ManualClock, *secrets: str) -> GenericChannel:
    settings = settings_of(callback_url=tool.callback_url, secrets=secrets or (NEW_SECRET,))
    return open_generic(settings, clock)


def reply_to(event_id: str, text: str = "返答") -> Reply:
    return Reply(event_id, "generic", "u-1", "c-1", Outcome.ANSWERED, text, is_private=True)


async def test_a_question_goes_out_signed_and_its_reply_comes_back(
    tool: ChatToolSimulator, gateway: Gateway, clock: ManualClock
) -> None:
    async with tool:
        receipt = await tool.say("u-1", "質問", conversation_id="c-1")
        channel = answering(tool, clock)
        await channel.deliver(reply_to(receipt.event_id), idempotency_key="out-1")
        reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=PATIENCE_SECONDS)
        await channel.aclose()

    assert (receipt.status_code, receipt.status, receipt.turn_id) == (202, "accepted", "t-1")
    assert [message.text.reveal() for message in gateway.taken] == ["質問"]
    assert (reply.text, reply.private, reply.outcome) == ("返答", True, Outcome.ANSWERED)


async def test_four_copies_at_once_are_one_delivery(
    tool: ChatToolSimulator, gateway: Gateway
) -> None:
    async with tool:
        receipts = await tool.say_repeatedly("u-1", "質問", copies=4)
    assert sorted(receipt.status_code for receipt in receipts) == [200, 200, 200, 202]
    assert len(gateway.taken) == 1


@pytest.mark.parametrize("signing", [Signing.WRONG_KEY, Signing.STALE])
async def test_it_can_sign_wrongly(
    tool: ChatToolSimulator, gateway: Gateway, signing: Signing
) -> None:
    async with tool:
        receipt = await tool.say("u-1", "質問", signing=signing)
    assert (receipt.status_code, receipt.status) == (401, "invalid_signature")
    assert gateway.taken == []


async def test_a_callback_signed_with_another_secret_is_rejected(
    tool: ChatToolSimulator, clock: ManualClock
) -> None:
    async with tool:
        channel = answering(tool, clock, OLD_SECRET)
        with pytest.raises(DeliveryError, match="401"):
            await channel.deliver(reply_to("msg_1"), idempotency_key="out-1")
        await channel.aclose()
        assert (tool.rejected_count, tool.replies) == (1, [])


async def test_a_callback_in_trouble_recovers_and_a_repeat_is_taken_once(
    tool: ChatToolSimulator, clock: ManualClock
) -> None:
    async with tool:
        channel = answering(tool, clock)
        tool.answer_next_with([503])
        with pytest.raises(DeliveryError):
            await channel.deliver(reply_to("msg_1"), idempotency_key="out-1")
        await channel.deliver(reply_to("msg_1"), idempotency_key="out-1")
        await channel.deliver(reply_to("msg_1"), idempotency_key="out-1")
        await channel.aclose()
        assert (len(tool.replies_to("msg_1")), tool.repeat_count) == (1, 1)


async def test_waiting_for_a_reply_that_never_comes_ends(tool: ChatToolSimulator) -> None:
    async with tool:
        with pytest.raises(TimeoutError):
            await tool.wait_for_reply("msg_none", timeout_seconds=0.01)


async def test_a_port_in_use_is_named(gateway_url: str, clock: ManualClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/callback"
        tool = ChatToolSimulator(gateway_url, secret=NEW_SECRET, callback_url=url, clock=clock)
        with pytest.raises(ConfigurationError, match="callback_url"):
            await tool.__aenter__()


def test_a_secret_or_callback_of_no_use_is_named(clock: ManualClock) -> None:
    url = "http://127.0.0.1:1"
    with pytest.raises(ConfigurationError, match="secrets"):
        ChatToolSimulator(url, secret="nothing", callback_url=url, clock=clock)  # noqa: S106 - invented
    with pytest.raises(ConfigurationError, match="callback_url"):
        ChatToolSimulator(url, secret=NEW_SECRET, callback_url="https://a.example/", clock=clock)
