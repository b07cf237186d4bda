"""Looks passages up in the index in force, whichever that is at the moment of the question."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from assistant.core.actor import SYSTEM
from assistant.core.clock import Clock
from assistant.core.errors import AssistantError
from assistant.core.logs import get_log
from assistant.core.text import CleanText
from assistant.gateway.document_library import Library
from assistant.rag.activation import active_generation
from assistant.rag.documents import Record
from assistant.rag.facts import day_of
from assistant.rag.generations import Opened
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
    """

    hits: tuple[Hit, ...]
    why: Why
    companions: tuple[Record, ...] = ()

    def at_least(self, coverage: float) -> Found:
        """Only what holds so much of the question's words, or is named by it."""
        kept = tuple(
            hit for hit in self.hits if hit.coverage >= coverage or hit.route is Route.EXACT
        )
        why = Why.NOTHING_SIMILAR if self.hits and not kept else self.why
        return Found(kept, why, self.companions)


def find(retriever: Retriever, query: str, reader: Reader, *, limit: int, least: float) -> Found:
    """Search an index, and gather what the hits refer to.

    Args:
        retriever: the index.
        query: what is asked.
        reader: who asks, and for which day.
        limit: hits at most.
        least: part of the query's words a hit must hold.
    """
    search = retriever.search(query, limit=limit, reader=reader, minimum_coverage=least)
    known = {hit.record.id for hit in search.hits}
    companions = {
        record.id: record
        for hit in search.hits
        for record in retriever.companions(hit, reader)
        if record.id not in known
    }
    return Found(search.hits, search.why, tuple(companions.values()))


class Lookup(Protocol):
    """Finds passages for a screened question."""

    async def search(
        self, question: CleanText, *, limit: int, departments: Collection[str]
    ) -> Found:
        """The nearest provisions in force today that these departments may read.

        Never raises for an index that cannot be used, but says so in `Found.why`.
        """
        ...


class ActiveIndex:
    """The index in force. Follows the database's row from question to question.

    A generation that is missing or damaged is logged once; the bot goes on without, and takes the
    next one up as soon as it is in force.
    """

    def __init__(
        self, uow: UnitOfWork, library: Library, settings: RagSettings, clock: Clock
    ) -> None:
        self._uow = uow
        self._library = library
        self._settings = settings
        self._clock = clock
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
            report = await asyncio.to_thread(
                self._library.build,
                self._library.sources,
                active=None,
                vectors=self._library.vectors(),
            )
        except AssistantError as fault:
            get_log().warning("rag.first_build_failed", error=type(fault).__name__)
            return
        await self._uow.write(
            lambda session: self._library.put_in_force(session, report, SYSTEM, audit)
        )
        get_log().info("rag.built", count=report.records)

    async def search(
        self, question: CleanText, *, limit: int, departments: Collection[str]
    ) -> Found:
        """See `Lookup.search`."""
        retriever = await self._current()
        if retriever is None:
            return Found((), Why.EMPTY_INDEX if self._broken is None else Why.UNAVAILABLE)
        today = day_of(self._clock.now())
        return await asyncio.to_thread(
            find,
            retriever,
            question.value,
            Reader(as_of=today, departments=departments),
            limit=limit,
            least=self._settings.minimum_coverage,
        )

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
        get_log().info("rag.opened", count=len(retriever))
