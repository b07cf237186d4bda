"""Whom a text itself tells of as long dead: born in an era of old, or met in a tale of a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import Genre
from assistant.filters.lexicon.history import ERAS, ERAS_OF_TODAY, YEAR
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.dictionary import Known, name_dictionary
from assistant.filters.names.wording import Wording, is_addressed

ERA_OF_OLD = quick("|".join(sorted(ERAS - ERAS_OF_TODAY)))
# 求馬は天保3年、… 生まれました: the dates of a life no one of today has.
LIVED = re.compile(
    rf"(?<![{KANJI}])(?P<name>[{KANJI}]{{2,4}})は、?"
    f"(?:(?:{ERA_OF_OLD}){YEAR}"
    r"|1[0-7][0-9]{2}年)(?:\([^()\n]{1,12}\))?"
    # …年に死去した祖父の墓: another one's life.
    f"[^。\n]{{0,40}}?(?:生まれ|没し|没。|亡くな[りっ]?|死去し?)(?!の|では|た[{KANJI}])"
)
# 植林を広めたのが大石弥平です。… 大正6年に没しました: the last year of who has been introduced.
DIED = re.compile(
    rf"(?<![{KANJI}])(?P<name>[{KANJI}]{{3,6}})(?:です|でした|である|であった)。"
    rf"(?P<told>[^\n]{{0,120}}?)(?:明治|大正){YEAR}[^。\n]{{0,8}}?に(?:没し|没。|亡くな|死去)"
)
# Of somebody's forefathers, or in the papers of an heir.
OF_ANOTHER = re.compile("[祖父母親妻夫兄弟姉妹子孫]|先代|相続|戸籍|申請|届|担当|様|さん|電話|来庁")
# むかし、下条村に…という力持ちがいました: how a tale brings in whom it tells of.
INTRODUCED = re.compile(
    "(?:むかし(?:むかし)?|その昔|昔々?)、[^。\n]{0,40}?"
    rf"(?<![{KANJI}])(?P<name>お?[{KANJI}]{{1,3}})という(?:名の)?[{KANJI}]{{0,3}}"
    "(?:娘|男|女|若者|力持ち|大男|おじいさん|おばあさん|侍|木こり|長者|師|人)(?=[がはのを、])"
)
HANDED_DOWN = re.compile(
    "と(?:いわれて|言われて|いわれます|言われます|伝わ|伝えられ)|伝説|昔話|民話|言い伝え|語り継"
)
# 慶長7年の検地帳には、…: a register of old names villagers by their given names alone.
REGISTER = re.compile(
    f"(?:(?:{ERA_OF_OLD}){YEAR}|江戸時代|(?<![0-9])1[5-8][0-9]{{2}}年)"
    "[^\n]{0,24}?(?:検地帳|人別帳|人別改帳|名寄帳|分限帳|五人組帳|名請人)[^\n]{0,200}"
)
READ_TODAY = re.compile("閲覧|申請|申込|申し込|借り|返却|貸出|寄贈|所蔵者|連絡|電話|来庁|職員")


class Tales:
    """Reads one text for those of old it tells of. Built once per text."""

    def __init__(self, wording: Wording) -> None:
        is_read = wording.kind is not Genre.PRIVATE
        self._wording = wording
        self._text = wording.text
        self._lived = frozenset(lived(wording.text)) if is_read else frozenset()
        self._told = frozenset(told(wording.text)) if is_read else frozenset()
        self._registers = tuple(registers(wording.text)) if is_read else ()

    def tells_of(self, candidate: Candidate) -> bool:
        """Whether a candidate is somebody of old, not a namesake who is addressed or noted."""
        if is_addressed(candidate) or not (self._lived or self._told):
            return False
        surface = candidate.text_in(self._text)
        if self._wording.calls(surface):
            return False
        # Of 関屋 玄斎 the text goes on to speak as of 玄斎.
        return surface in self._told or any(surface.endswith(name) for name in self._lived)

    def enters(self, candidate: Candidate) -> bool:
        """Whether a register of old names somebody, who has no family name there."""
        is_family = not candidate.evidence.isdisjoint(("tag_surname", "pair_surname"))
        return (
            not is_family
            and not is_addressed(candidate)
            and any(start <= candidate.start < end for start, end in self._registers)
        )


def lived(text: str) -> Iterator[str]:
    """Who was born or died in an era of old."""
    yield from (found["name"] for found in LIVED.finditer(text))
    for found in DIED.finditer(text):
        if not OF_ANOTHER.search(found["told"]):
            yield found["name"]


def told(text: str) -> Iterator[str]:
    """Whom a tale that is handed down brings in by a given name alone."""
    if not HANDED_DOWN.search(text):
        return
    for found in INTRODUCED.finditer(text):
        if not name_dictionary().known(found["name"]) & Known.SURNAME:
            yield found["name"]


def registers(text: str) -> Iterator[tuple[int, int]]:
    """The places of a text that say what a register of old holds, not who reads it today."""
    if "帳" not in text and "名請人" not in text:
        return
    for found in REGISTER.finditer(text):
        if not READ_TODAY.search(found.group()):
            yield found.span()
