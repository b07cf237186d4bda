"""Numbers known by their label alone: `職員番号0012345`, a column 利用者番号, a key `staff_id`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.base import (
    LIKELY,
    STRONG,
    Candidate,
    JapaneseRecognizer,
    is_blank,
    only_digits,
)
from assistant.filters.recognizers.document import Document

GAP = r"(?:[ \t]?(?:番号|No\.?|コード|ID))?(?:[はが]、)?[^0-9A-Za-z\n。、]{0,6}\n?[ \t\"'(「]{0,3}"
VALUE = (
    r"(?:[A-Za-z]{1,4}-?)?[0-9][0-9A-Za-z]{0,15}"
    r"(?:-[0-9A-Za-z]{1,10}| [0-9]{1,6}(?![0-9A-Za-z年月日歳才円件人]|[ ]?[-/.:])){0,3}"
)
VALUE_END = r"(?![0-9A-Za-z]|[ ]?(?:桁|文字|年|月|日|円|件|人|個|歳|回|条|項|種類|つ|から|:[0-9]))"
CELL = re.compile(VALUE)
MIN_DIGITS = 3
# What labels end in, before their number.
STEM = re.compile(
    quick(
        r"番号|ばんごう|コード|[Nn][Oo](?![A-Za-z])|№|ID|id(?![a-z])|[Ii]d(?![a-z])|カード|券|職番|bango|code"
        r"|number|cd(?![a-z])|宛名|手帳|証書"
    )
)
STEM_IN_BRACKETS = re.compile(rf"(?:{STEM.pattern})(?=\))")
NUMBER_AT_END = re.compile(r"(?<![0-9A-Za-z-])[A-Za-z]{0,4}-?[0-9][0-9A-Za-z-]{1,24} ?$")
LABEL_LENGTH = 24
LONGEST_VALUE = 30
TAIL_LENGTH = 80


class LabelledNumberRecognizer(JapaneseRecognizer):
    """Base of the recognizers that need the label.

    Attributes:
        LABEL: the labels, in prose and as keys; compiled case-insensitively.
        NOT_BEFORE: words before the label that make it something else.
    """

    LABEL: ClassVar[str]
    NOT_BEFORE: ClassVar[re.Pattern[str] | None] = None
    _labelled: ClassVar[re.Pattern[str]]
    _behind: ClassVar[re.Pattern[str]]
    _header: ClassVar[re.Pattern[str]]

    def __init_subclass__(cls) -> None:
        """Compile the label together with what may stand between it and the number."""
        super().__init_subclass__()
        cls._labelled = re.compile(f"(?:{cls.LABEL}){GAP}({VALUE}){VALUE_END}", re.IGNORECASE)
        cls._behind = re.compile(f"({VALUE}) ?\\((?:{cls.LABEL})\\)", re.IGNORECASE)
        cls._header = re.compile(cls.LABEL, re.IGNORECASE)

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers behind the label, and cells under it."""
        for found in self._matches(document.digits):
            start, end = found.span(1)
            if self._counts(document, found.start(), start, end):
                yield Candidate(start, end, STRONG, "label before the number")
        for found in self._labelled_behind(document.digits):
            yield Candidate(*found.span(1), STRONG, "label in brackets behind the number")
        yield from self._cells(document)

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        """Labelled numbers; the long list of labels is tried only where a label can end."""
        reach = 0
        for stem in STEM.finditer(text):
            low = max(reach, stem.start() - LABEL_LENGTH)
            found = self._labelled.search(text, low, min(len(text), stem.end() + TAIL_LENGTH))
            if found is not None and found.start() <= stem.start():
                reach = found.end()
                yield found

    def _labelled_behind(self, text: str) -> Iterator[re.Match[str]]:
        """Numbers with their label in brackets: 0012345(職員番号)."""
        for stem in STEM_IN_BRACKETS.finditer(text):
            opened = text.rfind("(", max(0, stem.start() - LABEL_LENGTH), stem.end())
            start = NUMBER_AT_END.search(text, max(0, opened - LONGEST_VALUE), max(0, opened))
            found = self._behind.match(text, start.start()) if start is not None else None
            if found is not None and len(only_digits(found[1])) >= MIN_DIGITS:
                yield found

    def _cells(self, document: Document) -> Iterator[Candidate]:
        if not any(self._header.search(name) for name in document.columns):
            return
        for found in CELL.finditer(document.digits):
            if self._header.search(document.column(found.start())):
                start, end = found.span()
                if len(only_digits(found[0])) >= MIN_DIGITS:
                    yield Candidate(start, end, LIKELY, "number in a column with the label")

    def _counts(self, document: Document, label: int, start: int, end: int) -> bool:
        number = document.digits[start:end]
        if len(only_digits(number)) < MIN_DIGITS or is_blank(number):
            return False
        stop = self.NOT_BEFORE
        return stop is None or not stop.search(document.text[max(0, label - 8) : label])
