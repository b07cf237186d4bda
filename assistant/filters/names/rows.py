"""Rows of families: who was there, who did something together, whose turn or house it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.person_words import TITLES
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.families import (
    FAMILY,
    IS_ROLE,
    ITEM,
    ONE_OF_ROW,
    ROW,
    are_families,
    could_be_called,
    could_be_family,
    is_family,
)

# 早見→大槻→吉住: in which order people are called.
IN_ORDER = re.compile(rf"(?<![{KANJI}])(?P<names>[{KANJI}]{{1,4}}(?: ?→ ?[{KANJI}]{{1,4}}){{1,9}})")
# 欠席:辻、堤: nobody but people stays away.
ATTENDED = re.compile(
    "(?=[欠遅早出当日宿担休不夜])(?:欠席|遅刻|早退|出席|当番|当直|日直|宿直|担当|休み|不在"
    "|[早遅日夜]番|[日夜]勤)(?:者)?[:は] ?"
    rf"(?P<names>[{KANJI}]{{1,3}}(?:[、・,/][{KANJI}]{{1,3}}){{1,8}})(?![{KANJI}])"
)
# A stroke parts those of one office from those of the next.
OF_ONE_OFFICE = ROW.replace("/", "")
# 支援員は早見、大槻、…; 出席:観光課 早見、大槻; 早見とあべで確認: who they are, who did what.
TEAM = re.compile(
    "(?:(?:(?<!議)員|係|担当者?|当番|講師|[組班]長|(?:出席|参加)者?)(?:は|:) ?"
    rf"(?:[{KANJI}{KATAKANA}]{{1,10}}[課室係局部会署校園所] )?(?P<names>{OF_ONE_OFFICE})"
    r"(?=[、。/(]|です|が|\n|$)(?!の?各|地区)"
    rf"|(?P<doing>{ROW})で(?:現地)?"
    "(?:確認|訪問|対応|点検|測定|立ち?会|協議|巡回|見回|面談|分担|手分け|説明|伺))",
    re.MULTILINE,
)
# 早見・大槻両名, 早見・目・安心院の3名.
COUNTED_PEOPLE = re.compile(
    rf"(?P<names>{ROW})"
    r"(?:両名|両氏|の?(?:[2-9]|[二三四五六七八九])[名人](?![以程槽員ず]))"
)
# How many they are: looked for at first.
COUNT = re.compile("両[名氏]|[2-9二三四五六七八九][名人]")
# 1班早見 2班大槻, 15時早見 15時半大槻: a row of groups or hours, and who each is.
NUMBER = (
    "(?:第?[0-9]{1,2}(?:班|組|番|号車|限|列|席|グループ|チーム|時(?:半|[0-5]?[0-9]分)?)"
    "|[0-2]?[0-9]:[0-5][0-9])"
)
NUMBERED = re.compile(rf"{NUMBER}[ :=]?(?P<name>[{KANJI}]{{1,4}})(?![{KANJI}])")
NUMBERED_ROW = re.compile(
    rf"(?<![0-9{KANJI}])(?:{NUMBER}[ :=]?[{KANJI}]{{1,4}}(?:[ 、,/・|\n]{{1,2}}|$)){{2,12}}"
)
# 早見宅 半壊、無敵宅 床上浸水: whose houses they are, one behind the other.
HOUSE = re.compile(rf"(?<![{KANJI}])(?P<name>{FAMILY})宅(?=[ 、:は(がのを]|$)", re.MULTILINE)

# 出席 校長、教頭、生徒指導の早見、2年の主任大槻: who came, some by their posts alone.
ATTENDANCE = re.compile(
    r"^[ ・■●○◯◇0-9.)]{0,5}(?:出席|欠席|参加|同席|立ち?会|来訪)(?:者|した人)?(?: ?[:は]| ) ?"
    r"(?P<names>[^\n。:]{4,200})",
    re.MULTILINE,
)
TITLE = quick("|".join(sorted(TITLES, key=len, reverse=True)))
DUTY = f"(?:[長員師士任導護援務当係課事役室局部班組会協括計年記理](?<![東西南北中]部)の|{TITLE})"
ATTENDANT = re.compile(
    rf"(?<=[、,/と :は]) ?[^、,/\n]{{0,10}}?{DUTY}(?!{TITLE})(?P<name>{FAMILY}|[{KANJI}])"
    r"(?= ?(?:[、,/と]|\([^()\n]{1,12}\)|$))"
)
POSTED = re.compile(f"(?:^|[、,/])[^、,/]{{0,8}}(?:{TITLE})(?=[、,/]|$)")
# 議長早見、書記大槻: two posts in a row, each with who holds it.
POST = (
    "(?:副?議長|書記|会計|司会|記録|監事|副?会長|座長|副?[班組区]長|幹事|進行|受付|世話人"
    "|議事録署名人)"
)
IN_POST = re.compile(f"{POST}(?P<name>[{KANJI}]{{1,4}})")
HELD = f"{POST}[{KANJI}]{{1,4}}"
POSTS_IN_ROW = re.compile(f"(?<![{KANJI}{KATAKANA}]){HELD}(?:[、・,/]{HELD}){{1,5}}(?![{KANJI}])")


def from_attendance(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who came, by a duty and a family, and who holds one of several posts in a row."""
    for found in ATTENDANCE.finditer(text):
        items = list(ATTENDANT.finditer(text, *found.span("names")))
        is_of_posts = POSTED.search(found["names"]) is not None or len(items) > 1
        yield from of_row(
            one for one in items if is_of_posts and could_be_called(one["name"], dictionary)
        )
    for found in POSTS_IN_ROW.finditer(text):
        items = list(IN_POST.finditer(text, *found.span()))
        words = [one["name"] for one in items]
        if all(could_be_called(word, dictionary) for word in words):
            yield from of_row(items)


