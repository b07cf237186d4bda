"""Finds provisions: the citation router first, then the fused legs, over what may be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from assistant.rag.answer_coverage import AnswerCoverage
from assistant.rag.bm25 import Floats
from assistant.rag.documents import Record
from assistant.rag.everyday_words import EverydayWords
from assistant.rag.index import Index
from assistant.rag.ranking import EmbeddingLeg, Mask, Ranked, Ranker, best_of
from assistant.rag.router import Routed, Router
from assistant.rag.settings import RagSettings
from assistant.rag.word_vectors import WordVectors

# Above any sum of legs and bonuses, so that what is named stands first, in the order of naming.
_EXACT = 10.0
_EXACT_STEP = 0.01
# Hits looked at for coverage at least.
_CANDIDATES = 50


class Why(StrEnum):
    """Why there are no hits, or that there are."""

    FOUND = "found"
    EMPTY_INDEX = "empty_index"
    NOT_IN_FORCE = "not_in_force"
    NO_CONTENT_WORDS = "no_content_words"
    NOTHING_SIMILAR = "nothing_similar"
    UNAVAILABLE = "unavailable"


class Route(StrEnum):
    """How the citation router saw a record."""

    NONE = ""
    EXACT = "exact"
    CITES_SAME_PLACE = "cites_same_place"
    CITES = "cites"


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found.

    Attributes:
        record: the record.
        score: higher is nearer; compares within one search only.
        number: its place in the index.
        coverage: part of the query's words it holds, rare ones weighing more.
        answering: how far it holds what is asked for, as `Retriever.judge` says; 0 before.
        legs: each leg's score, its best in this search 1.
        route: how the router saw it.
    """

    record: Record
    score: float
    number: int = 0
    coverage: float = 1.0
    answering: float = 0.0
    legs: Mapping[str, float] = field(default_factory=dict)
    route: Route = Route.NONE


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found, best first, and why it found nothing where it did not."""

    hits: tuple[Hit, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, and for which day.

    Attributes:
        as_of: YYYYMMDD; what was not in force that day is left out. 0 leaves nothing out.
        departments: departments whose restricted documents may be read; `None` reads all.
    """

    as_of: int = 0
    departments: Collection[str] | None = None


EVERYTHING = Reader()
"""Reads all documents of all days: for evaluation and for those who keep the documents."""


