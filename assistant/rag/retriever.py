"""Finds sections by shared character 2-grams: BM25 with a gate for "nothing similar".

No dictionary and no model: two-character windows find compounds whatever the segmentation, and
`numpy` scores every section of a city in about a millisecond (specs/rag.md section 1).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.rag.documents import Section

# BM25 (Robertson and Zaragoza 2009): k1 bounds how much repetition counts, b how much length does.
K1 = 1.2
B = 0.75
# How often a 2-gram of a heading or title counts, compared with one of the text. Headings say what
# a section is about; a title is shared by all sections of a document, so it tells less.
HEADING_WEIGHT = 3
TITLE_WEIGHT = 2

_BREAK = re.compile(r"[^\w々〆ー]+|_+")
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")
_CONTENT = re.compile(r"[^ぁ-ゖー]{2}|[ァ-ヺ]ー|ー[ァ-ヺ]")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A section found, with its score; scores compare within one search only."""

    section: Section
    score: float


@dataclass(frozen=True, slots=True)
class _Posting:
    sections: npt.NDArray[np.intp]
    weights: Floats
    idf: float


def two_grams(text: str) -> list[str]:
    """The 2-grams of a text after NFKC and lower case, never across punctuation or spaces.

    Those of hiragana alone are left out: they are grammar, and every text has them.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    return [
        run[start : start + 2]
        for run in _BREAK.split(plain)
        for start in range(len(run) - 1)
        if not _HIRAGANA.fullmatch(run[start : start + 2])
    ]


def content_two_grams(text: str) -> set[str]:
    """The 2-grams that carry meaning: no hiragana in them (会議, not 議の)."""
    return {gram for gram in two_grams(text) if _CONTENT.fullmatch(gram)}


class LexicalRetriever:
    """An index over sections, built once and only read afterwards.

    A section is found only if it covers enough of the query: of the query's content 2-grams, each
    weighing its idf, at least `minimum_coverage` must occur in it. A word that occurs nowhere
    weighs most, so a question about something else finds nothing, even if it shares 場合 or 方法
    with every page.
    """

    def __init__(self, sections: Sequence[Section], *, minimum_coverage: float = 0.2) -> None:
        self._sections = tuple(sections)
        self._minimum_coverage = minimum_coverage
        self._postings = _index(self._sections)

    def __len__(self) -> int:
        return len(self._sections)

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """The sections nearest to a query, best first; equal scores keep the order of sections.

        Returns:
            At most `limit` hits; none if the query has no content words or nothing is similar.
        """
        content = content_two_grams(query)
        if not content or not self._sections:
            return []
        scores = self._sum_weights(set(two_grams(query)))
        is_covered = self._coverage(content) >= max(self._minimum_coverage, np.finfo(float).tiny)
        ranked = np.lexsort((np.arange(len(scores)), -scores))
        found = [index for index in ranked if is_covered[index]][:limit]
        return [Hit(self._sections[index], float(scores[index])) for index in found]

    def _sum_weights(self, grams: set[str]) -> Floats:
        scores = np.zeros(len(self._sections))
        for gram in sorted(grams & self._postings.keys()):
            posting = self._postings[gram]
            scores[posting.sections] += posting.weights
        return scores

    def _coverage(self, grams: set[str]) -> Floats:
        unseen = _idf(len(self._sections), 0)
        covered = np.zeros(len(self._sections))
        asked = 0.0
        for gram in sorted(grams):
            posting = self._postings.get(gram)
            asked += posting.idf if posting else unseen
            if posting:
                covered[posting.sections] += posting.idf
        return covered / asked


def _idf(section_count: int, found_in: int) -> float:
    return math.log(1 + (section_count - found_in + 0.5) / (found_in + 0.5))


def _weighted_grams(section: Section) -> Counter[str]:
    grams = Counter(two_grams(section.text))
    for text, weight in (
        *((h, HEADING_WEIGHT) for h in section.path),
        (section.title, TITLE_WEIGHT),
    ):
        for gram in two_grams(text):
            grams[gram] += weight
    return grams


def _index(sections: Sequence[Section]) -> dict[str, _Posting]:
    counts = [_weighted_grams(section) for section in sections]
    lengths = np.array([counted.total() for counted in counts], dtype=np.float64)
    relative = lengths / max(lengths.mean(), 1.0) if len(lengths) else lengths
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, counted in enumerate(counts):
        for gram, count in counted.items():
            places[gram].append((index, count))
    return {
        gram: _posting(found, relative, idf=_idf(len(sections), len(found)))
        for gram, found in places.items()
    }


def _posting(found: list[tuple[int, int]], relative: Floats, *, idf: float) -> _Posting:
    sections = np.array([index for index, _ in found], dtype=np.intp)
    counts = np.array([count for _, count in found], dtype=np.float64)
    saturation = K1 * (1 - B + B * relative[sections])
    return _Posting(sections, idf * counts * (K1 + 1) / (counts + saturation), idf)
