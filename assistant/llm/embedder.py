"""Vectors of screened texts, from a server that speaks OpenAI's embeddings API.

Built like `openai_chat`: the SDK's own retries and timeouts are off, one deadline covers all
attempts, no byte of a reply's error body is read, nothing goes to another host than the
configured one.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence

import httpx2
import openai
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.core.clock import Clock
from assistant.core.logs import get_log
from assistant.core.text import CleanText
from assistant.llm.egress import make_http_client
from assistant.llm.embedding import Embedded, EmbeddingError
from assistant.llm.faults import DEADLINE, Failure, failure_of
from assistant.llm.retry import seconds_asked_for, wait_before_retry
from assistant.llm.settings import LlmSettings, embedding_url

MAX_REPLY_BYTES = 64_000_000
QUERY_ATTEMPTS = 2
# Another tokenizer than the one texts are counted with needs up to 1.6 times as many for Japanese.
_BOUND_FACTOR = 2
_BOUND_MORE = 16
_NO_KEY = "none"
# A question's vector is wanted now: a broken server is left alone. A build can ask again.
_BUILD_RETRIES = frozenset({"cut", "deadline", "http_500", "http_502", "http_504", "http_529"})

log = get_log()


class _Item(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False)

    index: int
    embedding: tuple[float, ...] = Field(min_length=1)


class _Reply(BaseModel):
    data: list[_Item]
    usage: object = None


class _Usage(BaseModel):
    model_config = ConfigDict(strict=True)

    prompt_tokens: int = Field(gt=0)


class OpenAIEmbedder:
    """An embedding model behind the embeddings API.

    Args:
        settings: section `llm`, its table `embedding` included.
        count: tokens of a text.
        clock: to read Retry-After dates.
    """

    def __init__(self, settings: LlmSettings, *, count: Callable[[str], int], clock: Clock) -> None:
        base_url, key = embedding_url(settings)
        self._settings = settings.embedding
        self._connect_seconds = settings.connect_timeout_seconds
        self._count = count
        self._clock = clock
        own = settings.model_copy(update={"api_key": key, "max_reply_bytes": MAX_REPLY_BYTES})
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=key.get_secret_value() or _NO_KEY,
            max_retries=0,
            http_client=make_http_client(own, base_url, key_name="llm.embedding.base_url"),
        )

    def __repr__(self) -> str:
        return f"OpenAIEmbedder({self.model})"

    @property
    def model(self) -> str:
        """The configured model's name, as prices and usage rows know it."""
        return self._settings.model

    @property
    def batch_texts(self) -> int:
        """Texts of documents for one call of `embed_documents`."""
        return self._settings.batch_texts

    @property
    def max_chars(self) -> int:
        """Characters of a text that are sent."""
        return self._settings.max_chars

    def bound(self, question: CleanText) -> int:
        """Upper bound of the tokens a question's vector costs, for the reservation."""
        return _BOUND_FACTOR * self._count(self._query(question)) + _BOUND_MORE

    async def embed_query(self, question: CleanText) -> Embedded:
        """The vector of a question.

        Raises:
            EmbeddingError: none within `query_deadline_seconds`.
        """
        return await self._embed(
            [self._query(question)],
            seconds=self._settings.query_deadline_seconds,
            max_attempts=min(QUERY_ATTEMPTS, self._settings.max_attempts),
        )

    async def embed_documents(self, texts: Sequence[CleanText]) -> Embedded:
        """The vectors of at most `batch_texts` documents.

        Raises:
            EmbeddingError: none after every try, or one that trying again does not mend.
        """
        limit, prefix = self._settings.max_chars, self._settings.document_prefix
        return await self._embed(
            [prefix + text.value[:limit] for text in texts],
            seconds=self._settings.build_deadline_seconds,
            max_attempts=self._settings.max_attempts,
            also_retried=_BUILD_RETRIES,
        )

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._client.close()

    def _query(self, question: CleanText) -> str:
        return self._settings.query_prefix + question.value[: self._settings.max_chars]

    async def _embed(
        self,
        texts: Sequence[str],
        *,
        seconds: float,
        max_attempts: int,
        also_retried: frozenset[str] = frozenset(),
    ) -> Embedded:
        deadline = asyncio.get_running_loop().time() + seconds
        may_have_cost = False
        for number in range(1, max_attempts + 1):
            result = await self._ask(texts, deadline)
            if isinstance(result, Embedded):
                return result
            log.warning(
                "embedding.attempt_failed", model=self.model, attempt=number, error=result.code
            )
            may_have_cost |= not result.is_outcome_known
            wait = None
            if result.is_retryable or result.code in also_retried:
                wait = self._wait_after(result, number, max_attempts, deadline)
            if wait is None:
                tokens = self._estimate(texts) if may_have_cost else 0
                raise EmbeddingError(_sentence(result), cause=result.code, tokens=tokens)
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt either answers or raises")

    async def _ask(self, texts: Sequence[str], deadline: float) -> Embedded | Failure:
        # Faults are turned into values here, so that no exception chain leads back to the request.
        remaining = max(deadline - asyncio.get_running_loop().time(), 0.0)
        timeouts = httpx2.Timeout(remaining, connect=min(self._connect_seconds, remaining / 3))
        size = self._settings.dimensions
        try:
            async with asyncio.timeout_at(deadline):
                reply = await self._client.embeddings.with_raw_response.create(
                    model=self.model,
                    input=list(texts),
                    encoding_format="float",
                    extra_body={"dimensions": size} if size else None,
                    timeout=timeouts,
                )
        except TimeoutError:
            return DEADLINE
        except openai.APIError as fault:
            is_late = isinstance(fault.__cause__, (httpx2.ReadTimeout, httpx2.WriteTimeout))
            return DEADLINE if is_late else failure_of(fault)
        return self._read(texts, reply.content)

    def _read(self, texts: Sequence[str], body: bytes) -> Embedded | Failure:
        try:
            reply = _Reply.model_validate_json(body)
        except ValidationError:
            return _UNREADABLE
        items = sorted(reply.data, key=lambda item: item.index)
        if [item.index for item in items] != list(range(len(texts))):
            return _UNREADABLE
        size = self._settings.dimensions or len(items[0].embedding)
        if any(len(item.embedding) != size for item in items):
            return _DIMENSION
        if not all(math.isfinite(sum(item.embedding)) for item in items):
            return _UNREADABLE
        tokens = _usable_tokens(reply.usage)
        return Embedded(
            tuple(item.embedding for item in items),
            self._estimate(texts) if tokens is None else tokens,
            is_estimated=tokens is None,
        )

    def _estimate(self, texts: Sequence[str]) -> int:
        return sum(self._count(text) for text in texts)

    def _wait_after(
        self, failure: Failure, number: int, max_attempts: int, deadline: float
    ) -> float | None:
        return wait_before_retry(
            attempt=number,
            max_attempts=max_attempts,
            asked_seconds=seconds_asked_for(failure.retry_after, self._clock.now()),
            backoff_seconds=self._settings.backoff_seconds,
            remaining_seconds=deadline - asyncio.get_running_loop().time(),
        )


