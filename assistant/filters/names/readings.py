"""What the dictionary says of a word, as evidence for or against a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.candidates import KANJI
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary, Readings
from assistant.filters.names.words import CREATURES

KANJI_ONLY = re.compile(f"[{KANJI}]+")
# 純子, ユウキ; 一文 counts something.
GIVEN_SHAPE = re.compile(
    f"[ァ-ヺー]{{2,}}|[ぁ-ゖー]{{3,}}|(?![一二三四五六七八九十百千万])[{KANJI}]{{2,3}}"
)
KATAKANA_ONLY = re.compile("[ァ-ヺー]+")
PLACE_SHAPE = re.compile(
    f"[{KANJI}][浜川山島橋町村谷池沢原坂宮寺荘台丘港駅線堤滝沼岳峠淵岬苑中小]$"
)
ENDS_LIKE_ROLE = re.compile(
    r"(?:者|員|屋|師|手|店|社|会|係|課|町|市|方|主|組|人|児|生|官|民|側|体|園|校|院|々)$"
)
# 文書主任, 税務担当: a word of the office and what somebody is in charge of.
OFFICE_ROLE = re.compile("(?:主任|主査|主事|主幹|担当|補佐|係長|課長|部長|局長|室長|所長|館長)$")
# What people are called by what they do or are: no names though さん stands behind.
CALLING = re.compile(
    "[士官工司書匠夫婦嬢役職僧尼兵家長頭主守者員屋師手店社会係方側女男人児童生徒子供童親族所局署院]$"
)
LONGEST_CALLED = 3


def dictionary_evidence(
    surface: str, dictionary: NameDictionary, *, is_called: bool
) -> Iterator[str]:
    """Names of the evidence a word's readings give.

    Args:
        surface: the word.
        dictionary: where it is looked up.
        is_called: whether 様, さん or the like stands behind it.
    """
    readings = dictionary.known(surface)
    if readings & PERSON_READINGS:
        yield from of_name(surface, readings)
        return
    if readings & Known.PLACE:
        yield "known_place"
    yield from of_word(surface, dictionary, is_called=is_called)


def of_name(surface: str, readings: Readings) -> Iterator[str]:
    """The evidence of a word that can be a name."""
    if readings & Known.SURNAME:
        yield "known_surname"
    if readings == Known.SURNAME and len(surface) > 2 and not PLACE_SHAPE.search(surface):
        yield "only_surname"
    if readings & (Known.GIVEN | Known.NAME):
        yield "known_given"
        # In katakana a family name from abroad is given to no place or firm more than that.
        is_kana = KATAKANA_ONLY.fullmatch(surface) is not None
        others = ~PERSON_READINGS if is_kana else ~(Known.GIVEN | Known.NAME)
        if not readings & others and GIVEN_SHAPE.fullmatch(surface):
            yield "only_given"
    if readings & Known.PLACE:
        yield "known_place"
    if readings & Known.COMMON:
        yield "also_common"


def of_word(surface: str, dictionary: NameDictionary, *, is_called: bool) -> Iterator[str]:
    """The evidence of a word no dictionary has as a name."""
    readings = dictionary.known(surface)
    if is_called and is_no_role(surface) and readings & WORD and not readings & ~CALLABLE:
        yield "kanji_called"
    is_polite = surface[0] in "おご御" and dictionary.known(surface[1:]) & Known.COMMON
    role = OFFICE_ROLE.search(surface)
    is_office_role = role and dictionary.known(surface[: role.start()]) == Known.COMMON
    # 四日市さん, 安心院さん: a place is no role, nor is 早見 弥生.
    family, _, given = surface.partition(" ")
    is_given = dictionary.known(family) & Known.SURNAME and dictionary.known(given) & Known.GIVEN
    is_role = ENDS_LIKE_ROLE.search(surface) and not (is_called and readings == Known.PLACE)
    is_role = is_role and not is_given
    if is_role or is_polite or is_office_role:
        yield "role_word"
    elif readings & Known.COMMON:
        yield "common_kana" if KATAKANA_ONLY.fullmatch(surface) else "common_word"


WORD = Known.COMMON
# A word, and what a word may be besides: 萩さん.
CALLABLE = Known.COMMON | Known.OTHER | Known.PLACE
# How people are called who are no family: by how old, how near or how high they are.
CALLED = frozenset(
    """
    友達 仲間 相棒 恋人 彼 若 坊 巫女 和尚 尼 鬼 天狗 双子 伯父 伯母 親 犬 猫 花 石 鳥 虫 魚 星 雷
    """.split()  # noqa: SIM905 - a table of words stays readable without 50 quotes
)


def is_no_role(surface: str) -> bool:
    """Whether a short word in kanji names neither a role nor a creature (駒さん, 四十物さん)."""
    return (
        len(surface) <= LONGEST_CALLED
        and KANJI_ONLY.fullmatch(surface) is not None
        and CALLING.search(surface) is None
        and surface not in CREATURES
        and surface not in CALLED
    )
