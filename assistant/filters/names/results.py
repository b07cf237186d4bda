"""Who won: the lines of results and prizes, in a text in which one of them names a whole person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, NameDictionary

PLACE = quick(
    "準?優勝|第?[1-9一二三四五六七八九十]位|[1-3一二三]等|[金銀銅]賞|[最]?優秀賞?|特選|入選|佳作"
    "|敢闘賞|奨励賞|努力賞|技能賞|入賞|特別賞"
)
# 優勝 早見 冬実・大槻 蓮(若草クラブ): a place, and behind it who took it.
RESULT = re.compile(
    rf"(?:^|(?<=[ 】)\]・*○◯【\[]))(?:{PLACE})[】\]]?[ :]{{1,3}}(?=(?P<names>[^\n]{{2,120}}))",
    re.MULTILINE,
)
# How what stands before the names begins, looked for at first.
AWARDED = re.compile(PLACE)
WHOLE = f"[{KANJI}ヶノ]{{1,5}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}"
KANA = f"[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,8}}"
ABROAD = f"[{KATAKANA}]{{1,10}}(?:・[{KATAKANA}]{{1,12}}){{1,3}}"
ITEM = re.compile(
    rf"(?:(?P<whole>{WHOLE})|(?P<kana>{KANA})|(?P<abroad>{ABROAD})|(?P<family>[{KANJI}]{{2,4}}))"
    rf"(?![{KANJI}{HIRAGANA}{KATAKANA}A-Za-z])(?P<of> ?\([^()\n]{{1,20}}\))?"
)
GAP = re.compile("[ ]?[・、,/][ ]?|[ ]{1,3}")
# (南小), (12歳): nobody but somebody goes to a school.
OF_SOMEBODY = re.compile("[小中高](?:校?[1-6]年)?[、)]|[1-6]年|[歳才]|個人")
# A pair of towns that plays together is no pair of people.
TEAMS = re.compile("合同|連合|町会|町内会|自治会|地区|チーム|分団|支部|学区")


@dataclass(frozen=True, slots=True)
class Winner:
    """One of those in the line of a result: the place of the name and what kind of one it is."""

    start: int
    end: int
    kind: str
    word: str
    of: str


def from_results(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Families and names in katakana among results of single persons."""
    if not AWARDED.search(text):
        return
    lines = [winners(text, *found.span("names")) for found in RESULT.finditer(text)]
    if not any(is_whole(one, dictionary) for line in lines for one in line):
        return
    for line in lines:
        is_named = any(one.kind != "family" and is_name(one, dictionary) for one in line)
        if is_named or share_a_place(line, dictionary):
            yield from (
                Candidate(one.start, one.end, {"list_lead", "label_cell"})
                for one in line
                if is_name(one, dictionary)
            )


def winners(text: str, start: int, end: int) -> list[Winner]:
    """Everybody in the line of a result, one behind the other."""
    found = []
    while item := ITEM.match(text, start, end):
        kind = item.lastgroup if item.lastgroup != "of" else kind_of(item)
        place = item.span(kind or 0)
        found.append(Winner(*place, kind or "", item[kind or 0], item["of"] or ""))
        gap = GAP.match(text, item.end(), end)
        if gap is None:
            break
        start = gap.end()
    return found


def kind_of(item: re.Match[str]) -> str:
    """Which of the forms of a name a winner has."""
    return next(kind for kind in ("whole", "kana", "abroad", "family") if item[kind] is not None)


def is_whole(one: Winner, dictionary: NameDictionary) -> bool:
    """Whether a winner is named by a family and a given name."""
    family, _, given = one.word.partition(" ")
    is_pair = dictionary.known(family) & Known.SURNAME and dictionary.known(given) & Known.GIVEN
    return one.kind == "whole" and bool(is_pair)


def is_name(one: Winner, dictionary: NameDictionary) -> bool:
    """Whether a word among people is one's name, and none of a team of towns."""
    if one.word in NOT_NAMES or TEAMS.search(one.of):
        return False
    family, _, given = one.word.partition(" ")
    is_given = bool(given) and bool(dictionary.known(given) & Known.GIVEN)
    is_family = bool(dictionary.known(family) & Known.SURNAME)
    return one.kind in ("kana", "abroad") or is_family or is_given


def share_a_place(line: list[Winner], dictionary: NameDictionary) -> bool:
    """Whether two or more families share a place, or one with its club, and not all are towns."""
    readings = [dictionary.known(one.word) for one in line]
    is_sure = any(one & Known.SURNAME and not one & Known.PLACE for one in readings)
    is_sure = is_sure or any(OF_SOMEBODY.search(one.of) for one in line)
    return is_sure and all(is_name(one, dictionary) for one in line)
