"""Words stressed in part, and words with their reading: signs a page shows otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.filters.layout import Piece

LETTER = re.compile("[ぁ-んァ-ヶ一-龥々ｦ-ﾝ]")
SIGNS = frozenset("*_~")
ONE_WORD = re.compile("[一-龥々ァ-ヶー]+|[ぁ-んー]{1,3}")
EMPHASIS = re.compile(
    r"(?P<sign>\*\*|__|~~|\*)(?P<inner>(?! )[ぁ-んァ-ヶー一-龥々 ]{1,12}(?<! ))(?P=sign)"
)
RUBY = re.compile("[|｜]?(?P<word>[一-龥々ヶ]{1,8})(?P<reading>《[ぁ-んァ-ヶー ]{1,20}》)")


def emphasised(found: re.Match[str]) -> Sequence[Piece] | None:
    """Markdown's emphasis on a part of a word (**佐**藤): shown without its signs.

    The signs belong to a piece of one word: who replaces it leaves none of them behind.
    """
    before = found.string[found.start() - 1 : found.start()]
    behind = found.string[found.end() : found.end() + 1]
    if not any(LETTER.match(one) or one in SIGNS for one in (before, behind) if one):
        return None
    start = found.start("inner") - found.start()
    pieces = [(one, place, place + 1) for place, one in enumerate(found["inner"], start)]
    if ONE_WORD.fullmatch(found["inner"]):
        pieces[0] = (pieces[0][0], 0, pieces[0][2])
        pieces[-1] = (pieces[-1][0], pieces[-1][1], len(found[0]))
    return pieces


def with_reading(found: re.Match[str]) -> Sequence[Piece]:
    """A word and its reading in 《》 (青空文庫's ruby), which belongs to the last character."""
    place = len(found[0]) - len(found["word"]) - len(found["reading"])
    word = [(one, at, at + 1) for at, one in enumerate(found["word"], place)]
    return [*word[:-1], (word[-1][0], word[-1][1], len(found[0]))]
