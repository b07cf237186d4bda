"""A text as the recognizers read it: windows, labels, table columns, keys."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from assistant.filters.lexicon.genre import Genre, cues, genre, is_surely_published
from assistant.filters.recognizers.numerals import KANJI_DIGIT, fold_kanji_digits

Found = TypeVar("Found")

DELIMITERS = "\t|,;"
# Columns set apart by blanks: two gaps at least, and as many cells in every row as in the header.
BLANKS = re.compile(r"(?<=\S) {2,}(?=\S)")
LEAST_BLANKS = 2
LONG_NUMBER = re.compile("[0-9]{3}")
ANY_DIGIT = re.compile(f"[0-9{KANJI_DIGIT}十百]")
RULE_LINE = re.compile(r"^[\s|:+=─━═-]*[|+=─━═-][\s|:+=─━═-]*$")
LABEL_TAIL = " \t\n:=|「『(\"'>[→#・/-"
LABEL_STOP = re.compile(r"[\s,、。:;=|「」『』()<>\"'{}\[\]0-9/→]")
# SELECT atena_no, shimei FROM …: what a row of the result below it holds.
SELECT = re.compile(r"\bSELECT\s+(?P<names>[\w.\"`]+(?:\s*,\s*[\w.\"`]+)*)\s+FROM\b", re.IGNORECASE)
INSERT = re.compile(
    r"INSERT\s{1,5}INTO\s{1,5}[^\s(]{1,60}\s{0,5}\(([^()]{1,500})\)\s{0,5}VALUES", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where its cells start, what they hold, and its header row."""

    starts: tuple[int, ...]
    cells: tuple[str, ...]
    header: tuple[str, ...]