class Retriever:
    """Searches one index. Safe in threads; holds no state of a search."""

    def __init__(
        self,
        index: Index,
        settings: RagSettings,
        *,
        vectors: WordVectors | None = None,
        embedding: EmbeddingLeg | None = None,
    ) -> None:
        self._index = index
        self._settings = settings
        self._router = Router(index.routes)
        self._ranker = Ranker(index, settings, vectors=vectors, embedding=embedding)
        self._answers = AnswerCoverage(self._ranker, EverydayWords(settings.everyday_words))

    def __len__(self) -> int:
        return len(self._index)

    @property
    def index(self) -> Index:
        """The index it searches."""
        return self._index

    def search(
        self,
        query: str,
        *,
        limit: int,
        reader: Reader = EVERYTHING,
        minimum_coverage: float = 0.0,
        asked: Floats | None = None,
    ) -> Search:
        """The records nearest to a query, best first; equal scores keep the order of records.

        Args:
            query: what is asked.
            limit: hits at most.
            reader: who asks; what they may not read scores nothing and is never compared.
            minimum_coverage: hits below it are left out unless the query names them.
            asked: the query's vector, where an endpoint made it.
        """
        if not len(self._index):
            return Search((), Why.EMPTY_INDEX)
        readable = self._readable(reader)
        allowed = readable & self._in_force(reader.as_of)
        if not allowed.any():
            return Search((), Why.NOT_IN_FORCE)
        routed = self._router.route(query)
        is_expanded = not routed.names_something
        ranked = self._ranker.rank(query, allowed, is_expanded=is_expanded, asked=asked)
        scores = self._with_routes(ranked.total, routed, query) * allowed
        best = best_of(scores, max(limit * 4, _CANDIDATES))
        coverage = self._ranker.coverage(ranked, best)
        named = np.isin(best, routed.exact)
        kept = np.flatnonzero(named | (coverage >= minimum_coverage))[:limit]
        if len(kept):
            return Search(
                tuple(
                    self._hit(int(best[place]), float(coverage[place]), scores, ranked, routed)
                    for place in kept
                ),
                Why.FOUND,
            )
        return Search((), self._why(ranked, routed, readable & ~allowed))

    def judge(self, query: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The hits of a search, each with how far it holds what is asked for.

        For hits that are shown as they are, where no model judges whether they answer.
        """
        answering = self._answers.of(
            query,
            [hit.record for hit in hits],
            np.array([hit.number for hit in hits], dtype=np.int32),
            coverage=np.array([hit.coverage for hit in hits], dtype=np.float32),
            near=self._ranker.near(query),
        )
        return tuple(
            replace(hit, answering=float(part)) for hit, part in zip(hits, answering, strict=True)
        )

    def companions(self, hit: Hit, reader: Reader) -> list[Record]:
        """What a hit refers to, one hop, then the article that defines its document's terms (定義).

        Only what is in force and may be read.
        """
        allowed = self._readable(reader) & self._in_force(reader.as_of)
        numbers = self._router.referred(hit.number)
        records = [self._index.record(number) for number in numbers if allowed[number]]
        definitions = [
            record
            for number in self._router.same_document(hit.number)
            if allowed[number] and number != hit.number
            for record in [self._index.record(number)]
            if record.caption == "定義" and not record.is_supplement
        ]
        return list({record.id: record for record in (*records, *definitions[:1])}.values())

    def _in_force(self, as_of: int) -> Mask:
        if not as_of:
            return np.ones(len(self._index), dtype=np.bool_)
        validity = self._index.validity
        is_in_force: Mask = (validity[:, 0] <= as_of) & (as_of <= validity[:, 1])
        return is_in_force

    def _readable(self, reader: Reader) -> Mask:
        mask = np.ones(len(self._index), dtype=np.bool_)
        if reader.departments is not None:
            for number, departments in self._index.scopes.items():
                mask[number] = not departments.isdisjoint(reader.departments)
        return mask

    def _with_routes(self, total: Floats, routed: Routed, query: str) -> Floats:
        settings = self._settings
        scores = total.copy()
        if "附則" not in query:
            scores[self._index.supplements] *= np.float32(settings.supplement_factor)
        closely = settings.citing_exact_bonus
        closely += settings.delegation_bonus if routed.is_delegation else 0.0
        for number, is_same_place in routed.citing.items():
            scores[number] += settings.citing_bonus + (closely if is_same_place else 0.0)
        if not routed.references:
            for number in self._router.records_of(routed.titles):
                scores[number] += settings.title_bonus * (scores[number] > 0)
        for place, number in enumerate(routed.exact):
            scores[number] = _EXACT - place * _EXACT_STEP
        return scores

    def _hit(
        self, number: int, coverage: float, scores: Floats, ranked: Ranked, routed: Routed
    ) -> Hit:
        route = Route.NONE
        if number in routed.exact:
            route = Route.EXACT
        elif number in routed.citing:
            route = Route.CITES_SAME_PLACE if routed.citing[number] else Route.CITES
        return Hit(
            record=self._index.record(number),
            score=float(scores[number]),
            number=number,
            coverage=coverage,
            legs={name: float(leg[number]) for name, leg in ranked.legs.items()},
            route=route,
        )

    def _why(self, ranked: Ranked, routed: Routed, barred: Mask) -> Why:
        """Why nothing was found: what is named but not in force is said apart."""
        if any(barred[number] for number in routed.exact):
            return Why.NOT_IN_FORCE
        return Why.NOTHING_SIMILAR if ranked.words.items else Why.NO_CONTENT_WORDS
