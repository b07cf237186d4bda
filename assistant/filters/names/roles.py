"""Names behind a word for somebody's role or post: 申請者 佐藤 花子, 主幹 佐藤 花子."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import beginning, quick
from assistant.filters.lexicon.person_words import NOT_NAMES, ROLES, TITLES
from assistant.filters.names.candidates import COUNTED, FOREIGN, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.pairs import LONGEST_SURNAME, NAME, WORDY_FIELDS
from assistant.filters.names.words import FOREIGN_KANA

GLUE_ENDS = frozenset(" :のは、「(")
ROLE_WORDS = "|".join(sorted({*ROLES, *WORDY_FIELDS}, key=lambda w: (-len(w), w)))
ROLE = re.compile(
    f"{beginning(ROLE_WORDS)}(?<![{KANJI}A-Z]){quick(ROLE_WORDS)}"
    r"[ :]{0,2}(?:の|は|、|「|\()?"
)
POST = quick("|".join((*sorted(TITLES, key=len, reverse=True), f"(?<=[{KANJI}])[者員係役]")))
TITLE_BEFORE = re.compile(
    f"(?<![{KANJI}A-Z])[{KANJI}]{{0,4}}{POST}" r"(?:\([^()\n]{1,8}\))?[ :/]{1,4}"
)
# What all that has, and what every line of a division has: looked for at first.
POST_SET_APART = re.compile(f"{POST}(?:\\([^()\n]{{1,8}}\\))?[ :/]")
DIVISION_SET_APART = re.compile("[課室係局班] ")
# Who of which division wrote a line of a thread: > 11/12 都市政策課 久慈.
DIVISION = f"[{KANJI}ァ-ヶー]{{1,10}}[課室係局班]"
DIVISION_LINE = re.compile(
    rf"(?:^[ >・○*\-]*(?:[0-9/:.()月火水木金土日 ]{{2,20}})?"
    r"|(?:担当|聞き手|記録|応対|対応者?|運転者?|同乗者?|撮影|立会)[ :]{1,3})"
    rf"{DIVISION}[ ]{{1,3}}"
    rf"(?P<name>[{KANJI}]{{2,4}}|[{KANJI}]ヶ[{KANJI}]|[{KATAKANA}]{{2,8}}"
    rf"|[{KANJI}]{{1,5}} [{KANJI}{KATAKANA}ぁ-ん]{{1,5}})"
    rf"(?= ?$| ?\((?:内線|[0-9])|→|\)| {{1,3}}(?:内線|電話|TEL|0[0-9]{{1,4}}-|[a-z0-9._-]+@))",
    re.MULTILINE,
)
ERA = re.compile("(?:明治|大正|昭和|平成|令和)[元一二三四五六七八九十]")
KIN_LATIN = re.compile(
    "(?:夫|妻|息子|娘|長男|長女|次男|次女|弟|妹|兄|姉|父|母|友人|同僚|彼氏|彼女|婚約者)(?:の|は"
    "|、|「| )"
    "(?P<name>[A-Z][a-z]{1,11}(?: [A-Z][a-z]{1,14})?)(?![A-Za-z])"
)
# はやみ ふゆの 保護者 早見 圭: whom a line of a list is of, before who answers for him.
LISTED = re.compile(
    rf"^[ ・0-9.]{{0,5}}"
    rf"(?P<name>[{KANJI}]{{1,4}}|[ぁ-ゖ]{{2,6}} [ぁ-ゖ]{{2,6}}|[{KATAKANA}]{{2,10}})"
    rf" (?=(?:保護者|世帯主|代理人|後見人|続柄|[父母夫妻])[ :][{NAME}]{{1,6}})",
    re.MULTILINE,
)
# 上の子は橋本の園に: where the child is, not who.
WHERE_TO = re.compile(
    "の(?:こども|保育|幼稚)?(?:園|小学校|中学校|学校|高校|大学|病院|施設|会社|工場|実家|センター)"
    "[にへで]"
)
# 母は戸口で, 娘は二階に: a part of a house, or another word, that is a name as well.
PART_OF_HOUSE = re.compile(
    "[0-9一二三]階|戸口|玄関|窓口|出口|入口|裏口|勝手口|居間|客間|病室|自室|別室"
)
AT = re.compile("で(?!す|あ|し|ご)|に(?!な|は?似)|へ|から|まで")
AFTER_TITLE = re.compile(
    f"[{KANJI}]{{1,4}}[ ][{NAME}]{{1,5}}(?![{NAME}])|[{KANJI}]{{2,5}}(?![{KANJI}{KATAKANA}A-Z])"
)
AFTER_ROLE = re.compile(
    f"[{KANJI}]{{1,4}}[ ][{NAME}]{{1,4}}(?![{NAME}])|(?<=[ :の、(は]){FOREIGN}"
    f"|[{KANJI}]{{2,5}}(?![{KANJI}])"
)


def from_roles(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What stands right behind a word like 申請者, 班長 or 長男."""
    for found in ROLE.finditer(text):
        name = AFTER_ROLE.match(text, found.end())
        if not name or name.group() in NOT_NAMES or COUNTED.match(name.group()):
            continue
        # 長男は令和元年に…: when.
        if ERA.match(name.group()):
            continue
        if found.group().endswith("は") and is_where(text, *name.span(), dictionary):
            continue
        # Words behind a role without a mark are mostly part of it (兄弟姉妹, 児童相談所).
        is_glued = found.group()[-1] not in GLUE_ENDS
        if not is_glued or is_like_name(name.group(), dictionary):
            yield Candidate(name.start(), name.end(), {"role_before"})


