"""Hours at which an office or a shop answers, beside a number or an address."""

from __future__ import annotations

import re

from assistant.filters.recognizers.persons_beside import is_told_of_person

# Who says when he can be called is no private person: (平日 9時～16時), 8:30-17:15, 24時間.
HOURS_BEHIND = re.compile(
    "^[ ]?[(、/ ]{1,2}[^0-9\\n。]{0,10}(?:[0-9]{1,2}(?:時|:[0-9]{2})?(?:[0-9]{2}分"
    "|半)?[ ]?(?:[~～\\-〜]|から|まで)"
    "[ ]?(?:午後)?[0-9]{1,2}(?:時|:[0-9]{2})"
    "|24時間|平日|土日|月曜?[~～\\-]金|年中無休|内線|代表(?=[)・、]|番号|電話| ?$)|休館"
    "|[月火水木金土日祝]曜?(?:日)?(?:定休|休(?:み|館|業|園))|受付(?=時間|は|中|[):・、 ]|$))"
)
# 東町3-2 0749-63-0100 9時～17時: the hours stand behind the number of the same place.
NUMBER_BEHIND = re.compile(" ?(?:TEL|Tel|電話)?[: ]?0[0-9]{1,4}[-(][0-9]{1,4}[-)][0-9]{4}(?![0-9])")
# 局番なしの#7119または 03-…: the long form of a number everybody can dial.
# 受付時間:午後7時~翌朝8時・03-…: whoever says from when to when answers for an office.
SERVES_BEFORE = re.compile(
    "[#♯＃][0-9]{3,5}[^0-9\\n。]{0,8}$"
    "|(?:受付|相談|診療|開設|利用|開館|営業)(?:日時|時間)[^\\n。]{0,20}[0-9](?:時|:[0-9]{2})[^\\n。]{0,6}"
    "(?:~|～|〜|-|から)[^\\n。]{0,30}$"
)
# (平日 9時～17時 在宅), 8:30から不在: somebody's hours at home.
AT_HOME = re.compile(
    "在宅|不在|留守|本人|希望|ほしい|欲しい|土日可|送迎|収集|立会|往診|配食|訪問|透析|パート|[みり]の[人方]"
)
CLAUSE = re.compile("[、,;・/]")
LIST_BEFORE = re.compile("[。!?]|\\n")
BEHIND = 20


def serves_at_hours(sentence: str, hours: str) -> str | None:
    """A reason if an office says when it answers, behind a number or before it; else none."""
    if HOURS_BEHIND.match(hours) and not AT_HOME.search(hours):
        clause = CLAUSE.split(sentence)[-1]
        return None if is_told_of_person(clause) else "hours behind it"
    if SERVES_BEFORE.search(sentence) and not is_told_of_person(sentence):
        return "short code or hours before it"
    return None


def line_behind(text: str, end: int) -> str:
    """What stands behind a place in its sentence, up to a few words."""
    return LIST_BEFORE.split(text[end : end + BEHIND])[0]


def behind_number(text: str, end: int) -> str:
    """The same behind the telephone number that follows a place, if one does."""
    number = NUMBER_BEHIND.match(text, end)
    if number is None or AT_HOME.search(line_at(text, end)):
        return line_behind(text, end)
    return line_behind(text, number.end())


def line_at(text: str, place: int) -> str:
    """The line a place lies in."""
    behind = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : behind if behind >= 0 else len(text)]
