"""Cells of tables under a header that says whose name stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.filters.lexicon.person_words import NAME_FIELDS, VAGUE_FIELDS
from assistant.filters.names.candidates import (
    HIRAGANA,
    KANJI,
    KATAKANA,
    ORGANISATION_LATIN,
    Candidate,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.families import is_word
from assistant.filters.names.fields import CELL, VALUE_TAIL, is_name_shaped
from assistant.filters.names.tables import HEADER_SEPARATOR

Span = tuple[int, int]
# `name` heads columns of people, of refuse and of halls alike: its cells decide.
ANYTHING = "of anything"
LEAST_CELLS = 3
# What a table tells of people alone, whatever they are called.
PERSONAL = re.compile(
    r"(?<![a-z])(?:age|sex|gender|dob|birth\w*|kana|name_kana|care|relation|nationality)(?![a-z])"
    "|年齢|性別|生年|続柄|国籍|世帯|介護|滞納",
    re.IGNORECASE | re.ASCII,
)
PARTED = re.compile(
    f"[{KANJI}]{{1,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}"
    f"|[{KATAKANA}]{{2,}}(?:[ ・=][{KATAKANA}]{{2,}})+"
    "|[A-Za-z][A-Za-z.'’-]*(?: [A-Za-z][A-Za-z.'’-]*){1,3}"
)
LONG_KATAKANA = re.compile(f"[{KATAKANA}]{{3,}}")
# What stands beside a label of a form, and is no label: figures, a sentence, a name.
VALUE_OF_FORM = re.compile(
    f"[0-9].{{3}}|[。、]|^[{KANJI}]{{2,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}$|^.{{10,}}"
)
CELLS_OF_FORM = 2
# Commas of a sentence: only a header of nothing but fields' names counts.
COMMAS = re.compile("、")
BLANKS = re.compile(" {2,}")
CUTS = (*(re.compile(mark) for mark in (r"\t", r"\|", ",", ";")), COMMAS, BLANKS)
# What a line has to hold to be cut by each of them: looked for much faster.
MARKS = ("\t", "|", ",", ";", "、", "  ")
BRACKETS = re.compile(r"\([^()]*\)$")
NAME_HEADER_END = ("氏名", "姓名", "名前")


def from_tables(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Cells under a header that names a person's name, in tables however their lines are cut."""
    lines = line_spans(text)
    place = 0
    while place < len(lines):
        cut, columns = name_columns(text, lines[place])
        is_personal = PERSONAL.search(text, *lines[place]) is not None
        place += 1
        rows = []
        while columns and place < len(lines) and cut.search(text, *lines[place]):
            rows.append(split_cells(text, lines[place], cut))
            place += 1
        for number, kind in columns.items():
            cells = [row[number] for row in rows if number < len(row)]
            values = [text[start:end] for start, end in cells if start < end]
            may_be_things = kind == ANYTHING and not is_personal
            are_doubted = may_be_things and are_things(values, dictionary)
            for name in names_in(text, cells):
                if not are_doubted or is_surely_person(text[slice(*name)], dictionary):
                    yield Candidate(*name, {"column" if kind == ANYTHING else kind})


def are_things(values: Sequence[str], dictionary: NameDictionary) -> bool:
    """Whether most of what stands in a column is called as no person is."""
    people = sum(is_like_person(value, dictionary) for value in values)
    return len(values) >= LEAST_CELLS and people * 2 < len(values)


def is_like_person(value: str, dictionary: NameDictionary) -> bool:
    """Whether a value could be somebody's name, by its parts or by what the dictionary knows.

    A word in katakana is a thing, whoever is called like it (アルバム), unless it is short.
    """
    whole = VALUE_TAIL.sub("", value)
    if PARTED.fullmatch(whole):
        return True
    if not is_name_shaped(whole):
        return False
    is_called_so = bool(dictionary.known(whole) & PERSON_READINGS)
    is_thing = is_word(whole, dictionary) and LONG_KATAKANA.fullmatch(whole)
    return (is_called_so and not is_thing) or is_pair(whole, dictionary)


def is_surely_person(value: str, dictionary: NameDictionary) -> bool:
    """As `is_like_person`, and no word of the language besides."""
    return is_like_person(value, dictionary) and not is_word(value, dictionary)


def is_pair(value: str, dictionary: NameDictionary) -> bool:
    """Whether a family and a given name stand in a value without a blank."""
    return any(
        dictionary.known(value[:cut]) & Known.SURNAME
        and (len(value) - cut == 1 or dictionary.known(value[cut:]) & PERSON_READINGS)
        for cut in range(1, min(4, len(value)))
    )


def names_in(text: str, cells: Iterable[Span]) -> Iterator[Span]:
    """Where names stand in the cells of a column of names."""
    for start, end in cells:
        # 早見(代わりに息子が出る): a note about somebody stands behind the name.
        value = VALUE_TAIL.sub("", BRACKETS.sub("", text[start:end]).rstrip(" "))
        if (
            is_name_shaped(value)
            and re.fullmatch(CELL, value)
            and not ORGANISATION_LATIN.search(value)
        ):
            yield start, start + len(value)


def name_columns(text: str, line: Span) -> tuple[re.Pattern[str], dict[int, str]]:
    """How a header line is cut and which of its columns hold names; none if it is none."""
    for cut, mark in zip(CUTS, MARKS, strict=True):
        if text.find(mark, *line) < 0:
            continue
        row = split_cells(text, line, cut)
        if len(row) < 2:
            continue
        columns = {
            number: kind
            for number, (start, end) in enumerate(row)
            if (kind := kind_of_column(text[start:end].replace(" ", "").lower()))
            and (cut is not COMMAS or text[start:end] in NAME_FIELDS)
            and (cut is not BLANKS or not text[start:end].isascii())
        }
        is_below = mark in text[text.rfind("\n", 0, max(line[0] - 1, 0)) + 1 : line[0]]
        if columns and not ((cut is BLANKS or is_below) and is_form(text, row, columns)):
            return cut, columns
    return CUTS[0], {}


def is_form(text: str, row: Sequence[Span], columns: dict[int, str]) -> bool:
    """Whether blanks part a label and its value, not the labels of columns."""
    filled = [place for place in row if place[0] < place[1]]
    return len(filled) == CELLS_OF_FORM and any(
        number not in columns and VALUE_OF_FORM.search(text[slice(*place)])
        for number, place in enumerate(row)
    )


def kind_of_column(header: str) -> str:
    """What a column of this header holds: names, maybe names, or something else."""
    bare = BRACKETS.sub("", header)
    if header in VAGUE_FIELDS - {"名", "name"}:
        return "vague_column"
    is_name = header in NAME_FIELDS or bare in NAME_FIELDS or bare.endswith(NAME_HEADER_END)
    if not is_name:
        return ""
    if header == "name":
        return ANYTHING
    return "vague_column" if bare in VAGUE_FIELDS - {"名", "name"} else "column"


def split_cells(text: str, line: Span, cut: re.Pattern[str]) -> list[Span]:
    """Cut a line into cells, blanks and quotes at their ends left out."""
    row = []
    start = line[0]
    for end, following in [*(one.span() for one in cut.finditer(text, *line)), (line[1],) * 2]:
        part = text[start:end]
        stripped = part.strip(" \t\"'「」")
        offset = start + (part.find(stripped) if stripped else 0)
        row.append((offset, offset + len(stripped)))
        start = following
    return row


def line_spans(text: str) -> list[Span]:
    """Places of all lines but the rules of Markdown tables."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if not (line.strip() and HEADER_SEPARATOR.match(line)):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans
