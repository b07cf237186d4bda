"""Speculative views of a text: other ways its digits could be read. Formats only, never names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.normalize import Normalized

KANJI_DIGITS = dict(
    zip("〇零一二三四五六七八九壱弐参", "001234567891 23".replace(" ", ""), strict=True)
)
DIGIT = f"[0-9{''.join(KANJI_DIGITS)}]"
LONGEST_GAP = 4
SHORTEST_RUN = 10
# Digits in groups of one to four, parted by at most four characters that are no letters.
SPLIT_RUN = re.compile(
    rf"{DIGIT}{{1,4}}(?:[\s\-./_()の・*|\\]{{0,{LONGEST_GAP}}}{DIGIT}{{1,4}}){{2,20}}"
)
SINGLE_DIGITS = re.compile(rf"(?:{DIGIT}[\s\-./_・*|\\]{{1,{LONGEST_GAP}}}){{6,}}{DIGIT}")


def number_view(normalized: Normalized) -> Normalized | None:
    """A copy in which kanji numbers and digits set apart are plain digits; None if nothing changes.

    Only runs of digits one by one (`0 9 0 1 …`), over line breaks, or in kanji numerals of at
    least ten digits are drawn together: amounts, dates and lists stay as they are.
    """
    pieces = list(drawn_together(normalized))
    text = "".join(piece for piece, _, _ in pieces)
    if text == normalized.text:
        return None
    starts = tuple(start for piece, start, _ in pieces for _ in piece)
    ends = tuple(end for piece, _, end in pieces for _ in piece)
    return Normalized(text, starts, ends)


def drawn_together(normalized: Normalized) -> Iterator[tuple[str, int, int]]:
    """Characters of the view with their places in the original."""
    text = normalized.text
    runs = [run.span() for run in SPLIT_RUN.finditer(text) if is_split_number(run.group())]
    for place, character in enumerate(text):
        start, end = normalized.starts[place], normalized.ends[place]
        if not any(first <= place < last for first, last in runs):
            yield character, start, end
        elif character.isdigit() or character in KANJI_DIGITS:
            yield KANJI_DIGITS.get(character, character), start, end


def is_split_number(run: str) -> bool:
    """Whether a run of digits and separators reads like one long number taken apart."""
    digits = re.sub(rf"(?!{DIGIT}).", "", run, flags=re.DOTALL)
    if not SHORTEST_RUN <= len(digits) <= 19:
        return False
    return (
        any(character in KANJI_DIGITS for character in digits)
        or "\n" in run
        or bool(SINGLE_DIGITS.fullmatch(run))
    )
