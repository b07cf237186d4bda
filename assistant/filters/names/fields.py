"""Names in form fields (`氏名：…`), JSON and code keys, and table columns under a 氏名 header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.filters.lexicon.person_words import NAME_FIELDS, NOT_NAMES, VAGUE_FIELDS
from assistant.filters.names.candidates import (
    HIRAGANA,
    KANJI,
    KATAKANA,
    Candidate,
)

FIELD_NAMES = "|".join(sorted(map(re.escape, NAME_FIELDS), key=len, reverse=True))
WORD = f"[{KANJI}{HIRAGANA}{KATAKANA}A-Za-z・=.'’]"
CELL = f"{WORD}+(?: {WORD}+){{0,3}}"
FIELD = re.compile(
    f"(?<![{KANJI}{HIRAGANA}{KATAKANA}A-Za-z_-])(?P<name>{FIELD_NAMES})"
    f"[\"'」』)]?[ ]*(?:[:=]|は[「『])[ ]*[\"'「『]?(?P<value>{CELL})",
    re.IGNORECASE,
)
VALUE_TAIL = re.compile(r"(?: ?(?:様|さん|氏|殿|さま|先生))+$")
MAX_NAME_CHARS = 24
KANA_NAME = re.compile(
    f"[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,10}}|[{HIRAGANA}]{{2,6}} [{HIRAGANA}]{{2,8}}"
)
# Words with a particle or an ending between them: a sentence stands in the field.
SENTENCE = re.compile(
    f"^(?=.{{7,}})[^ ]*[{KANJI}](?:の|は|が|を|に|で|と|も)[{KANJI}{HIRAGANA}]*[{KANJI}]"
    "|(?:です|ます|ました|ません|すか|こと|ため|ください|して|する|した|から|まで|など)(?:$| )"
)
DELIMITERS = ("\t", "|", ",", ";", "、")
HEADER_SEPARATOR = re.compile(r"^[\s|:\-]+$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its place in the text, blanks and quotes at its ends left out."""

    start: int
    end: int


def from_fields(text: str) -> Iterator[Candidate]:
    """Values of fields that hold a person's name."""
    for found in FIELD.finditer(text):
        value = VALUE_TAIL.sub("", found["value"])
        if not is_name_shaped(value):
            continue
        is_vague = found["name"].lower() in VAGUE_FIELDS and not KANA_NAME.fullmatch(value)
        evidence = "vague_field" if is_vague else "field"
        yield Candidate(found.start("value"), found.start("value") + len(value), {evidence})


def is_name_shaped(value: str) -> bool:
    """Whether a field's value can be a name at all."""
    return (
        0 < len(value) <= MAX_NAME_CHARS
        and value not in NOT_NAMES
        and value.lower() != "null"
        and not SENTENCE.search(value)
    )


def from_tables(text: str) -> Iterator[Candidate]:
    """Cells under a header that names a person's name, in CSV, TSV and Markdown tables."""
    lines = line_spans(text)
    place = 0
    while place < len(lines):
        delimiter, columns = name_columns(text, lines[place])
        place += 1
        while columns and place < len(lines) and delimiter in text[slice(*lines[place])]:
            yield from name_cells(text, split_cells(text, lines[place], delimiter), columns)
            place += 1


def name_cells(text: str, cells: Sequence[Cell], columns: dict[int, str]) -> Iterator[Candidate]:
    """The cells of one row that stand in the columns of names."""
    for column, evidence in columns.items():
        if column >= len(cells):
            continue
        cell = cells[column]
        value = VALUE_TAIL.sub("", text[cell.start : cell.end])
        if is_name_shaped(value) and re.fullmatch(CELL, value):
            yield Candidate(cell.start, cell.start + len(value), {evidence})


def name_columns(text: str, line: tuple[int, int]) -> tuple[str, dict[int, str]]:
    """The delimiter of a header line and which of its columns hold names; none if it is none."""
    for delimiter in DELIMITERS:
        cells = split_cells(text, line, delimiter)
        if len(cells) < 2:
            continue
        columns = {
            number: "vague_column" if header in VAGUE_FIELDS - {"名", "name"} else "column"
            for number, cell in enumerate(cells)
            if (header := text[cell.start : cell.end].replace(" ", "").lower()) in NAME_FIELDS
        }
        if columns:
            return delimiter, columns
    return "", {}


def split_cells(text: str, line: tuple[int, int], delimiter: str) -> list[Cell]:
    """Cut a line into cells."""
    cells = []
    start = line[0]
    for part in text[slice(*line)].split(delimiter):
        stripped = part.strip(" \t\"'「」")
        offset = start + (part.find(stripped) if stripped else 0)
        cells.append(Cell(offset, offset + len(stripped)))
        start += len(part) + len(delimiter)
    return cells


def line_spans(text: str) -> list[tuple[int, int]]:
    """Places of all lines but the rules of Markdown tables."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if not (line.strip() and HEADER_SEPARATOR.match(line)):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans
