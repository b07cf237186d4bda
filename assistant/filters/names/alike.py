"""Who stands where certain people stand: in their column, at the heads of their list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.columns import NOBODY, can_be_name, tables
from assistant.filters.names.dictionary import PERSON_READINGS, NameDictionary
from assistant.filters.names.evidence import is_certain
from assistant.filters.names.tables import is_thing

Span = tuple[int, int]
# 早見(職員番号 0012345): what a cell says of whom it names.
TOLD_OF = re.compile(r" ?(?:\([^()]*\)|さん|様|氏|先生)*$")
UNDECIDED = re.compile("未定|欠員|空席|調整中|[?？]")
# 3 早見 / 視覚 / …: the head of an entry of a numbered list.
HEAD = re.compile(
    rf"^[ ]{{0,4}}(?:[0-9]{{1,3}}[.)、:]?|[①-⑳]) ?"
    rf"(?P<name>[{KANJI}]{{2,4}}|[{KATAKANA}]{{3,10}}(?:・[{KATAKANA}]{{2,10}})?)(?= ?[(/:,|])",
    re.MULTILINE,
)
LED = re.compile(r"^[ ]{0,4}(?:[0-9]{1,3}[.)、:]?|[①-⑳]) ?(?=[^0-9 \n])", re.MULTILINE)
LEAST_HEADS = 2
# For one cell that is none, so many are names.
MOST = 3


def people_alike(
    text: str, candidates: Sequence[Candidate], dictionary: NameDictionary
) -> list[Candidate]:
    """Names that stand in one column or list with certain ones.

    Places that were weighed already get the evidence; the others are returned.
    """
    sure = {one.start: one for one in candidates if is_certain(one.evidence)}
    if not sure:
        return []
    weighed = {one.start: one for one in candidates}
    taken = {place for one in candidates for place in range(one.start, one.end)}
    new = []
    for start, end in (*in_columns(text, sure, dictionary), *at_heads(text, sure, dictionary)):
        known = weighed.get(start)
        if known is not None and known.end <= end:
            known.end = end
            known.evidence |= {"column", "label_cell"}
            known.evidence.discard("public_text")
        elif taken.isdisjoint(range(start, end)):
            new.append(Candidate(start, end, {"column", "label_cell"}))
    return new


def in_columns(
    text: str, sure: Mapping[int, Candidate], dictionary: NameDictionary
) -> Iterator[Span]:
    """The cells of every column with a certain person, if nearly all of them can be names."""
    for header, *rows in tables(text, least=1):
        for number, head in enumerate(header):
            if is_thing(text[slice(*head)].replace(" ", "")):
                continue
            column = [named(text, row[number]) for row in rows]
            others = [one for one in column if one[0] not in sure and not is_nobody(text, one)]
            alike = [one for one in others if is_like_name(text[slice(*one)], dictionary)]
            people = sum(is_whole(one, sure) for one in column)
            if people and people + len(alike) >= MOST * (len(others) - len(alike)):
                yield from alike


def named(text: str, cell: Span) -> Span:
    """The place of the name in a cell, without what is said of it."""
    start, end = cell
    return start, start + len(TOLD_OF.sub("", text[start:end]))


def is_nobody(text: str, cell: Span) -> bool:
    """Whether a cell is empty or names nobody yet."""
    return NOBODY.fullmatch(text, *cell) is not None or UNDECIDED.match(text, *cell) is not None


def is_whole(cell: Span, sure: Mapping[int, Candidate]) -> bool:
    """Whether a certain name fills a cell."""
    return cell[0] in sure and sure[cell[0]].end >= cell[1]


def is_like_name(word: str, dictionary: NameDictionary) -> bool:
    """Whether a cell can be a name: a known one, or a word in no dictionary."""
    readings = dictionary.known(word.partition(" ")[0])
    is_known = readings & PERSON_READINGS or not readings
    return bool(is_known) and can_be_name(word, dictionary)


def at_heads(
    text: str, sure: Mapping[int, Candidate], dictionary: NameDictionary
) -> Iterator[Span]:
    """The heads of the entries of a numbered list more than one certain person leads."""
    if sum(found.end() in sure for found in LED.finditer(text)) < LEAST_HEADS:
        return
    for found in HEAD.finditer(text):
        if found.start("name") not in sure and is_like_name(found["name"], dictionary):
            yield found.span("name")
