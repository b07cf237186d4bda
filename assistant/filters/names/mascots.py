"""Mascots: the figures a text itself says are no persons, and the names it gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, name_dictionary

MASCOT_WORD = re.compile(quick("マスコット|キャラクター|ゆるキャラ|着ぐるみ"))
MASCOT_NAMED = re.compile(
    "(?:マスコット|キャラクター|ゆるキャラ|着ぐるみ)(?:キャラクター|の|は|、|・|である|「|『"
    "| ){0,3}"
    f"[「『]?(?P<name>[{KATAKANA}ぁ-ん]{{2,10}}|(?<=[「『])[^「」『』\n]{{2,12}}(?=[」』]))"
)
MASCOT_BEHIND = re.compile(
    rf"(?<![{KATAKANA}ぁ-ん])(?P<name>[{KATAKANA}ぁ-ん]{{2,10}}?)(?:くん|ちゃん|君|さん)? ?"
    r"\([^()\n]{0,10}(?:マスコット|キャラクター)\)"
)
MASCOT_BEFORE = re.compile("(?:マスコット|キャラクター|ゆるキャラ|着ぐるみ)[^。\n]{0,60}$")
# 「ハルくん」と「ナツさん」は、どちらも隣の市のキャラクターである.
MASCOTS_SAID = re.compile(
    "(?P<row>「[^「」\n]{2,12}」(?:[と、・]「[^「」\n]{2,12}」){0,4})は、?[^。\n「」]{0,24}"
    "(?:キャラクター|マスコット|着ぐるみ)(?:です|である|だ[。\n]|で、|。|$)",
    re.MULTILINE,
)
# ハルまる君のタオルがほしい。(市のキャラクター)
MASCOT_OF = re.compile(
    f"(?<![{KATAKANA}ぁ-ん])(?P<name>[{KATAKANA}ぁ-ん]{{3,10}}?)(?:くん|ちゃん|君|さん)の"
    r"[^。\n()]{1,24}。? ?\((?:[^()\n]{0,8}[市区町村県府道都]|[^()\n]{0,4}(?:公式|観光|ご?当地))"
    r"[^()\n]{0,6}(?:キャラクター|マスコット)\)"
)
QUOTED_NAME = re.compile("「(?P<name>[^「」\n]{2,12}?)(?:くん|ちゃん|君|さん|様)?」")
PET_NAME = re.compile("[」』]?(?:くん|ちゃん|君|さん|太郎|丸|にゃん|ぴー)")
SHORTEST = 2


class Mascots:
    """Reads one text for mascots. Built once per text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._has_any = MASCOT_WORD.search(text) is not None
        self._names = frozenset(mascots(text)) if self._has_any else frozenset()

    def include(self, candidate: Candidate) -> bool:
        """Whether the text calls a mascot by this name, or a pet's name behind such a word."""
        if not self._has_any:
            return False
        surface = candidate.text_in(self._text)
        if len(surface) >= SHORTEST and any(surface in name for name in self._names):
            return True
        before = self._text[max(0, candidate.start - 80) : candidate.start]
        return bool(PET_NAME.match(self._text, candidate.end) and MASCOT_BEFORE.search(before))


def mascots(text: str) -> Iterator[str]:
    """The names a text calls mascots, in front of them or in brackets behind."""
    for pattern in (MASCOT_NAMED, MASCOT_BEHIND):
        yield from (found["name"] for found in pattern.finditer(text))
    said = [one["name"] for one in MASCOT_OF.finditer(text)]
    for row in MASCOTS_SAID.finditer(text):
        said += [one["name"] for one in QUOTED_NAME.finditer(row["row"])]
    # 「早見さん」は人気のキャラクターです: families have no mascots of their name.
    yield from (one for one in said if not name_dictionary().known(one) & Known.SURNAME)
