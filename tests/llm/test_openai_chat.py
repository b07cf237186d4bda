"""What a provider receives, and through which way."""

from __future__ import annotations

import asyncio

import pytest

from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError
from assistant.core.text import RawText
from assistant.llm.openai_chat import OpenAIChat
from assistant.llm.settings import LlmSettings, ModelFacts
from tests.llm.fake_model import FakeModelServer
from tests.llm.prompts import FACTS, KEY, Attempts, count, make_prompt, make_settings, passage
from tests.llm.steps import Answer, Gate, Held

pytestmark = pytest.mark.anyio


async def ask(
    settings: LlmSettings, clock: ManualClock, facts: ModelFacts = FACTS
) -> tuple[str, Attempts]:
    model, attempts = OpenAIChat(settings, facts, count=count, clock=clock), Attempts()
    try:
        completion = await model.complete(
            make_prompt(passage("第1条", "会議室は三か月前から")), on_attempt=attempts
        )
    finally:
        await model.close()
    assert isinstance(completion.text, RawText)
    assert completion.model == settings.model
    return completion.text.reveal(), attempts


async def test_the_body_asks_for_no_storage_and_bounds_the_answer(
    server: FakeModelServer, clock: ManualClock
) -> None:
    text, attempts = await ask(make_settings(server.base_url), clock)
    assert text == "お答えします。"
    assert attempts.seen == ["1 started", "1 answered"]
    (request,) = server.requests
    assert request.target == "/v1/chat/completions"
    assert request.json.keys() == {"model", "messages", "max_tokens", "store"}
    assert request.json["model"] == "fake-1"
    assert request.json["store"] is False
    assert request.json["max_tokens"] == 500
    roles = [message["role"] for message in request.json["messages"]]
    assert roles == ["system", "user", "assistant", "user"]


async def test_titles_and_addresses_of_passages_stay_here(
    server: FakeModelServer, clock: ManualClock
) -> None:
    await ask(make_settings(server.base_url), clock)
    assert "会議室は三か月前から" in server.requests[0].texts[-1]
    assert "第1条".encode() not in server.received


async def test_a_server_that_rejects_unknown_fields_is_a_setting(
    server: FakeModelServer, clock: ManualClock
) -> None:
    facts = FACTS.model_copy(
        update={"sends_store": False, "output_limit_field": "max_completion_tokens"}
    )
    await ask(make_settings(server.base_url), clock, facts)
    body = server.requests[0].json
    assert body.keys() == {"model", "messages", "max_completion_tokens"}


async def test_only_listed_headers_leave(
    server: FakeModelServer, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "ambient-organisation")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Ambient: leak")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    await ask(make_settings(server.base_url), clock)
    (request,) = server.requests
    assert request.headers.keys() <= {
        "host", "accept", "accept-encoding", "content-type", "content-length", "connection",
        "user-agent", "authorization",
    }  # fmt: skip
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert b"ambient" not in server.received


async def test_no_key_means_no_key_header(server: FakeModelServer, clock: ManualClock) -> None:
    await ask(make_settings(server.base_url, api_key=""), clock)
    assert "authorization" not in server.requests[0].headers


async def test_azure_names_the_deployment_in_the_address(
    server: FakeModelServer, clock: ManualClock
) -> None:
    resource = server.base_url.removesuffix("/v1")
    settings = make_settings(
        resource, provider="azure", api_version="2024-10-21", model="shiyakusho"
    )
    await ask(settings, clock)
    (request,) = server.requests
    assert request.target == (
        "/openai/deployments/shiyakusho/chat/completions?api-version=2024-10-21"
    )
    assert request.headers["api-key"] == KEY
    assert "authorization" not in request.headers
    assert request.json["store"] is False


async def test_calls_go_through_the_configured_proxy(
    server: FakeModelServer, clock: ManualClock
) -> None:
    proxy = server.base_url.removesuffix("/v1")
    await ask(make_settings("http://model.example/v1", proxy=proxy), clock)
    assert server.requests[0].target == "http://model.example/v1/chat/completions"
    assert server.requests[0].headers["host"] == "model.example"


async def test_two_questions_at_once_do_not_mix(
    server: FakeModelServer, clock: ManualClock
) -> None:
    gate = Gate()
    server.script(Held(gate, Answer("甲")), Answer("乙"))
    model = OpenAIChat(make_settings(server.base_url), FACTS, count=count, clock=clock)
    first = asyncio.create_task(model.complete(make_prompt(), on_attempt=Attempts()))
    await asyncio.to_thread(server.wait_for_requests, 1)
    second = await model.complete(make_prompt(), on_attempt=Attempts())
    gate.open()
    assert second.text.reveal() == "乙"
    assert (await first).text.reveal() == "甲"
    await model.close()


async def test_cancelling_leaves_the_attempt_started(
    server: FakeModelServer, clock: ManualClock
) -> None:
    server.script(Held(Gate(), Answer()))
    model, attempts = (
        OpenAIChat(make_settings(server.base_url), FACTS, count=count, clock=clock),
        Attempts(),
    )
    task = asyncio.create_task(model.complete(make_prompt(), on_attempt=attempts))
    await asyncio.to_thread(server.wait_for_requests, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert attempts.seen == ["1 started"]
    await model.close()


def test_the_key_is_in_no_repr(clock: ManualClock) -> None:
    settings = make_settings("http://127.0.0.1:9/v1", proxy=f"http://user:{KEY}@127.0.0.1:9")
    model = OpenAIChat(settings, FACTS, count=count, clock=clock)
    assert KEY not in f"{settings!r} {settings} {model!r} {model._client!r}"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"base_url": "ftp://model"}, "llm.base_url"),
        ({"base_url": "model:8000"}, "llm.base_url"),
        ({"base_url": "http://[::"}, "llm.base_url"),
        ({"proxy": f"socks5://user:{KEY}@proxy"}, "llm.proxy"),
        ({"ca_file": "/nonexistent/ca.pem"}, "llm.ca_file"),
        ({"ca_file": __file__}, "llm.ca_file"),
    ],
)
def test_an_unusable_way_out_is_named(
    clock: ManualClock, changes: dict[str, object], key: str
) -> None:
    settings = make_settings("http://127.0.0.1:9/v1").model_copy(
        update=LlmSettings.model_validate({**changes}).model_dump(include=set(changes))
    )
    with pytest.raises(ConfigurationError, match=key) as caught:
        OpenAIChat(settings, FACTS, count=count, clock=clock)
    assert KEY not in str(caught.value)
