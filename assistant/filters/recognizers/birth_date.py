"""生年月日: a date with a word of birth, an age or a person beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.filters.recognizers.base import CERTAIN, STRONG, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.birth_forms import (
    COMPACT,
    COMPACT_ERA,
    DATES,
    DAY_FIRST,
    ENGLISH,
    MONTH_ONLY,
    SHORT_YEAR,
    is_calendar,
    is_english_month,
    matches,
    valid_year,
)
from assistant.filters.recognizers.birth_record import NOTHING, RECENT, in_record
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.numerals import value_of
from assistant.filters.recognizers.other_dates import (
    EVENT_BEHIND,
    OTHER_DATE,
    is_cohort,
    is_nobodys,
)

BORN_BEFORE = re.compile(
    "生年月日|誕生日|たんじょう|出生|生まれ|うまれ|生誕|生年|(?<![A-Za-z])DOB|D\\.O\\.B|birth|born"
    "|seinen|tanjo|umare|バースデー|生[ 　]年[ 　]月[ 　]日",
    re.IGNORECASE,
)
BORN_SENTENCE = re.compile("[う生]まれ(?:た|ました)。")
BORN_BEHIND = re.compile(
    r"^[ ]?日?[)）」]?[ ]?(?:に|、|の)?[ ]?(?:生(?![年活徒産命涯物育鮮計業理成]|き|ご)"
    r"|お?(?:う|生)まれ|誕生(?!日?会|祭)|出生|born)"
)
AGE_BEHIND = re.compile(r"^[ 、,生]{0,3}[(（]?[ ]?(?:満|当時)?[ ]?[0-9]{1,3}[ ]?(?:歳|才|[)）])")


class BirthDateRecognizer(JapaneseRecognizer):
    """Finds birth dates.

    Format: any written date (昭和二十九年八月六日, S29.8.6, 2003/8/6; 20030806 with a keyword),
    checked against its era. It blocks with a word of birth, an age behind it, or a name beside it
    in a record; other dates are those of meetings, deadlines and laws.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "JP_BIRTH_DATE"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Dates of a possible birth with their evidence."""
        for found in matches(document, *DATES):
            year = valid_year(found)
            score, reason = evidence(document, found.span(), year) if year is not None else NOTHING
            if score > 0:
                yield Candidate(*found.span(), score, reason)
        yield from labelled_only(document)
        for found in matches(document, MONTH_ONLY):
            if 1 <= value_of(found["month"]) <= 12 and not is_cohort(document, found.span()):
                yield Candidate(*found.span(), STRONG, "born that month")


def labelled_only(document: Document) -> Iterator[Candidate]:
    """Dates in forms that other numbers have too: only behind the label of birth."""
    forms = chain(
        (one for one in matches(document, COMPACT, COMPACT_ERA) if valid_year(one) is not None),
        (one for one in matches(document, DAY_FIRST, SHORT_YEAR) if is_calendar(one)),
        (one for one in matches(document, ENGLISH) if is_english_month(one)),
    )
    for found in forms:
        if is_labelled(document, found.start()) or is_said_born(document, found):
            yield Candidate(*found.span(), STRONG, "label of birth")


def is_said_born(document: Document, found: re.Match[str]) -> bool:
    """Whether 生 stands behind a date with a year of two figures: 52.6.19生."""
    behind = document.text[found.end() : found.end() + 6]
    return found.re is SHORT_YEAR and BORN_BEHIND.match(behind) is not None


def is_labelled(document: Document, start: int) -> bool:
    """Whether a word of birth stands before a date, or heads its column."""
    label = document.label(start)
    if OTHER_DATE.search(label) and not BORN_BEFORE.search(label):
        return False
    # …が生まれました。昭和15年2月11日に町制: the next sentence tells of something else.
    before = BORN_SENTENCE.split(document.before(start, 25))[-1]
    return bool(BORN_BEFORE.search(before) or BORN_BEFORE.search(document.column(start)))


def evidence(document: Document, span: tuple[int, int], year: int) -> tuple[float, str]:
    """The score of a date as a birth date, and why."""
    start, end = span
    behind = document.text[end : end + 15]
    if is_nobodys(document, span, year):
        return NOTHING
    if BORN_BEHIND.search(behind):
        return CERTAIN, "born that day"
    if is_labelled(document, start):
        return STRONG, "label of birth"
    if AGE_BEHIND.search(behind) and year < RECENT + 20:
        return STRONG, "age behind it"
    return NOTHING if EVENT_BEHIND.search(behind) else in_record(document, span, year)
