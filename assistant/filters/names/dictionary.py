"""What SudachiDict knows a word to be, whatever the sentence around it."""

from __future__ import annotations

from enum import Flag, auto

import sudachipy

_SEEN_LIMIT = 20_000


class Known(Flag):
    """The readings a word has in the dictionary."""

    NOTHING = 0
    SURNAME = auto()
    GIVEN = auto()
    NAME = auto()
    PLACE = auto()
    COMMON = auto()
    OTHER = auto()


PERSON_READINGS = Known.SURNAME | Known.GIVEN | Known.NAME
_BY_TAG = {
    ("人名", "姓"): Known.SURNAME,
    ("人名", "名"): Known.GIVEN,
    ("人名", "一般"): Known.NAME,
}


class NameDictionary:
    """Looks words up in the installed SudachiDict and remembers the answers."""

    def __init__(self) -> None:
        self._dictionary = sudachipy.Dictionary()
        self._seen: dict[str, Known] = {}

    def known(self, word: str) -> Known:
        """All readings of exactly this word; `Known.NOTHING` if it is in no entry."""
        if word not in self._seen:
            if len(self._seen) >= _SEEN_LIMIT:
                self._seen.clear()
            self._seen[word] = self._look_up(word)
        return self._seen[word]

    def _look_up(self, word: str) -> Known:
        readings = Known.NOTHING
        for morpheme in self._dictionary.lookup(word):
            tag = morpheme.part_of_speech()
            if morpheme.surface() != word:
                continue
            if tag[1] == "固有名詞" and tag[2] == "人名":
                readings |= _BY_TAG[tag[2], tag[3]]
            elif tag[1] == "固有名詞" and tag[2] == "地名":
                readings |= Known.PLACE
            else:
                readings |= Known.COMMON if tag[1] == "普通名詞" else Known.OTHER
        return readings
