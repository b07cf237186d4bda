"""Looks passages up in the index in force, whichever that is at the moment of the question."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from assistant.core.actor import SYSTEM
from assistant.core.clock import Clock
from assistant.core.errors import AssistantError
from assistant.core.logs import get_log
from assistant.core.text import CleanText
from assistant.gateway.document_library import Library
from assistant.gateway.switch import is_model_off
from assistant.llm.embedding import Embedder, EmbeddingError
from assistant.rag.activation import active_generation
from assistant.rag.bm25 import Floats
from assistant.rag.documents import Record
from assistant.rag.embedding import LegState, explained
from assistant.rag.facts import day_of
from assistant.rag.generations import AnotherBuildError, Opened
from assistant.rag.index import BrokenIndexError
from assistant.rag.retriever import Hit, Reader, Retriever, Route, Why
from assistant.rag.settings import RagSettings
from assistant.store.audit import AuditLog
from assistant.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question.

    Attributes:
        hits: best first.
        why: why there are none, if so.
        companions: what the hits refer to, and the articles that define their terms.
        embedding_model: what made the question's vector, as prices know it; empty if nothing did.
        embedding_tokens: what that cost.
        is_reduced: whether the search by vectors, though configured, could not take part.
    """

    hits: tuple[Hit, ...]
    why: Why
    companions: tuple[Record, ...] = ()
    embedding_model: str = ""
    embedding_tokens: int = 0
    is_reduced: bool = False

    def at_least(self, least: float) -> Found:
        """Only what holds so much of what is asked for, or is named by the question."""
        kept = tuple(hit for hit in self.hits if hit.answering >= least or hit.route is Route.EXACT)
        why = Why.NOTHING_SIMILAR if self.hits and not kept else self.why
        return replace(self, hits=kept, why=why)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking for a question's vector.

    Attributes:
        vector: the vector; `None` if none was asked for, or none came.
        model: what was asked; empty for nothing.
        tokens: what it cost.
        is_reduced: whether the leg is configured and cannot take part.
    """

    vector: Floats | None = None
    model: str = ""
    tokens: int = 0
    is_reduced: bool = False


def find(  # a query, its reader, and how much is wanted
    retriever: Retriever,
    query: str,
    reader: Reader,
    *,
    limit: int,
    least: float,
    asked: Floats | None = None,
) -> Found:
    """Search an index, and gather what the hits refer to.

    Args:
        retriever: the index.
        query: what is asked.
        reader: who asks, and for which day.
        limit: hits at most.
        least: part of the query's words a hit must hold.
        asked: the query's vector, where an endpoint made it.
    """
    search = retriever.search(
        query, limit=limit, reader=reader, minimum_coverage=least, asked=asked
    )
    known = {hit.record.id for hit in search.hits}
    companions = {
        record.id: record
        for hit in search.hits
        for record in retriever.companions(hit, reader)
        if record.id not in known
    }
    hits = retriever.judge(query, search.hits)
    return Found(hits, search.why, tuple(companions.values()))


class Lookup(Protocol):
    """Finds passages for a screened question."""

    async def search(
        self, question: CleanText, *, limit: int, departments: Collection[str]
    ) -> Found:
        """The nearest provisions in force today that these departments may read.

        Never raises for an index that cannot be used, but says so in `Found.why`; nor for an
        embedding endpoint that fails, but says so in `Found.is_reduced`.
        """
        ...

    def bound(self, question: CleanText) -> int:
        """Upper bound of the tokens the question's vector may cost; 0 without an endpoint."""
        ...


