"""Candidates among each other: joined where they overlap, and what one mention says of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from itertools import pairwise

from assistant.filters.lexicon.person_words import HONORIFICS
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.evidence import BARE_ONLY, CONTEXT, score
from assistant.filters.names.surroundings import LIST_NEXT

SURE = 0.8
# A full name without a blank: its family name is the first two or three characters.
KANJI_NAME = re.compile(f"[{KANJI}]{{3,6}}")
MENTIONED = re.compile(f"[{KANJI}]{{2,5}}|[{KANJI}]ヶ[{KANJI}]{{1,2}}")
NEXT_CELL = re.compile(r"['\")]{0,2}[ ]*[,;|\t(/][ ]*['\"(]{0,2}| ?\(")
KANJI_RUN = re.compile(f"[{KANJI}]+(?:ヶ[{KANJI}]{{1,2}})?")
PRIVATE_HONORIFICS = tuple(word for word in HONORIFICS if word not in ("君", "氏"))
HISTORY_FROM = 3
# In a text about history these say little: 「清盛の娘、徳子」.
HISTORY_TOO = frozenset(
    ("role_before", "introduction", "tag_full_name", "surname_and_given", "foreign_dotted",
     "foreign_kana", "person_noun")
)  # fmt: skip
LONG_TEXT = 90
TAGGED = frozenset(("tag_surname", "tag_given", "known_surname"))
NAME_EVIDENCE = frozenset(
    ("known_surname", "known_given", "tag_surname", "tag_given", "pair_surname", "pair_given")
)
# Said of the past and of works: does not touch who is addressed, listed or entered in a form.
PUBLIC_ONLY = frozenset(("history_around",))
ADDRESSED = frozenset(("honorific", "field", "column", "contact_beside", "self_introduction"))
BARE = (
    ("bare_with_no", re.compile("の")),
    ("bare_in_compound", re.compile(f"[{KANJI}{KATAKANA}]")),
    ("bare_with_number", re.compile("[0-9]")),
)


def joined(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Merge candidates that overlap into one with the evidence of all, sorted by place.

    The candidate collected first (column, field, pair, honorific) fixes the place; later ones add
    their evidence to every place they touch.
    """
    merged: list[Candidate] = []
    owners: dict[int, Candidate] = {}
    for candidate in candidates:
        places = range(candidate.start, candidate.end)
        known = {id(owners[place]): owners[place] for place in places if place in owners}
        for one in known.values():
            one.evidence |= candidate.evidence
        if not known:
            merged.append(candidate)
            owners.update(dict.fromkeys(places, candidate))
    return sorted(merged, key=lambda one: one.start)


def add_bareness(text: str, candidates: list[Candidate], history_cues: int) -> None:
    """Evidence against names nothing but the name itself speaks for."""
    history = history_cues + sum("historical" in candidate.evidence for candidate in candidates)
    for candidate in candidates:
        if not candidate.evidence & NAME_EVIDENCE:
            candidate.evidence.discard("introduction")
        if candidate.evidence & {"known_surname", "known_given", "honorific"}:
            candidate.evidence.discard("plain_nouns")
        if candidate.evidence & ADDRESSED:
            candidate.evidence.discard("public_figure")
        if is_private(text, candidate):
            candidate.evidence -= PUBLIC_ONLY
        elif history >= HISTORY_FROM:
            candidate.evidence.add("among_history")
        if candidate.evidence & CONTEXT:
            candidate.evidence -= BARE_ONLY
        else:
            make_bare(text, candidate)


def is_private(text: str, candidate: Candidate) -> bool:
    """Whether the wording speaks of somebody of today; 氏 is said of the dead and of clans too."""
    private = candidate.evidence & (CONTEXT - HISTORY_TOO)
    is_clan = private == {"honorific"} and text.startswith("氏", candidate.end)
    return bool(private) and not is_clan


