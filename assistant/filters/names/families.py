"""The shape of a family name, and what the dictionary says of a word as one."""

from __future__ import annotations

import re

from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import COUNTED, HIRAGANA, KANJI, KATAKANA
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.readings import ENDS_LIKE_ROLE

FAMILY = f"[{KANJI}]{{2,4}}|[{KANJI}]ヶ[{KANJI}]{{1,2}}"
# One of a row of families.
ITEM = re.compile(f"[{KANJI}]+")
# One of a row of people, whatever it is written in, with a word about which of them (夜勤のあべ).
KIND = f"(?:[{KANJI}]{{1,6}}の)?"
# と parts them, but for いとう, もとみ.
HIRAGANA_NAME = "(?:[ぁ-でど-ゖー]|と(?=[うおきくしみむもよ])){2,4}"
CALLED = f"[{KANJI}]{{1,4}}|[{KATAKANA}]{{2,8}}|{HIRAGANA_NAME}?"
ROW = (
    f"(?<![{KANJI}{KATAKANA}0-9])"
    f"(?:{KIND}[{KANJI}{KATAKANA}]{{1,8}}|(?<![{HIRAGANA}]){HIRAGANA_NAME}?)"
    rf"(?: ?[、・,/と] ?{KIND}(?:{CALLED})){{1,8}}"
)
ONE_OF_ROW = re.compile(f"{KIND}(?P<name>{CALLED})(?=[、・,/と ]|$)[、・,/と ]*")
# A single character that says which, how many or of what kind, and who without a name.
NO_FAMILY = frozenset(
    "都道府県市区町村郡国正副主甲乙丙丁一二三四五六七八九十百千万昼夜朝夕春夏秋冬上中下大小内外税新旧男女子父母夫妻兄弟姉妹祖孫"
    "本人法有無公私自他全各代元前現故次同両"
)
# One that names a part of an office, or a post there.
OFFICE = frozenset("係班科課部室局席長職師税役学級組支所署庁社店院校館園会党派営業総")
# 地主, 大家: what somebody is.
IS_ROLE = re.compile(f"{ENDS_LIKE_ROLE.pattern}|家$")


def is_word(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word is one of the language."""
    return bool(dictionary.known(word) & (Known.COMMON | Known.OTHER))


def is_family(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word is a family name and nothing else."""
    readings = dictionary.known(word)
    return bool(readings & Known.SURNAME) and not readings & ~PERSON_READINGS


def could_be_family(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word is a family name, perhaps a place as well, and no word of the language."""
    return bool(dictionary.known(word) & Known.SURNAME) and not is_word(word, dictionary)


def could_be_called(word: str, dictionary: NameDictionary) -> bool:
    """As `could_be_family`; one character may be a word as well."""
    return is_single_family(word, dictionary) or could_be_family(word, dictionary)


def is_single_family(word: str, dictionary: NameDictionary) -> bool:
    """Whether one character is a family name and says neither which nor of what kind."""
    is_single = len(word) == 1 and word not in NO_FAMILY | OFFICE
    return is_single and bool(dictionary.known(word) & Known.SURNAME)


def are_families(words: list[str], dictionary: NameDictionary) -> bool:
    """Whether all words of a row can be families, and one of them at least surely is."""
    return all(could_be_listed(word, dictionary) for word in words) and any(
        dictionary.known(word) & Known.SURNAME and not (len(word) > 1 and is_word(word, dictionary))
        for word in words
    )


def could_be_listed(word: str, dictionary: NameDictionary) -> bool:
    """Whether one of a row of families can be one, whatever else the word is."""
    if word in NOT_NAMES or word in NO_FAMILY or COUNTED.fullmatch(word):
        return False
    readings = dictionary.known(word)
    if readings & (Known.SURNAME | Known.NAME | Known.PLACE) or len(word) == 1:
        return True
    return not (ENDS_LIKE_ROLE.search(word) or is_word(word, dictionary))