_UNREADABLE = Failure("unreadable", "", is_outcome_known=False)
_DIMENSION = Failure("dimension", "", is_outcome_known=False)

_SENTENCES = {
    "connect": "cannot be reached; check llm.embedding.base_url, llm.proxy and llm.ca_file",
    "proxy": "is not reached through the proxy; check llm.proxy and what it allows",
    "deadline": "gave no vectors in time; try later, or raise llm.embedding.build_deadline_seconds",
    "cut": "broke the connection off; try later",
    "too_large": "sent too large a reply, or a compressed one; lower llm.embedding.batch_texts",
    "unreadable": "sent no vectors; check llm.embedding.base_url and llm.embedding.model",
    "dimension": "sent vectors of another length than llm.embedding.dimensions, or of several",
    "http_400": "did not accept the request; check llm.embedding.model and dimensions",
    "http_401": "refused the key; check llm.embedding.api_key",
    "http_403": "does not allow this; check what the key of llm.embedding may use",
    "http_404": "does not know this; check llm.embedding.base_url and llm.embedding.model",
    "http_413": "finds the request too large; lower llm.embedding.batch_texts",
    "http_429": "takes no more requests now; its rate or spending limit is reached",
}


def _sentence(failure: Failure) -> str:
    what = _SENTENCES.get(failure.code, f"cannot answer now ({failure.code})")
    return f"the embedding server {what}"


def _usable_tokens(raw: object) -> int | None:
    try:
        return _Usage.model_validate(raw).prompt_tokens
    except ValidationError:
        return None
