"""Content words of a text, for counting without keeping it: dictionary words, never names. Pure.

Only words that stand in the installed dictionary are read: what somebody made up, an id, a key or a
rare name has no entry and cannot come out. Of those, what could belong to a person is left out, and
with it everything the filter marked, however weakly and whatever the policy made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import sudachipy
from presidio_analyzer import EntityRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from assistant.filters.finding import Finding, Term, TermKind
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.dictionary import Known, NameDictionary, name_dictionary
from assistant.filters.nlp_engine import JapaneseArtifacts, Reading, Word
from assistant.filters.normalize import Normalized
from assistant.filters.recognizers.person import PersonRecognizer

MOST_TERMS = 200
LONGEST_TERM = 40
# Sudachi's parts of speech: common nouns, verbs and adjectives that carry a meaning by themselves.
CONTENT = frozenset(
    (
        "名詞-普通名詞-一般",
        "名詞-普通名詞-サ変可能",
        "名詞-普通名詞-形状詞可能",
        "名詞-普通名詞-サ変形状詞可能",
        "動詞-一般",
        "形容詞-一般",
        "形状詞-一般",
    )
)
PLACE = "名詞-固有名詞-地名-一般"
MUNICIPALITY = re.compile("[ぁ-んァ-ヶー一-龥々]+[都道府県市区町村]")
# Letters only; one character says little and may be what is left of a name.
TERM = re.compile("[ぁ-んァ-ヶー一-龥々A-Z]{2,}")
# つく, よる: verbs of two kana are many in one.
VAGUE = re.compile("[ぁ-ん]{2}")
# Words in small letters are markup and English sentences; PDF, SNS and the like are words here.
SMALL_LETTERS = re.compile("[a-z]")
GIVEN_NAME = Known.GIVEN | Known.NAME
# Families called by what the dictionary has as ordinary words alone.
WORDS_FOR_NAMES = re.compile(
    "春夏秋冬|四月一日|四月朔日|八月一日|八月朔日|十二月晦日|月見里|栗花落|東雲|道祖|薬袋|御手洗|雲母|蔵屋敷"
    "|九十九|百目鬼|帯刀|勘解由|大豆生田|一尺八寸|左右田|神々廻|七五三|鶏冠井|躑躅森|羽衣|独活|禿|案山子|団子"
)
# A line with one of these is a signature or a record: whatever stands beside it is not a subject.
CONTACTS = frozenset(("PHONE_NUMBER", "EMAIL_ADDRESS"))
_SEEN_LIMIT = 20_000

Span = tuple[int, int]


class TermReader:
    """Reads the content words of texts with the words the model has cut already."""

    def __init__(self, names: NameDictionary) -> None:
        self._names = names
        self._dictionary = sudachipy.Dictionary()
        self._lemmas: dict[tuple[str, str], str] = {}

    def read(
        self,
        text: str,
        reading: Reading,
        *,
        names: Sequence[Candidate],
        is_marked: Callable[[Word], bool],
    ) -> tuple[Term, ...]:
        """The words of a normalised text in the order they come, each once.

        Args:
            text: the normalised text.
            reading: its words.
            names: what was weighed as a name, whatever came of it.
            is_marked: whether the filter found something at a word.
        """
        parts = {part for name in names for part in _parts(name.text_in(text))}
        spans = [(name.start, name.end) for name in names]
        spans += [name.span() for name in WORDS_FOR_NAMES.finditer(text)]
        found: dict[Term, None] = {}
        for word in reading.words:
            if word.tag not in CONTENT and word.tag != PLACE:
                continue
            surface = text[word.start : word.end]
            if surface in parts or _touches(word, spans) or is_marked(word):
                continue
            term = self._term(surface, word.tag)
            if term is not None:
                found[term] = None
            if len(found) == MOST_TERMS:
                break
        return tuple(found)

    def _term(self, surface: str, tag: str) -> Term | None:
        is_place = tag == PLACE
        if SMALL_LETTERS.search(surface) or (is_place and not MUNICIPALITY.fullmatch(surface)):
            return None
        lemma = self._lemma(surface, tag)
        is_vague = not tag.startswith("名詞") and VAGUE.fullmatch(lemma)
        if is_vague or not TERM.fullmatch(lemma) or len(lemma) > LONGEST_TERM:
            return None
        known = self._names.known(surface) | self._names.known(lemma)
        if known & Known.SURNAME:  # 林, 泉, 表: also a family's name
            return None
        if known & GIVEN_NAME:  # 光, 太郎, but 健康 and 工事 too
            return None if is_place else Term(lemma, TermKind.ALSO_GIVEN_NAME)
        return Term(lemma, TermKind.PLACE if is_place else TermKind.WORD)

    def _lemma(self, surface: str, tag: str) -> str:
        """The form the dictionary gives a word of this part of speech; empty if it has none."""
        key = (surface, tag)
        if key not in self._lemmas:
            if len(self._lemmas) >= _SEEN_LIMIT:
                self._lemmas.clear()
            self._lemmas[key] = next(self._entries(surface, tag), "")
        return self._lemmas[key]

    def _entries(self, surface: str, tag: str) -> Iterator[str]:
        key = surface.lower()  # Latin words are entered in small letters
        for morpheme in self._dictionary.lookup(key):
            parts = (part for part in morpheme.part_of_speech()[:4] if part != "*")
            if morpheme.surface() == key and "-".join(parts) == tag:
                yield surface if tag == PLACE else morpheme.normalized_form()


def _reach(text: str, finding: Finding) -> Span:
    """What a finding keeps from being counted: itself, or its whole line."""
    if finding.entity not in CONTACTS:
        return finding.start, finding.end
    end = text.find("\n", finding.end)
    return text.rfind("\n", 0, finding.start) + 1, end if end >= 0 else len(text)


def _parts(name: str) -> Iterable[str]:
    """A name and what it is put together from."""
    return name, *re.split(r"[\s・=]", name)


def _touches(word: Word, spans: Sequence[Span]) -> bool:
    return any(start < word.end and word.start < end for start, end in spans)


@cache
def term_reader() -> TermReader:
    """The reader of this process, made when first needed."""
    return TermReader(name_dictionary())


def terms_in(
    text: str,
    shown: Normalized,
    artifacts: NlpArtifacts,
    recognizers: Iterable[EntityRecognizer],
    findings: Sequence[Finding],
) -> tuple[Term, ...]:
    """The words of an analysed text that may be counted.

    None of them without somebody who looks for names: then nothing says which words are names.

    Args:
        text: the original text.
        shown: the text as the recognizers read it.
        artifacts: what the model read in it.
        recognizers: those that looked at it.
        findings: all they found, however weak, in offsets of the original text; what was weighed
            to nothing marks no word.
    """
    finder = next((one for one in recognizers if isinstance(one, PersonRecognizer)), None)
    if finder is None or not isinstance(artifacts, JapaneseArtifacts):
        return ()
    marked = [_reach(text, one) for one in findings if one.score > 0]

    def is_marked(word: Word) -> bool:
        start, end = shown.original(word.start, word.end)
        return any(start < last and first < end for first, last in marked)

    reading = artifacts.reading
    names = finder.candidates(shown.text, reading)
    return term_reader().read(shown.text, reading, names=names, is_marked=is_marked)
