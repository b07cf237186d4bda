"""Finds persons' names: candidates from everywhere, evidence about each, one score per name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from assistant.filters.lexicon.person_words import HONORIFICS, NOT_NAMES
from assistant.filters.names.candidates import (
    KANJI,
    Candidate,
    from_honorifics,
    from_model,
    from_pairs,
    from_roles,
    from_romaji,
    from_tags,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.evidence import BARE_ONLY, CONTEXT, score
from assistant.filters.names.fields import from_fields, from_tables
from assistant.filters.names.surroundings import LIST_NEXT, Surroundings, list_evidence
from assistant.filters.nlp_engine import FACILITY, ORGANISATION, OTHER_NAME, PLACE, Reading
from assistant.filters.settings import FilterSettings

PLACEHOLDER = re.compile(r"[A-ZＡ-Ｚ〇○◯●×✕✖*＊_…?？.・]+|[A-Z]{1,2}|[甲乙丙丁]|[ぁ-んァ-ン]")
SURE = 0.8
HISTORY_FROM = 3
# In a text about history these say little: 「清盛の娘、徳子」.
HISTORY_TOO = frozenset(("role_before", "introduction", "tag_full_name", "surname_and_given"))
NO_PERSON = (PLACE, ORGANISATION, FACILITY, OTHER_NAME)
NO_NAME_ENDING = re.compile(
    "(?:番号|電話|携帯|住所|氏名|メール|連絡先|郵便|コード|様式|別紙|資料|平均|合計|内線|直通|代表)$"
)
BARE = (
    ("bare_with_no", re.compile("の")),
    ("bare_in_compound", re.compile(f"[{KANJI}]")),
    ("bare_with_number", re.compile("[0-9]")),
)
NOT_A_NAME = re.compile(r"[0-9@#<>{}\[\]\\]")
# A family name with such an ending glued to it is read as a full name by the dictionary.
PLACE_SHAPE = re.compile(f"[{KANJI}][浜川山島橋町村谷池沢原坂宮寺荘台丘港駅線]$")
ENDS_LIKE_ROLE = re.compile(
    r"(?:者|員|屋|師|手|店|社|会|係|課|町|市|方|主|組|人|児|生|官|民|側|体|園|校|院|々)$"
)


class NameFinder:
    """Finds names in a normalised text with the model's reading of it."""

    def __init__(self, settings: FilterSettings, dictionary: NameDictionary) -> None:
        self._dictionary = dictionary
        self._surroundings = Surroundings(settings)
        self._historical = frozenset(map(squeezed, settings.historical_names))
        self._samples = frozenset(map(squeezed, settings.sample_names)) | frozenset(
            map(squeezed, settings.character_names)
        )
        self._stop_words = frozenset(settings.honorific_stop_words)

    def find(self, text: str, reading: Reading) -> list[Candidate]:
        """All candidates, each with its complete evidence; `score` of it decides."""
        candidates = joined(text, self._collect(text, reading))
        places = [
            (label.start, label.end) for label in reading.labels if label.label in (PLACE, FACILITY)
        ] + [(word.start, word.end) for word in reading.words if "地名" in word.tag]
        for candidate in candidates:
            candidate.evidence.update(self._judge(text, candidate, reading))
            candidate.evidence.update(
                list_evidence(text, candidate, certain_places(places, candidates))
            )
        add_bareness(text, candidates)
        spread(text, candidates)
        return candidates

    def _collect(self, text: str, reading: Reading) -> Iterable[Candidate]:
        return chain(
            from_tables(text),
            from_fields(text),
            from_pairs(text, self._dictionary),
            from_romaji(text, self._dictionary),
            from_honorifics(text, self._dictionary),
            from_tags(text, reading),
            from_model(text, reading),
            from_roles(text),
        )

    def _judge(self, text: str, candidate: Candidate, reading: Reading) -> Iterator[str]:
        surface = candidate.text_in(text)
        yield from self._lists(surface)
        yield from self._known(surface, candidate)
        yield from self._surroundings.evidence(text, candidate)
        if self._is_organisation(surface, candidate):
            yield "organisation_value"
        if any(
            label.start <= candidate.start and candidate.end <= label.end
            for label in reading.labels
            if label.label in NO_PERSON
        ):
            yield "model_other"
        if {"tag_surname", "tag_given"} <= candidate.evidence:
            yield "tag_full_name"
            if PLACE_SHAPE.search(surface) and not candidate.evidence & {"honorific", "field"}:
                yield "place_or_organisation"
        if "model" in candidate.evidence:
            yield from self._split(surface)

    def _is_organisation(self, surface: str, candidate: Candidate) -> bool:
        is_named = candidate.evidence & {"pair_surname", "pair_given"} or self._is_person(surface)
        return not is_named and self._surroundings.is_organisation(surface)

    def _split(self, surface: str) -> Iterator[str]:
        if not 3 <= len(surface) <= 6:
            return
        for cut in range(1, min(4, len(surface) - 1) + 1):
            family, given = surface[:cut], surface[cut:]
            if self._dictionary.known(family) & Known.SURNAME:
                if self._dictionary.known(given) & Known.GIVEN:
                    yield "surname_and_given"
                elif len(given) <= 2:
                    yield "surname_and_rest"

    def _lists(self, surface: str) -> Iterator[str]:
        name = squeezed(surface)
        if name in self._historical:
            yield "historical"
        if name in self._samples:
            yield "sample"
        if PLACEHOLDER.fullmatch(name) or NOT_A_NAME.search(name):
            yield "placeholder"
        if name in NOT_NAMES or NO_NAME_ENDING.search(name) or self._is_stop_word(name):
            yield "stop_word"

    def _is_stop_word(self, name: str) -> bool:
        if (
            name.endswith("皆")
            or name in self._stop_words
            or name.lstrip("おご御") in self._stop_words
        ):
            return True
        return any(
            len(name) > len(word) > 1 and name.endswith(word) and not self._is_person(name)
            for word in self._stop_words
        )

    def _is_person(self, word: str) -> bool:
        return bool(self._dictionary.known(word) & PERSON_READINGS)

    def _known(self, surface: str, candidate: Candidate) -> Iterator[str]:
        readings = self._dictionary.known(surface)
        if readings & Known.SURNAME:
            yield "known_surname"
        if readings & (Known.GIVEN | Known.NAME):
            yield "known_given"
        if readings & Known.PLACE:
            yield "known_place"
        is_name = bool(readings & PERSON_READINGS)
        if not is_name and (readings & Known.COMMON or ENDS_LIKE_ROLE.search(surface)):
            yield "common_word"