def make_bare(text: str, candidate: Candidate) -> None:
    """The evidence about a name that stands alone."""
    candidate.evidence.add("bare")
    if not candidate.evidence & TAGGED:
        candidate.evidence.discard("person_action")
    candidate.evidence.update(
        evidence for evidence, pattern in BARE if pattern.match(text, candidate.end)
    )
    if candidate.end - candidate.start == 1:
        candidate.evidence.add("bare_single")


def add_doubt(text: str, candidates: list[Candidate]) -> None:
    """Evidence against bare names in longer texts that name nobody for certain."""
    if len(text) < LONG_TEXT or any(
        one.evidence & CONTEXT and score(one.evidence) >= SURE for one in candidates
    ):
        return
    for candidate in candidates:
        if "bare" in candidate.evidence:
            candidate.evidence.add("nobody_certain")


def spread(text: str, candidates: list[Candidate]) -> None:
    """Carry certainty from one mention to the others of the same name, and along lists."""
    officials: set[str] = set()
    sure: set[str] = set()
    for candidate in candidates:
        if "official" in candidate.evidence:
            officials |= name_parts(candidate.text_in(text))
            officials.add(squeezed(candidate.text_in(text)))
        elif score(candidate.evidence) >= SURE:
            sure |= name_parts(candidate.text_in(text))
    for candidate in candidates:
        surface = candidate.text_in(text)
        if (surface in officials or squeezed(surface) in officials) and not has_honorific(
            text, candidate
        ):
            candidate.evidence.add("official_elsewhere")
        elif surface in sure and score(candidate.evidence) < SURE:
            candidate.evidence.add("named_elsewhere")
    spread_along_lists(text, candidates)


def spread_along_lists(text: str, candidates: list[Candidate]) -> None:
    """A candidate beside a certain person, only a list separator between, is likely one too."""
    for one, following in pairwise(candidates):
        if NEXT_CELL.fullmatch(text, one.end, following.start):
            spread_to_reading(one, following)
            spread_to_reading(following, one)
        if not LIST_NEXT.fullmatch(text, one.end, following.start):
            continue
        for known, other in ((one, following), (following, one)):
            if score(known.evidence) >= SURE > score(other.evidence):
                other.evidence.add("listed_with_person")
            elif "place_or_organisation" in known.evidence and not other.evidence & CONTEXT:
                other.evidence.add("place_list")


def spread_to_reading(known: Candidate, other: Candidate) -> None:
    """Kana in the cell beside a certain name are its reading."""
    if score(known.evidence) >= SURE and other.evidence & {"kana_cell", "reading"}:
        other.evidence.add("beside_name")


def known_as_places(text: str, candidates: list[Candidate], places: Set[str]) -> None:
    """Evidence against bare names that are, elsewhere in the text, part of a place's name."""
    for candidate in candidates:
        if "bare" in candidate.evidence and candidate.text_in(text) in places:
            candidate.evidence.add("place_elsewhere")


def other_mentions(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Places where a name that is certain stands once more and nothing had noticed it."""
    taken = {place for one in candidates for place in range(one.start, one.end)}
    surnames = {
        part
        for one in candidates
        if score(one.evidence) >= SURE and one.evidence & CONTEXT
        for part in re.split(r"[ ・=]", one.text_in(text))[:1]
        if MENTIONED.fullmatch(part)
    }
    return [
        Candidate(*place.span(), {"named_elsewhere"})
        for place in KANJI_RUN.finditer(text)
        if place.group() in surnames and taken.isdisjoint(range(*place.span()))
    ]


def squeezed(name: str) -> str:
    """A name without blanks and middle dots, as it is looked up in lists."""
    return re.sub(r"[\s・=]", "", name)


def name_parts(surface: str) -> set[str]:
    """A name and its parts, as other mentions may use them."""
    parts = {surface, *re.split(r"[ ・=]", surface)}
    if KANJI_NAME.fullmatch(surface):
        parts |= {surface[:2], surface[:3]}
    return parts


def has_honorific(text: str, candidate: Candidate) -> bool:
    """Whether 様, さん or the like follows; 君 and 氏 are said of officials too."""
    return text[candidate.end : candidate.end + 4].lstrip(" ").startswith(PRIVATE_HONORIFICS)
