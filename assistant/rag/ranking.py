"""Scores: each leg's, and their weighted sum after each is divided by its best.

Score fusion, not rank fusion: an equal vote of a weak leg makes a good one worse
(docs/decisions/0020-lexical-first.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.rag.bm25 import Floats, Numbers
from assistant.rag.everyday_words import EverydayWords
from assistant.rag.grams import gram_keys, look_up
from assistant.rag.index import Index
from assistant.rag.settings import RagSettings
from assistant.rag.word_vectors import Neighbours, WordVectors, weighted_words
from assistant.rag.words import WordCutter, Words, spellings

Mask = NDArray[np.bool_]
# Records the weakest leg is worked out for.
_SIF_RECORDS = 1_000
# Nearness from which a word stands for another when it is judged whether a record answers at all.
_LEAST_HELD = 0.6


class EmbeddingLeg(Protocol):
    """Nearness of every record to a query by some embedding; 0 where it is not known."""

    def cosines(self, query: str, asked: Floats | None = None) -> Floats:
        """One number a record; `asked` is the query's vector where it was made before."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """The scores of one query.

    Attributes:
        total: the weighted sum for every record, its best 1.
        legs: each leg's scores, divided by their best, not weighted.
        words: the query's words.
        near: corpus terms near each of them, with cosines.
    """

    total: Floats
    legs: Mapping[str, Floats]
    words: Words
    near: Mapping[str, list[tuple[int, float]]]


class Ranker:
    """Scores every record of an index for a query."""

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
        self._cutter = WordCutter()
        # Vectors of another model than the index was built with mean nothing to it.
        fits = vectors is not None and vectors.name == index.manifest.vectors
        self._vectors = vectors if fits else None
        self._neighbours = (
            Neighbours(self._vectors, index.term_rows) if self._vectors is not None else None
        )
        self._embedding = embedding
        self._everyday = EverydayWords(settings.everyday_words)

    def rank(
        self, query: str, mask: Mask, *, is_expanded: bool, asked: Floats | None = None
    ) -> Ranked:
        """The scores of one query.

        Args:
            query: what is asked.
            mask: records that may be found; the others score 0 before anything is compared.
            is_expanded: whether words near its words count; not for a query that names a place.
            asked: its vector for the leg `embedding`, where that was made before.
        """
        cut = self._cutter.cut(query)
        near = self._near(cut.words)
        weights = self._settings.legs
        legs = {
            "words": (weights.words, self._words(query, cut.words, near, is_expanded=is_expanded)),
            "synonyms": (weights.synonyms, self._synonyms(cut)),
            "grams": (weights.grams, self._grams(query)),
            "embedding": (self._settings.embedding_weight, self._embedded(query, asked)),
        }
        used = {
            name: (weight, _scaled(scores * mask))
            for name, (weight, scores) in legs.items()
            if weight and scores is not None
        }
        total = np.zeros(len(self._index), dtype=np.float32)
        for weight, scores in used.values():
            total += np.float32(weight) * scores
        sif = self._sif(cut.words, total)
        if sif is not None:
            used["sif"] = (weights.sif, sif)
            total += np.float32(weights.sif) * sif
        legs_used = {name: scores for name, (_, scores) in used.items()}
        return Ranked(_scaled(total), legs_used, cut, near)

    def coverage(self, ranked: Ranked, records: Numbers) -> Floats:
        """Part of the query's words each of some records holds, rare ones weighing more.

        A synonym counts as the word; a word very near it counts its cosine.
        """
        covered = np.zeros(len(records), dtype=np.float32)
        asked = 0.0
        for word, groups in dict(ranked.words.items).items():
            term = self._index.terms.get(word)
            idf = self.weight(term)
            asked += idf
            covered += np.float32(idf) * self.holds(
                term, groups, ranked.near.get(word, ()), records
            )
        return covered / np.float32(asked) if asked else covered

    def near(self, query: str) -> dict[str, list[tuple[int, float]]]:
        """Words of the index near each of a query's, with cosines."""
        return self._near(self._cutter.cut(query).words)

    def term(self, word: str) -> int | None:
        """Number of a word, `None` if no record has it."""
        return self._index.terms.get(word)

    def weight(self, term: int | None) -> float:
        """How rare a word is; one that no record has is the rarest."""
        return float(_rarest_idf(len(self._index)) if term is None else self._index.words.idf[term])

    def holds(
        self,
        term: int | None,
        groups: tuple[int, ...],
        near: Iterable[tuple[int, float]],
        records: Numbers,
    ) -> Floats:
        """How far each of some records holds a word: 1, or the cosine of a word near it."""
        holds = np.zeros(len(records), dtype=np.float32)
        for other, cosine in near:
            if cosine < _LEAST_HELD:
                continue
            is_in = _is_in(records, self._index.words.records_of(other))
            holds[is_in] = np.maximum(holds[is_in], np.float32(cosine))
        for group in look_up(self._index.group_keys, np.array(groups, dtype=np.int64)):
            holds[_is_in(records, self._index.groups.records_of(group))] = 1
        if term is not None:
            holds[_is_in(records, self._index.words.records_of(term))] = 1
        return holds

    def _words(
        self,
        query: str,
        words: list[str],
        near: Mapping[str, list[tuple[int, float]]],
        *,
        is_expanded: bool,
    ) -> Floats:
        scores = self._index.words.sum(self._known(Counter(words)))
        if is_expanded and self._settings.legs.expansion:
            added = self._index.words.sum(self._added(words, near))
            scores += np.float32(self._settings.legs.expansion) * added
        if is_expanded and self._settings.legs.everyday:
            official = self._cutter.cut("\n".join(self._everyday.added(query))).words
            fresh = dict.fromkeys(set(official) - set(words), 1.0)
            added = self._index.words.sum(self._known(fresh))
            scores += np.float32(self._settings.legs.everyday) * added
        return scores

    def _known(self, words: Mapping[str, float]) -> dict[int, float]:
        terms = self._index.terms
        spelt = {form: n for word, n in words.items() for form in spellings(word)} | dict(words)
        return {terms[word]: n for word, n in spelt.items() if word in terms}

    def _near(self, words: list[str]) -> dict[str, list[tuple[int, float]]]:
        if self._neighbours is None:
            return {}
        return self._neighbours.of(
            words,
            least_cosine=self._settings.expansion_least_cosine,
            limit=self._settings.expansion_words + 1,
        )

    def _added(
        self, words: list[str], near: Mapping[str, list[tuple[int, float]]]
    ) -> dict[int, float]:
        added: dict[int, float] = {}
        for word, count in Counter(words).items():
            own = self._index.terms.get(word)
            for term, cosine in near.get(word, ()):
                weight = self._settings.expansion_weight * cosine * count
                if term != own and weight > added.get(term, 0.0):
                    added[term] = weight
        return added

    def _synonyms(self, cut: Words) -> Floats:
        keys = np.array(cut.groups, dtype=np.int64)
        return self._index.groups.sum(look_up(self._index.group_keys, keys))

    def _grams(self, query: str) -> Floats:
        return self._index.grams.sum(look_up(self._index.gram_keys, gram_keys(query)))

    def _sif(self, words: list[str], total: Floats) -> Floats | None:
        """Mean word vectors, for the best of the other legs alone: the leg is too weak to lead."""
        if self._vectors is None or self._index.sif is None or not self._settings.legs.sif:
            return None
        weighted = weighted_words(words, self._vectors, self._index.terms, self._index.words.idf)
        best = best_of(total, _SIF_RECORDS)
        scores = np.zeros(len(total), dtype=np.float32)
        scores[best] = self._index.sif.cosines(weighted, best)
        return _scaled(scores)

    def _embedded(self, query: str, asked: Floats | None) -> Floats | None:
        return self._embedding.cosines(query, asked) if self._embedding is not None else None


def best_of(scores: Floats, limit: int) -> Numbers:
    """The records with the highest scores above 0, best first; equal ones in their order."""
    if limit < len(scores):
        least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        places = np.flatnonzero((scores >= least) & (scores > 0))
    else:
        places = np.flatnonzero(scores > 0)
    return places[np.argsort(-scores[places], kind="stable")][:limit].astype(np.int32)


def _is_in(records: Numbers, posting: Numbers) -> Mask:
    """Which records a sorted posting holds."""
    places = np.searchsorted(posting, records)
    found: Mask = posting[np.minimum(places, len(posting) - 1)] == records
    return found


def _rarest_idf(record_count: int) -> float:
    """The idf of a word that occurs nowhere."""
    return float(np.log1p((record_count + 0.5) / 0.5))


def _scaled(scores: Floats) -> Floats:
    best = float(scores.max()) if len(scores) else 0.0
    return scores / np.float32(best) if best > 0 else scores
