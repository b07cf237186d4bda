"""Finds persons' names: candidates from everywhere, evidence about each, one score per name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from assistant.filters.lexicon.person_words import NOT_NAMES, TITLES
from assistant.filters.names.announced import (
    KANA_FULL_NAME,
    NO_NAME_PARTS,
    from_announcements,
)
from assistant.filters.names.candidates import (
    COUNTED,
    FOREIGN,
    KANJI,
    Candidate,
    from_honorifics,
    from_model,
    from_pairs,
    from_roles,
    from_romaji,
    from_tags,
    widened,
)
from assistant.filters.names.context import TextContext
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.fields import from_fields, from_tables
from assistant.filters.names.mentions import (
    add_bareness,
    add_doubt,
    joined,
    known_as_places,
    other_mentions,
    spread,
    spread_along_lists,
    squeezed,
)
from assistant.filters.names.surroundings import Surroundings, list_evidence
from assistant.filters.names.tables import sql_names, thing_cells
from assistant.filters.nlp_engine import FACILITY, ORGANISATION, OTHER_NAME, PLACE, Reading, Word
from assistant.filters.settings import FilterSettings

PLACEHOLDER = re.compile(r"[A-Z]?[〇○◯●×✕✖*＊_…?？.・]+[A-Z]?|[A-Z]{1,2}|[甲乙丙丁]|[ぁ-んァ-ン]")
KANJI_ONLY = re.compile(f"[{KANJI}]+")
NO_PERSON = (PLACE, ORGANISATION, FACILITY, OTHER_NAME)
NO_NAME_ENDING = re.compile(
    "(?:番号|電話|携帯|住所|氏名|メール|連絡先|郵便|コード|様式|別紙|資料|平均|合計|内線|直通|代表)$"
)
NOT_A_NAME = re.compile(r"[0-9@#<>{}\[\]\\○◯●〇]")
# A family name with such an ending glued to it is read as a full name by the dictionary.
PRODUCT_SHAPE = re.compile(
    f"[{KANJI}]{{2}}(?:錦|焼|漬|織|紬|塗|鍋|餅|米|茶|牛|豚|鶏|かぶ|ねぎ|なす|いも)$"
)
PLACE_SHAPE = re.compile(
    f"[{KANJI}][浜川山島橋町村谷池沢原坂宮寺荘台丘港駅線堤滝沼岳峠淵岬苑中小]$"
)
TYPED_IN = frozenset(("field", "column", "vague_field", "vague_column", "account_name"))
FOREIGN_NAME = re.compile(FOREIGN)
# Nouns that may follow a person's name at once.
BELONGS = re.compile(
    "本人|自身|夫妻|夫婦|親子|母子|父子|兄弟|姉妹|一家|両[名氏]|側|宅|邸|家|様|さん|氏|先生|君|くん|殿|達|たち"
    "|ら(?![ぁ-ん])|宛|あて|担当|" + "|".join(sorted(TITLES, key=len, reverse=True))
)
ENDS_LIKE_ROLE = re.compile(
    r"(?:者|員|屋|師|手|店|社|会|係|課|町|市|方|主|組|人|児|生|官|民|側|体|園|校|院|々)$"
)


class Page:
    """One text with what the model read in it, as evidence about its candidates."""

    def __init__(self, text: str, reading: Reading, candidates: list[Candidate]) -> None:
        self.text = text
        self.context = TextContext(text)
        places = certain_places(reading, candidates)
        self._starts = {start for start, _ in places}
        self._ends = {end for _, end in places}
        self._others = {
            place
            for label in reading.labels
            if label.label in NO_PERSON
            for place in range(label.start, label.end)
        }
        self._things = [place for cell in thing_cells(text) for place in range(*cell)]
        self._thing_places = frozenset(self._things)
        self._nouns = {word.start: word for word in reading.words if is_plain_noun(word)}
        self.place_names = frozenset(
            text[label.start : label.start + length]
            for label in reading.labels
            if label.label in (PLACE, FACILITY)
            for length in range(2, min(label.end - label.start, 5))
        )

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """What the page says of one candidate."""
        yield from self.context.evidence(candidate)
        yield from list_evidence(self.text, candidate, self._starts, self._ends)
        places = range(candidate.start, candidate.end)
        if self._others.issuperset(places):
            yield "model_other"
        if self._thing_places.issuperset(places):
            yield "thing_column"
        if candidate.start in self._nouns and self._is_all_nouns(candidate):
            yield "plain_nouns"
        if candidate.end in self._nouns and not BELONGS.match(self.text, candidate.end):
            yield "noun_follows"

    def _is_all_nouns(self, candidate: Candidate) -> bool:
        place = candidate.start
        while place < candidate.end and place in self._nouns:
            place = self._nouns[place].end
        return place == candidate.end


def is_plain_noun(word: Word) -> bool:
    """Whether a word is a common noun, or the ending of one."""
    return word.tag.startswith(("名詞-普通名詞", "接尾辞-名詞", "形状詞"))


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
        collected = (widened(text, one) for one in self._collect(text, reading))
        candidates = joined(collected)
        page = Page(text, reading, candidates)
        self._weigh(page, candidates)
        add_bareness(text, candidates, page.context.history_cues)
        known_as_places(text, candidates, page.place_names | self._compounds(text, candidates))
        add_doubt(text, candidates)
        spread(text, candidates)
        mentions = other_mentions(text, candidates)
        if mentions:
            self._weigh(page, mentions)
            candidates = sorted([*candidates, *mentions], key=lambda one: one.start)
            spread_along_lists(text, candidates)
        return candidates

    def _weigh(self, page: Page, candidates: list[Candidate]) -> None:
        for candidate in candidates:
            candidate.evidence.update(self._judge(page.text, candidate))
            candidate.evidence.update(page.evidence(candidate))

    def _compounds(self, text: str, candidates: list[Candidate]) -> frozenset[str]:
        """Names that also stand in front of the ending of a place or an organisation."""
        return frozenset(
            surface
            for surface in {one.text_in(text) for one in candidates}
            if len(surface) > 1
            and any(
                self._surroundings.has_suffix(text[found.end() : found.end() + 12])
                for found in re.finditer(re.escape(surface), text)
            )
        )

    def _collect(self, text: str, reading: Reading) -> Iterable[Candidate]:
        return chain(
            from_tables(text),
            (Candidate(start, end, {"column"}) for start, end in sql_names(text) if start < end),
            from_fields(text),
            from_pairs(text, self._dictionary),
            from_romaji(text, self._dictionary),
            from_honorifics(text, self._dictionary),
            from_announcements(text, self._dictionary),
            from_tags(text, reading),
            from_model(text, reading),
            from_roles(text),
        )

    def _judge(self, text: str, candidate: Candidate) -> Iterator[str]:
        surface = candidate.text_in(text)
        yield from self._lists(surface)
        yield from self._known(surface, candidate)
        yield from self._surroundings.evidence(text, candidate)
        if self._is_organisation(surface, candidate):
            yield "organisation_value"
        if {"tag_surname", "tag_given"} <= candidate.evidence:
            yield "tag_full_name"
        if surface.islower() and not candidate.evidence & TYPED_IN:
            yield "stop_word"
        if "model" in candidate.evidence:
            yield from self._split(surface)
        yield from self._shape(surface, candidate)

    def _shape(self, surface: str, candidate: Candidate) -> Iterator[str]:
        if self._is_place_shaped(surface, candidate):
            yield "place_or_organisation"
        if KANA_FULL_NAME.fullmatch(surface) and any(
            self._is_person(part) for part in surface.split(" ")
        ):
            yield "kana_full_name"
        if "・" in surface and FOREIGN_NAME.fullmatch(surface):
            parts = re.split("[・=]", surface)
            if NO_NAME_PARTS.intersection(parts):
                yield "place_or_organisation"
            elif len(parts) > 2 or any(self._is_person(part) for part in parts):
                yield "foreign_dotted"

    def _is_place_shaped(self, surface: str, candidate: Candidate) -> bool:
        return (
            PLACE_SHAPE.search(surface) is not None
            and len(surface) > 2
            and bool(candidate.evidence & {"tag_full_name", "tag_given", "model"})
            and not candidate.evidence & {*TYPED_IN, "honorific", "pair_surname"}
            and not self._dictionary.known(surface) & Known.SURNAME
        )

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
                elif KANJI_ONLY.fullmatch(given) and len(given) <= 2:
                    yield "surname_and_rest"

    def _lists(self, surface: str) -> Iterator[str]:
        name = squeezed(surface)
        if name in self._historical:
            yield "historical"
        if name in self._samples:
            yield "sample"
        if PLACEHOLDER.fullmatch(name) or NOT_A_NAME.search(name):
            yield "placeholder"
        if PRODUCT_SHAPE.fullmatch(surface) and not self._dictionary.known(surface) & Known.SURNAME:
            yield "product"
        if COUNTED.fullmatch(surface):
            yield "stop_word"
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


def certain_places(reading: Reading, candidates: list[Candidate]) -> list[tuple[int, int]]:
    """Places the model or the tags name that touch no candidate for a name."""
    taken = {place for one in candidates for place in range(one.start, one.end)}
    places = [
        (label.start, label.end) for label in reading.labels if label.label in (PLACE, FACILITY)
    ] + [(word.start, word.end) for word in reading.words if "地名" in word.tag]
    return [place for place in places if taken.isdisjoint(range(*place))]
