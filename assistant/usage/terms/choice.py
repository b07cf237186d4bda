"""Which words and pairs of a question are counted, and for whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from assistant.usage.terms.settings import TermsSettings

Pair = tuple[str, str]
ALL: Pair = ("", "")
"""Stands for every question counted, whatever its words."""


class Kind(StrEnum):
    """What a word is; of places and of what is also a given name only listed ones are counted."""

    WORD = "word"
    PLACE = "place"
    ALSO_GIVEN_NAME = "also_given_name"


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of the installation, ready to be looked up."""

    settings: TermsSettings
    stop_words: frozenset[str]
    places: frozenset[str]
    also_given_names: frozenset[str]

    def takes(self, lemma: str, kind: Kind) -> bool:
        """Whether a word is counted."""
        if lemma in self.stop_words:
            return False
        if kind is Kind.PLACE:
            return lemma in self.places
        return kind is Kind.WORD or lemma in self.also_given_names


def lists_of(settings: TermsSettings) -> Lists:
    """The lists of these settings."""
    return Lists(
        settings,
        frozenset(settings.stop_words),
        frozenset(settings.places),
        frozenset(settings.also_given_names),
    )


def chosen(words: Iterable[tuple[str, Kind]], lists: Lists) -> tuple[str, ...]:
    """The words of one question that are counted, each once, in their order."""
    taken = dict.fromkeys(lemma for lemma, kind in words if lists.takes(lemma, kind))
    return tuple(islice(taken, lists.settings.most_terms))


def keys_of(words: Sequence[str], most_pairs: int) -> tuple[Pair, ...]:
    """What one question adds to: all questions, its words, its pairs; in order, each once.

    Where there are more pairs than may be counted, those of near words are.
    """
    distances = range(1, len(words))
    pairs = (
        _ordered(words[at], words[at + distance])
        for distance in distances
        for at in range(len(words) - distance)
    )
    return tuple(sorted({ALL, *((word, "") for word in words), *islice(pairs, most_pairs)}))


def _ordered(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