class Document:
    """A normalised text with what stands around a place in it.

    Attributes:
        text: the text as given.
        digits: the same length, runs of kanji digits folded to ASCII digits.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._kept: dict[tuple[str, int], object] = {}

    def once(self, name: str, owner: object, make: Callable[[], Found]) -> Found:
        """What `make` gives, made once per text, name and owner (the settings it depends on)."""
        key = (name, id(owner))
        if key not in self._kept:
            self._kept[key] = (make(), owner)
        return cast("tuple[Found, object]", self._kept[key])[0]

    @cached_property
    def digits(self) -> str:
        """The text with numbers in kanji digits folded, offset for offset."""
        return fold_kanji_digits(self.text)

    @cached_property
    def is_published(self) -> bool:
        """Whether the text reads like something a city publishes, not like a record of people."""
        return genre(self.text) is Genre.PUBLIC

    @cached_property
    def is_surely_published(self) -> bool:
        """Whether a longer text is full of what cities publish and of little that is private."""
        return is_surely_published(self.text)

    @cached_property
    def has_digits(self) -> bool:
        """Whether any digit stands in the text, ASCII or kanji."""
        return ANY_DIGIT.search(self.text) is not None

    def before(self, start: int, length: int = 30) -> str:
        """Up to `length` characters before a place, of its line and the line before."""
        window = self.text[max(0, start - length) : start]
        return "\n".join(window.split("\n")[-2:])

    def after(self, end: int, length: int = 15) -> str:
        """Up to `length` characters behind a place, of its line and the next line."""
        return "\n".join(self.text[end : end + length].split("\n")[:2])

    def line_start(self, place: int) -> int:
        """Where the line of a place starts."""
        return self.text.rfind("\n", 0, place) + 1

    def line(self, place: int) -> str:
        """At most 200 characters to either side of a place, within its line."""
        low = max(self.line_start(place), place - 200)
        high = self.text.find("\n", place, place + 200)
        return self.text[low : high if high >= 0 else place + 200]

    def label(self, start: int) -> str:
        """The word directly before a place, without separators and は or が."""
        window = self.text[max(0, start - 30) : start].rstrip(LABEL_TAIL)
        if window.endswith(("は", "が", "も")):
            window = window[:-1].rstrip(LABEL_TAIL)
        return LABEL_STOP.split(window)[-1][-16:]

    def near(
        self, span: tuple[int, int], words: re.Pattern[str], *, before: int = 30, after: int = 15
    ) -> bool:
        """Whether one of the words stands around a place, or heads its column."""
        start, end = span
        return bool(
            words.search(self.before(start, before))
            or words.search(self.after(end, after))
            or words.search(self.column(start))
        )

    def row(self, start: int) -> Row | None:
        """The table row a place is in."""
        return self._rows.get(self.line_start(start))

    def column(self, start: int) -> str:
        """The header of the table column, or the SQL column, a place is in; else empty."""
        row = self.row(start)
        cell = bisect_right(row.starts, start) - 1 if row is not None else 0
        if row is not None and cell < len(row.header):
            return row.header[cell]
        return self._sql_column(start)

    @cached_property
    def columns(self) -> frozenset[str]:
        """Every name of a column in the text, of tables and of SQL."""
        tables = {name for row in self._rows.values() for name in row.header}
        return frozenset(tables.union(*(names for _, names in self._inserts)))

    def header(self, start: int) -> str:
        """All headers of the table a place is in, in one line; else empty."""
        row = self.row(start)
        return " ".join(row.header) if row is not None else ""

    @cached_property
    def _rows(self) -> dict[int, Row]:
        rows: dict[int, Row] = {}
        header: tuple[str, ...] = ()
        selected: tuple[str, ...] = ()
        delimiter = ""
        start = 0
        for line in self.text.split("\n"):
            query = columns_asked_for(line)
            selected = query or selected
            found = next((mark for mark in DELIMITERS if line.count(mark) >= 1), "")
            if not found and len(BLANKS.findall(line)) >= LEAST_BLANKS:
                found = "  "
            is_rule = RULE_LINE.match(line) is not None
            if not found and not is_rule:
                header, delimiter = (), ""
            elif not is_rule:
                starts, cells = split_cells(line, start, found)
                if found != delimiter:
                    header, delimiter = (), found
                header = header or answered(cells, () if query else selected)
                is_same = found != "  " or len(cells) == len(header)
                rows[start] = Row(starts, cells, header if is_same else ())
                if not header and not any(LONG_NUMBER.search(cell) for cell in cells):
                    header = cells
            start += len(line) + 1
        return rows

    @cached_property
    def _inserts(self) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (found.end(), tuple(name.strip(' `"') for name in found[1].split(",")))
            for found in INSERT.finditer(self.text)
        ]

    def _sql_column(self, start: int) -> str:
        columns: tuple[str, ...] = ()
        for place, names in self._inserts:
            if place <= start:
                columns = names
        tuple_start = self.text.rfind("(", max(0, start - 500), start) if columns else -1
        index = self.text.count(",", tuple_start, start) if tuple_start >= 0 else len(columns)
        return columns[index] if index < len(columns) else ""


def columns_asked_for(line: str) -> tuple[str, ...]:
    """The columns a query in a line asks for; none if it holds none."""
    query = SELECT.search(line) if "," in line else None
    return tuple(name.strip(' `"') for name in query["names"].split(",")) if query else ()


def answered(cells: tuple[str, ...], selected: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a query as the header of its result, if the cells are as many."""
    return selected if len(cells) == len(selected) else ()


@lru_cache(maxsize=2)
def document_of(text: str) -> Document:
    """The document of a text, made once for all recognizers; `forget_documents` drops it."""
    return Document(text)


def forget_documents() -> None:
    """Keep no text beyond its analysis."""
    document_of.cache_clear()
    cues.cache_clear()


def split_cells(line: str, start: int, mark: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The cells of a line, stripped, and where each starts in the text."""
    starts = []
    cells = []
    place = 0
    cuts = BLANKS.finditer(line) if mark == "  " else re.finditer(re.escape(mark), line)
    for end, following in [*(one.span() for one in cuts), (len(line), len(line))]:
        starts.append(start + place)
        cells.append(line[place:end].strip(" \"'"))
        place = following
    return tuple(starts), tuple(cells)
