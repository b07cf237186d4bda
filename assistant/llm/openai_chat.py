"""Chat completions from OpenAI, Azure OpenAI and any server that speaks the same protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import openai

from assistant.core.chat import Completion, Prompt, TokenUsage
from assistant.core.clock import Clock
from assistant.core.logs import get_log
from assistant.core.text import RawText
from assistant.llm.base import Attempt, AttemptStatus, OnAttempt
from assistant.llm.egress import make_http_client
from assistant.llm.faults import CONTENT_FILTER, DEADLINE, EMPTY, UNREADABLE, Failure, failure_of
from assistant.llm.prompt import estimate_input_tokens, new_mark, render
from assistant.llm.retry import seconds_asked_for, wait_before_retry
from assistant.llm.schemas import parse_reply, usable_usage
from assistant.llm.settings import OPENAI_URL, LlmSettings, ModelFacts, Provider, upstream_url

# What the SDK is given where a server wants no key; the transport then sends no key header at all.
_NO_KEY = "none"

log = get_log()


class OpenAIChat:
    """A model behind the chat completions API.

    The SDK's own retries and timeouts are off. One deadline covers all attempts and the waits
    between them; `on_attempt` is awaited outside it, so a slow database is not the model's fault
    and no row is cut off half-written. Only an attempt that did no work is repeated (connection
    not made, 429, 503), so one turn is never billed twice.
    """

    def __init__(
        self,
        settings: LlmSettings,
        facts: ModelFacts,
        *,
        count: Callable[[str], int],
        clock: Clock,
    ) -> None:
        base_url = upstream_url(settings)
        self.context_window = facts.context_window
        self._settings = settings
        self._count = count
        self._clock = clock
        self._client = _make_client(settings, base_url, make_http_client(settings, base_url))
        self._fixed = _fixed_fields(facts)
        self._limit_field = facts.output_limit_field or (
            "max_completion_tokens" if base_url == OPENAI_URL else "max_tokens"
        )

    def __repr__(self) -> str:
        return f"OpenAIChat({self.name})"

    @property
    def name(self) -> str:
        """The configured model or deployment name."""
        return self._settings.model

    async def complete(self, prompt: Prompt, *, on_attempt: OnAttempt) -> Completion:
        """Ask the server; see `ChatModel.complete`.

        Cancellation closes the connection and leaves the last attempt reported as started.

        Raises:
            ModelError: refused, unreachable, too slow, or the reply is unusable.
        """
        deadline = asyncio.get_running_loop().time() + self._settings.deadline_seconds
        for number in range(1, self._settings.max_attempts + 1):
            await on_attempt(Attempt(number, AttemptStatus.STARTED))
            result = await self._ask(prompt, deadline)
            if isinstance(result, Completion):
                await on_attempt(Attempt(number, AttemptStatus.ANSWERED))
                return result
            log.warning("llm.attempt_failed", model=self.name, attempt=number, error=result.code)
            await on_attempt(Attempt(number, AttemptStatus.FAILED, result.code))
            wait = self._wait_after(result, number, deadline)
            if wait is None:
                raise result.as_error()
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt either answers or raises")

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._client.close()

    async def _ask(self, prompt: Prompt, deadline: float) -> Completion | Failure:
        # Faults are turned into values here, so that no exception chain leads back to the request.
        try:
            async with asyncio.timeout_at(deadline):
                body = await self._post(prompt, self._timeouts(deadline))
        except TimeoutError:
            return DEADLINE
        except openai.APIError as fault:
            return DEADLINE if _is_read_timeout(fault) else failure_of(fault)
        return self._read(prompt, body)

    def _timeouts(self, deadline: float) -> httpx2.Timeout:
        # TCP and TLS each get the connect timeout: with a third of what is left for each, a server
        # that cannot be reached is known as such before the deadline, which charges an estimate.
        remaining = max(deadline - asyncio.get_running_loop().time(), 0.0)
        connect = min(self._settings.connect_timeout_seconds, remaining / 3)
        return httpx2.Timeout(remaining, connect=connect)

    async def _post(self, prompt: Prompt, timeouts: httpx2.Timeout) -> bytes:
        messages: list[Any] = [
            {"role": message.role, "content": message.content}
            for message in render(prompt, new_mark(prompt))
        ]
        reply = await self._client.chat.completions.with_raw_response.create(
            model=self.name,
            messages=messages,
            extra_body={self._limit_field: prompt.max_output_tokens, **self._fixed},
            timeout=timeouts,
        )
        return reply.content

    def _read(self, prompt: Prompt, body: bytes) -> Completion | Failure:
        reply = parse_reply(body)
        if reply is None:
            return UNREADABLE
        choice = reply.choices[0]
        usage = usable_usage(reply.usage, context_window=self.context_window)
        if not choice.text:
            failure = CONTENT_FILTER if choice.finish_reason == "content_filter" else EMPTY
            if usage is None:
                return failure
            log.warning("llm.no_text", model=self.name, error=failure.code)
        elif usage and usage.output_tokens == 0:  # not a text's price, but a field left empty
            usage = None
        return Completion(
            text=RawText(choice.text),
            usage=usage or self._estimate(prompt, choice.text),
            is_estimated=usage is None,
            is_cut=choice.finish_reason in {"length", "content_filter"},
            model=self.name,
        )

    def _estimate(self, prompt: Prompt, answer: str) -> TokenUsage:
        return TokenUsage(estimate_input_tokens(prompt, self._count), self._count(answer))

    def _wait_after(self, failure: Failure, number: int, deadline: float) -> float | None:
        if not failure.is_retryable:
            return None
        return wait_before_retry(
            attempt=number,
            max_attempts=self._settings.max_attempts,
            asked_seconds=seconds_asked_for(failure.retry_after, self._clock.now()),
            backoff_seconds=self._settings.backoff_seconds,
            remaining_seconds=deadline - asyncio.get_running_loop().time(),
        )


def _is_read_timeout(fault: openai.APIError) -> bool:
    return isinstance(fault.__cause__, (httpx2.ReadTimeout, httpx2.WriteTimeout))


def _fixed_fields(facts: ModelFacts) -> dict[str, object]:
    return {"store": False} if facts.sends_store else {}


def _make_client(
    settings: LlmSettings, base_url: str, http_client: httpx2.AsyncClient
) -> openai.AsyncOpenAI:
    key = settings.api_key.get_secret_value() or _NO_KEY
    if settings.provider is Provider.AZURE:
        return openai.AsyncAzureOpenAI(
            azure_endpoint=base_url,
            api_version=settings.api_version,
            api_key=key,
            max_retries=0,
            http_client=http_client,
        )
    return openai.AsyncOpenAI(
        base_url=base_url, api_key=key, max_retries=0, http_client=http_client
    )
