"""Everyday words and the words of a city hall for them, added to a query like near words.

A built-in table, and a city's own lines in `rag.everyday_words`. Only the direction from everyday
to official words is followed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from assistant.rag.everyday_table import EVERYDAY_WORDS

Groups = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


class EverydayWords:
    """What to add to a query."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._groups: Groups = tuple(
            _group(line) for line in (*EVERYDAY_WORDS.splitlines(), *lines)
        )

    def added(self, query: str) -> list[str]:
        """The official words for what a query says, each once, in the order of the table."""
        found = [word for _, official in self.pairs(query) for word in official]
        return list(dict.fromkeys(found))

    def pairs(self, query: str) -> list[tuple[str, tuple[str, ...]]]:
        """Each everyday expression a query has, with the official words for it."""
        plain = unicodedata.normalize("NFKC", query)
        return [
            (each, official) for said, official in self._groups for each in said if each in plain
        ]


def is_line(line: str) -> bool:
    """Whether a line has everyday and official words."""
    said, equals, official = line.partition("=")
    return bool(equals and said.strip(" ,、") and official.strip(" ,、"))


def _group(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said, _, official = unicodedata.normalize("NFKC", line).partition("=")
    return _words(said), _words(official)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("、", ",").split(",") if part.strip())