def is_where(text: str, start: int, end: int, dictionary: NameDictionary) -> bool:
    """Whether what stands behind 母は or 子は is where they are or go to."""
    word = text[start:end]
    readings = dictionary.known(word)
    is_word = readings & Known.COMMON and not readings & Known.SURNAME
    is_there = (PART_OF_HOUSE.fullmatch(word) or is_word) and len(word) > 1 and AT.match(text, end)
    return bool(is_there or WHERE_TO.match(text, end))


def is_like_name(name: str, dictionary: NameDictionary) -> bool:
    """Whether a word is a family name, or begins with one a given name follows."""
    family, blank, _ = name.partition(" ")
    if blank or dictionary.known(name) & PERSON_READINGS:
        return bool(dictionary.known(family) & PERSON_READINGS)
    return any(
        dictionary.known(name[:cut]) & Known.SURNAME
        and (dictionary.known(name[cut:]) & Known.GIVEN or not dictionary.known(name[cut:]))
        for cut in range(1, min(len(name), LONGEST_SURNAME + 1))
    )


def from_posts(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A name behind a post and a blank: 主幹 佐藤 花子."""
    for found in TITLE_BEFORE.finditer(text) if POST_SET_APART.search(text) else ():
        name = AFTER_TITLE.match(text, found.end())
        if name and name.group() not in NOT_NAMES and not COUNTED.match(name.group()):
            family, blank, given = name.group().partition(" ")
            readings = dictionary.known(given if blank else family)
            if readings & PERSON_READINGS or (blank and dictionary.known(family) & Known.SURNAME):
                yield Candidate(name.start(), name.end(), {"post_before"})


def from_listed(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who begins a line that goes on with the parent, the guardian or the husband."""
    for found in LISTED.finditer(text):
        family, blank, _ = found["name"].partition(" ")
        readings = dictionary.known(family)
        is_whole = blank and not readings & (Known.COMMON | Known.OTHER)
        if is_whole or readings & PERSON_READINGS:
            yield Candidate(*found.span("name"), {"field", "label_cell"})


def from_divisions(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family name that ends a line behind the division of whom it names."""
    for found in DIVISION_LINE.finditer(text) if DIVISION_SET_APART.search(text) else ():
        family, _, given = found["name"].partition(" ")
        readings = dictionary.known(family)
        is_family = readings & PERSON_READINGS and not readings & Known.COMMON
        is_pair = bool(given) and not readings & Known.COMMON
        if is_family or family in FOREIGN_KANA or is_pair:
            yield Candidate(*found.span("name"), {"division_before"})
    for found in KIN_LATIN.finditer(text):
        yield Candidate(*found.span("name"), {"role_before", "foreign_latin"})
