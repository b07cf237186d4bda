"""Vectors from a server that speaks OpenAI's embeddings API: the real client over loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError
from assistant.llm.embedder import OpenAIEmbedder
from assistant.llm.embedding import EmbeddingError
from assistant.llm.embedding_settings import EmbeddingSettings
from assistant.llm.registry import check_embedder, embedder_name
from assistant.llm.settings import LlmSettings, ModelFacts, Provider, embedding_url
from tests.llm.fake_embeddings import Cut, FakeEmbeddingServer, Hang, Refuse, Say, Step, reply
from tests.llm.prompts import clean

pytestmark = pytest.mark.anyio
KEY = "sk-invented-embedding"
QUOTED = "本文に書かれた秘密"
Connect = Callable[..., OpenAIEmbedder]


@pytest.fixture
def server() -> Iterator[FakeEmbeddingServer]:
    with FakeEmbeddingServer(["犬", "猫", "税"]) as running:
        yield running


@pytest.fixture
async def connect(server: FakeEmbeddingServer, clock: ManualClock) -> AsyncIterator[Connect]:
    made: list[OpenAIEmbedder] = []

    def make(**options: Any) -> OpenAIEmbedder:
        fixed = {"base_url": server.base_url, "model": "small", "api_key": KEY}
        patient = {"query_deadline_seconds": 60, "backoff_seconds": 0}
        embedding = EmbeddingSettings(**{**fixed, **patient, **options})
        made.append(OpenAIEmbedder(LlmSettings(embedding=embedding), count=len, clock=clock))
        return made[-1]

    yield make
    for embedder in made:
        await embedder.close()


async def failing(embedder: OpenAIEmbedder) -> EmbeddingError:
    with pytest.raises(EmbeddingError) as caught:
        await embedder.embed_query(clean(QUOTED))
    fault = caught.value
    assert "\n" not in fault.message
    assert (fault.__cause__, fault.__context__) == (None, None)
    assert QUOTED not in repr(fault)
    assert KEY not in repr(fault)
    return fault


async def test_vectors_come_in_the_order_of_the_texts(
    connect: Connect, server: FakeEmbeddingServer
) -> None:
    made = await connect().embed_documents([clean("犬と犬"), clean("猫の税")])
    assert made.vectors == ((2.0, 0.0, 0.0), (0.0, 1.0, 1.0))
    assert (made.tokens, made.is_estimated) == (6, False)
    (request,) = server.requests
    assert request == {"input": ["犬と犬", "猫の税"], "model": "small", "encoding_format": "float"}
    (headers,) = server.headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not [name for name in headers if name.startswith("x-stainless")]


async def test_prefixes_length_and_dimensions_are_sent(
    connect: Connect, server: FakeEmbeddingServer
) -> None:
    embedder = connect(query_prefix="問: ", document_prefix="文: ", max_chars=2, dimensions=2)
    assert (await embedder.embed_query(clean("犬と猫"))).vectors == ((1.0, 0.0),)
    await embedder.embed_documents([clean("猫と税")])
    assert server.texts == ["問: 犬と", "文: 猫と"]
    assert server.requests[0]["dimensions"] == 2


async def test_the_bound_covers_another_tokenizer(connect: Connect) -> None:
    assert connect(query_prefix="問: ").bound(clean("犬" * 100)) >= 1.6 * 103


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": 0}, {"prompt_tokens": "9"}])
async def test_tokens_are_counted_here_where_the_server_does_not_say(
    connect: Connect, server: FakeEmbeddingServer, usage: object
) -> None:
    server.state_usage(usage)
    made = await connect().embed_query(clean("犬と猫"))
    assert (made.tokens, made.is_estimated) == (3, True)


@pytest.mark.parametrize(
    ("step", "cause", "tokens"),
    [
        (Refuse(401), "http_401", 0), (Refuse(404), "http_404", 0), (Refuse(500), "http_500", 0),
        (Say(b"<html>"), "unreadable", 9), (Say(reply([], None)), "unreadable", 9),
        (Say(reply([[1.0], [2.0]], None)), "unreadable", 9),
        (Say(reply([[]], None)), "unreadable", 9),
        (Say(b'{"data":[{"index":0,"embedding":[NaN]}]}'), "unreadable", 9),
        (Say(b'{"data":[{"index":0,"embedding":[1e999]}]}'), "unreadable", 9),
        (Cut(), "cut", 9),
    ],
)  # fmt: skip
async def test_a_question_is_given_up_at_once_where_asking_again_does_not_help(
    connect: Connect, server: FakeEmbeddingServer, step: Step, cause: str, tokens: int
) -> None:
    server.script(step)
    fault = await failing(connect())
    assert (fault.cause, fault.tokens, len(server.requests)) == (cause, tokens, 1)


async def test_vectors_of_another_length_than_configured_are_refused(
    connect: Connect, server: FakeEmbeddingServer
) -> None:
    server.script(Say(reply([[1.0, 2.0]], None)))
    assert (await failing(connect(dimensions=3))).cause == "dimension"
    server.script(Say(reply([[1.0, 2.0], [1.0]], None)))
    with pytest.raises(EmbeddingError, match="of several"):
        await connect().embed_documents([clean("犬"), clean("猫")])


async def test_a_busy_server_is_asked_once_more_for_a_question(
    connect: Connect, server: FakeEmbeddingServer
) -> None:
    server.script(Refuse(429, retry_after="0"), Refuse(503))
    assert (await failing(connect())).cause == "http_503"
    server.script(Refuse(429))
    assert (await connect().embed_query(clean("犬"))).vectors == ((1.0, 0.0, 0.0),)
    assert len(server.requests) == 4


async def test_a_build_goes_on_after_faults_that_pass(
    connect: Connect, server: FakeEmbeddingServer
) -> None:
    server.script(Refuse(500), Cut(), Refuse(429))
    made = await connect(max_attempts=4).embed_documents([clean("犬")])
    assert (made.vectors, len(server.requests)) == (((1.0, 0.0, 0.0),), 4)


async def test_a_server_that_hangs_is_left_at_the_deadline_and_may_have_counted(
    connect: Connect, server: FakeEmbeddingServer
) -> None:
    server.script(Hang())
    fault = await failing(connect(query_deadline_seconds=3))
    assert (fault.cause, fault.tokens) == ("deadline", len(QUOTED))


async def test_a_server_that_is_not_there_costs_nothing(connect: Connect) -> None:
    fault = await failing(connect(base_url="http://127.0.0.1:9/v1", query_deadline_seconds=60))
    assert (fault.cause, fault.tokens) == ("connect", 0)
    assert "llm.embedding.base_url" in fault.message


def settings(provider: Provider = Provider.OPENAI, **embedding: Any) -> LlmSettings:
    return LlmSettings(
        provider=provider,
        base_url="https://models.example/v1",
        model="chat",
        api_key="sk-chat",
        embedding=EmbeddingSettings(**embedding),
    )


async def test_the_language_models_key_goes_to_its_own_server_alone() -> None:
    url, key = embedding_url(settings())
    assert (url, key.get_secret_value()) == ("https://models.example/v1", "sk-chat")
    url, key = embedding_url(settings(base_url="https://other.example/v1/"))
    assert (url, key.get_secret_value()) == ("https://other.example/v1", "")
    assert embedding_url(settings(Provider.AZURE))[0] == ""


FACTS = ModelFacts(
    training_use="none", retention_days=0, region="構内", contract_ref="c", checked_on="2026-04-01",
    context_window=8000,
)  # fmt: skip


async def test_what_is_missing_is_named_and_facts_are_required_of_this_model_too() -> None:
    with pytest.raises(ConfigurationError, match=r"llm\.embedding\.model"):
        check_embedder(settings(), {})
    with pytest.raises(ConfigurationError, match=r'models\."small"\] lacks training_use'):
        check_embedder(settings(model="small"), {"chat": FACTS})
    offline = LlmSettings(embedding=EmbeddingSettings(model="small", base_url="https://x.example"))
    with pytest.raises(ConfigurationError, match="lacks training_use"):
        check_embedder(offline, {})
    with pytest.raises(ConfigurationError, match=r"llm\.embedding\.api_key: holds a space"):
        check_embedder(settings(model="small", api_key="a b"), {"small": FACTS})
    check_embedder(settings(model="small"), {"small": FACTS})


async def test_the_name_tells_vectors_apart_that_must_not_be_compared() -> None:
    names = {
        embedder_name(settings(model="small", **options))
        for options in ({}, {"dimensions": 256}, {"document_prefix": "文: "})
    }
    assert len(names) == 3
    assert embedder_name(settings(model="small", base_url="https://moved.example")) in names
