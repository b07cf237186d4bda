"""Special care-required information beside a person: illness, disability, crime, creed, welfare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from presidio_analyzer import RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from assistant.filters.alternatives import quick
from assistant.filters.lexicon import sensitive_words as words
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.evidence import score
from assistant.filters.names.finder import NameFinder
from assistant.filters.nlp_engine import JapaneseArtifacts
from assistant.filters.recognizers.base import (
    LIKELY,
    STRONG,
    Candidate,
    JapaneseRecognizer,
    strongest,
)
from assistant.filters.recognizers.document import Document, document_of
from assistant.filters.recognizers.person import names_in
from assistant.filters.settings import FilterSettings


def words_of(*groups: tuple[str, ...]) -> str:
    """A pattern for any of the words, longest first; Latin ones stand alone."""
    ordered = sorted({word for group in groups for word in group}, key=lambda w: (-len(w), w))
    return "|".join(
        rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" if word.isascii() else re.escape(word)
        for word in ordered
    )


TREATMENT = "treatment or examination"
KINDS = {
    "medical history": (
        rf"(?:[{words.KATAKANA}]{{2,10}}型|若年性|[急慢]性|陳旧性|重[度症]|軽度|中等度|新型)?"
        rf"(?:{words_of(words.DISEASES)})(?:陽性|感染症|の疑い)?|{words.DISEASE_SHAPE}"
    ),
    TREATMENT: f"{words.TREATMENT_SHAPE}|{words_of(words.TREATMENTS)}",
    "disability or care": f"{words.DISABILITY_SHAPE}|{words_of(words.DISABILITIES)}",
    "crime": (
        "(?:窃盗|傷害|暴行|詐欺|横領|薬物|性犯罪|放火|恐喝|殺人|強盗|道路交通法違反"
        "|飲酒運転)?(?:の)?"
        rf"(?:{words_of(words.CRIMES)})"
    ),
    "harm by a crime": words_of(words.HARMS),
    "creed, origin or status": rf"(?:{words_of(words.CREEDS)})(?:の信者|の信徒|出身)?",
    "welfare": words_of(words.WELFARE),
}
TERM = re.compile("|".join(f"(?P<k{n}>{pattern})" for n, pattern in enumerate(KINDS.values())))
KIND_NAMES = tuple(KINDS)
# What every term holds, and no term goes over the end of a line.
PART = re.compile(
    quick(
        "|".join(
            map(
                re.escape,
                (
                    *words.SHAPE_PARTS,
                    *words.DISEASES,
                    *words.TREATMENTS,
                    *words.DISABILITIES,
                    *words.CRIMES,
                    *words.HARMS,
                    *words.CREEDS,
                    *words.WELFARE,
                ),
            )
        )
    )
)
GENERAL = re.compile(f"の?(?:{words_of(words.GENERAL_AFTER)})")
DENIED = re.compile("(?:は|も|が)?(?:なし|無し|ありません|ない|特になし|非該当|無$)")
# One holder at a time: with the place named, one person. Bare posts are anybody's.
DESIGNATION = re.compile(
    r"(?<![一-龥])[一-龥ァ-ヶー々]{2,8}(?:小学校|中学校|小|中|高校|保育園|幼稚園|自治会|町内会"
    r"|公民館|支所|出張所"
    r"|図書館)の?(?:校長|教頭|園長|会長|館長|支所長|所長)(?!会|室|職|先生?の(?:皆|みな))"
)
SENTENCE = re.compile("[。!?\n]")
RECORD_LINE = re.compile(r"^[ \t・*\-|]*[^ \n:。]{1,14} ?[:|\t]")
# Said of somebody who was named just before: うつ病で通院している。
SAID = re.compile(
    "(?:で|により|のため|を|に|が|の|と)?、?(?:通院|入院|療養|治療|休|受診|服薬|受給|受け|患|発症|進|悪化"
    "|再発|あり|ある|判明|診断|疑い|罹|かか|なり|なった|申請中|中で|中の|苦し|悩)"
)
NAMED_ABOVE = re.compile(
    " ?(?:さん|様|氏|くん|君|ちゃん)?(?:の(?:件|こと|状況|様子|記録|概要)"
    "|について|に関して|:)?[ )]*"
)
FARTHEST = 80
COMPANION = 30
MOST_LINES = 10


class SensitiveRecognizer(JapaneseRecognizer):
    """Finds 要配慮個人情報 where it stands beside a person.

    Format: a word of illness, treatment, disability, examination results, criminal record, harm by
    a crime, creed, origin, social status (`lexicon/sensitive_words.py`) in the same sentence,
    table row or record of fields as a name that is found as PERSON, or as a post only one person
    holds (東浜小学校の校長). Offices, schemes and people in general (生活保護の係, 認知症の方)
    are none, nor is a word without a person. No check digit.
    Basis: 個人情報の保護に関する法律 2条3項, 同法施行令 2条, 施行規則 5条; 生活保護, 要介護度 and
    sexual orientation by the city's policy (specs).
    """

    ENTITY = "SENSITIVE"
    NEEDS_DIGITS = False

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        self._threshold = settings.rule("PERSON").threshold

    @cached_property
    def _finder(self) -> NameFinder:
        # PERSON has read the text before, as a rule: then nothing is looked up here.
        return NameFinder(self.settings, name_dictionary())

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Sensitive words beside the persons of a normalised text.

        Args:
            text: normalised text.
            entities: ignored unless it leaves out this recognizer's entity.
            nlp_artifacts: what the model read; without it only posts count as persons.
        """
        if entities and self.ENTITY not in entities:
            return []
        # Who is named was looked up for PERSON; without the model's reading words are cheaper.
        is_read = isinstance(nlp_artifacts, JapaneseArtifacts) and nlp_artifacts.reading.words
        if not is_read and not any(terms_in(text)):
            return []
        document = document_of(text)
        people = [found.span() for found in DESIGNATION.finditer(text)]
        if isinstance(nlp_artifacts, JapaneseArtifacts):
            people += self._people(document, nlp_artifacts)
        found = beside(document, people)
        return [self._result(one) for one in without_companions(strongest(found))]

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Sensitive words beside posts only one person holds."""
        yield from beside(document, [one.span() for one in DESIGNATION.finditer(document.text)])

    def _people(self, document: Document, artifacts: JapaneseArtifacts) -> list[tuple[int, int]]:
        names = names_in(document, self._finder, artifacts.reading)
        return [(one.start, one.end) for one in names if score(one.evidence) >= self._threshold]


def beside(document: Document, people: list[tuple[int, int]]) -> Iterator[Candidate]:
    """Sensitive words in the sentence, row or record of a person."""
    if not people:
        return
    for found in terms_in(document.text):
        if GENERAL.match(document.text, found.end()) or DENIED.match(document.text, found.end()):
            continue
        if any(found.start() < end and start < found.end() for start, end in people):
            continue
        tie = tie_between(document, found.span(), people)
        if tie:
            kind = KIND_NAMES[int((found.lastgroup or "k0")[1:])]
            reason = f"{kind.replace(', ', '/')}, {tie}"
            yield Candidate(*found.span(), STRONG if tie == "same sentence" else LIKELY, reason)


def terms_in(text: str) -> Iterator[re.Match[str]]:
    """Sensitive words; only lines that hold a part of one are read for them."""
    end = 0
    while part := PART.search(text, end):
        start = text.rfind("\n", 0, part.start()) + 1
        end = text.find("\n", part.end())
        end = len(text) if end < 0 else end
        yield from TERM.finditer(text, start, end)


def without_companions(found: list[Candidate]) -> list[Candidate]:
    """Words of treatment are left where the illness itself stands close by: it says as much."""
    said = [one for one in found if not one.reason.startswith(TREATMENT)]
    return [
        one
        for one in found
        if one in said or not any(abs(one.start - other.start) <= COMPANION for other in said)
    ]


def tie_between(
    document: Document, span: tuple[int, int], people: list[tuple[int, int]]
) -> str | None:
    """What ties a word to the nearest person, or none."""
    start, end = span
    for one, other in people:
        low, high = min(other, end), max(one, start)
        between = document.text[low:high]
        if high - low <= FARTHEST and not SENTENCE.search(between):
            return "same sentence"
        if is_one_record(document, between, low, high):
            return "same record"
        if other <= start and is_said_next(document, between, end):
            return "next sentence"
    return None


def is_said_next(document: Document, between: str, end: int) -> bool:
    """Whether a word is said in the sentence behind the one that names a person.

    The subject is left out then; or the name heads the line above.
    """
    marks = SENTENCE.findall(between)
    if len(between) > FARTHEST or len(marks) != 1:
        return False
    if marks == ["\n"]:
        return NAMED_ABOVE.fullmatch(between.partition("\n")[0]) is not None
    return marks == ["。"] and SAID.match(document.text, end) is not None


def is_one_record(document: Document, between: str, low: int, high: int) -> bool:
    """Whether two places lie in one record: fields line under line, no blank line between."""
    lines = between.count("\n")
    if not 0 < lines <= MOST_LINES or "\n\n" in between.replace(" ", ""):
        return False
    first = document.line_start(low)
    place, fields = first, 0
    while place <= high:
        end = document.text.find("\n", place)
        end = len(document.text) if end < 0 else end
        fields += RECORD_LINE.match(document.text[place:end]) is not None
        place = end + 1
    return fields >= lines + 1
