"""Latin letters read as Japanese syllables."""

from __future__ import annotations

import re

VOWELS = dict(zip("aiueo", "アイウエオ", strict=True))
ROWS = {
    "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド",
    "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
SYLLABLES = {
    **VOWELS,
    **{
        consonant + vowel: kana
        for consonant, row in ROWS.items()
        for vowel, kana in zip("aiueo", row, strict=True)
    },
    **dict(zip(("ya", "yu", "yo", "wa", "wo"), "ヤユヨワヲ", strict=True)),
    **dict(zip(("shi", "chi", "tsu", "fu", "ji"), "シチツフジ", strict=True)),
    **{
        consonant + "y" + vowel: row[1] + kana
        for consonant, row in ROWS.items()
        for vowel, kana in zip("auo", "ャュョ", strict=True)
    },
    **{
        consonant + vowel: row + kana
        for consonant, row in (("sh", "シ"), ("ch", "チ"), ("j", "ジ"))
        for vowel, kana in zip("auo", "ャュョ", strict=True)
    },
}
SYLLABLE = re.compile(
    "(?P<double>k(?=k)|s(?=s)|t(?=[tc])|p(?=p))|(?P<n>[nm](?![aiueoy]))|(?P<long>h(?![aiueoy]))|"
    + "|".join(sorted(SYLLABLES, key=len, reverse=True))
)


def kana_of(word: str) -> str | None:
    """A word in katakana (Hepburn or Kunrei), or None if it is not made of Japanese syllables."""
    kana, place, letters = "", 0, word.lower()
    while place < len(letters):
        found = SYLLABLE.match(letters, place)
        if not found:
            return None
        place = found.end()
        if found["double"]:
            kana += "ッ"
        elif found["n"]:
            kana += "ン"
        elif not found["long"]:
            kana += SYLLABLES[found.group()]
    return kana
