"""Vectors of documents while an index is built: every text passes the filter, then the endpoint.

What is screened for a published document (`document_screen`) lets a name alone through. Here the
text leaves for a server, so the gate itself decides, as it does for a question: what it stops gets
no vector and is found by its words alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.core.text import CleanText
from assistant.filters.gate import PiiGate
from assistant.filters.pool import WorkerPool
from assistant.gateway.document_screen import NoVerdictError, screened
from assistant.llm.embedding import Embedder, EmbeddingError
from assistant.rag.bm25 import Floats
from assistant.rag.kept_vectors import KeptVectors
from assistant.rag.screened_embeddings import Screen, screened_embeddings

SCREENED_AT_ONCE = 4
OnEmbedded = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EmbeddingReport:
    """What was done for the vectors of one build.

    Attributes:
        sent: records whose text went to the endpoint.
        zeros: of these, those whose vector came back all zeros, which is none.
        kept: records whose vector an unfinished build had made.
        withheld: records the filter stopped; they have no vector.
        tokens: what the endpoint counted.
    """

    sent: int = 0
    zeros: int = 0
    kept: int = 0
    withheld: int = 0
    tokens: int = 0


class _Counted:
    """The endpoint as langchain's embedder asks it; counts texts and tokens."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.texts = 0
        self.tokens = 0

    async def documents(self, texts: Sequence[CleanText]) -> Sequence[Sequence[float]]:
        made = await self._embedder.embed_documents(texts)
        self.texts += len(texts)
        self.tokens += made.tokens
        return made.vectors

    async def query(self, text: CleanText) -> Sequence[float]:
        made = await self._embedder.embed_query(text)
        self.tokens += made.tokens
        return made.vectors[0]


class ScreenedDocuments:
    """The `DocumentEmbedder` of an installation. For one build; has a loop of its own.

    Args:
        name: what an index states of these vectors.
        filter_of: makes the filter, outside a running loop; its workers are started if there is
            anything to screen.
        endpoint: opens the endpoint.
        kept: vectors an unfinished build has paid for.
        on_embedded: told how many records have their vectors, of how many.
    """

    def __init__(
        self,
        name: str,
        *,
        filter_of: Callable[[], tuple[WorkerPool, PiiGate]],
        endpoint: Callable[[], Embedder],
        kept: KeptVectors,
        on_embedded: OnEmbedded = lambda _done, _of: None,
    ) -> None:
        self.name = name
        self.report = EmbeddingReport()
        self._filter_of = filter_of
        self._endpoint = endpoint
        self._kept = kept
        self._on_embedded = on_embedded

    def embed(self, texts: Mapping[str, str]) -> Mapping[str, Floats]:
        """See `DocumentEmbedder.embed`."""
        kept = self._kept.load()
        found = {key: kept[key] for key in texts if key in kept}
        self.report = replace(self.report, kept=self.report.kept + len(found))
        rest = {key: text for key, text in texts.items() if key not in found}
        if not rest:
            return found
        pool, gate = self._filter_of()
        return asyncio.run(self._embed(rest, found, pool, gate))

    def finish(self) -> EmbeddingReport:
        """Let go of what was kept, once an index that holds it is in force; gives what was done."""
        self._kept.drop()
        return self.report

    async def _embed(
        self,
        texts: Mapping[str, str],
        found: dict[str, Floats],
        pool: WorkerPool,
        gate: PiiGate,
    ) -> Mapping[str, Floats]:
        embedder = self._endpoint()
        try:
            await pool.start()
            await self._embed_all(texts, found, gate, embedder)
        finally:
            await embedder.close()
            await pool.close()
        return found

    async def _embed_all(
        self,
        texts: Mapping[str, str],
        found: dict[str, Floats],
        gate: PiiGate,
        embedder: Embedder,
    ) -> None:
        screen = _screen(gate, embedder.max_chars)
        total = len(texts) + len(found)
        self._on_embedded(len(found), total)
        done = len(found)
        for keys in _batches(list(texts), embedder.batch_texts):
            counted = _Counted(embedder)
            embeddings = screened_embeddings(counted, screen)
            try:
                made = await embeddings.aembed_documents([texts[key] for key in keys])
            except EmbeddingError as fault:
                raise EmbeddingError(
                    f"{fault.message}; {done} of {total} records are done and kept: run "
                    "`assistant rag build` again to go on; the index in force stays",
                    cause=fault.cause,
                    tokens=fault.tokens,
                ) from None
            pairs = zip(keys, made, strict=True)
            fresh = {key: np.array(one, np.float32) for key, one in pairs if any(one)}
            self._kept.add(fresh)
            found |= fresh
            done += len(keys)
            self.report = replace(
                self.report,
                sent=self.report.sent + counted.texts,
                zeros=self.report.zeros + counted.texts - len(fresh),
                withheld=self.report.withheld + len(keys) - counted.texts,
                tokens=self.report.tokens + counted.tokens,
            )
            self._on_embedded(done, total)


def embed_questions(
    questions: Sequence[str],
    *,
    filter_of: Callable[[], tuple[WorkerPool, PiiGate]],
    endpoint: Callable[[], Embedder],
) -> tuple[dict[str, Floats], str]:
    """Vectors of questions that those who keep the documents ask at the console.

    Each passes the filter first; what it stops has no vector, and is searched by its words.

    Returns:
        The vectors by question, and in a line why the endpoint was given up, if it was.
    """
    pool, gate = filter_of()
    return asyncio.run(_embed_questions(questions, pool, gate, endpoint))


async def _embed_questions(
    questions: Sequence[str],
    pool: WorkerPool,
    gate: PiiGate,
    endpoint: Callable[[], Embedder],
) -> tuple[dict[str, Floats], str]:
    embedder = endpoint()
    embeddings = screened_embeddings(_Counted(embedder), _screen(gate, embedder.max_chars))
    found: dict[str, Floats] = {}
    try:
        await pool.start()
        for question in questions:
            vector = await embeddings.aembed_query(question)
            if vector:
                found[question] = np.array(vector, np.float32)
    except (EmbeddingError, NoVerdictError) as fault:
        return found, fault.message
    finally:
        await embedder.close()
        await pool.close()
    return found, ""


def _batches(keys: Sequence[str], size: int) -> list[Sequence[str]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _screen(gate: PiiGate, max_chars: int) -> Screen:
    """Screens the beginning that is sent, some texts at once."""
    places = asyncio.Semaphore(SCREENED_AT_ONCE)

    async def screen(text: str) -> CleanText | None:
        async with places:
            verdict = await screened(gate, text[:max_chars])
        return verdict if isinstance(verdict, CleanText) else None

    return screen
