"""Finds persons' names: candidates from everywhere, evidence about each, one score per name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from assistant.filters.names.again import named_again
from assistant.filters.names.alike import people_alike
from assistant.filters.names.announced import from_announcements
from assistant.filters.names.bare import add_bareness, add_doubt, known_as_places
from assistant.filters.names.candidates import (
    KANJI,
    KATAKANA,
    ORGANISATION_LATIN,
    Candidate,
    from_model,
    from_romaji,
    from_tags,
    widened,
)
from assistant.filters.names.columns import from_columns, from_columns_of_people
from assistant.filters.names.company import from_company
from assistant.filters.names.contacts import from_contacts
from assistant.filters.names.desk import overrule
from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.doubtful import add_doubtful
from assistant.filters.names.entries import from_entries
from assistant.filters.names.fields import (
    from_broken_fields,
    from_cells,
    from_fields,
    from_glued,
    from_kana_labels,
)
from assistant.filters.names.foreign import from_abroad
from assistant.filters.names.given import from_given
from assistant.filters.names.headed import from_tables
from assistant.filters.names.honorifics import from_honorifics, from_spaced
from assistant.filters.names.lines import forget_lines
from assistant.filters.names.lists import NameLists
from assistant.filters.names.literals import from_literals
from assistant.filters.names.mentions import (
    add_company,
    joined,
    other_mentions,
    spread,
    spread_along_lists,
)
from assistant.filters.names.messages import from_messages
from assistant.filters.names.narrative import from_narrative, is_thing_told, told_of
from assistant.filters.names.notes import from_notes
from assistant.filters.names.page import Page
from assistant.filters.names.pairs import from_pairs
from assistant.filters.names.parts import squeezed
from assistant.filters.names.published import add_published
from assistant.filters.names.quotations import from_quotations
from assistant.filters.names.readings import KATAKANA_ONLY, dictionary_evidence
from assistant.filters.names.records import from_records
from assistant.filters.names.results import from_results
from assistant.filters.names.roles import from_divisions, from_posts, from_roles
from assistant.filters.names.shape import TYPED_IN, Shape
from assistant.filters.names.spoken import from_speech, from_women
from assistant.filters.names.stated import overrule_words
from assistant.filters.names.surroundings import Surroundings
from assistant.filters.names.tables import sql_names
from assistant.filters.names.whole import add_given_names
from assistant.filters.nlp_engine import Reading
from assistant.filters.settings import FilterSettings

# 発行数又は売出数, 収財第0907号: what stands behind a noun, read as the end of a family name.
CONJUNCTION = re.compile("[又並但](?=[はび])|[及](?=び)|第(?=[0-9])")
# 大江四丁目: no 四丁 of a family 大江.
CHOME = re.compile("丁(?=目)")
# スーパー(原信 台町店): a firm with its branch behind.
BRANCH = re.compile(f" [{KANJI}ァ-ヶー]{{1,8}}(?:店|支店|工場|営業所|出張所|センター店)")
# A whole name the tags alone see, of which something is said.
ACTING_ALONE = frozenset(("tags_alone", "subject"))
# A word in katakana that goes on names a thing after somebody.
COMPOUND = re.compile(f"[{KATAKANA}]{{2}}")
LATIN_NAME = re.compile(f"(?!.*{ORGANISATION_LATIN.pattern})[A-Z][a-z]+(?: [A-Z][a-z.]*){{1,3}}")
# Whom examples and stories are about.
EVERYBODY = frozenset(("太郎", "花子"))
# 早見寺さん宅: nobody but a family lives so, however it is called.
AT_HOME = re.compile("(?:さん|様|氏)(?:宅|方(?![々向法])|ち(?=[のはにで]))")
# What is read as a name at all; of other words a sentence says nothing.
LIKE_NAME = frozenset(
    ("model", "tag_surname", "tag_given", "known_surname", "kana_subject", "dotted_name")
)
# Hiragana nobody parts from the words around it is cut anywhere.
MISREAD_KANA = frozenset(("cut_word", "common_word"))
# 警部 ends like a section of an office.
RANK_MISREAD = frozenset(("place_or_organisation", "noun_follows"))
# エース早見: what somebody is, no branch of a firm.
OVERRULED_BY = (
    ("rank_behind", RANK_MISREAD),
    ("title_after", RANK_MISREAD),
    ("called_before", frozenset(("katakana_before",))),
)


class NameFinder:
    """Finds names in a normalised text with the model's reading of it."""

    def __init__(self, settings: FilterSettings, dictionary: NameDictionary) -> None:
        self._dictionary = dictionary
        self._surroundings = Surroundings(settings)
        self._lists = NameLists(settings, dictionary)
        self._shape = Shape(dictionary, self._surroundings)

    def find(self, text: str, reading: Reading) -> list[Candidate]:
        """All candidates, each with its complete evidence; `score` of it decides."""
        try:
            return self._find(text, reading)
        finally:
            forget_lines()

    def _find(self, text: str, reading: Reading) -> list[Candidate]:
        collected = (widened(text, one) for one in self._collect(text, reading))
        candidates = joined(collected)
        page = Page(text, reading, candidates)
        self._weigh(page, candidates)
        add_bareness(text, candidates, page.context.history_cues)
        add_published(text, candidates)
        known_as_places(text, candidates, page.place_names | self._compounds(text, candidates))
        add_doubt(text, candidates)
        spread(text, candidates)
        add_company(text, candidates)
        mentions = other_mentions(text, candidates, self._dictionary)
        mentions += people_alike(text, candidates, self._dictionary)
        mentions += named_again(text, [*candidates, *mentions], self._dictionary)
        if mentions:
            self._weigh(page, mentions)
            candidates = sorted([*candidates, *mentions], key=lambda one: one.start)
            spread_along_lists(text, candidates)
        add_doubtful(candidates)
        add_given_names(text, candidates, self._dictionary)
        return candidates

    def _weigh(self, page: Page, candidates: list[Candidate]) -> None:
        for candidate in candidates:
            candidate.evidence.update(self._judge(page.text, candidate))
            candidate.evidence.update(page.evidence(candidate))
            self._hear(page.text, candidate)
            overrule(page.text, candidate)
            overrule_words(page.text, candidate)
            if candidate.is_noted and "tags_alone" in candidate.evidence:
                candidate.evidence.update(self._shape.split(candidate.text_in(page.text)))

    def _hear(self, text: str, candidate: Candidate) -> None:
        """What a narrating sentence says; in what a city publishes names are places first."""
        evidence, surface = candidate.evidence, candidate.text_in(text)
        if evidence >= ACTING_ALONE:
            evidence.update(self._shape.split(surface))
        if COMPOUND.match(text, candidate.end - 1):
            evidence.discard("foreign_dotted")
            return
        self._read_alike(surface, evidence)
        if "honorific" in evidence and self._shape.sounds_like_name(surface):
            evidence -= MISREAD_KANA
        if "public_text" in evidence:
            evidence.discard("dotted_name")
        if "public_text" in evidence or surface in EVERYBODY or not evidence & LIKE_NAME:
            return
        add_told(text, candidate)

    def _read_alike(self, surface: str, evidence: set[str]) -> None:
        """What the model, the tags and the dictionary say of a word together."""
        is_new = all(
            KATAKANA_ONLY.fullmatch(word) and not self._dictionary.known(word)
            for word in surface.split(" ")
        )
        if is_new:
            # An unknown word in katakana is read as a noun, whatever it names.
            evidence.discard("plain_nouns")
        if "public_text" in evidence or surface in EVERYBODY:
            evidence.discard("only_given")
        elif "model" in evidence:
            if is_new:
                evidence.add("new_kana")
            if evidence & {"tag_given", "only_given"}:
                evidence.add("both_say")

    def _compounds(self, text: str, candidates: list[Candidate]) -> frozenset[str]:
        """Names that also stand in front of the ending of a place or an organisation."""
        return frozenset(
            surface
            for surface in {one.text_in(text) for one in candidates}
            if len(surface) > 1
            and any(
                self._surroundings.has_suffix(text[found.end() : found.end() + 12])
                or BRANCH.match(text, found.end())
                for found in re.finditer(re.escape(surface), text)
            )
        )

    def _collect(self, text: str, reading: Reading) -> Iterable[Candidate]:
        pairs = list(from_pairs(text, self._dictionary))
        return chain(
            from_columns_of_people(text, self._dictionary),
            from_literals(text, self._dictionary),
            from_quotations(text, self._dictionary),
            from_tables(text, self._dictionary),
            (Candidate(start, end, {"column"}) for start, end in sql_names(text) if start < end),
            from_fields(text),
            from_cells(text),
            from_broken_fields(text, self._dictionary),
            from_spaced(text, self._dictionary),
            from_glued(text),
            from_kana_labels(text),
            from_entries(text, self._dictionary),
            from_notes(text, self._dictionary),
            from_results(text, self._dictionary),
            from_records(text, self._dictionary),
            pairs,
            from_company(text, pairs, self._dictionary),
            from_romaji(text, self._dictionary),
            from_women(text, self._dictionary),
            from_honorifics(text, self._dictionary),
            from_announcements(text, self._dictionary),
            from_speech(text, self._dictionary),
            from_messages(text, self._dictionary),
            from_contacts(text, self._dictionary),
            from_abroad(text),
            from_narrative(text, self._dictionary),
            from_given(text, self._dictionary),
            from_tags(text, reading),
            from_model(text, reading, self._dictionary),
            from_columns(text, self._dictionary),
            from_roles(text, self._dictionary),
            from_divisions(text, self._dictionary),
            from_posts(text, self._dictionary),
        )

    def _judge(self, text: str, candidate: Candidate) -> Iterator[str]:
        surface = candidate.text_in(text)
        yield from self._lists.evidence(surface, candidate)
        is_called = "honorific" in candidate.evidence
        yield from dictionary_evidence(surface, self._dictionary, is_called=is_called)
        yield from self._surroundings.evidence(text, candidate)
        is_at_home = AT_HOME.match(text, candidate.end) is not None
        if not is_at_home and self._shape.is_organisation(surface, candidate):
            yield "organisation_value"
        if {"tag_surname", "tag_given"} <= candidate.evidence:
            yield "tag_full_name"
        if not candidate.evidence & TYPED_IN and (
            surface.islower() or self._shape.is_spread(surface)
        ):
            yield "stop_word"
        if "model" in candidate.evidence:
            yield from self._shape.split(surface)
        elif {"tag_surname", "tag_given"} <= candidate.evidence and squeezed(surface) == surface:
            yield "tags_alone"
        if any(one.match(text, candidate.end - 1) for one in (CONJUNCTION, CHOME)):
            yield "stop_word"
        yield from self._shape.evidence(surface, candidate)


def add_told(text: str, candidate: Candidate) -> None:
    """Add what the sentence says of a name, and leave out what that shows to be misread."""
    evidence, told = candidate.evidence, set(told_of(text, candidate))
    evidence |= told
    if not told and is_thing_told(text, candidate):
        evidence.add("said_otherwise")
    if told and "model" in evidence and LATIN_NAME.fullmatch(candidate.text_in(text)):
        evidence.add("foreign_latin")
    for said, misread in OVERRULED_BY:
        if said in told:
            evidence -= misread
