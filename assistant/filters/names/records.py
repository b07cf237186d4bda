"""Names in the cells of records without a header: 12,佐藤花子,090-…, whatever cuts the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, NameDictionary
from assistant.filters.names.pairs import PLACE_END
from assistant.filters.names.tables import STROKES, Spans, cells, cuts_of

# What is written down about a person: a telephone, a mail address, a day of birth, a street.
ABOUT_A_PERSON = re.compile(
    r"(?:[^0-9]{0,6})0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{4}|[\w.+-]+@[\w.-]+"
    r"|[0-9]{1,3}[歳才]|[男女]",
    re.ASCII,
)
# A date or a street may be a building's as well: beside them only a full name counts.
ABOUT_ANYTHING = re.compile(
    "(?:[MTSHR]|明治|大正|昭和|平成|令和|[明大昭平令])[0-9元]{1,2}[./年-][0-9]{1,2}[./月-][0-9]{1,2}日?生?"
    "|(?:19|20)[0-9]{2}[./年-][0-9]{1,2}[./月-][0-9]{1,2}日?生?|(?:19|20)[0-9]{6}"
    "|.{2,20}(?:丁目|番地|[0-9]-[0-9]).{0,12}"
)
NAME_CELL = re.compile(
    f"(?P<name>[{KANJI}]{{1,6}}(?: ?[{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}})?)"
    "(?:様|さん|氏|殿)?(?P<rest>[0-9]{0,3})"
)
# 早見・090-…・5組: with a middle dot between the cells.
DOTS = re.compile(" ?・ ?")
LEAST_CELLS = 3
LONGEST_LINE = 400


def from_records(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Full names and family names that fill a cell beside what is written down about people."""
    start = 0
    for line in text.split("\n"):
        if len(line) <= LONGEST_LINE:
            for first, last, evidence in names_of_line(line, dictionary):
                yield Candidate(start + first, start + last, {evidence})
        start += len(line) + 1


def names_of_line(line: str, dictionary: NameDictionary) -> Iterator[tuple[int, int, str]]:
    """The names in the cells of one line, if it is the record of a person."""
    for cut in (*cuts_of(line), STROKES, DOTS):
        if len(cut.findall(line)) < LEAST_CELLS - 1:
            continue
        places = cells(line, cut)
        is_person = holds(line, places, ABOUT_A_PERSON)
        if not is_person and not holds(line, places, ABOUT_ANYTHING):
            continue
        for one, other in places:
            found = NAME_CELL.fullmatch(line, one, other)
            evidence = kind_of_name(found["name"], dictionary) if found else ""
            # 平賀87 is a place and its number: only full names run into the next figure.
            is_sure = evidence == "record_name" or (is_person and found and not found["rest"])
            if found and evidence and is_sure:
                yield found.start("name"), found.end("name"), evidence
        return


def holds(line: str, places: Spans, pattern: re.Pattern[str]) -> bool:
    """Whether a cell is, as a whole, of a pattern."""
    return any(pattern.fullmatch(line, one, other) for one, other in places)


def kind_of_name(cell: str, dictionary: NameDictionary) -> str:
    """Whether a cell holds a full name, a family name, or neither (an empty text)."""
    if cell in NOT_NAMES:
        return ""
    family, blank, given = cell.partition(" ")
    if blank:
        # 早見荘 東: a house and a part of it.
        is_given = dictionary.known(given) & Known.GIVEN and not PLACE_END.search(family)
        is_name = dictionary.known(family) & Known.SURNAME or is_given
        return "record_name" if is_name and given not in NOT_NAMES else ""
    readings = dictionary.known(cell)
    if readings:
        return "record_surname" if readings & Known.SURNAME and len(cell) > 1 else ""
    is_full = any(
        dictionary.known(cell[:cut]) & Known.SURNAME and dictionary.known(cell[cut:]) & Known.GIVEN
        for cut in range(1, len(cell))
    )
    return "record_name" if is_full else ""
