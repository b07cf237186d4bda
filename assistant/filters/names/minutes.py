"""Who says a line of a chat or of minutes: a name at its head, in any script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.filters.lexicon.name_readings import is_name
from assistant.filters.lexicon.person_words import NOT_NAMES, TITLES
from assistant.filters.names.candidates import (
    HIRAGANA,
    KANJI,
    KATAKANA,
    ORGANISATION_LATIN,
    Candidate,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.families import FAMILY, is_family, is_single_family
from assistant.filters.names.given import is_made_of_names
from assistant.filters.names.romaji import kana_of
from assistant.filters.names.shape import TO_KATAKANA

NAME = f"{KANJI}{KATAKANA}{HIRAGANA}"
LATIN = "[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ'’-]{1,15}"
HOUR = r"(?:[0-9/-]{3,10} )?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?"
# [19:05] hayami.k:, 19:05 早見 ノア:, [19:05] Noa Hayami: a line of a chat, and who wrote it.
CHAT = re.compile(
    rf"^[ >]{{0,4}}(?P<open>\[?){HOUR}\]? ?"
    r"(?P<name>(?P<family>[a-z]{3,10})[._-][a-z]{1,10}|[a-z]{1,10}[._-](?P<last>[a-z]{3,10})"
    rf"|(?P<whole>[{KANJI}]{{1,4}}(?: [{NAME}]{{1,5}})?"
    rf"|[{KATAKANA}]{{2,10}}(?:[・ ][{KATAKANA}]{{2,10}}){{0,2}}"
    rf"|{LATIN}(?: {LATIN}){{0,2}}))(?:さん|様)?(?= ?:)",
    re.MULTILINE,
)
# 10:15 ねもと 郵送の…: a family in hiragana at the head of more than one line of a chat.
CHAT_KANA = re.compile(
    rf"^[ ]{{0,4}}\[?[0-2]?[0-9]:[0-5][0-9]\]? ?(?P<name>[{HIRAGANA}]{{2,5}})(?=[ :])", re.MULTILINE
)
# No word of English of that length is made of nothing but Japanese syllables.
LONG_ROMAJI = 6
# 早見委員 北区の…, 早見さん(3班) 北区の…: what is said of who speaks.
POST = (
    "(?:委員|副?会長|副?区長|[班組団隊]長|副?分団長|理事|監事|部長|課長|係長|主任|主査|主事|校長|教頭|教諭|園長"
    r"|保健師|看護師|さん|様|氏)(?:\([^()\n]{1,12}\))?"
)
# 早見 まず人数です。, 大槻:柵は済み。, 14:20 早見 夜も…。: a name and a sentence behind it.
SAYS = re.compile(
    rf"^[ ・○◯●]{{0,2}}(?:{HOUR} )?"
    rf"(?P<name>[{KANJI}]{{1,4}}?|[{KANJI}]ヶ[{KANJI}]{{1,2}}|[{HIRAGANA}]{{2,4}}?"
    rf"|[{KATAKANA}]{{2,8}}(?:・[{KATAKANA}]{{2,8}})?)"
    # 早見 ノア 柵は…: a whole name, found as one.
    rf"(?:{POST}(?: ?:| )|(?: ?:| )(?! ?[{NAME}]{{1,5}}(?:[ (:]|(?<![はがもをにとでのへ])、)))"
    rf"(?=[^\n]{{0,400}}?[{HIRAGANA}][。」!?]|[^\n]{{7,80}}[{HIRAGANA}]$)",
    re.MULTILINE,
)
# 22:05 早見、鍵を本部へ。: who did what when, in a log.
LOGGED = re.compile(rf"^[ ・]{{0,2}}{HOUR} (?P<name>{FAMILY})(?=、[^\n]{{6}})", re.MULTILINE)
# Who came: 司会は早見。会から大槻、ちだの2名。
CAME = re.compile("出席|参加|司会|進行|書記|[1-9一二三四五六七八九]名")
# 各地区から, and below it one district after the other.
DISTRICTS = re.compile(
    "^[ ■●○◯・0-9.]{0,4}各?(?:地区|支部|集落|校区|学区|町内|班|区)(?:ごと)?"
    "(?:から|より|の(?:報告|状況|意見|声|様子))",
    re.MULTILINE,
)
KANA_HEAD = re.compile(f"[{HIRAGANA}]")
OFTEN = 2
LATIN_HEAD = re.compile("[A-ZÀ-ÖØ-Þ]")
KANA_ONLY = re.compile(f"[{KATAKANA}・ ]+$")
# What answers by itself in a chat.
BOT = ("ボット", "システム", "リマインダー")
MINUTES = re.compile(
    "司 ?会|座長|発言|議事|議題|協議|会議|委員会|話し?合い|反省会|意見|懇談|打合せ|打ち合わせ|総会"
    "|書き起こし|記録|出席|参加者"
)
SPEAKERS_LIMIT = 60


def from_minutes(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_chats(text, dictionary)
    yield from from_kana_chats(text, dictionary)
    yield from from_speakers(text, dictionary)
    for found in LOGGED.finditer(text) if ":" in text else ():
        if is_introduced(text, found["name"], dictionary):
            yield Candidate(*found.span("name"), {"speaker"})


def from_chats(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who wrote a line of a chat: by account, or by name where they answer each other."""
    heads = list(CHAT.finditer(text)) if ":" in text else []
    counts = Counter(one["name"] for one in heads)
    is_chat = len(heads) >= OFTEN and (bool(heads[0]["open"]) or max(counts.values()) >= OFTEN)
    for found in heads:
        account = found["family"] or found["last"]
        if account and is_account(account, dictionary):
            yield Candidate(*found.span("name"), {"account_name"})
        elif found["whole"] and is_chat and could_write(found["whole"], dictionary):
            yield Candidate(*found.span("name"), evidence_of(found["whole"]))


