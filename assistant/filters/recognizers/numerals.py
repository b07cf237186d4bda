"""Numbers written in kanji: folded digit for digit, or read as a value."""

from __future__ import annotations

import re

DIGITS = {
    **{kanji: str(value) for value, kanji in enumerate("〇一二三四五六七八九")},
    **{daiji: str(value) for value, daiji in enumerate("零壱弐参肆伍陸漆捌玖")},
    "○": "0",
    "◯": "0",
    "壹": "1",
    "貳": "2",
}
KANJI_DIGIT = "〇○◯零一二三四五六七八九壱弐参肆伍陸漆捌玖壹貳"
JOINTS = " \t\n-/ー―‐−・.のノ"
# Seven digits make a number; fewer are counted things (二三日, 一二三).
RUN = re.compile(f"[{KANJI_DIGIT}](?:[{re.escape(JOINTS)}]{{0,2}}[{KANJI_DIGIT}]){{6,}}")
SAYS = re.compile(f"[{KANJI_DIGIT.replace('○', '').replace('◯', '')}]")
FOLDS = {**DIGITS, "の": "-", "ノ": "-", "ー": "-", "―": "-", "‐": "-", "−": "-"}
UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10}
VALUE = f"(?:[0-9]{{1,4}}|[{KANJI_DIGIT}十百千拾元]{{1,6}})"


def fold_kanji_digits(text: str) -> str:
    """The text with runs of seven or more kanji digits as ASCII digits, of the same length.

    Circles alone (○○○-○○○○) are a blank to fill in, no zeros. `の` and long vowel marks between
    the digits become hyphens (〇九〇の一二三四の…).
    """
    return RUN.sub(
        lambda run: (
            "".join(FOLDS.get(one, one) for one in run[0]) if SAYS.search(run[0]) else run[0]
        ),
        text,
    )


def value_of(number: str) -> int:
    """The value of ASCII digits, kanji digits (二〇), counted kanji (二十一) or 元 (1).

    Args:
        number: as matched by `VALUE`.
    """
    if number == "元":
        return 1
    if not any(unit in number for unit in UNITS):
        return int("".join(DIGITS.get(one, one) for one in number if one != "元") or "0")
    total = 0
    current = 0
    for one in number:
        if one in UNITS:
            total += (current or 1) * UNITS[one]
            current = 0
        else:
            current = current * 10 + int(DIGITS.get(one, "0"))
    return total + current
