"""Whether a person is named or spoken of in some words, a line or a table."""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.contact_words import PRIVATE
from assistant.filters.names.dictionary import Known, name_dictionary
from assistant.filters.recognizers.document import Document

NAME = re.compile(
    "(?<![一-龥々0-9])(?P<family>[一-龥々][一-龥々ノヶ]{0,3})[ 　]{1,2}"
    "(?P<given>[一-龥々ぁ-んァ-ヶー]{1,4})(?![一-龥々ぁ-んァ-ヶー])"
)
GIVEN_SHAPE = re.compile(
    "[一-龥々]{1,3}|[ぁ-ん]{2,4}|[ァ-ヶー]{2,6}|[ぁ-んァ-ヶー]{1,3}[子美代枝江恵乃]"
)
NO_GIVEN_NAME = Known.COMMON | Known.PLACE | Known.OTHER
# 夜間 宿直, 工務課 給水係: two words of an office, no name.
NO_NAME_END = re.compile("[課係部室局所署町村市区駅館園校会店社費号階]$")
TABLE_OF_PLACES = re.compile(
    quick("施設|会場|位置|機関|部署|課名|所属|窓口|担当課|事業所|店舗|避難所|学校名|園名|場所|名称")
)
TABLE_OF_PEOPLE = re.compile(
    quick("氏名|名前|姓|会員|住民|世帯主|申請者|代表者|生年|なまえ|フリガナ|保護者")
)
ANONYMOUS = re.compile("(?<![A-Za-z])[A-Z]さん")
# ナカガワ ヨシエ: a family and a given name in katakana, known as both.
KATAKANA_NAME = re.compile(
    "(?<![ァ-ヶー])(?P<family>[ァ-ヶー]{2,6})[ 　](?P<given>[ァ-ヶー]{2,5})(?![ァ-ヶー])"
)
# Where the rows' people stand or live, no facility of a list.
STANDS_AT = re.compile("^(?:[^ ]{0,4}場所|位置|集合)$")
NAME_COLUMN = re.compile("^(?:氏名|名前|お名前|なまえ|会員名|隊員名?)$")
# 副会長 三ツ矢 トミ(新): the officers of a club, one in a line.
OFFICER_LINE = re.compile(
    "^[ ・]{0,2}(?:前|元|副)?(?:会長|会計|書記|監事|幹事|世話[人役]|総代|役員|[^ ]{1,4}部長)[ :]"
    "{1,2}[一-龥々ヶノァ-ヶー]{1,4} [一-龥々ぁ-んァ-ヶー]{1,4}(?=[ (、]|$)"
)
SHORT_LINE = 60
MOBILE = re.compile("0[789]0-?[0-9]{4}-?[0-9]{4}")


def holds_name(words: str) -> bool:
    """Whether a family and a given name stand in some words, a blank between them."""
    return any(is_full_name(one["family"], one["given"]) for one in NAME.finditer(words)) or any(
        bool(
            name_dictionary().known(one["family"]) & Known.SURNAME
            and name_dictionary().known(one["given"]) & Known.GIVEN
            and not name_dictionary().known(one["given"]) & Known.COMMON
        )
        for one in KATAKANA_NAME.finditer(words)
    )


def is_full_name(family: str, given: str) -> bool:
    """Whether two words can be a person's name: both known as such, or one and no other word."""
    if NO_NAME_END.search(family) or NO_NAME_END.search(given):
        return False
    first, last = name_dictionary().known(family), name_dictionary().known(given)
    is_family, is_given = bool(first & Known.SURNAME), bool(last & Known.GIVEN)
    if is_family:
        return is_given or bool(GIVEN_SHAPE.fullmatch(given) and not last & NO_GIVEN_NAME)
    return is_given and not first & NO_GIVEN_NAME and not last & Known.COMMON


def is_told_of_person(words: str) -> bool:
    """Whether a private person's word or a name stands in some words; Aさん is none."""
    told = ANONYMOUS.sub("", words)
    return bool(PRIVATE.search(told) or holds_name(told))


def is_in_table_of_people(document: Document, start: int) -> bool:
    """Whether a place stands in a table whose headers name people and no places."""
    row = document.row(start)
    if row is None or not TABLE_OF_PEOPLE.search(" ".join(row.header)):
        return False
    named = any(map(NAME_COLUMN.match, row.header))
    others = (one for one in row.header if not (named and STANDS_AT.match(one)))
    return not TABLE_OF_PLACES.search(" ".join(others))


def is_personal(document: Document, span: tuple[int, int]) -> bool:
    """Whether a private person's word or a name stands in the same line."""
    line = document.line(span[0])
    if PRIVATE.search(line) or holds_name(line) or OFFICER_LINE.match(line):
        return True
    above = document.line(max(0, document.line_start(span[0]) - 1))
    below = document.line(min(len(document.text), span[0] + len(line)))
    is_record = len(line) <= SHORT_LINE and not document.is_published
    return is_record and (holds_name(above) or MOBILE.search(line + below) is not None)
