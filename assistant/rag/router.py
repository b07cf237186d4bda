"""The citation router: provisions a query names, looked up exactly, before anything is searched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from assistant.rag.references import Reference, Titles, plain
from assistant.rag.routes import Edge, Place, Routes

_DELEGATED = re.compile(r"(?:政令|府令|省令|規則|規程|要綱|条例)(?:で|に|の)")
_WHOLE_DOCUMENT_RECORDS = 3


@dataclass(frozen=True, slots=True)
class Routed:
    """What the router made of a query.

    Attributes:
        references: the provisions it names.
        titles: the documents it names, as keys.
        exact: records that are what it names, in the order of naming.
        citing: records of other documents that refer to it; true if to the very paragraph or item.
        is_delegation: whether it asks what another rule says under it.
    """

    references: tuple[Reference, ...] = ()
    titles: tuple[str, ...] = ()
    exact: tuple[int, ...] = ()
    citing: dict[int, bool] = field(default_factory=dict)
    is_delegation: bool = False

    @property
    def names_something(self) -> bool:
        """Whether the query names a provision or a title."""
        return bool(self.references or self.titles)


class Router:
    """Reads queries against the titles and articles of an index."""

    def __init__(self, routes: Routes) -> None:
        self._titles = Titles(routes.titles)
        self._keys = [key for key, _ in routes.places]
        self._places: defaultdict[Place, list[int]] = defaultdict(list)
        self._by_title: defaultdict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(routes.places):
            self._places[place].append(number)
            self._by_title[place[0]].append(number)
        self._forward: defaultdict[int, list[Place]] = defaultdict(list)
        self._citing: defaultdict[Place, list[Edge]] = defaultdict(list)
        for edge in routes.edges:
            place = (edge.key, edge.place)
            self._forward[edge.source].append(place)
            if edge.key != self._keys[edge.source]:
                self._citing[place].append(edge)

    def route(self, query: str) -> Routed:
        """What a query names."""
        references = tuple(self._titles.read(query))
        titles = tuple(self._titles.named(query))
        exact: dict[int, None] = {}
        citing: dict[int, bool] = {}
        for reference in references:
            key = reference.document or (titles[0] if titles else None)
            if key is None:
                continue
            exact |= dict.fromkeys(self._records_at(key, reference.place))
            for edge in self._citing.get((key, reference.place), ()):
                citing[edge.source] = citing.get(edge.source, False) or _is_same(reference, edge)
        is_delegation = bool(references) and _DELEGATED.search(plain(query)) is not None
        return Routed(references, titles, tuple(exact), citing, is_delegation)

    def referred(self, record: int) -> list[int]:
        """Records a record refers to, in the order of its text: one hop."""
        targets: dict[int, None] = {}
        for place in self._forward.get(record, ()):
            targets |= dict.fromkeys(self._places.get(place, ()))
        targets.pop(record, None)
        return list(targets)

    def records_of(self, titles: Collection[str]) -> list[int]:
        """All records of documents with these keys, every version of them."""
        return [number for title in titles for number in self._by_title.get(title, ())]

    def same_document(self, record: int) -> list[int]:
        """All records of a record's document, every version of it."""
        return self._by_title[self._keys[record]]

    def _records_at(self, key: str, place: str) -> list[int]:
        found = self._places.get((key, place))
        # A document that has no articles in the index is itself what was named.
        return found or self._places.get((key, ""), [])[:_WHOLE_DOCUMENT_RECORDS]


def _is_same(asked: Reference, edge: Edge) -> bool:
    if asked.paragraph:
        return edge.paragraph == asked.paragraph and asked.item in (0, edge.item)
    return asked.item != 0 and edge.item == asked.item
