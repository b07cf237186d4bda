"""Columns of places, things and organisations: what stands in them is no person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import NAME_FIELDS
from assistant.filters.names.fields import HEADER_SEPARATOR
from assistant.filters.names.words import THING_HEADERS

CUTS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(","), re.compile(" {2,}"))
NAMES = frozenset(NAME_FIELDS)
THINGS = frozenset(THING_HEADERS)
SQL_INSERT = re.compile(
    r"INSERT\s+INTO\s+[\w.\"`]+\s*\((?P<columns>[^()]{1,400})\)\s*VALUES", re.IGNORECASE
)
SQL_ROW = re.compile(r"\s*,?\s*\((?P<row>(?:'(?:[^'\n]|'')*'|[^'()\n])*)\)")
SQL_VALUE = re.compile(r"\s*(?P<value>'(?:[^'\n]|'')*'|[^,]*)\s*(?:,|$)")


def thing_cells(text: str) -> Iterator[tuple[int, int]]:
    """Places of the cells that stand under a header which names a thing."""
    cut: re.Pattern[str] | None = None
    columns: dict[int, bool] = {}
    start = 0
    for line in text.split("\n"):
        header = thing_columns(line)
        if header:
            cut, columns = header
        elif cut is None or not line.strip():
            cut = None
        elif not HEADER_SEPARATOR.match(line) and cut.search(line):
            for number, (one, other) in enumerate(cells(line, cut)):
                if columns.get(number) and one < other:
                    yield start + one, start + other
        start += len(line) + 1


def thing_columns(line: str) -> tuple[re.Pattern[str], dict[int, bool]] | None:
    """How a header line is cut, and which of its columns hold things; None for other lines."""
    if len(line) > 400:
        return None
    for cut in CUTS:
        words = [line[one:other].replace(" ", "") for one, other in cells(line, cut)]
        if len(words) < 2 or any(re.fullmatch(r"[0-9][0-9,.%]*", word) for word in words):
            continue
        columns = {
            number: True
            for number, word in enumerate(words)
            if word in THINGS and word not in NAMES
        }
        if columns:
            return cut, columns
    return None


def cells(line: str, cut: re.Pattern[str]) -> list[tuple[int, int]]:
    """Places of the cells of a line, blanks and quotes at their ends left out."""
    places = []
    start = 0
    for end, following in [
        *((one.start(), one.end()) for one in cut.finditer(line)),
        (len(line),) * 2,
    ]:
        part = line[start:end]
        stripped = part.strip(" \"'")
        offset = start + (part.find(stripped) if stripped else 0)
        places.append((offset, offset + len(stripped)))
        start = following
    return places


def sql_names(text: str) -> Iterator[tuple[int, int]]:
    """Values of INSERT statements that stand in the columns of names, without their quotes."""
    for insert in SQL_INSERT.finditer(text):
        headers = [word.strip(' "`\n\t').lower() for word in insert["columns"].split(",")]
        columns = {number for number, word in enumerate(headers) if word in NAMES}
        place = insert.end()
        while columns and (row := SQL_ROW.match(text, place)):
            place = row.end()
            for number, value in enumerate(SQL_VALUE.finditer(text, *row.span("row"))):
                if number in columns and value["value"].startswith("'"):
                    yield value.start("value") + 1, value.end("value") - 1