def from_rows(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Rows of families: who was there or not, or as many as are counted behind them."""
    yield from from_attendance(text, dictionary)
    for found in IN_ORDER.finditer(text) if "→" in text else ():
        items = list(ITEM.finditer(text, *found.span("names")))
        words = [one.group() for one in items]
        if all(could_be_called(word, dictionary) for word in words) and any(
            is_family(word, dictionary) for word in words
        ):
            yield from (Candidate(*one.span(), {"list_lead", "label_cell"}) for one in items)
    for pattern in (ATTENDED, COUNTED_PEOPLE) if COUNT.search(text) else (ATTENDED,):
        for found in pattern.finditer(text):
            items = list(ONE_OF_ROW.finditer(text, *found.span("names")))
            if are_families([one["name"] for one in items], dictionary):
                yield from of_row(items)
    for found in TEAM.finditer(text):
        group = "names" if found["names"] else "doing"
        items = list(ONE_OF_ROW.finditer(text, *found.span(group)))
        words = [one["name"] for one in items]
        # Districts have their turns, too.
        if any(is_family(word, dictionary) for word in words) and are_families(words, dictionary):
            yield from of_row(items)


def of_row(items: Iterable[re.Match[str]]) -> Iterator[Candidate]:
    """One candidate for each of a row of people."""
    return (Candidate(*one.span("name"), {"list_lead", "label_cell"}) for one in items)


def from_numbers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Families glued to the numbers of a row of groups or hours, and those of a row of houses."""
    for row in NUMBERED_ROW.finditer(text):
        items = list(NUMBERED.finditer(text, *row.span()))
        words = [one["name"] for one in items]
        is_sure = any(is_family(word, dictionary) for word in words)
        if is_sure and are_families(words, dictionary):
            yield from of_row(items)
    houses = list(HOUSE.finditer(text))
    families = [one for one in houses if could_be_family(one["name"], dictionary)]
    if len(families) > 1 or any(is_family(one["name"], dictionary) for one in families):
        for found in houses:
            # Among houses of families a word is one, too.
            if (
                len(houses) > 1
                and dictionary.known(found["name"])
                and not IS_ROLE.search(found["name"])
            ):
                yield Candidate(*found.span("name"), {"list_lead", "label_cell"})
