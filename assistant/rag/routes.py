"""What a citation can name in an index, and which records cite what: worked out at build time."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.rag.documents import Record
from assistant.rag.references import Titles, aliases_of, plain

# Titles that make a document something a citation can name.
_RULE_TITLE = re.compile(
    r".*(?:法律|法|令|条例|規則|規程|要綱|要領|細則|基準|指針|ガイドライン)"
    r"(?:[(（〔][^()（）〔〕]*[)）〕])?"
)
# Definitions of 法, 令 and the like stand in the first articles.
_HEAD_RECORDS = 8
_PARENT_ENDINGS = {"施行令": "法", "施行規則": "法", "施行細則": "条例"}
_NUMBERED = re.compile(r"(附則)?第([0-9]+)条")
Place = tuple[str, str]


class Edge(NamedTuple):
    """A record refers to a place: to this paragraph and item of it, 0 where none is named."""

    source: int
    key: str
    place: str
    paragraph: int
    item: int


@dataclass(frozen=True, slots=True)
class Routes:
    """What a router needs to know of the records.

    Attributes:
        titles: title of each document a citation can name, by its key.
        places: key and article of each record; the article is empty where there is none.
        edges: every reference between records.
    """

    titles: dict[str, str]
    places: tuple[Place, ...]
    edges: tuple[Edge, ...]

    def to_json(self) -> str:
        """The file's content."""
        values = {"titles": self.titles, "places": self.places, "edges": self.edges}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def routes_from_json(text: str) -> Routes:
    """Read what `Routes.to_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    values = json.loads(text)
    return Routes(
        dict(values["titles"]),
        tuple((str(key), str(article)) for key, article in values["places"]),
        tuple(Edge(*edge) for edge in values["edges"]),
    )


def routes_of(records: Sequence[Record]) -> Routes:
    """Read every reference of the records."""
    keys = [title_key(record) for record in records]
    rules = {
        key: record.title for key, record in zip(keys, records, strict=True) if _is_rule(record)
    }
    titles = Titles(rules)
    places = tuple((key, record.article) for key, record in zip(keys, records, strict=True))
    aliases = _aliases(records, keys, titles, rules.keys())
    known = set(places)
    edges = [
        Edge(number, document, place, paragraph, item)
        for number, record in enumerate(records)
        if keys[number] in aliases
        for document, place, paragraph, item in _targets(
            record, keys[number], titles, aliases[keys[number]]
        )
        if (document, place) in known and (document, place) != (keys[number], record.article)
    ]
    return Routes(rules, places, tuple(edges))


def title_key(record: Record) -> str:
    """What a record's document goes by among titles: versions of one ordinance share it."""
    return plain(record.title)


def _is_rule(record: Record) -> bool:
    return bool(record.article) or _RULE_TITLE.fullmatch(record.title) is not None


def _aliases(
    records: Sequence[Record], keys: Sequence[str], titles: Titles, rules: Iterable[str]
) -> dict[str, dict[str, str]]:
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for key, record in zip(keys, records, strict=True):
        if len(heads[key]) < _HEAD_RECORDS:
            heads[key].append(record.text)
    return {key: _aliases_in(key, "".join(heads[key]), titles) for key in rules}


def _aliases_in(key: str, head: str, titles: Titles) -> dict[str, str]:
    """What 法, 令, 条例 mean in a document: by its definitions, else by its own title."""
    aliases = aliases_of(head, titles)
    for ending, word in _PARENT_ENDINGS.items():
        if not key.endswith(ending):
            continue
        parent = titles.resolve(key.removesuffix(ending))
        if parent is not None and parent != key:
            aliases.setdefault("条例" if parent.endswith("条例") else word, parent)
    if key.endswith("施行規則"):
        order = titles.resolve(key.removesuffix("規則") + "令")
        if order is not None and order != key:
            aliases.setdefault("令", order)
    return aliases


def _targets(
    record: Record, key: str, titles: Titles, aliases: dict[str, str]
) -> Iterable[tuple[str, str, int, int]]:
    for reference in titles.read(record.text, own=key, aliases=aliases):
        place = _absolute(reference.place, record.article)
        if reference.document is not None and place:
            yield reference.document, place, reference.paragraph, reference.item


def _absolute(place: str, article: str) -> str:
    """前条 and 次条 as article numbers; empty where that cannot be told."""
    if place not in ("前条", "次条", "同条"):
        return place
    match = _NUMBERED.fullmatch(article)
    if match is None or place == "同条":
        return ""
    return f"{match[1] or ''}第{int(match[2]) + (1 if place == '次条' else -1)}条"
