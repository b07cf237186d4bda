"""One text with what the model read in it, as evidence about the candidates for names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import TITLES
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.context import TextContext
from assistant.filters.names.desk import is_at_desk
from assistant.filters.names.enumeration import line_of, list_evidence
from assistant.filters.names.posts import PLAYED
from assistant.filters.names.public_life import PublicLife
from assistant.filters.names.tables import author_cells, thing_cells
from assistant.filters.nlp_engine import FACILITY, ORGANISATION, OTHER_NAME, PLACE, Reading

NO_PERSON = (PLACE, ORGANISATION, FACILITY, OTHER_NAME)
# Written in katakana throughout, honorific included: its words are cut anywhere.
KATAKANA_ADDRESS = re.compile("(?<=[ァ-ヺー]) ?(?:サマ|ドノ)")
# Nouns that may follow a person's name at once.
BELONGS = re.compile(
    "本人|自身|夫妻|夫婦|親子|母子|父子|兄弟|姉妹|一家|両[名氏]|側|宅|邸|家|様|さん|氏|先生|君|くん|殿|達|たち"
    "|ら(?![ぁ-ん])|宛|あて|担当|" + "|".join(sorted(TITLES, key=len, reverse=True))
)
# Tags of words that may be cut, and of common nouns and their endings.
UNCUT = ("名詞-固有名詞", "補助記号", "空白", "名詞-数詞")
PLAIN_NOUN = ("名詞-普通名詞", "接尾辞-名詞", "形状詞")
# 城東(1) in a column of districts: its number, nobody's age.
NUMBERED = re.compile(r"\([0-9]\)")
# Minutes and rolls are longer.
LONGEST_ENTRY = 120


class Page:
    """One text with what the model read in it, as evidence about its candidates."""

    def __init__(self, text: str, reading: Reading, candidates: list[Candidate]) -> None:
        self.text = text
        self.context = TextContext(text)
        self._public_life = PublicLife(text)
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
        self._authors = frozenset(place for cell in author_cells(text) for place in range(*cell))
        self._cut = {
            place
            for word in reading.words
            if word.end - word.start > 1 and not word.tag.startswith(UNCUT)
            for place in range(word.start + 1, word.end)
        }
        self._nouns = {
            word.start: word for word in reading.words if word.tag.startswith(PLAIN_NOUN)
        }
        self.place_names = frozenset(
            text[label.start : label.start + length]
            for label in reading.labels
            if label.label in (PLACE, FACILITY)
            for length in range(2, min(label.end - label.start, 5))
        )

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """What the page says of one candidate."""
        yield from self.context.evidence(candidate)
        if not self._is_entry(candidate):
            yield from self._public_life.evidence(candidate)
        yield from list_evidence(self.text, candidate, self._starts, self._ends)
        places = range(candidate.start, candidate.end)
        if self._others.issuperset(places):
            yield "model_other"
        yield from self._in_column(candidate, places)
        is_cut = candidate.start in self._cut or candidate.end in self._cut
        if is_cut and not KATAKANA_ADDRESS.match(self.text, candidate.end):
            yield "cut_word"
        if candidate.start in self._nouns and self._is_all_nouns(candidate):
            yield "plain_nouns"
        if candidate.end in self._nouns and not BELONGS.match(self.text, candidate.end):
            yield "noun_follows"

    def _in_column(self, candidate: Candidate, places: range) -> Iterator[str]:
        """What the header over a candidate says of it."""
        if self._thing_places.issuperset(places):
            if NUMBERED.match(self.text, candidate.end):
                candidate.evidence.discard("contact_beside")
            yield "thing_column"
        if self._authors.issuperset(places):
            yield "credited"

    def _is_entry(self, candidate: Candidate) -> bool:
        """Whether a short text notes somebody who came, called or plays a part, in no council."""
        if len(self.text) > LONGEST_ENTRY:
            return False
        is_played = PLAYED.search(line_of(self.text, candidate)) is not None
        return is_played or is_at_desk(self.text, candidate)

    def _is_all_nouns(self, candidate: Candidate) -> bool:
        place = candidate.start
        while place < candidate.end and place in self._nouns:
            place = self._nouns[place].end
        return place == candidate.end


def certain_places(reading: Reading, candidates: list[Candidate]) -> list[tuple[int, int]]:
    """Places the model or the tags name that touch no candidate for a name."""
    taken = {place for one in candidates for place in range(one.start, one.end)}
    places = [
        (label.start, label.end) for label in reading.labels if label.label in (PLACE, FACILITY)
    ] + [(word.start, word.end) for word in reading.words if "地名" in word.tag]
    return [place for place in places if taken.isdisjoint(range(*place))]
