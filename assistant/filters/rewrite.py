"""The anonymised rewrite: every found place replaced, everything else of the text unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from assistant.core.text import RawText
from assistant.filters.finding import Finding

PERSON = "PERSON"
HONORIFIC_AFTER = re.compile(r"[ 　]?(?:様|さま|さん|氏|先生|くん|君|ちゃん|殿|宅|邸)")
# What a title follows needs no さん: 「A係長」.
TITLE_AFTER = re.compile(
    r"[ 　]?(?:委員|係長|課長|部長|次長|局長|主[事任査幹]|区長|班長|会長|教諭)"
)
ENGLISH_TITLE_BEFORE = re.compile(r"(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? $")
NAME_PARTS = re.compile(r"[\s　・=＝]+")
PLACEHOLDERS = {
    "PHONE_NUMBER": "○○○-○○○○",
    "EMAIL_ADDRESS": "○○@○○",
    "JP_ADDRESS": "○○町○○",
    "JP_POSTAL_CODE": "〒○○○",
    "JP_BIRTH_DATE": "○年○月○日",
    "JP_VEHICLE_NUMBER": "○○ ○ ○○",
}
NUMBER = "○○○○"
PERSON_LETTER = re.compile(r"(?<![A-Za-z0-9])[A-Z][0-9]*(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Replacement:
    """One placeholder and what it stands for. In memory only; its `repr` shows neither."""

    placeholder: str = field(repr=False)
    surface: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An anonymised text and how to put the names back. In memory only.

    Attributes:
        text: the anonymised text; it has to pass the gate like any other.
        replacements: one per place replaced, in the order of the text.
    """

    text: RawText
    replacements: tuple[Replacement, ...] = field(repr=False)


def rewrite(raw: RawText, findings: Sequence[Finding]) -> Rewrite:
    """Replace all findings of a text; the same person is the same letter throughout."""
    text = raw.reveal()
    places = merged(findings)
    letters = person_letters([text[start:end] for entity, start, end in places if entity == PERSON])
    pieces: list[str] = []
    replacements: list[Replacement] = []
    done = 0
    for entity, start, end in places:
        surface = text[start:end]
        placeholder = (
            person_placeholder(letters[squeezed(surface)], text[:start], text[end : end + 6])
            if entity == PERSON
            else PLACEHOLDERS.get(entity, NUMBER)
        )
        pieces += [text[done:start], placeholder]
        replacements.append(Replacement(placeholder, surface))
        done = end
    return Rewrite(RawText("".join([*pieces, text[done:]])), tuple(replacements))


def restore(text: str, replacements: Sequence[Replacement]) -> str:
    """Put the names back into an answer to a rewrite, for its sender alone.

    People only: 「Aさん」, 「A様」 or 「A係長」 becomes the name as it was written, with what
    follows it kept. Numbers and addresses look alike once replaced, so they stay as they are.
    """
    names: dict[str, str] = {}
    for replacement in replacements:
        letter = PERSON_LETTER.match(replacement.placeholder)
        if letter and len(replacement.surface) > len(names.get(letter[0], "")):
            names[letter[0]] = replacement.surface

    def put_back(found: re.Match[str]) -> str:
        is_person = (
            HONORIFIC_AFTER.match(text, found.end())
            or TITLE_AFTER.match(text, found.end())
            or ENGLISH_TITLE_BEFORE.search(text[max(0, found.start() - 6) : found.start()])
        )
        return names.get(found[0], found[0]) if is_person else found[0]

    return PERSON_LETTER.sub(put_back, text)


def merged(findings: Sequence[Finding]) -> list[tuple[str, int, int]]:
    """Places to replace, in order; findings that overlap become one, named after the first."""
    places: list[tuple[str, int, int]] = []
    for finding in sorted(findings, key=lambda one: (one.start, -one.end)):
        if places and finding.start < places[-1][2]:
            entity, start, end = places[-1]
            places[-1] = (entity, start, max(end, finding.end))
        else:
            places.append((finding.entity, finding.start, finding.end))
    return places


def person_letters(names: Sequence[str]) -> dict[str, str]:
    """A letter per person; a family or given name alone is the person last named with it."""
    letters: dict[str, str] = {}
    fresh = (letter_name(number) for number in count())
    full_names = [name for name in names if NAME_PARTS.search(name)]
    for name in sorted(names, key=lambda one: one not in full_names):
        whole = squeezed(name)
        if whole not in letters:
            letters[whole] = next(fresh)
        for part in NAME_PARTS.split(name):
            letters.setdefault(part, letters[whole])
    return in_order_of_text(names, letters)


def in_order_of_text(names: Sequence[str], letters: dict[str, str]) -> dict[str, str]:
    """The same grouping, lettered in the order in which people appear in the text."""
    renamed: dict[str, str] = {}
    result: dict[str, str] = {}
    for name in names:
        old = letters[squeezed(name)]
        renamed.setdefault(old, letter_name(len(renamed)))
        result[squeezed(name)] = renamed[old]
    return result


def letter_name(number: int) -> str:
    """0 is A, 25 is Z, 26 is A1."""
    return chr(ord("A") + number % 26) + (str(number // 26) if number >= 26 else "")


def person_placeholder(letter: str, before: str, following: str) -> str:
    """`A` before an honorific or a title of the text or behind Mr., `Aさん` elsewhere."""
    if HONORIFIC_AFTER.match(following) or TITLE_AFTER.match(following):
        return letter
    if ENGLISH_TITLE_BEFORE.search(before[-6:]):
        return letter
    return f"{letter}さん"


def squeezed(name: str) -> str:
    """A name without blanks and middle dots."""
    return NAME_PARTS.sub("", name)
