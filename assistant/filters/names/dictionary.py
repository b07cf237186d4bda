"""What SudachiDict knows a word to be, whatever the sentence around it."""

from __future__ import annotations

from functools import cache
from typing import Final

import sudachipy

_SEEN_LIMIT = 20_000


# A sum of `Known`: plain numbers, for `enum.Flag` takes ten times as long to ask.
Readings = int


class Known:
    """The readings a word has in the dictionary, bits of one number."""

    NOTHING: Final = 0
    SURNAME: Final = 1
    GIVEN: Final = 2
    NAME: Final = 4
    PLACE: Final = 8
    COMMON: Final = 16
    OTHER: Final = 32


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
    """Looks words up in the installed SudachiDict and remembers the answers, not the words."""

    def __init__(self) -> None:
        self._dictionary = sudachipy.Dictionary()
        self._seen: dict[int, Readings] = {}

    def known(self, word: str) -> Readings:
        """All readings of exactly this word; `Known.NOTHING` if it is in no entry."""
        # Names must not outlive their text. The hash is keyed anew in every process; with the
        # length, as Latin letters and half as many kanji can be the same bytes.
        key = hash(word) + len(word)
        readings = self._seen.get(key)
        if readings is None:
            if len(self._seen) >= _SEEN_LIMIT:
                self._seen.clear()
            readings = self._look_up(word) or self._look_up(modern_form(word))
            self._seen[key] = readings
        return readings

    def _look_up(self, word: str) -> Readings:
        readings: Readings = Known.NOTHING
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
