"""Columns of places, things and organisations: what stands in them is no person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.filters.lexicon.person_words import NAME_FIELDS
from assistant.filters.names.words import AUTHOR_HEADERS, THING_HEADERS

HEADER_SEPARATOR = re.compile(r"^[\s|:+=─━═\-]+$")
CUTS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(","), re.compile(" {2,}"))
# What a line has to hold to be cut by each of them: looked for much faster.
MARKS = ("|", "\t", ",", "  ")
# Cells of a published list parted by strokes: 名称／所在地／面積.
STROKES = re.compile(" ?/ ?")
FIGURE = re.compile("[0-9][0-9,.%]*")
BRACKETS = re.compile(r"\([^()]*\)$")
NAMES = frozenset(NAME_FIELDS)
THINGS = frozenset(THING_HEADERS)
TITLES = frozenset(("書名", "題名", "タイトル", "作品名", "曲名", "資料名", "作品", "曲目"))
AUTHORS = frozenset(AUTHOR_HEADERS)
SQL_INSERT = re.compile(
    r"INSERT\s+INTO\s+[\w.\"`]+\s*\((?P<columns>[^()]{1,400})\)\s*VALUES", re.IGNORECASE
)
SQL_ROW = re.compile(r"\s*,?\s*\((?P<row>(?:'(?:[^'\n]|'')*'|[^'()\n])*)\)")
SQL_VALUE = re.compile(r"\s*(?P<value>'(?:[^'\n]|'')*'|[^,]*)\s*(?:,|$)")


Spans = list[tuple[int, int]]


def thing_cells(text: str) -> Iterator[tuple[int, int]]:
    """Places of the cells that stand under a header which names a thing."""
    for row, header in rows_with_header(text, lambda words: bool(things_of(words))):
        columns = things_of(header)
        yield from (
            place for number, place in enumerate(row) if number in columns and place[0] < place[1]
        )


def author_cells(text: str) -> Iterator[tuple[int, int]]:
    """Places of the cells that stand under a header which names who made a work."""
    yield from lines_of_works(text)
    for row, header in rows_with_header(text, lambda words: bool(authors_of(words))):
        columns = authors_of(header)
        yield from (
            place for number, place in enumerate(row) if number in columns and place[0] < place[1]
        )


def lines_of_works(text: str) -> Iterator[tuple[int, int]]:
    """The lines below a header of titles and authors whose columns single blanks part."""
    start, is_list = 0, False
    for line in text.split("\n"):
        words = set(line.split())
        if not words:
            is_list = False
        elif is_list:
            yield start, start + len(line)
        elif words & AUTHORS and words & TITLES:
            is_list = True
        start += len(line) + 1


def authors_of(header: Sequence[str]) -> set[int]:
    """Which columns of a header hold authors, composers or directors."""
    return {number for number, word in enumerate(header) if word in AUTHORS}


def things_of(header: Sequence[str]) -> set[int]:
    """Which columns of a header hold places, things or organisations."""
    return {number for number, word in enumerate(header) if is_thing(word)}


def is_thing(word: str) -> bool:
    """Whether the header of a column names places, things or organisations."""
    return word not in NAMES and (word in THINGS or BRACKETS.sub("", word) in THINGS)


def table_rows(text: str, is_header: Callable[[Sequence[str]], bool]) -> Iterator[Spans]:
    """The rows of all tables with a certain header: the places of their cells."""
    return (row for row, _ in rows_with_header(text, is_header))


def rows_with_header(
    text: str, is_header: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[Spans, tuple[str, ...]]]:
    """The rows below a certain header, with the words of the header."""
    found: tuple[re.Pattern[str], tuple[str, ...]] | None = None
    start = 0
    for line in text.split("\n"):
        header = header_of(line, is_header)
        if header:
            found = header
        elif found is None or not line.strip():
            found = None
        elif not HEADER_SEPARATOR.match(line) and found[0].search(line):
            row = [(start + one, start + other) for one, other in cells(line, found[0])]
            yield row, found[1]
        start += len(line) + 1


def cuts_of(line: str) -> Iterator[re.Pattern[str]]:
    """Everything that cuts a line, in the order it is tried."""
    return (cut for cut, mark in zip(CUTS, MARKS, strict=True) if mark in line)


def header_of(
    line: str, is_header: Callable[[Sequence[str]], bool]
) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    """How a header line is cut, and its words; None for other lines."""
    if len(line) > 400:
        return None
    for cut in (*cuts_of(line), *((STROKES,) if "/" in line else ())):
        words = tuple(line[one:other].replace(" ", "") for one, other in cells(line, cut))
        if len(words) < 2 or any(map(FIGURE.fullmatch, words)):
            continue
        if is_header(words):
            return cut, words
    return None


def cells(line: str, cut: re.Pattern[str]) -> Spans:
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
