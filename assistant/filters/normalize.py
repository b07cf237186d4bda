"""Normalisation for detection: NFKC cluster by cluster, every character knowing where it came from.

The original text is never changed; what is found in the normalised copy is mapped back to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

HYPHENS = "‐‑‒–—―−－﹣ーｰ─━⁃˗_-"
DIGIT_HYPHEN = re.compile(
    f"(?=[ {re.escape(HYPHENS)}])(?<=[0-9])( ?)([{re.escape(HYPHENS)}])( ?)(?=[0-9])"
)
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
LINE_BREAKS = frozenset("\u000b\u000c\u0085\u2028\u2029\r")
# Characters that turn the direction of text around, and invisible copies of ASCII. A flag of a
# country's part (🏴 with tags) is the one honest use.
FLAG = re.compile("\U0001f3f4\U000e0067\U000e0062[\U000e0061-\U000e007a]{3}\U000e007f")
HIDING = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
# Strokes laid over a letter; over a digit any mark is one.
OVERLAYS = frozenset(map(chr, (*range(0x334, 0x339), *range(0x20D0, 0x20F1))))
# Ruled tables as text: what parts two cells, and where rules meet.
RULED = dict.fromkeys("│┃║┆┇┊┋╎╏", "|") | dict.fromkeys(
    "┼╋┿╂├┝┠┣┤┥┨┫┬┯┰┳┴┷┸┻┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛╔╗╚╝╠╣╦╩╬", "+"
)
# What no normalisation changes: printable ASCII, kana, kanji, common marks.
KEPT = "\x20-\x7e\tぁ-ゖァ-ヺー一-\u9ffc々、。「」『』"
PLAIN = re.compile(f"[{KEPT}][{KEPT}\n]+")
KEYCAP = "\u20e3"
CIRCLED_RUN = re.compile("[\u2460-\u2473\u24ea\u24eb-\u24ff\u2776-\u2793]+")
CIRCLED_DIGITS_AS_NUMBER = 5
DATE_UNITS = frozenset("年月日歳")
# Starters that compose with the character before them (Hangul jamo, Indic vowel signs).
SECONDS = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e"
    "\u1b35\U000110ba\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af"
    "\U00011930"
) | frozenset(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))))


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalised text and, for each of its characters, its place in the original.

    Attributes:
        text: the normalised text.
        starts: per character, the offset in the original where its cluster starts.
        ends: per character, the offset in the original where its cluster ends.
    """

    text: str = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a non-empty range of the normalised text."""
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> Normalized:
    """Normalise a text for detection.

    NFKC; invisible characters, fillers, variation selectors and controls (but tab and newline)
    taken out; other line breaks become newlines; decimal digits of all scripts become ASCII; runs
    of circled digits become digits, single circled numbers become `(1)`; hyphens, dashes and long
    vowel marks between two digits become `-`; the rules of tables become `|` and `+`.
    """
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    circled = circled_replacements(text)
    done = 0
    for start, end in (*plain_runs(text), (len(text), len(text))):
        for first, last in clusters(text, done, start):
            piece = circled.get(first)
            if piece is None:
                piece = fold_one(text[first]) if last - first == 1 else fold(text[first:last])
            for character in piece:
                characters.append(character)
                starts.append(first)
                ends.append(last)
        characters += text[start:end]
        starts += range(start, end)
        ends += range(start + 1, end + 1)
        done = end
    folded = DIGIT_HYPHEN.sub(r"\1-\3", "".join(characters))
    return Normalized(folded, tuple(starts), tuple(ends))


def plain_runs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that stay as they are; the last character of one may be joined by what follows."""
    for run in PLAIN.finditer(text):
        end = run.end() if run.end() == len(text) else run.end() - 1
        if end > run.start():
            yield run.start(), end


def hides_text(text: str) -> bool:
    """Whether a text holds bidirectional overrides or tag characters: no office text does."""
    if text.isascii() or HIDING.search(text) is None:
        return False
    return HIDING.search(FLAG.sub("", text)) is not None


def clusters(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a stretch into a base character with all that joins it: marks, selectors, invisibles."""
    cuts = [
        place
        for place in range(start, end)
        if place == start or not (is_joining(text[place]) or text[place - 1 : place + 1] == "\r\n")
    ]
    return list(zip(cuts, [*cuts[1:], end], strict=True)) if end > start else []


def circled_replacements(text: str) -> dict[int, str]:
    """What circled numbers turn into, by offset.

    A list marker must not glue to the number behind it (`①090…` is not `1090…`), while a number
    written in circled digits is a number.
    """
    found: dict[int, str] = {}
    for run in CIRCLED_RUN.finditer(text):
        digits = [unicodedata.digit(character, None) for character in run.group()]
        is_number = len(digits) >= CIRCLED_DIGITS_AS_NUMBER and None not in digits
        is_date = len(run.group()) == 1 and text[run.end() : run.end() + 1] in DATE_UNITS
        for place, character in enumerate(run.group(), run.start()):
            value = int(unicodedata.numeric(character))
            found[place] = str(value) if is_number or is_date else f"({value})"
    return found


@lru_cache(maxsize=8192)
def fold_one(character: str) -> str:
    """Normalise a character nothing joins."""
    return fold(character)


def fold(cluster: str) -> str:
    """Normalise one cluster."""
    if cluster.isascii() and cluster.isprintable():
        return cluster
    visible = "".join(character for character in cluster if not is_invisible(character))
    visible = visible.replace("\r\n", "\n")
    if not visible:
        return ""
    if len(visible) > 1 and visible[1] == KEYCAP:
        visible = visible[0]
    if len(visible) > 1:
        visible = without_strokes(visible)
    return "".join(map(fold_character, unicodedata.normalize("NFKC", visible)))


def without_strokes(cluster: str) -> str:
    """A cluster without strokes, and without any mark right over a digit."""
    kept, is_over_digit = cluster[0], is_digit(cluster[0])
    for character in cluster[1:]:
        is_mark = unicodedata.category(character) in ("Mn", "Me")
        if is_mark and (is_over_digit or character in OVERLAYS):
            continue
        # A letter that joins behind a digit has marks of its own.
        is_over_digit = is_over_digit and is_mark
        kept += character
    return kept


def is_digit(character: str) -> bool:
    """Whether a character is a decimal digit of any script."""
    return unicodedata.decimal(character, None) is not None


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """Fold digits of all scripts to ASCII, line breaks to a newline, odd spaces to one, rules."""
    if character.isascii():
        return "\n" if character in LINE_BREAKS else character
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    if character in LINE_BREAKS:
        return "\n"
    if unicodedata.category(character) == "Zs" or character == "\u2800":
        return " "
    return RULED.get(character, character)


@lru_cache(maxsize=8192)
def is_invisible(character: str) -> bool:
    """Whether a character shows nothing and is taken out."""
    if character in "\n\t" or character in LINE_BREAKS:
        return False
    return (
        character in FILLERS
        or unicodedata.category(character) in ("Cf", "Cc")
        or 0xFE00 <= ord(character) <= 0xFE0F
        or 0xE0100 <= ord(character) <= 0xE01EF
        or 0x180B <= ord(character) <= 0x180F
    )


@lru_cache(maxsize=8192)
def is_joining(character: str) -> bool:
    """Whether a character belongs to the one before it."""
    if character.isascii():
        return is_invisible(character)
    if is_invisible(character) or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return True
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.combining(first) != 0 or first in SECONDS
