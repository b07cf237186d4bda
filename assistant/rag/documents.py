"""Records: the units of look-up, with what is needed to filter, cite and show them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

OPEN_END = 99991231
"""`effective_to` of what is in force until further notice."""

LONGEST_ID = 199
"""What an id may count by `id_length`: a usage row of 4,000 characters holds those of all passages
of a question, twenty at most."""


class Kind(StrEnum):
    """What sort of document a record is from; the word is what people call it."""

    LAW = "法令"
    ORDINANCE = "条例"
    RULE = "規則"
    OUTLINE = "要綱"
    GUIDELINE = "ガイドライン"
    FAQ = "FAQ"


class Trust(StrEnum):
    """Who vouches for a text: enacted rules, the city's own pages, or a collection as it came."""

    ENACTED = "enacted"
    OWN = "own"
    COLLECTED = "collected"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a paragraph (項) or item (号) stands in a record's text.

    Attributes:
        paragraph: number of the 項, from 1.
        item: number of the 号, 0 for the whole paragraph.
        start: first character.
        end: one past the last character.
    """

    paragraph: int
    item: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Record:
    """One unit of look-up: an article of an ordinance, or the text under one heading.

    Attributes:
        id: stable identifier: document, `#`, then the article number or the slugs of all headings
            joined by `/`; `~2` for a second part. Corpora bring their own.
        document_id: the document it is part of.
        title: title of the document.
        label: the line shown to people: title with article, or title and headings.
        text: the text; at most 1,200 characters but for corpora.
        path: headings above and of the record, outermost first.
        article: `第12条の2`, `別表第1`, `附則第3条`; empty for guidelines.
        caption: `（使用料）` without its brackets.
        anchors: names it can be linked or looked up by: article number or heading slug first.
        spans: its paragraphs and items.
        kind: what sort of document it is from.
        trust: who vouches for it.
        number: 条例番号 as printed, `令和8年架空市条例第1号`.
        promulgated: day of promulgation as YYYYMMDD, 0 if unknown.
        effective_from: first day in force as YYYYMMDD, 0 if unknown.
        effective_to: last day in force as YYYYMMDD.
        departments: who may read it; everybody if empty.
        source_hash: SHA-256 of the file or line it was read from.
        is_supplement: whether it is part of the supplementary provisions (附則).
        url: address of its document, if that states one.
        fragment: its place in the document, as a link names it: `page=2`, `第3条予約`, `J3`.
    """

    id: str
    document_id: str
    title: str
    label: str
    text: str
    path: tuple[str, ...] = ()
    article: str = ""
    caption: str = ""
    anchors: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    kind: Kind = Kind.GUIDELINE
    trust: Trust = Trust.OWN
    number: str = ""
    promulgated: int = 0
    effective_from: int = 0
    effective_to: int = OPEN_END
    departments: tuple[str, ...] = ()
    source_hash: str = ""
    is_supplement: bool = False
    url: str = ""
    fragment: str = ""

    def __repr__(self) -> str:
        return f"Record({self.id}, {len(self.text)} chars)"

    @property
    def anchor(self) -> str:
        """The first name it can be linked by; empty before the first heading."""
        return self.anchors[0] if self.anchors else ""

    def to_line(self) -> str:
        """One line of JSON."""
        values = asdict(self)
        values["spans"] = [[s.paragraph, s.item, s.start, s.end] for s in self.spans]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def id_length(identifier: str) -> int:
    """How long an id becomes where it is joined with others, as some characters take three."""
    escaped = sum(char in ";%\x7f" or char < " " for char in identifier)
    return len(identifier) + 2 * escaped


def is_writable(identifier: str) -> bool:
    """Whether an id can be written down: half a character (a lone surrogate) cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in identifier)


_LISTS = ("path", "anchors", "departments")
_NAMES = frozenset(field.name for field in fields(Record))


def record_from_line(line: str | bytes) -> Record:
    """Read a line of `Record.to_line`.

    Raises:
        ValueError: it is none.
    """
    values: Mapping[str, Any] = json.loads(line)
    if not isinstance(values, dict) or not values.keys() <= _NAMES:
        raise ValueError("not a record")
    try:
        return Record(
            **{
                **values,
                **{name: tuple(values[name]) for name in _LISTS},
                "spans": tuple(Span(*span) for span in values["spans"]),
                "kind": Kind(values["kind"]),
                "trust": Trust(values["trust"]),
            }
        )
    except (KeyError, TypeError) as fault:
        raise ValueError("not a record") from fault
