"""Dates among the entries of a record: beside a kin's word, a sex or a name."""

from __future__ import annotations

import re

from assistant.filters.recognizers.base import LIKELY, WEAK
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.other_dates import OTHER_DATE
from assistant.filters.recognizers.persons_beside import NAME, is_full_name

# 長男 H10.5.6, 昭和10年1月1日 女: a family's or a patient's entry, without the word of birth.
KIN_BEFORE = re.compile(
    "(?<![一-龥])(?:(?:祖?[父母]|妻|夫|[長次二三四][男女]|世帯主|続柄[ :]?子|被保険者"
    "|患者|園?児童?|対象児)|男[性児子]?|女[性児子]?)[ ,、/\\t|:]{1,3}$"
)
SEX_BEHIND = re.compile("^[ ,、/\\t|(]{1,3}[男女][性児子]?(?=[ ,、/\\t|)\\n]|$)")
HAPPENED_BEHIND = re.compile(
    "^[ ]?に?(?:死亡|離婚|婚姻|転入|転出|転居|入所|退所|入院|退院|相談"
    "|訪問|来庁|面談|電話|受診|認定)"
)
NAME_CELL = re.compile(
    "^[^一-龥ァ-ヶA-Za-z]{0,4}(?:[一-龥々ヶノ]{1,4}[ ][一-龥々ぁ-んァ-ヶー]{1,5}"
    "|[ァ-ヶー]{2,8}(?:[ ・][ァ-ヶー]{1,8}){1,3}"
    "|[一-龥々ぁ-んァ-ヶー]{1,8}(?:様|さん|氏|くん|ちゃん))$"
)
# 並べて 堀内 直樹(S33.6.21): other words stand before the name in its cell.
NAME_AT_END = re.compile(NAME.pattern + "$")
KANA_AT_END = re.compile("(?<![ァ-ヶー])[ァ-ヶー]{2,10}(?:[ ・][ァ-ヶー]{1,10}){1,3}$")
HONORIFIC_END = re.compile("[ ]?(?:様|さん|氏|くん|ちゃん)$")
# 「1988/03/27 柏 智也」: the date and whose it is fill a cell.
NAME_FILLS_REST = re.compile("^[ ,、/\\t]{1,2}" + NAME.pattern + "(?=[」』\"')]|$)")
NOT_NAME = re.compile(
    "[会祭議式課部室町市村区県書表版案館園校所場店社業事工委員日月年]$|委員|事業|工事|会議"
)
RECORD = re.compile(
    r"[,、/|;\t:「」()]|・(?=[0-9MTSHRmtshr明大昭平令])"
    r"|(?<=[一-龥ぁ-んァ-ヶー]) (?=[0-9MTSHRmtshr明大昭平令])"
)
CELL_MARKS = " 「」()'\""
# 佐野 花、2021.10.11、〒…: where a child lives, or whose it is, follows the day of birth.
HOME_BEHIND = re.compile("^[ ,、/|\\t]{1,3}(?:〒|[父母]|保護者|[男女](?:児|の子)?[ ,、/|\\t])")
# Kim Jisoo 1987.12.25 in a row where dates stand behind names.
LATIN_AT_END = re.compile("(?<![A-Za-z])[A-Z][A-Za-z'-]{1,14} [A-Z][A-Za-z'-]{1,14}[ ,、]{1,2}$")
NAME_AND_DATE = re.compile(NAME.pattern + "[ ,、]{1,2}(?:19|20)[0-9]{2}[./-]")
RECENT = 2020
NOTHING = (0.0, "")


def in_record(document: Document, span: tuple[int, int], year: int) -> tuple[float, str]:
    """The score of a date by the entries beside it: kin, a sex or a name."""
    start = span[0]
    if year < RECENT and (is_entry(document, span) or is_before_name(document, span)):
        return LIKELY, "entry of a family or a patient"
    if (
        not OTHER_DATE.search(document.label(start))
        and not document.is_surely_published
        and has_name_in_record(document, start)
    ):
        return (
            (LIKELY, "name in the record")
            if year < RECENT or HOME_BEHIND.match(document.text[span[1] : span[1] + 8])
            else (WEAK, "recent date in a record")
        )
    if year < RECENT and is_behind_latin_name(document, start):
        return LIKELY, "name in the record"
    return NOTHING


def is_behind_latin_name(document: Document, start: int) -> bool:
    """Whether a name in Latin letters stands before a date, in a row of names and dates."""
    low = document.line_start(start)
    if not LATIN_AT_END.search(document.text[max(low, start - 34) : start]):
        return False
    return any(
        is_full_name(found["family"], found["given"])
        for found in NAME_AND_DATE.finditer(document.line(start))
    )


def is_entry(document: Document, span: tuple[int, int]) -> bool:
    """Whether a kin's or a patient's word stands directly before a date, or a sex behind it."""
    start, end = span
    behind = document.text[end : end + 10]
    if document.is_published or HAPPENED_BEHIND.match(behind):
        return False
    line_start = document.line_start(start)
    if KIN_BEFORE.search(document.text[max(line_start, start - 12) : start]):
        return True
    # A log begins its lines with dates: H30.4.1 男性 相談.
    return start > line_start and SEX_BEHIND.match(behind) is not None


def is_before_name(document: Document, span: tuple[int, int]) -> bool:
    """Whether a date begins a cell in quotation marks and a full name is the rest of it."""
    start, end = span
    found = NAME_FILLS_REST.match(document.text[end : end + 14])
    is_begun = document.text[start - 1 : start] in {"「", "『", '"', "'"}
    return is_begun and found is not None and is_full_name(found["family"], found["given"])


def has_name_in_record(document: Document, start: int) -> bool:
    """Whether the date is a cell of a record whose cells before it hold a name."""
    if OTHER_DATE.search(document.column(start)):
        return False
    low = max(document.line_start(start), start - 80)
    cells = RECORD.split(document.text[low:start] + "0")
    if len(cells) < 2 or cells[-1].strip(CELL_MARKS) != "0":
        return False
    if any(ends_in_name(cell) for cell in cells[:-1]) or KANA_AT_END.search(
        HONORIFIC_END.sub("", cells[-2])
    ):
        return True
    return any(
        NAME_CELL.match(cell.strip(CELL_MARKS))
        and not is_two_words(cell.strip(CELL_MARKS))
        and not NOT_NAME.search(cell.strip(CELL_MARKS).removesuffix("様"))
        for cell in cells[:-1]
    )


def ends_in_name(cell: str) -> bool:
    """Whether a full name stands at the end of a cell, whatever words before it."""
    found = NAME_AT_END.search(HONORIFIC_END.sub("", cell.rstrip(CELL_MARKS)))
    return found is not None and is_full_name(found["family"], found["given"])


def is_two_words(cell: str) -> bool:
    """Whether a cell holds two words in kanji with a blank that are no name (附 則)."""
    found = NAME.search(cell)
    return found is not None and not is_full_name(found["family"], found["given"])
