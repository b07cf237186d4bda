"""Candidates among each other: joined where they overlap, and what one mention says of others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set
from itertools import pairwise

from assistant.filters.lexicon.person_words import HONORIFICS, TITLES
from assistant.filters.names.bare import TAGGED
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.enumeration import LIST_NEXT
from assistant.filters.names.evidence import CONTEXT, SURE, is_certain, score
from assistant.filters.names.parts import family_names, name_parts, squeezed

NEXT_CELL = re.compile(
    r"['\")]{0,2}[ ]*[,;|\t(/][ ]*['\"(]{0,2}| ?(?:様|さん|さま|氏|君|くん|ちゃん|先生|殿)? ?\("
)
NAME_RUN = re.compile(
    f"[{KANJI}]+(?:ヶ[{KANJI}]{{1,2}})?|(?<![{KATAKANA}・=])[{KATAKANA}]{{3,}}(?![{KATAKANA}・=])"
    "|(?<![A-Za-z@._-])[A-Z][a-z]{2,11}(?![A-Za-z@_-]|\\.[a-z])"
)
PRIVATE_HONORIFICS = tuple(word for word in HONORIFICS if word not in ("君", "氏"))
BEHIND = frozenset((*TITLES, *HONORIFICS, "本人", "自身", "夫人", "派", "家"))
OFTEN = 3
LONGEST_ENTRY = 30
# The model, the tags and the dictionary agree on a name; the tags alone see one.
CERTAIN_FORM = frozenset(("model", "tag_full_name", "surname_and_given"))
READ_BY_TAGS = frozenset(("tags_alone", "tag_full_name"))


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


def spread(text: str, candidates: list[Candidate]) -> None:
    """Carry certainty from one mention to the others of the same name, and along lists."""
    officials: set[str] = set()
    full_names: set[str] = set()
    sure: set[str] = set()
    for candidate in candidates:
        if "official" in candidate.evidence:
            officials |= name_parts(candidate.text_in(text))
            officials.add(squeezed(candidate.text_in(text)))
            full_names.add(squeezed(candidate.text_in(text)))
        elif score(candidate.evidence) >= SURE:
            sure |= name_parts(candidate.text_in(text))
    shown = {one.text_in(text) for one in candidates if "shown_as_sample" in one.evidence}
    for candidate in candidates:
        surface = candidate.text_in(text)
        if not candidate.evidence & CONTEXT and any(one.endswith(surface) for one in shown):
            candidate.evidence.add("shown_as_sample")
        if (surface in officials or squeezed(surface) in officials) and not has_honorific(
            text, candidate
        ):
            is_full = len(squeezed(surface)) > 2 and squeezed(surface) in full_names
            candidate.evidence.add("official_named" if is_full else "official_elsewhere")
        elif surface in sure and score(candidate.evidence) < SURE:
            # ジョイスさんの…。ジョイスは…: not the one everybody knows.
            candidate.evidence.discard("known_to_all")
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
                other.evidence.discard("place_list")
            elif "place_or_organisation" in known.evidence and not other.evidence & CONTEXT:
                other.evidence.add("place_list")


def spread_to_reading(known: Candidate, other: Candidate) -> None:
    """Kana in the cell beside a certain name are its reading."""
    if score(known.evidence) >= SURE and other.evidence & {"kana_cell", "reading"}:
        other.evidence.add("beside_name")
        if "reading" in other.evidence:
            other.evidence.add("kana_cell")
            other.evidence.discard("bare")
        # Whatever the text is, both are of one person.
        other.evidence -= {"public_text", "published_name"}


def has_honorific(text: str, candidate: Candidate) -> bool:
    """Whether 様, さん or the like follows; 君 and 氏 are said of officials too."""
    return text[candidate.end : candidate.end + 4].lstrip(" ").startswith(PRIVATE_HONORIFICS)


def other_mentions(
    text: str, candidates: list[Candidate], dictionary: NameDictionary
) -> list[Candidate]:
    """Places where a name that is certain stands once more and nothing had noticed it."""
    taken = {place for one in candidates for place in range(one.start, one.end)}
    surnames = {
        surname
        for one in candidates
        if is_certain(one.evidence)
        for surname in family_names(one.text_in(text), dictionary)
    }
    if not surnames:
        return []
    places = (
        (run.start(), run.start() + len(surname))
        for run in NAME_RUN.finditer(text)
        if (surname := mentioned(run.group(), surnames))
    )
    return [
        Candidate(
            *place,
            # In Latin letters every word is read as a noun.
            {"named_elsewhere", "foreign_latin"}
            if text[place[0]].isascii()
            else {"named_elsewhere"},
        )
        for place in places
        if taken.isdisjoint(range(*place))
    ]


def mentioned(run: str, surnames: Set[str]) -> str:
    """The family name a run of kanji is, alone or with a post or an honorific behind it."""
    if run in surnames:
        return run
    return next((one for one in surnames if run.startswith(one) and run[len(one) :] in BEHIND), "")


def add_company(text: str, candidates: list[Candidate]) -> None:
    """Where one person is named for certain, other names in the text are rather people too."""
    if not any(is_certain(one.evidence) for one in candidates):
        return
    for one, other in pairwise(candidates):
        for known, doubtful in ((one, other), (other, one)):
            if is_listed_with(text, known, doubtful):
                doubtful.evidence.add("listed_with_person")
    counts = Counter(one.text_in(text) for one in candidates if one.evidence & TAGGED)
    for candidate in candidates:
        is_often = counts[candidate.text_in(text)] >= OFTEN
        if is_often and "bare" in candidate.evidence and candidate.evidence & TAGGED:
            candidate.evidence.add("repeated")


def is_listed_with(text: str, known: Candidate, doubtful: Candidate) -> bool:
    """Whether a whole name only the tags see stands in the next entry to a certain one."""
    if not known.evidence >= CERTAIN_FORM or score(known.evidence) < SURE:
        return False
    between = text[min(known.end, doubtful.end) : max(known.start, doubtful.start)]
    is_near = len(between) <= LONGEST_ENTRY and between.count("\n") <= 1 and "。" not in between
    return is_near and doubtful.evidence >= READ_BY_TAGS
