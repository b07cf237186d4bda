"""The lines of one text, and which words each holds: looked for once for all names in a line."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache


class Lines:
    """The lines of one text. A thousand names in a line are asked about for the price of one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._said: dict[tuple[re.Pattern[str], int], bool] = {}

    def holds(self, words: re.Pattern[str], place: int) -> bool:
        """Whether the line of a place holds words."""
        number = bisect_right(self._starts, place) - 1
        key = (words, number)
        if key not in self._said:
            is_last = number + 1 == len(self._starts)
            end = len(self._text) if is_last else self._starts[number + 1] - 1
            self._said[key] = words.search(self._text[self._starts[number] : end]) is not None
        return self._said[key]

    def has_any(self, words: re.Pattern[str]) -> bool:
        """Whether any part of the text holds words, over the ends of lines too."""
        key = (words, -1)
        if key not in self._said:
            self._said[key] = words.search(self._text) is not None
        return self._said[key]


@lru_cache(maxsize=1)
def lines_of(text: str) -> Lines:
    """The lines of the text that is read now; `forget_lines` when it has been read."""
    return Lines(text)


def forget_lines() -> None:
    """Keep nothing of the text read last: names do not outlive their text."""
    lines_of.cache_clear()
