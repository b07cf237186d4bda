"""GiNZA as a Presidio NLP engine: words with Sudachi's tags, entities under our own labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import spacy
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from thinc.api import NumpyOps, set_current_ops

from assistant.core.errors import ConfigurationError
from assistant.filters.chunk import Chunk, chunks
from assistant.filters.engine.choice import Choice, EngineName, choose_pipeline
from assistant.filters.engine.parse import Parse

MODEL = "ja_ginza"
LANGUAGE = "ja"
# Identical entities without these (specs: measured on 200 texts); the parser has to stay.
UNUSED_PIPES = ("attribute_ruler", "morphologizer", "compound_splitter", "bunsetu_recognizer")
# The 600,000 words the model was made from: 110 MB and 0.6 s; it finds words by their hash.
UNUSED_STRINGS = "strings"

PERSON_TAG = "名詞-固有名詞-人名"
PERSON = "PERSON"
PLACE = "PLACE"
ORGANISATION = "ORGANISATION"
FACILITY = "FACILITY"
OTHER_NAME = "OTHER_NAME"
LABELS = {
    "Person": PERSON,
    **dict.fromkeys(
        (
            "City", "Province", "County", "Country", "Domestic_Region", "Continental_Region",
            "GPE_Other", "Location_Other", "Region_Other", "Geological_Region_Other", "River",
            "Lake", "Mountain", "Island", "Sea", "Bay", "Spa", "Postal_Address",
        ),
        PLACE,
    ),
    **dict.fromkeys(
        (
            "Company", "Company_Group", "Corporation_Other", "Organization_Other",
            "Political_Organization_Other", "Political_Party", "Government", "Cabinet",
            "International_Organization", "Show_Organization", "Sports_Organization_Other",
            "Pro_Sports_Organization", "Sports_League", "Military", "Family",
            "Ethnic_Group_Other", "Nationality",
        ),
        ORGANISATION,
    ),
    **dict.fromkeys(
        (
            "Facility_Other", "Facility_Part", "School", "Station", "Bridge", "Park", "Museum",
            "Public_Institution", "Research_Institute", "Railroad", "Road", "Line_Other",
            "Airport", "Port", "Tunnel", "Canal", "Zoo", "Theater", "Sports_Facility",
            "Amusement_Park", "Worship_Place", "Car_Stop", "Archaeological_Place_Other",
            "GOE_Other", "Tumulus", "Water_Route",
        ),
        FACILITY,
    ),
    **dict.fromkeys(
        (
            "Product_Other", "Book", "Movie", "Music", "Show", "Broadcast_Program", "Magazine",
            "Newspaper", "Game", "Award", "Event_Other", "Conference", "Law", "Plan", "Character",
            "God", "Food_Other", "Dish", "Art_Other", "Ship", "Train", "Class", "Title_Other",
        ),
        OTHER_NAME,
    ),
}  # fmt: skip


class Word(NamedTuple):
    """One token: its place in the normalised text and Sudachi's part of speech.

    A tuple, for a text has hundreds of them and a dataclass takes three times as long to make.
    """

    start: int
    end: int
    tag: str

    @property
    def is_surname(self) -> bool:
        """Whether Sudachi reads it as a family name here."""
        return self.tag == "名詞-固有名詞-人名-姓"

    @property
    def is_given_name(self) -> bool:
        """Whether Sudachi reads it as a given name here."""
        return self.tag == "名詞-固有名詞-人名-名"

    @property
    def is_person_name(self) -> bool:
        """Whether Sudachi reads it as any part of a person's name."""
        return self.tag.startswith(PERSON_TAG)


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A named entity: its place in the normalised text and one of this module's labels."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Reading:
    """What the model read in one text."""

    words: tuple[Word, ...] = field(repr=False)
    labels: tuple[Label, ...] = field(repr=False)


class JapaneseArtifacts(NlpArtifacts):
    """Presidio's container, carrying a `Reading` of the whole text."""

    def __init__(self, reading: Reading, engine: NlpEngine) -> None:
        self.reading = reading
        self.entities = []
        self.tokens: Any = ()
        self.tokens_indices = [word.start for word in reading.words]
        self.lemmas = []
        self.keywords = []
        self.nlp_engine = engine
        self.scores = []


class GinzaNlpEngine(NlpEngine):
    """ja_ginza with what entities need, run chunk by chunk."""

    def __init__(self, engine: EngineName = "fast") -> None:
        self._wanted: EngineName = engine
        self._choice: Choice | None = None

    def load(self) -> None:
        """Load the model.

        Raises:
            ConfigurationError: ja_ginza is not installed.
        """
        if not spacy.util.is_package(MODEL):
            raise ConfigurationError(
                "the language model ja_ginza is not installed; "
                "run: pip install 'ja-ginza>=5.3,<5.4'"
            )
        set_current_ops(NumpyOps(use_blis=False))
        language = spacy.load(MODEL, exclude=[*UNUSED_PIPES, UNUSED_STRINGS])
        self._choice = choose_pipeline(language, self._wanted)

    def is_loaded(self) -> bool:
        """Whether `load` has run."""
        return self._choice is not None

    @property
    def engine(self) -> EngineName | None:
        """Which engine reads; None before `load`."""
        return self._choice.name if self._choice else None

    @property
    def fallback(self) -> str:
        """Why the stock pipeline reads though the fast engine was wanted; empty otherwise."""
        return self._choice.fallback if self._choice else ""

    def process_text(self, text: str, language: str) -> JapaneseArtifacts:
        """Read a text of any length; chunks are read one after the other and joined."""
        if language != LANGUAGE:
            raise ConfigurationError(f"the filter reads {LANGUAGE} only, not {language}")
        if self._choice is None:
            raise ConfigurationError("the language model is not loaded; call load() first")
        words: list[Word] = []
        labels: set[Label] = set()
        cut = chunks(text)
        parses = self._choice.pipeline.read_all([text[one.start : one.end] for one in cut])
        for chunk, parse in zip(cut, parses, strict=True):
            words.extend(words_of(parse, chunk))
            labels.update(labels_of(parse, chunk))
        return JapaneseArtifacts(Reading(tuple(words), tuple(sorted(labels))), self)

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,
        n_process: int = 1,
        **_options: object,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Read several texts, one after the other."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Not used: context words are the recognizers' own business."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Not used: context words are the recognizers' own business."""
        return False

    def get_supported_entities(self) -> list[str]:
        """None: entities become findings in `PersonRecognizer` only."""
        return []

    def get_supported_languages(self) -> list[str]:
        """Japanese."""
        return [LANGUAGE]


def words_of(parse: Parse, chunk: Chunk) -> Iterator[Word]:
    """The words of a chunk's core, at their places in the whole text."""
    words, first = parse.words, chunk.start
    for start, surface, tag in zip(words.starts, words.surfaces, words.tags, strict=True):
        place = first + start
        if chunk.core_start <= place < chunk.core_end:
            yield Word(place, place + len(surface), tag)


def labels_of(parse: Parse, chunk: Chunk) -> Iterator[Label]:
    """The entities of a chunk that have a label of ours, at their places in the whole text."""
    for entity in parse.entities:
        if entity.label in LABELS:
            yield Label(chunk.start + entity.start, chunk.start + entity.end, LABELS[entity.label])
