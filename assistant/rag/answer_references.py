"""Whether the provisions and rules a sentence names are in, or are, what was supplied. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.rag.numerals import BRANCH, to_int
from assistant.rag.references import article_key

_N = r"[0-9一二三四五六七八九十百千〇]+"
_ARTICLE = re.compile(
    rf"(?P<supplement>附則)?(?:第(?P<article>{_N})条|(?<![0-9.第])(?P<bare>[0-9]+)条(?![例件文項])"
    rf"|(?:Article|Section|Art\.|§)(?P<english>[0-9]+))"
    rf"(?P<branch>{BRANCH})(?:第(?P<paragraph>{_N})項)?(?:第(?P<item>{_N})号)?"
    rf"|(?P<table>別表|様式)(?:第(?P<tnumber>{_N})号?)?"
    rf"|(?P<part>第{_N}(?:章|節|款|編))"
    rf"|第(?P<paragraph_alone>{_N})項(?:第(?P<item_of>{_N})号)?"
    rf"|第(?P<item_alone>{_N})号"
)
_KINDS = "条例|規則|規程|要綱|要領|細則"
_LETTERS = "一-龠々〆ァ-ヺー"
_TITLE_BEFORE = re.compile(
    rf"([{_LETTERS}0-9]*(?:{_KINDS}|法律|法|令|基準|指針))(?:\([^()]*\))?[」』]?の?$"
)
_TITLE = re.compile(rf"([{_LETTERS}]{{2,40}}?(?:{_KINDS}))(?![{_LETTERS}]{{0,40}}(?:{_KINDS}))")
_GENERIC = re.compile(
    rf"(?:同|本|当該|関係|本市|市|各|上記|前記|次|令和[0-9]*年)*(?:{_KINDS}|法律|法|令|基準|指針|施行{_KINDS}|施行令)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place a sentence names; numbers are 0 where it names none.

    Attributes:
        place: `第12条の2`, `別表第1`, `第2章`; empty for a 項 or 号 alone.
        paragraph: number of the 項.
        item: number of the 号.
        title: the rule named before it, as far as it is written in kanji; empty for 同条例, 法.
    """

    place: str
    paragraph: int = 0
    item: int = 0
    title: str = ""


def places_in(text: str) -> Iterator[Place]:
    """Every place a compact text names, in order."""
    for match in _ARTICLE.finditer(text):
        before = _TITLE_BEFORE.search(text[max(0, match.start() - 60) : match.start()])
        title = before[1] if before and not _GENERIC.fullmatch(before[1]) else ""
        yield Place(_name(match), *_inside(match), title)


def titles_in(text: str) -> list[str]:
    """Rules a compact text names by a title, as far as it is written in kanji and katakana."""
    return [
        match[1] for match in _TITLE.finditer(text) if not _GENERIC.fullmatch(match[1])
    ]  # fmt: skip


def is_title(name: str, titles: Collection[str]) -> bool:
    """Whether a name is one of some compact titles, its end, or a short form of it."""
    return any(
        title.endswith(name)
        or name.endswith(title)
        or (title[-2:] == name[-2:] and _is_short_form(name, title))
        for title in titles
    )


def _is_short_form(name: str, title: str) -> bool:
    letters = iter(title)
    return all(letter in letters for letter in name)


def _name(match: re.Match[str]) -> str:
    if match["table"]:
        unit = "号" if match["table"] == "様式" else ""
        number = match["tnumber"]
        return f"{match['table']}第{to_int(number)}{unit}" if number else match["table"]
    if match["part"]:
        return re.sub(_N, lambda found: str(to_int(found[0])), match["part"])
    number = match["article"] or match["bare"] or match["english"]
    if not number:
        return ""
    return (match["supplement"] or "") + article_key(number, match["branch"] or "")


def _inside(match: re.Match[str]) -> tuple[int, int]:
    paragraph = match["paragraph"] or match["paragraph_alone"]
    item = match["item"] or match["item_of"] or match["item_alone"]
    return to_int(paragraph) if paragraph else 0, to_int(item) if item else 0