class ActiveIndex:
    """The index in force. Follows the database's row from question to question.

    A generation that is missing or damaged is logged once; the bot goes on without, and takes the
    next one up as soon as it is in force. So it does without the vectors of an endpoint that
    fails, or that did not make those of the index.

    Args:
        uow: reads which generation is in force.
        library: opens it.
        settings: section `rag`.
        clock: says which day it is.
        embedder: makes vectors of questions, where an endpoint is configured.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        library: Library,
        settings: RagSettings,
        clock: Clock,
        *,
        embedder: Embedder | None = None,
    ) -> None:
        self._uow = uow
        self._library = library
        self._settings = settings
        self._clock = clock
        self._embedder = embedder if settings.embedding_weight else None
        self._leg = LegState.OFF
        self._leg_fault = ""
        self._opened: Opened | None = None
        self._retriever: Retriever | None = None
        self._broken: str | None = None
        self._opening = asyncio.Lock()

    async def build_first(self, audit: AuditLog) -> None:
        """Index the configured sources where no index was ever built: a fresh installation answers.

        A fault is logged: the bot must start without documents, too.
        """
        if await self._uow.read(active_generation) is not None:
            return
        try:
            with self._library.generations.turn():
                await self._build_first(audit)
        except AnotherBuildError:
            get_log().info("rag.first_build_left")  # what another one builds is taken up
        except AssistantError as fault:
            get_log().warning("rag.first_build_failed", error=type(fault).__name__)

    async def _build_first(self, audit: AuditLog) -> None:
        library = self._library
        report = await asyncio.to_thread(
            library.build, library.sources, active=None, vectors=library.vectors()
        )
        try:
            await self._uow.write(
                lambda session: library.put_in_force(
                    session, report, SYSTEM, audit, instead_of=None
                )
            )
        except AnotherBuildError:
            library.generations.discard(report.generation)
            raise
        get_log().info("rag.built", count=report.records)

    async def search(
        self, question: CleanText, *, limit: int, departments: Collection[str]
    ) -> Found:
        """See `Lookup.search`."""
        retriever = await self._current()
        if retriever is None:
            return Found((), Why.EMPTY_INDEX if self._broken is None else Why.UNAVAILABLE)
        asked = await self._asked(question)
        today = day_of(self._clock.now())
        found = await asyncio.to_thread(
            find,
            retriever,
            question.value,
            Reader(as_of=today, departments=departments),
            limit=limit,
            least=self._settings.minimum_coverage,
            asked=asked.vector,
        )
        return replace(
            found,
            embedding_model=asked.model,
            embedding_tokens=asked.tokens,
            is_reduced=asked.is_reduced,
        )

    def bound(self, question: CleanText) -> int:
        """See `Lookup.bound`."""
        return 0 if self._embedder is None else self._embedder.bound(question)

    async def state(self) -> dict[str, str]:
        """How look-up stands now, for `/health/ready`: the index, and the leg `embedding`."""
        retriever = await self._current()
        documents = "ok" if retriever is not None else "none"
        if self._broken is not None:
            documents = "unavailable"
        return {"documents": documents, "embedding": self._leg_fault or self._leg.value}

    async def without_vectors(self) -> str:
        """The index in force, if made without word vectors, as by a first start; else empty."""
        await self._current()
        opened = self._opened
        return opened.name if opened is not None and not opened.index.manifest.vectors else ""

    def close(self) -> None:
        """Let go of the open generation."""
        if self._opened is not None:
            self._opened.close()

    async def _current(self) -> Retriever | None:
        async with self._opening:
            row = await self._uow.read(active_generation)
            name = row.generation if row else None
            if name is None or name == self._broken:
                return None
            if self._opened is None or self._opened.name != name:
                await self._open(name)
            return self._retriever

    async def _open(self, name: str) -> None:
        """Exchange the open generation; what is being searched stays mapped until it is done."""
        try:
            opened, retriever = await asyncio.to_thread(self._library.open_retriever, name)
        except BrokenIndexError as fault:
            get_log().error("rag.unavailable", error=type(fault).__name__)
            self._broken, self._retriever = name, None
            return
        self.close()
        self._opened, self._retriever, self._broken = opened, retriever, None
        self._leg, self._leg_fault = self._library.leg_state(opened), ""
        get_log().info("rag.opened", count=len(retriever))
        if self._leg in {LegState.NOT_BUILT, LegState.OTHER_EMBEDDER}:
            manifest = opened.index.manifest
            get_log().warning(
                "rag.embedding_refused",
                state=self._leg.value,
                reason=explained(self._leg, manifest, self._library.endpoint),
            )

    async def _asked(self, question: CleanText) -> Asked:
        """The question's vector, if an endpoint is to make it and its vectors fit the index."""
        opened = self._opened
        if self._embedder is None or opened is None:
            return Asked(is_reduced=self._leg in {LegState.NOT_BUILT, LegState.OTHER_EMBEDDER})
        if self._leg is not LegState.READY:
            return Asked(is_reduced=True)
        model = self._embedder.model
        if await self._uow.read(lambda session: is_model_off(session, model)):
            return Asked(is_reduced=True)
        try:
            made = await self._embedder.embed_query(question)
        except EmbeddingError as fault:
            return self._without_vector(fault.cause, fault.tokens)
        vector = np.array(made.vectors[0], dtype=np.float32)
        if len(vector) != opened.index.manifest.dimensions:
            return self._without_vector("dimension", made.tokens)
        self._leg_fault = ""
        return Asked(vector, model, made.tokens)

    def _without_vector(self, cause: str, tokens: int) -> Asked:
        self._leg_fault = f"failing: {cause}"
        get_log().warning("rag.embedding_failed", error=cause, tokens=tokens)
        model = self._embedder.model if self._embedder is not None and tokens else ""
        return Asked(None, model, tokens, is_reduced=True)
