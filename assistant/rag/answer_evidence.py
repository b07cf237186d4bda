"""What one supplied record holds that a sentence may say: places, figures, words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from assistant.rag.answer_figures import Figures, are_figures_in, compact, figures_in
from assistant.rag.answer_polarity import is_reversed
from assistant.rag.answer_references import Place, is_title, places_in, titles_in
from assistant.rag.documents import Record, Span
from assistant.rag.numerals import to_int
from assistant.rag.spans import spans_of

LEAST_QUOTATION = 10
"""Characters from which on a quotation must be in the source, white space not counted."""

_LEAST_PIECE = 4
_OPEN = {"「": "」", "『": "』", "“": "”"}
_CLOSE = frozenset(_OPEN.values())
_STRAIGHT = re.compile(r'"([^"]+)"')
_LEFT_OUT = re.compile(r"…+|・{3,}|\.{3,}|[(〔]?(?:中略|略|前略|後略)[)〕]?")
_NUMBERED_LINE = re.compile(r"^[ 　]*(?:[0-9０-９]+(?=[ 　])|[(（][0-9０-９]+[)）])", re.MULTILINE)
_KANJI_LINE = re.compile(r"^[ 　]*([一二三四五六七八九十]+)[ 　]", re.MULTILINE)


class Fault(StrEnum):
    """What is wrong with a sentence."""

    ID = "id"
    ARTICLE = "article"
    TITLE = "title"
    FIGURE = "figure"
    QUOTATION = "quotation"
    POLARITY = "polarity"
    LINK = "link"


class Evidence:
    """A record and the text that was supplied of it, read once."""

    def __init__(self, record: Record, text: str) -> None:
        self._record = record
        self._spans: Sequence[Span] = record.spans if text == record.text else ()
        self._spans = self._spans or spans_of(text)
        self._text = text
        self.title = compact(record.title)
        about = (record.title, record.label, record.number, record.caption, *record.path)
        self._about = compact("\n".join(about))
        self._words = compact(text)
        self._lines = "\n".join(map(compact, text.splitlines()))
        self._about_places = frozenset(one.place for one in places_in(self._about))
        self._places = tuple(dict.fromkeys(places_in(self._words + "\n" + self._about)))
        # Ordinances set vertically number their paragraphs in kanji, as others their items.
        self._paragraphs = {span.paragraph for span in self._spans} | {1}
        self._paragraphs |= {to_int(number) for number in _KANJI_LINE.findall(text)}
        self._figures = self._read_figures(about)

    def names(self, place: str) -> bool:
        """Whether it is a place, or its text names it."""
        return place in (self._record.article, *(one.place for one in self._places))

    def has_words(self, words: str) -> bool:
        """Whether compact words stand in it."""
        return words in self._words or words in self._about

    def pinpoint(self, said: str) -> tuple[int, int]:
        """Paragraph and item a sentence is about; 0 where that cannot be told.

        What the sentence itself names of this record, or the one paragraph its quotation is in.
        """
        if not self._record.article:
            return 0, 0
        for place in places_in(said):
            is_own = place.place in ("", self._record.article)
            if is_own and place.paragraph and self._has_inside(place):
                return place.paragraph, place.item
        paragraphs = [span for span in self._spans if not span.item]
        for quotation in _quotations(said) if len(paragraphs) > 1 else ():
            words = quotation.rstrip("。、.")
            inside = [
                span.paragraph
                for span in paragraphs
                if len(words) >= LEAST_QUOTATION
                and words in compact(self._text[span.start : span.end])
            ]
            if len(inside) == 1:
                return inside[0], 0
        return 0, 0

    @staticmethod
    def faults(
        said: str,
        used: Sequence[Evidence],
        supplied: Sequence[Evidence],
        *,
        question: str,
        is_block_quote: bool,
    ) -> list[Fault]:
        """What is wrong with a compact sentence.

        Args:
            said: the sentence.
            used: what it is held against.
            supplied: everything the model was given: rules may be named from any of it.
            question: the compact question; its words may be quoted.
            is_block_quote: whether all of it is a quotation.
        """
        found: list[Fault] = []
        titles = [one.title for one in supplied]
        if not all(_is_place_in(place, used, supplied, titles) for place in set(places_in(said))):
            found.append(Fault.ARTICLE)
        if not all(
            is_title(name, titles) or any(one.has_words(name) for one in supplied)
            for name in titles_in(said)
        ):
            found.append(Fault.TITLE)
        given = _joined([one._figures for one in used])
        if not are_figures_in(figures_in(said), given):
            found.append(Fault.FIGURE)
        quotations = [said] if is_block_quote else list(_quotations(said))
        if not all(_is_quoted(one, used, question) for one in quotations):
            found.append(Fault.QUOTATION)
        if not is_block_quote and is_reversed(said, [one._lines for one in used]):
            found.append(Fault.POLARITY)
        return found

    def holds(self, place: Place, *, is_titled: bool) -> bool:
        """Whether it is a place, with its paragraph and item, or its text names it so."""
        if not place.place:
            return self._has_inside(place) or self._mentions_inside(place)
        if place.place == self._record.article and is_titled and self._has_inside(place):
            return True
        if place.place in ("別表", "様式") and not place.paragraph:
            places = (self._record.article, *(one.place for one in self._places))
            return any(one.startswith(place.place) for one in places)
        if place.place in self._about_places and self._has_inside(place):
            return True
        return any(
            one.place == place.place
            and place.paragraph in (0, one.paragraph)
            and place.item in (0, one.item)
            for one in self._places
        )

    def _has_inside(self, place: Place) -> bool:
        if place.paragraph and place.paragraph not in self._paragraphs:
            return False
        if not place.item:
            return True
        return any(
            span.item == place.item and place.paragraph in (0, span.paragraph)
            for span in self._spans
        )

    def _mentions_inside(self, place: Place) -> bool:
        return any(
            place.paragraph in (0, one.paragraph) and place.item in (0, one.item)
            for one in self._places
        )

    def _read_figures(self, about: Sequence[str]) -> Figures:
        lines = _NUMBERED_LINE.sub("", self._text).splitlines()
        texts = [compact(line) for line in (*lines, *about)]
        days = (self._record.promulgated, self._record.effective_from)
        # An open end is no day anybody may name.
        ends = (self._record.effective_to,) if self._record.effective_to < 99990000 else ()
        return figures_in("/".join(texts), (*days, *ends), is_source=True)


def _is_place_in(
    place: Place, used: Sequence[Evidence], supplied: Sequence[Evidence], titles: Sequence[str]
) -> bool:
    if place.title and not is_title(place.title, titles):
        if not any(one.has_words(place.title) for one in supplied):
            return False
        return any(one.holds(place, is_titled=False) for one in used)
    return any(
        one.holds(place, is_titled=not place.title or is_title(place.title, [one.title]))
        for one in used
    )


def _joined(figures: Sequence[Figures]) -> Figures:
    return Figures(
        frozenset().union(*(one.days for one in figures)),
        frozenset().union(*(one.times for one in figures)),
        frozenset().union(*(one.amounts for one in figures)),
    )


def _is_quoted(quotation: str, used: Sequence[Evidence], question: str) -> bool:
    if (
        len(quotation.strip("。、.「」『』")) < LEAST_QUOTATION
        or quotation.rstrip("。、.?") in question
    ):
        return True
    pieces = [piece.strip("。、.") for piece in _LEFT_OUT.split(quotation)]
    return all(
        any(one.has_words(piece) for one in used) for piece in pieces if len(piece) >= _LEAST_PIECE
    )


def _quotations(said: str) -> Iterator[str]:
    """Outermost quotations; one that is not closed, or not opened, goes to the sentence's end."""
    yield from _STRAIGHT.findall(said)
    depth, start = 0, 0
    for place, char in enumerate(said):
        if char in _OPEN:
            if not depth:
                start = place + 1
            depth += 1
        elif char in _CLOSE:
            if depth <= 1:
                yield said[start:place]
                start = place + 1
            depth = max(0, depth - 1)
    if depth:
        yield said[start:]
