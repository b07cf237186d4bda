"""Many alternatives as one pattern that is quick to search: those with one beginning share it.

A search tries every alternative at every character. Sorted by their first characters it tries the
few that can stand there, and where all begin with a known character `re` skips to those at once.
What matches, and which alternative does, stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

QUANTIFIERS = frozenset("*+?{")
SPECIAL = frozenset("\\^$.|?*+()[]{}")
LOOKBEHIND = re.compile(r"\(\?<([!=])")
# A class of a few characters, or of digits: [県市国], [0-9,]; once or more.
SMALL_CLASS = re.compile(
    r"\[(?:(?P<low>[0-9])-(?P<high>[0-9]))?(?P<others>[^\]\[\\^-]{0,8})\](?P<more>\+|\{(?P<least>[1-9])(?P<upto>,(?P<most>[0-9]*))?\})?"
)
OPTIONAL = re.compile(r"([^\\^$.|?*+()\[\]{}])\?(?![?+])")
# Alternatives in brackets at the front are written out unless the pattern grows by more: it takes
# long to compile.
MOST_WRITTEN_OUT = 3_000


def quick(pattern: str, *, ignores_case: bool = False) -> str:
    """The pattern `A|B|…` in an order that is quick to search, as a group of its own.

    Args:
        pattern: alternatives. None that is written out may capture anything.
        ignores_case: whether it will be compiled with `re.IGNORECASE`.
    """
    choices = list(written_out(alternatives(pattern)))
    # `re` skips to nothing but single characters of one case.
    is_skipped_to = not ignores_case and all(first_character(choice)[0] for choice in choices)
    front = "" if is_skipped_to else beginning(pattern)
    return front + merged(choices, ignores_case=ignores_case)


def beginning(pattern: str) -> str:
    """A look ahead for the characters the alternatives begin with; empty if one is not known."""
    heads = dict.fromkeys(head for one in alternatives(pattern) for head in heads_of(one))
    return f"(?=[{''.join(map(re.escape, heads))}])" if all(heads) else ""


def heads_of(choice: str) -> Iterator[str]:
    """The characters an alternative can begin with; an empty one for what is not known."""
    fronts, rest = front_of(choice)
    if fronts:
        yield from (head for front in fronts for head in heads_of(front + rest))
    else:
        yield first_character(choice)[0]


def merged(choices: Sequence[str], *, ignores_case: bool) -> str:
    """Alternatives as a group; neighbours with one first character share it.

    Only one first character can stand at a place: neighbours may change places unless they share
    it. What begins in another way stays where it is.
    """
    parts: list[str] = []
    run: dict[str, list[str]] = {}
    for choice in dict.fromkeys(choices):
        head, tail = first_character(choice)
        if head:
            run.setdefault(head.lower() if ignores_case else head, []).append(tail)
            continue
        parts += joined(run, ignores_case=ignores_case)
        run = {}
        parts.append(choice)
    parts += joined(run, ignores_case=ignores_case)
    return parts[0] if len(parts) == 1 and parts[0] else f"(?:{'|'.join(parts)})"


def joined(run: dict[str, list[str]], *, ignores_case: bool) -> Iterator[str]:
    """One alternative per first character."""
    for head, tails in run.items():
        is_one = len(tails) == 1
        yield re.escape(head) + (tails[0] if is_one else merged(tails, ignores_case=ignores_case))


def written_out(choices: Sequence[str]) -> Iterator[str]:
    """Alternatives; those that begin with a small class or bracket as several."""
    for choice in choices:
        fronts, rest = front_of(choice)
        if fronts and len(fronts) * len(rest) <= MOST_WRITTEN_OUT:
            yield from written_out([front + rest for front in fronts])
        else:
            yield choice


def front_of(choice: str) -> tuple[list[str], str]:
    """The choices an alternative begins with, and what follows them; none if it has none."""
    look = LOOKBEHIND.match(choice)
    if look:
        end = end_of_group(choice)
        fronts, rest = front_of(choice[end:])
        return [choice[:end] + front for front in fronts], rest
    small = SMALL_CLASS.match(choice)
    if small and (small["more"] or not is_repeated(choice, small.end())):
        return members(small), choice[small.end() :]
    optional = OPTIONAL.match(choice)
    if optional:
        return [optional[1], ""], choice[optional.end() :]
    if not choice.startswith("(?:"):
        return [], choice
    end = end_of_group(choice)
    fronts = alternatives(choice[3 : end - 1])
    if choice.startswith("?", end) and not choice.startswith(("??", "?+"), end):
        fronts, end = [*fronts, ""], end + 1
    if is_repeated(choice, end):
        return [], choice
    return fronts, choice[end:]


def members(small: re.Match[str]) -> list[str]:
    """The first characters of a small class, each with what is left of its repetition."""
    digits = [*map(str, range(int(small["low"]), int(small["high"]) + 1))] if small["low"] else []
    again = ""
    if small["more"]:
        bare = small[0].removesuffix(small["more"])
        again = f"{bare}*"
        if small["least"]:
            most = f",{int(small['most']) - 1}" if small["most"] else small["upto"] or ""
            again = f"{bare}{{{int(small['least']) - 1}{most}}}"
    return [re.escape(one) + again for one in dict.fromkeys([*digits, *small["others"]])]


def first_character(choice: str) -> tuple[str, str]:
    """The character an alternative begins with, and the rest; empty if it has none.

    What must not, or must, stand before that character is looked at behind it.
    """
    look = LOOKBEHIND.match(choice)
    if look:
        end = end_of_group(choice)
        head, tail = first_character(choice[end:])
        before = f"(?:{choice[look.end() : end - 1]})"
        return (head, f"(?<{look[1]}{before}{re.escape(head)}){tail}") if head else ("", choice)
    end = 2 if choice.startswith("\\") else 1
    head = choice[end - 1 : end]
    is_plain = head not in SPECIAL if end == 1 else bool(head) and not head.isalnum()
    if not head or not is_plain or is_repeated(choice, end):
        return "", choice
    return head, choice[end:]


def is_repeated(pattern: str, end: int) -> bool:
    """Whether what ends at a place is followed by a quantifier."""
    return pattern[end : end + 1] in QUANTIFIERS and end < len(pattern)


def alternatives(pattern: str) -> list[str]:
    """The pattern cut at its outermost strokes."""
    cuts = [-1]
    place = 0
    while place < len(pattern):
        if pattern[place] == "|":
            cuts.append(place)
        place = end_of_atom(pattern, place)
    return [
        pattern[start + 1 : end] for start, end in zip(cuts, [*cuts[1:], len(pattern)], strict=True)
    ]


def end_of_atom(pattern: str, place: int) -> int:
    """One behind the character, class or group that stands at a place."""
    if pattern[place] == "\\":
        return place + 2
    if pattern[place] == "[":
        return end_of_class(pattern, place)
    return end_of_group(pattern, place) if pattern[place] == "(" else place + 1


def end_of_class(pattern: str, place: int) -> int:
    """One behind the class that stands at a place; a bracket at its front is a member."""
    end = place + (3 if pattern.startswith(("[^]", "[^\\"), place) else 2)
    end += pattern[place + 1] == "\\" or pattern.startswith("[^\\", place)
    while pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1


def end_of_group(pattern: str, place: int = 0) -> int:
    """One behind the group that stands at a place."""
    end = place + 1
    while pattern[end] != ")":
        end = end_of_atom(pattern, end)
    return end + 1
