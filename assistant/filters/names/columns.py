"""Columns of tables that hold nothing but family names: who is on duty, whatever the header."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.genre import Genre, genre
from assistant.filters.names.announced import DUTY
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.dictionary import Known, NameDictionary
from assistant.filters.names.tables import HEADER_SEPARATOR, Spans, cells, cuts_of, is_thing

LEAST_ROWS = 3
LONGEST_LINE = 400
NAME = re.compile(f"[{KANJI}]{{1,4}}")
# Cells left empty, and what stands where nobody is on duty.
NOBODY = re.compile("[-ー―—/なし無休日祝同上]*")


def from_columns(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """The cells of every column of which all are family names, in texts no city publishes."""
    if genre(text) is Genre.PUBLIC:
        return
    is_duty = DUTY.search(text) is not None
    evidence = "duty" if is_duty else "surname_column"
    for table in tables(text):
        header, *rows = table
        for number in range(len(header)):
            column = [row[number] for row in rows if number < len(row)]
            if is_thing(text[slice(*header[number])].replace(" ", "")):
                continue
            places = [one for one in column if not NOBODY.fullmatch(text, *one)]
            words = {text[start:end] for start, end in places}
            if (
                len(places) >= LEAST_ROWS
                and len(words) > 1
                and are_surnames(words, dictionary, may_be_places=is_duty)
            ):
                yield from (Candidate(start, end, {evidence}) for start, end in places)


def are_surnames(words: set[str], dictionary: NameDictionary, *, may_be_places: bool) -> bool:
    """Whether all words are family names, and one of them at least nothing else."""
    if not all(NAME.fullmatch(word) and dictionary.known(word) & Known.SURNAME for word in words):
        return False
    return may_be_places or any(
        not dictionary.known(word) & (Known.PLACE | Known.COMMON) for word in words
    )


def tables(text: str) -> Iterator[list[Spans]]:
    """Runs of lines cut the same way into as many cells."""
    table: list[Spans] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        row = cut_row(line, start) if len(line) <= LONGEST_LINE else []
        if not (line and HEADER_SEPARATOR.match(line)):
            if table and len(row) != len(table[0]):
                if len(table) > LEAST_ROWS:
                    yield table
                table = []
            if len(row) > 1:
                table.append(row)
        start += len(line) + 1


def cut_row(line: str, start: int) -> Spans:
    """The cells of a line in offsets of the text; none if nothing cuts it."""
    cut = next(cuts_of(line), None)
    return [(start + one, start + other) for one, other in cells(line, cut)] if cut else []
