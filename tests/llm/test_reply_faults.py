"""Faults 23 and 24 of the reliability plan, against a real local server: a reply that is wrong."""

from __future__ import annotations

import pytest

from tests.llm.calls import QUOTED, Connect, answer, failing
from tests.llm.fake_model import FakeModelServer
from tests.llm.prompts import make_settings
from tests.llm.steps import Answer, Body, Cut, completion_body

pytestmark = pytest.mark.anyio


BAD_BODIES = {
    "cut json": completion_body()[:60],
    "empty": b"",
    "not json": QUOTED.encode(),
    "array": b"[1]",
    "no choices": b'{"choices": []}',
    "null choices": b'{"choices": null}',
    "no message": b'{"choices": [{}]}',
    "text as list": b'{"choices": [{"message": {"content": ["x"]}}]}',
    "deep": b"[" * 200_000,
    "no text": completion_body(None, has_usage=False),
    "empty text": completion_body("", has_usage=False),
    "filtered": completion_body(None, finish_reason="content_filter", has_usage=False),
    "used up by reasoning": completion_body("", finish_reason="length", has_usage=False),
    "lone surrogate": b'{"choices": [{"message": {"content": "\\ud800"}}]}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
async def test_fault_23_a_reply_without_an_answer_may_have_cost(
    server: FakeModelServer, connect: Connect, body: bytes
) -> None:
    server.script(Body(body))
    fault = await failing(connect(make_settings(server.base_url)))
    assert not fault.is_outcome_known
    assert len(server.requests) == 1


@pytest.mark.parametrize("reason", ["stop", "length", "content_filter"])
async def test_fault_23_a_reply_without_text_costs_what_the_server_says(
    server: FakeModelServer, connect: Connect, reason: str
) -> None:
    server.script(Answer(None, usage=usage(), finish_reason=reason))
    completion = await answer(connect(make_settings(server.base_url)))
    assert completion.text.reveal() == ""
    assert (completion.usage.total_tokens, completion.is_estimated) == (120, False)


@pytest.mark.parametrize("step", [Cut(), Cut(0)], ids=["in the body", "after the head"])
async def test_fault_23_a_cut_reply_may_have_cost(
    server: FakeModelServer, connect: Connect, step: Cut
) -> None:
    server.script(step)
    assert not (await failing(connect(make_settings(server.base_url)))).is_outcome_known
    assert len(server.requests) == 1


@pytest.mark.parametrize("reason", ["length", "content_filter"])
async def test_fault_23_an_answer_that_ended_early_is_marked(
    server: FakeModelServer, connect: Connect, reason: str
) -> None:
    server.script(Answer("途中まで", finish_reason=reason))
    completion = await answer(connect(make_settings(server.base_url)))
    assert completion.is_cut
    assert completion.text.reveal() == "途中まで"


def usage(**figures: object) -> dict[str, object]:
    return {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, **figures}


BAD_USAGE = {
    "string": "many",
    "list": [100, 20],
    "null figures": usage(prompt_tokens=None, completion_tokens=None),
    "negative": usage(completion_tokens=-20, total_tokens=80),
    "number as string": usage(prompt_tokens="100"),
    "fraction": usage(prompt_tokens=100.5, total_tokens=None),
    "boolean": usage(completion_tokens=True, total_tokens=101),
    "a thousand million": usage(prompt_tokens=10**9, total_tokens=10**9 + 20),
    "over the context window": usage(prompt_tokens=32_000, total_tokens=32_020),
    "total is not the sum": usage(total_tokens=500),
    "more cached than input": usage(prompt_tokens_details={"cached_tokens": 101}),
    "negative cached": usage(prompt_tokens_details={"cached_tokens": -1}),
    "no input": usage(prompt_tokens=0, total_tokens=20),
    "no output though there is text": usage(completion_tokens=0, total_tokens=100),
}


@pytest.mark.parametrize("figures", BAD_USAGE.values(), ids=BAD_USAGE)
async def test_fault_24_figures_that_cannot_be_true_are_counted_here(
    server: FakeModelServer, connect: Connect, figures: object
) -> None:
    server.script(Answer("四文字です", usage=figures))
    completion = await answer(connect(make_settings(server.base_url)))
    assert completion.is_estimated
    assert completion.usage.output_tokens == 5
    sent = server.requests[0].texts
    assert completion.usage.input_tokens == sum(len(text) + 4 for text in sent)


async def test_fault_24_missing_usage_is_counted_here(
    server: FakeModelServer, connect: Connect
) -> None:
    server.script(Answer("はい", has_usage=False))
    completion = await answer(connect(make_settings(server.base_url)))
    assert completion.is_estimated
    assert completion.usage.output_tokens == 2


async def test_believable_usage_is_taken_as_it_is(
    server: FakeModelServer, connect: Connect
) -> None:
    server.script(Answer("はい", usage=usage(prompt_tokens_details={"cached_tokens": 64})))
    completion = await answer(connect(make_settings(server.base_url)))
    assert not completion.is_estimated
    assert completion.usage.total_tokens == 120
    assert completion.usage.cached_tokens == 64
