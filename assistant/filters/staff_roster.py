"""The roster and a text, ready to be compared: variants folded, blanks left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.filters.finding import Finding
from assistant.filters.lexicon.staff_words import STAFF_TITLES, VARIANTS
from assistant.filters.normalize import normalize
from assistant.filters.policy import Roster, RosterMember

FOLD = str.maketrans(VARIANTS)
BLANK = " \t\u3000・"
LONGEST_GIVEN = 3
LONGEST_GIVEN_AFTER_ONE = 2


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text as names are compared: normalised, variants folded, blanks left out.

    Attributes:
        text: the folded text.
        starts: per character, where it starts in the original.
        ends: per character, where it ends in the original.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """The roster, ready to look up."""

    full_names: frozenset[str]
    lengths: tuple[int, ...]
    members: dict[str, tuple[RosterMember, ...]]
    titles: re.Pattern[str]
    before: re.Pattern[str]


@lru_cache(maxsize=4)
def staff_of(roster: Roster) -> Staff:
    """A roster made ready, once per roster."""
    members: dict[str, list[RosterMember]] = {}
    for member in roster.members:
        for surname in surnames_of(member.name):
            members.setdefault(surname, []).append(member)
    names = frozenset(folded(member.name) for member in roster.members)
    own = {title for member in roster.members for title in titles_of(member) if title}
    titles = sorted({*own, *map(folded, STAFF_TITLES)}, key=lambda one: (-len(one), one))
    pattern = "|".join(map(re.escape, titles))
    return Staff(
        full_names=names,
        lengths=tuple(sorted({len(name) for name in names}, reverse=True)),
        members={surname: tuple(found) for surname, found in members.items()},
        titles=re.compile(
            f"(?P<division>[一-龥ァ-ヶー]{{0,6}}?)(?P<title>{pattern})(?!(?!先生|様|殿|氏)[一-龥])"
        ),
        before=re.compile(f"(?P<title>{pattern})[の:、(]?$"),
    )


def surnames_of(name: str) -> list[str]:
    """What the surname of a roster name can be: what stands before its blank, or any fair start."""
    parts = re.split(f"[{BLANK}]+", normalize(name).text.strip())
    if len(parts) > 1:
        return [parts[0].translate(FOLD)]
    whole = folded(name)
    return [
        whole[:cut]
        for cut in range(1, len(whole))
        if len(whole) - cut <= (LONGEST_GIVEN if cut > 1 else LONGEST_GIVEN_AFTER_ONE)
        or not re.fullmatch("[一-龥々]+", whole[cut:])
    ]


def folded(name: str) -> str:
    """A name as it is compared."""
    return "".join(one for one in normalize(name).text if one not in BLANK).translate(FOLD)


def squeeze(text: str) -> Squeezed:
    """A text as names are compared, every character knowing its place."""
    normal = normalize(text)
    kept = [place for place, one in enumerate(normal.text) if one not in BLANK]
    return Squeezed(
        "".join(normal.text[place] for place in kept).translate(FOLD),
        tuple(normal.starts[place] for place in kept),
        tuple(normal.ends[place] for place in kept),
    )


def titles_of(member: RosterMember) -> list[str]:
    """A member's titles: 課長補佐兼係長 is both."""
    return re.split("[兼/、]", folded(member.title or ""))


def place_of(page: Squeezed, finding: Finding) -> tuple[int, int]:
    """The range of the squeezed text a finding lies in."""
    low = bisect_left(page.starts, finding.start)
    high = bisect_right(page.ends, finding.end)
    return (low, high) if low < high else (0, 0)


def full_names(page: Squeezed, low: int, high: int, staff: Staff) -> Iterator[tuple[int, int]]:
    """Full names of members that touch a range."""
    longest = staff.lengths[0]
    for start in range(max(0, low - longest), high):
        for length in staff.lengths:
            end = start + length
            if end > low and page.text[start:end] in staff.full_names:
                yield start, end
