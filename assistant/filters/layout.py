"""Words a form sets apart character by character, and how they read: 住　所, 佐 藤 花 子."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What was read, and where in the match it stands.
Piece = tuple[str, int, int]

CJK = "一-龥々ぁ-んァ-ヶー"
# 住　所: labels of forms are set in wide type.
SPACED_LABELS = "|".join(
    " {1,3}".join(label)
    for label in (
        "住所",
        "氏名",
        "電話",
        "年齢",
        "性別",
        "職業",
        "本籍",
        "続柄",
        "備考",
        "所属",
        "役職",
        "名前",
        "生年月日",
    )
)
SPACED = re.compile(
    f"(?=[{CJK}] )(?:(?<![{CJK}])(?:{SPACED_LABELS})(?![{CJK}])"
    f"|(?<![{CJK}] )(?<![{CJK}])(?:[{CJK}] ){{2,14}}[{CJK}](?![{CJK}]| [{CJK}]))"
)


def drawn_closer(found: re.Match[str]) -> Sequence[Piece]:
    """Characters set apart one by one (佐 藤 花 子, 住　所) without their blanks."""
    return [(one, place, place + 1) for place, one in enumerate(found[0]) if one != " "]