def certain_places(
    places: list[tuple[int, int]], candidates: list[Candidate]
) -> list[tuple[int, int]]:
    """Places that are no candidate for a name."""
    taken = [(candidate.start, candidate.end) for candidate in candidates]
    return [
        place
        for place in places
        if not any(start < place[1] and place[0] < end for start, end in taken)
    ]


def squeezed(name: str) -> str:
    """A name without blanks and middle dots, as it is looked up in lists."""
    return re.sub(r"[\s・=]", "", name)


def joined(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Merge candidates that overlap into one with the evidence of all, sorted by place.

    The candidate collected first (column, field, pair, honorific) fixes the place; later ones add
    their evidence to every place they touch.
    """
    merged: list[Candidate] = []
    for candidate in candidates:
        known = [one for one in merged if one.start < candidate.end and candidate.start < one.end]
        for one in known:
            one.evidence |= candidate.evidence
        if not known:
            merged.append(candidate)
    return sorted(merged, key=lambda one: one.start)


def add_bareness(text: str, candidates: list[Candidate]) -> None:
    """Evidence against names nothing but the name itself speaks for."""
    history = sum("historical" in candidate.evidence for candidate in candidates)
    for candidate in candidates:
        if history >= HISTORY_FROM and not candidate.evidence & (CONTEXT - HISTORY_TOO):
            candidate.evidence.add("among_history")
        if candidate.evidence & CONTEXT:
            candidate.evidence -= BARE_ONLY
        else:
            candidate.evidence.update(
                evidence for evidence, pattern in BARE if pattern.match(text, candidate.end)
            )


def spread(text: str, candidates: list[Candidate]) -> None:
    """Carry certainty from one mention to the others of the same name, and along lists."""
    officials: set[str] = set()
    sure: set[str] = set()
    for candidate in candidates:
        if "official" in candidate.evidence:
            officials |= name_parts(candidate.text_in(text))
        elif score(candidate.evidence) >= SURE:
            sure |= name_parts(candidate.text_in(text))
    for candidate in candidates:
        surface = candidate.text_in(text)
        if surface in officials and not has_honorific(text, candidate):
            candidate.evidence.add("official_elsewhere")
        elif surface in sure and score(candidate.evidence) < SURE:
            candidate.evidence.add("named_elsewhere")
    spread_along_lists(text, candidates)


def spread_along_lists(text: str, candidates: list[Candidate]) -> None:
    """A candidate beside a certain person, only a list separator between, is likely one too."""
    for one, following in pairwise(candidates):
        if not LIST_NEXT.fullmatch(text, one.end, following.start):
            continue
        for known, other in ((one, following), (following, one)):
            if score(known.evidence) >= SURE > score(other.evidence):
                other.evidence.add("listed_with_person")


def name_parts(surface: str) -> set[str]:
    """A name and its parts, as other mentions may use them."""
    return {surface, *re.split(r"[ ・=]", surface)}


def has_honorific(text: str, candidate: Candidate) -> bool:
    """Whether 様, さん or the like follows."""
    return text[candidate.end : candidate.end + 4].lstrip(" ").startswith(HONORIFICS)
