"""Versions of one ordinance: the earlier ends the day before the later begins. Pure.

A title alone makes no versions: every department may have its 事務処理要綱, and the mayor's 訓令
may be called as the waterworks' 管理規程 is. What ends must have the same readers as what follows,
and a number (条例番号) given by the same authority; without a number, the same person decided it
(福祉局長決裁).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.rag.documents import OPEN_END, Record
from assistant.rag.facts import DATE, day_before
from assistant.rag.numerals import NUMERAL
from assistant.rag.sources import Refusal

_NUMBER = re.compile(
    rf"[（(]?(?:{DATE}|[一-龠]{{2}}(?:元|{NUMERAL})年)?(?P<authority>.*?)"
    rf"(?:第{NUMERAL}号.*|(?<=決裁)|(?<=専決))[)）]?"
)
_CITY = re.compile(
    r"(?:北海道|東京都|京都府|大阪府|[^県]{2,3}県)?(?:[^市区町村]{1,6}(?:[市区町村](?!長)|(?=[市区町村]長)))?(?=.)"
)


@dataclass(frozen=True, slots=True)
class _Version:
    """A document that a later one of its title may end, by any record of each."""

    earlier: Record
    later: Record

    @property
    def until(self) -> int:
        return day_before(self.later.effective_from)

    @property
    def is_one(self) -> bool:
        """Whether they are versions of one ordinance."""
        return self.has_same_readers and self.has_same_authority

    @property
    def has_same_readers(self) -> bool:
        return frozenset(self.earlier.departments) == frozenset(self.later.departments)

    @property
    def has_same_authority(self) -> bool:
        one, other = authority_of(self.earlier.number), authority_of(self.later.number)
        return one == other or not one or not other

    @property
    def shares_readers(self) -> bool:
        """Whether anybody may read both."""
        one, other = set(self.earlier.departments), set(self.later.departments)
        return not one or not other or bool(one & other)


def authority_of(number: str) -> str:
    """Who gave a number, as it says: `訓令`, `福祉局長決裁`; empty if it does not."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", number))
    match = _NUMBER.fullmatch(plain)
    return _CITY.sub("", match["authority"], count=1) if match else ""


def with_ends(records: Sequence[Record]) -> list[Record]:
    """Let each version of an ordinance end the day before the next one begins."""
    ends = {version.earlier.document_id: version.until for version in _ended(records)}
    return [
        replace(record, effective_to=ends[record.document_id])
        if record.document_id in ends
        else record
        for record in records
    ]


def version_notices(records: Sequence[Record]) -> Iterator[Refusal]:
    """What is told of documents that end by another, or have its title and do not.

    Args:
        records: as they were read, before `with_ends`.
    """
    ended = {version.earlier.document_id: version for version in _ended(records)}
    for version in ended.values():
        yield Refusal(version.earlier.document_id, _told(version))
    for version in _same_title(records):
        name = version.earlier.document_id
        if name not in ended and version.shares_readers:
            why = "authorities (番号)" if version.has_same_readers else "readers (対象所属)"
            later = version.later.document_id
            told = f"has the title of {later}; both in force: their {why} differ"
            yield Refusal(name, told)


def _told(version: _Version) -> str:
    one, other = version.earlier.number, version.later.number
    name = version.later.document_id
    told = f"earlier version of {name}, in force until {_day(version.until)}"
    if one and other and one != other:
        told += f"; their numbers differ ({one}, {other}): give it a title of its own if it is none"
    return told


def _day(day: int) -> str:
    return f"{day // 10000}-{day // 100 % 100:02}-{day % 100:02}"


def _ended(records: Iterable[Record]) -> Iterator[_Version]:
    """Each document that ends, with the version that follows it."""
    following: dict[str, _Version] = {}
    for version in _same_title(records):
        name = version.earlier.document_id
        known = following.get(name)
        if version.is_one and (known is None or version.until < known.until):
            following[name] = version
    yield from following.values()


def _same_title(records: Iterable[Record]) -> Iterator[_Version]:
    """Documents without an end of their own, each with every later one of its title."""
    for documents in _by_title(records).values():
        for earlier in documents:
            for later in documents:
                is_open = earlier.effective_to == OPEN_END
                if is_open and later.effective_from > earlier.effective_from:
                    yield _Version(earlier, later)


def _by_title(records: Iterable[Record]) -> Mapping[str, Sequence[Record]]:
    """A record of each document, by the titles they bear."""
    titles: dict[str, list[Record]] = {}
    for record in {record.document_id: record for record in records}.values():
        titles.setdefault(record.title, []).append(record)
    return titles