def is_account(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word in small Latin letters is a Japanese family name."""
    kana = kana_of(word)
    is_known = kana and dictionary.known(kana) & Known.SURNAME
    return bool(is_name(word) or is_known or (kana and len(word) >= LONG_ROMAJI))


def could_write(name: str, dictionary: NameDictionary) -> bool:
    """Whether the head of a line of a chat is somebody and no office, bot or role."""
    family, blank, _ = re.sub("・", " ", name).partition(" ")
    if name in NOT_NAMES or name.endswith((*TITLES, *BOT)) or ORGANISATION_LATIN.search(name):
        return False
    readings = dictionary.known(family)
    if blank or LATIN_HEAD.match(family):
        return not readings & Known.COMMON or bool(readings & PERSON_READINGS)
    is_new = not readings and KANA_ONLY.match(name) is not None
    return is_new or bool(readings & PERSON_READINGS) or is_single_family(name, dictionary)


def from_kana_chats(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who wrote more than one line of a chat, by a family in hiragana."""
    heads = list(CHAT_KANA.finditer(text)) if ":" in text else []
    counts = Counter(one["name"] for one in heads)
    for found in heads:
        readings = dictionary.known(found["name"].translate(TO_KATAKANA))
        is_new = not readings | dictionary.known(found["name"])
        is_name_read = bool(readings & (Known.SURNAME | Known.GIVEN)) or is_new
        if counts[found["name"]] >= OFTEN and is_name_read:
            yield Candidate(*found.span("name"), {"field", "label_cell"})


def from_speakers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who speaks in minutes: more than once, or named in full or called さん elsewhere."""
    heads = list(SAYS.finditer(text)) if MINUTES.search(text) else []
    counts = Counter(one["name"] for one in heads)
    is_of_districts = DISTRICTS.search(text) is not None
    speakers = {
        name
        for name in list(counts)[:SPEAKERS_LIMIT]
        if could_speak(name, dictionary)
        and (
            is_introduced(text, name, dictionary)
            or (counts[name] >= OFTEN and is_likely(name, dictionary))
        )
        and not (is_of_districts and dictionary.known(name) & Known.PLACE)
    }
    # Places may stand at the head of lines, too: somebody must be nothing but a person.
    if not any(
        is_family(name, dictionary) or is_introduced(text, name, dictionary) for name in speakers
    ):
        return
    for found in heads:
        if found["name"] in speakers:
            yield Candidate(*found.span("name"), evidence_of(found["name"]))


def evidence_of(name: str) -> set[str]:
    """What says that a speaker is somebody; one from abroad no tag reads as a name."""
    if LATIN_HEAD.match(name):
        return {"speaker", "label_cell", "foreign_latin"}
    if KANA_ONLY.match(name):
        return {"speaker", "label_cell", "foreign_kana"}
    return {"speaker", "label_cell"}


def could_speak(name: str, dictionary: NameDictionary) -> bool:
    """Whether a word at the head of a line can name somebody who is named elsewhere."""
    readings = dictionary.known(name)
    if name in NOT_NAMES or name.endswith(TITLES):
        return False
    if len(name) == 1:
        return is_single_family(name, dictionary)
    if KANA_HEAD.match(name):
        readings |= dictionary.known(name.translate(TO_KATAKANA)) & PERSON_READINGS
    return bool(readings & PERSON_READINGS) or not readings & (Known.COMMON | Known.OTHER)


def is_likely(name: str, dictionary: NameDictionary) -> bool:
    """Whether a word is a name by itself: a family's, or one from abroad."""
    readings = dictionary.known(name)
    is_new = not readings and KANA_ONLY.match(name) is not None
    return is_new or (bool(readings & PERSON_READINGS) and not readings & Known.COMMON)


def is_introduced(text: str, name: str, dictionary: NameDictionary) -> bool:
    """Whether a text names somebody in full or calls him by name elsewhere."""
    is_word = len(name) > 1 and bool(dictionary.known(name) & Known.COMMON)
    # 分団の早見: before kanji a particle may stand.
    glued = NAME if KANA_HEAD.match(name) else KANJI + KATAKANA
    called = re.compile(
        rf"(?<![{glued}]){re.escape(name)}(?:さん|様|氏(?!名)|先生|くん|・[{KATAKANA}]{{2,}}"
        rf"|(?P<post>会長|委員|座長|組長|班長|係長|課長|主任|部長|主査|主事)(?![{KANJI}])"
        rf"|\([{KANJI}]{{1,7}}[課係室局班部]\)"
        rf"| (?P<given>[{NAME}]{{1,5}}?)(?:分?[班組団隊]長|副?会長|委員|氏)?(?![{NAME}]))"
    )
    return has_come(text, name) or any(
        is_given(found["given"], dictionary)
        if found["given"]
        # 民生委員: a word before a post says what it is.
        else not (found["post"] and is_word)
        for found in called.finditer(text)
    )


def has_come(text: str, name: str) -> bool:
    """Whether the line about who came names somebody among the others."""
    named = re.compile(
        rf"^[^\n]*(?:[、,・/ :]|から|[者員会行記]は)"
        rf"(?:会計|書記|監事|幹事|会長|[班組]長|係長|課長|主[任査事])?{re.escape(name)}"
        rf"(?=[、,・/]|の[1-9一二三四五六七八九]名|。?$)[^\n]*",
        re.MULTILINE,
    )
    return any(CAME.search(found.group()) for found in named.finditer(text))


def is_given(word: str, dictionary: NameDictionary) -> bool:
    """Whether the word behind a family name is a given name."""
    readings = dictionary.known(word)
    return bool(readings & Known.GIVEN) or (
        re.fullmatch(f"[{KANJI}]{{2,3}}", word) is not None and is_made_of_names(word, dictionary)
    )
