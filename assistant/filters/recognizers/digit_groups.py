"""Runs of digits of a given length, in one piece, in groups of four, or digit by digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

JOINT = r"[ \t\n\-./・_]{0,3}"
CHAIN = re.compile(
    rf"(?=[0-9]{{4}})(?<![0-9])(?<![0-9][-.])[0-9]{{4}}(?:{JOINT}[0-9]{{4}})+(?![0-9]|[-./][0-9]|年)"
)
GROUP = re.compile("[0-9]{4}")


def spaced(length: int) -> str:
    """A pattern of so many digits, in groups of any size set apart by blanks or hyphens."""
    return (
        rf"(?=[0-9])(?<![0-9])(?<![0-9][\-.])[0-9](?:[ ]{{0,2}}[\-]?[ ]?[0-9]){{{length - 1}}}"
        r"(?![0-9]|-[0-9])"
    )


def windows(text: str, length: int) -> Iterator[tuple[int, int, bool]]:
    """Every place where `length` digits stand together, as start, end, whether they stand alone.

    They stand alone if no group beside them is joined the way their own are, or if the whole chain
    is a list of such numbers.

    Args:
        text: text with ASCII digits.
        length: a multiple of four.
    """
    for found in CHAIN.finditer(text):
        groups = [one.span() for one in GROUP.finditer(text, found.start(), found.end())]
        size = length // 4
        for first in range(len(groups) - size + 1):
            window = groups[first : first + size]
            outer = groups[max(0, first - 1) : first + size + 1]
            inner = joints(text, window)
            is_aligned = first % size == 0 and len(groups) % size == 0
            is_alone = is_aligned or (
                (first == 0 or joints(text, outer[:2]).isdisjoint(inner))
                and (first + size == len(groups) or joints(text, outer[-2:]).isdisjoint(inner))
            )
            yield window[0][0], window[-1][1], is_alone
    for found in one_by_one(length).finditer(text):
        yield found.start(), found.end(), True


def joints(text: str, groups: list[tuple[int, int]]) -> set[str]:
    """What stands between consecutive groups."""
    return {text[one[1] : other[0]] for one, other in pairwise(groups)}


@lru_cache(maxsize=8)
def one_by_one(length: int) -> re.Pattern[str]:
    """Digits one by one with the same separator between all of them (0 9 0 1 …)."""
    return re.compile(
        rf"(?=[0-9])(?<![0-9])(?<![0-9][ \-./・_\n])"
        rf"[0-9]([ \-./・_\n])[0-9](?:\1[0-9]){{{length - 2}}}(?!\1?[0-9])"
    )
