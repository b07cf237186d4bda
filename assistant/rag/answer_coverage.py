"""How far a passage holds what a question is about, where no model judges whether it answers.

What a question is about are its nouns: verbs and figures are said in too many ways. Nouns that
stand together are one thing: a passage about 市民会館 holds nothing of 市民プール. A passage
that lacks the sort of figure asked for (いくら, 何日) holds no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from assistant.rag.answer_figures import UNITS, compact, figures_in
from assistant.rag.bm25 import Floats, Numbers
from assistant.rag.documents import Record
from assistant.rag.everyday_words import EverydayWords
from assistant.rag.words import Noun, WordCutter

# Nearness from which another word stands for a noun of the question.
_LEAST_NEAR = 0.7
# What the nouns count; the rest is the part of all words a passage holds.
_NOUNS = 0.7
# What 料, 額, 者 count beside the noun they belong to.
_AFFIX = 0.5
_ASKED_UNIT = re.compile(
    rf"[何幾]({'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})"
)
_ASKED_SUM = re.compile("いくら|何円")
_ASKED_TIME = re.compile("何時(?!間)")
# What answers いくら without a sum.
_SUM_WORDS = ("無料", "免除", "全額", "別表")
_TIME = "時刻"
Near = Mapping[str, Sequence[tuple[int, float]]]


class Postings(Protocol):
    """What is known of the words of an index."""

    def term(self, word: str) -> int | None:
        """Number of a word, `None` if no record has it."""
        ...

    def weight(self, term: int | None) -> float:
        """How rare a word is."""
        ...

    def holds(
        self,
        term: int | None,
        groups: tuple[int, ...],
        near: Sequence[tuple[int, float]],
        records: Numbers,
    ) -> Floats:
        """How far each of some records holds a word, a synonym or a word near it."""
        ...


class AnswerCoverage:
    """Judges passages of one index.

    Args:
        postings: the words of the index.
        everyday: official words for everyday ones.
    """

    def __init__(self, postings: Postings, everyday: EverydayWords) -> None:
        self._postings = postings
        self._everyday = everyday
        self._cutter = WordCutter()

    def of(
        self,
        query: str,
        records: Sequence[Record],
        numbers: Numbers,
        *,
        coverage: Floats,
        near: Near,
    ) -> Floats:
        """How far each record answers by its words, 0 to 1.

        Args:
            query: what is asked.
            records: the records.
            numbers: their places in the index.
            coverage: part of all the query's words each holds.
            near: words of the index near each of the query's, with cosines.
        """
        official = self._official(query)
        asked = 0.0
        held = np.zeros(len(numbers), dtype=np.float32)
        for run in self._cutter.nouns(query):
            weight = sum(self._weight(noun) for noun in run)
            parts = [self._holds(noun, official, near, numbers) for noun in run]
            asked += weight
            held += np.float32(weight) * np.min(parts, axis=0)
        by_nouns = held / np.float32(asked) if asked else coverage
        units = asked_units(query)
        has_figure = np.array([gives(record.text, units) for record in records], dtype=np.float32)
        judged: Floats = (_NOUNS * by_nouns + (1 - _NOUNS) * coverage) * has_figure
        return judged.astype(np.float32)

    def _weight(self, noun: Noun) -> float:
        weight = self._postings.weight(self._postings.term(noun.word))
        return weight * (_AFFIX if noun.is_affix else 1.0)

    def _holds(
        self, noun: Noun, official: Mapping[str, list[list[str]]], near: Near, numbers: Numbers
    ) -> Floats:
        close = [one for one in near.get(noun.word, ()) if one[1] >= _LEAST_NEAR]
        term = self._postings.term
        held = self._postings.holds(term(noun.word), noun.groups, close, numbers)
        for words in official.get(noun.word, ()):
            each = [self._postings.holds(term(word), (), (), numbers) for word in words]
            held = np.maximum(held, np.min(each, axis=0))
        return held

    def _official(self, query: str) -> dict[str, list[list[str]]]:
        """For each everyday word of a query the official expressions, cut into words."""
        found: dict[str, list[list[str]]] = {}
        for said, expressions in self._everyday.pairs(query):
            cut = [words for one in expressions if (words := self._cutter.cut(one).words)]
            for word in self._cutter.cut(said).words:
                found.setdefault(word, []).extend(cut)
        return found


def asked_units(query: str) -> frozenset[str]:
    """The sorts of figures a question asks for: 円 for いくら, 日 for 何日."""
    plain = compact(query)
    units = {UNITS[match[1]] for match in _ASKED_UNIT.finditer(plain)}
    if _ASKED_SUM.search(plain):
        units.add("円")
    if _ASKED_TIME.search(plain):
        units.add(_TIME)
    return frozenset(units)


def gives(text: str, units: frozenset[str]) -> bool:
    """Whether a text has a figure of any of these sorts; true if none is asked for."""
    if not units:
        return True
    figures = figures_in(compact(text), is_source=True)
    given = {unit for _, unit in figures.amounts}
    if figures.times:
        given.add(_TIME)
    if figures.days:
        given |= {"年", "月", "日"}
    # A part of a sum, and what says that there is none, answer いくら as well.
    if "率" in given or any(word in text for word in _SUM_WORDS):
        given.add("円")
    return bool(units & given)
