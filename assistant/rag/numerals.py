"""Japanese numerals as they stand in ordinances: `12`, `１２`, `十二`, `百二十三`, `一二`. Pure."""

from __future__ import annotations

import re
import unicodedata

NUMERAL = r"[0-9０-９一二三四五六七八九十百千〇]+"
"""A numeral, as part of a regular expression."""

BRANCH = rf"(?:[のノ]{NUMERAL})*"
"""A 枝番, as part of a regular expression: `の2`, and `ノ二` as before 1950."""

_DIGITS = {kanji: digit for digit, kanji in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def to_int(numeral: str) -> int:
    """The value of a numeral that matches `NUMERAL`; kanji and digits may be mixed (`2百`)."""
    digits = unicodedata.normalize("NFKC", numeral)
    if digits.isdigit() and digits.isascii():
        return int(digits)
    if not any(unit in digits for unit in _UNITS):
        return int("".join(str(_DIGITS.get(char, char)) for char in digits))
    total, pending, has_pending = 0, 0, False
    for char in digits:
        if char in _UNITS:
            total += (pending if has_pending else 1) * _UNITS[char]
            pending, has_pending = 0, False
        else:
            pending = pending * 10 + (_DIGITS[char] if char in _DIGITS else int(char))
            has_pending = True
    return total + pending


def branch_key(branch: str) -> str:
    """A 枝番 as keys have it: `の二` and `ノ２` as `の2`."""
    return "".join(f"の{to_int(number)}" for number in re.split("[のノ]", branch) if number)
