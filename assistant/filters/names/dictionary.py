"""What SudachiDict knows a word to be, whatever the sentence around it."""

from __future__ import annotations

from enum import Flag, auto
from functools import cache

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


# Old and variant forms in names, and the form the dictionary and the lists have.
MODERN = str.maketrans(
    "澤廣國龍髙﨑齋齊斎邊邉濱櫻嶋德眞實圓禮壽應惠榮彌瀧淺條豐靜藏黑塚增曾冨將學會萬寶莊關舘鐵與栁桒吉𠮷濵瀨",
    "沢広国竜高崎斎斉斎辺辺浜桜島徳真実円礼寿応恵栄弥滝浅条豊静蔵黒塚増曽富将学会万宝荘関館鉄与柳桑吉吉浜瀬",
)
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
            modern = modern_form(word)
            self._seen[word] = self._look_up(word) or self._look_up(modern)
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


def modern_form(word: str) -> str:
    """A word with the old forms of its kanji replaced by those in use (福澤, 福沢)."""
    return word.translate(MODERN)


def is_full_name(name: str, dictionary: NameDictionary) -> bool:
    """Whether a run without a blank can be cut into a family and a given name."""
    return any(
        dictionary.known(name[:cut]) & Known.SURNAME and dictionary.known(name[cut:]) & Known.GIVEN
        for cut in range(1, len(name))
    )


@cache
def name_dictionary() -> NameDictionary:
    """The dictionary of this process, opened when first needed."""
    return NameDictionary()
