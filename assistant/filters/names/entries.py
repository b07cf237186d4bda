"""Family names in notes: behind an hour or a street, under a mail, in brackets, with 方 or 気付."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import beginning, quick
from assistant.filters.lexicon.genre import Genre, genre
from assistant.filters.lexicon.person_words import NOT_NAMES, ROLES
from assistant.filters.names.announced import is_counter
from assistant.filters.names.candidates import COUNTED, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.families import (
    FAMILY,
    IS_ROLE,
    NO_FAMILY,
    OFFICE,
    could_be_called,
    could_be_family,
    is_family,
)
from assistant.filters.names.readings import is_no_role
from assistant.filters.names.roles import from_listed
from assistant.filters.names.rows import from_numbers, from_rows

DATE = "[0-9]{1,2}/[0-9]{1,2}"
DAY = f"(?:{DATE}|[0-9]{{1,2}}日)?(?: ?\\([月火水木金土日]\\))?|[月火水木金土日](?:曜日?)?"
HOUR = f"[0-2]?[0-9]:[0-5][0-9]|[0-2]?[0-9]時(?:半|[0-5]?[0-9]分)?|AM|PM|午前|午後|{DATE}"
MONTH = "(?:[0-9]{1,2}月)?[0-9]{1,2}日"
# 14:00 緑ヶ丘 早見 来庁: the hour, perhaps where one lives, and who.
ENTRY = re.compile(
    "(?=[0-9AP午月火水木金土日(])(?<![0-9A-Za-z:.-])(?<![0-9]/)"
    rf"(?:(?:{DAY}) ?(?:{HOUR})(?:頃|ごろ)?(?!台|[前後過]ぎ?[ 、の])[ 、]?|{MONTH} )"
)
STREET = re.compile(rf"(?:[{KANJI}ァ-ヶ]{{2,9}}(?P<number>[0-9-]{{0,9}})|[0-9-]{{1,5}}) ")
# 14:00 早見 フミ様: a whole name, found as one.
CALLED_WHOLE = re.compile(f" [{KANJI}{KATAKANA}]{{1,5}}(?:様|さん|氏|くん|ちゃん|殿)")
NOTED = re.compile(rf"(?:{FAMILY}|[{KANJI}])(?=[ 、(]|$)", re.MULTILINE)
END = re.compile("[ ]*(?:\n|$)")
# What is noted of who comes, calls, is absent or is visited, and hardly of a place.
CAME = re.compile(
    quick(
        "来庁|来所|来室|来訪|来館|折り?返|電話|架電|入電|伝言|面談|欠勤|欠席|遅刻|早退|休み|休暇|有休|年休|出勤|送迎"
        "|お迎え|通院|受診|転入|転出|転居|国保|年金|介護|児童手当|住民票|印鑑|戸籍|相談|苦情|クレーム|申請|申込|届出"
        "|問い?合わ?せ|宅|家庭訪問|発熱|発作|入浴|服薬|迎え|予約|キャンセル|代休|半休|産休|育休|夜勤|日勤|早番|遅番|当直"
    )
)
# What happens at a place: a survey, a closed road, a train.
HAPPENED = re.compile(
    quick(
        "現地|現場|会議|集合|解散|着|発|通過|運休|停電|断水|通行止|積雪|雨量|水位|冠水|見回り|巡回|視察|工事|草刈"
        "|出張|会場|駅|震度|晴|曇|[雨雪](?![漏])"
    )
)
# 13:30 早見 健康相談, 15時 桜井 介護予防教室: what is held at a place.
MEETING = re.compile(
    "(?:説明|相談|講習|研修|座談|懇談)会|教室|講座|サロン|出張窓口|(?:健康|巡回|法律|行政|市民|無料)相談"
)
# 大槻 健康相談で来庁: who goes there.
ATTENDS = re.compile("予約|来[庁所室]|[欠出]席|休|希望|電話|折り?返|キャンセル|取り?消|申込|住民票")
GLUED = re.compile(f"[{KANJI}]{{2,4}}?(?={CAME.pattern})")
REACH = 24
# 青葉団地2号棟の早見、…; 三丁目早見方: behind where somebody lives.
LIVES = re.compile(
    "(?=[0-9号丁番団軒丘台町])"
    rf"(?:[0-9][号棟室]棟?|号室|丁目|番地|団地(?:[0-9]{{1,2}}号?棟)?|軒[目先隣]|(?<=[{KANJI}])[丘台町])の?"
    rf"(?P<name>[{KANJI}]{{2,4}}?)(?=より|から|、|[がは](?![じん])|[宅方](?![針向法面]))"
)
HOUSES = ("軒目", "軒先", "軒隣", "号室", "号棟", "号")
# 本町2-3 早見方, 早見気付: in whose house a letter arrives.
CARE_OF = re.compile(
    rf"(?<![{KANJI}])(?P<name>{FAMILY}|(?<=[0-9] )[{KANJI}])(?:様方|方|気付)"
    rf"(?=[ 、。)]|[にでへの宛](?![{KANJI}]{{2}}[はが])|$)",
    re.MULTILINE,
)
# What all of them have: looked for at first.
AT_HOUSE = re.compile("気付|方(?:[ 、。)にでへの宛]|$)", re.MULTILINE)
# What ends a mail, and below it or behind it who wrote it.
CLOSED = "(?:ます|ません|です|でした|ました|ください|下さい|以上|まで|敬具|草々|拝|ね|よ)[。.!]?"
SIGNED = re.compile(
    rf"{CLOSED}(?:\n{{1,2}}| ?(?<=[。.])| )[ ]{{0,12}}(?P<name>{FAMILY})[ ]*(?=\n|$)"
)
CLOSING = re.compile(
    quick("よろしく|宜しく|取り急ぎ|とりいそぎ|以上|お願い|ご?報告|ご?連絡|失礼|敬具")
)
CLOSING_REACH = 48
BOWED = re.compile(rf"(?<![{KANJI}])(?P<name>{FAMILY})拝(?![{KANJI}])")
# 保護者(乾), 担当(岸): one character is enough for a family behind a role.
ROLE_WORDS = "|".join(sorted({*ROLES, "相手方", "連絡先"}, key=lambda word: (-len(word), word)))
IN_BRACKETS = re.compile(
    rf"{beginning(ROLE_WORDS)}(?<![{KANJI}])(?:元|前|副|現)?{quick(ROLE_WORDS)} ?"
    rf"\((?P<name>[{KANJI}]{{1,3}})\)"
)
# 090-1234-5678(早見), (早見さん): whose telephone it is, and who is called so in brackets.
PHONED = re.compile(
    rf"0[0-9]{{1,4}}-[0-9]{{1,4}}-[0-9]{{4}} ?\((?P<name>[{KANJI}]{{1,4}})[宅方]?\)"
)
CALLED_IN_BRACKETS = re.compile(rf"\((?P<name>[{KANJI}]{{1,3}})(?:さん|様|氏)宅?\)")
# 目主任: one character right before a post; 係主任 and 正主任 are posts.
POSTED = re.compile(
    f"(?<![{KANJI}])(?P<name>[{KANJI}])(?=(?:主任|主査|主事|主幹|係長|課長|部長|次長|参事|室長|局長|所長"
    "|教諭|教頭|校長|園長|館長|保健師|看護師|保育士|会長|班長|組長|座長|組合長)"
    f"(?P<closed>\\))?(?![{KANJI}]))"
)
# 助教諭, 分館長: which of them it is.
PART_OF_POST = frozenset("助准分専常支総")
# 北の早見方の外壁: what belongs to a house.
OF_HOUSE = re.compile(
    "方の(?:外壁|屋根|塀|庭|車庫|物置|離れ|玄関|畑|軒|窓|倉庫|敷地|母屋|納屋|前の|裏の)"
)


def from_entries(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_hours(text, dictionary)
    yield from from_houses(text, dictionary)
    yield from from_signatures(text, dictionary)
    yield from from_brackets(text, dictionary)
    yield from from_rows(text, dictionary)
    yield from from_numbers(text, dictionary)
    yield from from_posted(text, dictionary)
    yield from from_listed(text, dictionary)


def from_hours(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who is noted behind an hour: nothing but a family, or one that does what people do."""
    for entry in ENTRY.finditer(text):
        street = STREET.match(text, entry.end())
        here = (pattern.match(text, entry.end()) for pattern in (NOTED, GLUED))
        first = next((one for one in here if one and is_noted(text, one, dictionary)), None)
        second = NOTED.match(text, street.end()) if street else None
        if first and CALLED_WHOLE.match(text, first.end()):
            continue
        if first:
            yield Candidate(*first.span(), {"label_cell"})
        elif second and street and lives_in(text, street, second, dictionary):
            yield Candidate(*second.span(), {"label_cell"})


def lives_in(
    text: str, street: re.Match[str], found: re.Match[str], dictionary: NameDictionary
) -> bool:
    """Whether a word behind a street is of who lives there: 13:30 緑ヶ丘 早見 at the line's end."""
    if is_noted(text, found, dictionary):
        return True
    is_street = street["number"] or not dictionary.known(street.group()[:-1]) & Known.SURNAME
    is_last = END.match(text, found.end()) is not None and len(found.group()) > 1
    return bool(is_street) and is_last and could_be_family(found.group(), dictionary)


def is_noted(text: str, found: re.Match[str], dictionary: NameDictionary) -> bool:
    """Whether a word behind an hour is a family's, by itself or by what is noted of it."""
    readings = dictionary.known(found.group())
    if not readings & Known.SURNAME or found.group() in NO_FAMILY:
        return False
    rest = text[found.end() : found.end() + REACH].partition("\n")[0].lstrip(" 、(")
    # 緑ヶ丘 早見 来庁: the street stands before who lives there.
    following = NOTED.match(rest)
    is_street = following and dictionary.known(following.group()) & Known.SURNAME
    is_event = HAPPENED.match(rest) or (MEETING.search(rest) and not ATTENDS.search(rest))
    is_visit = CAME.search(rest) and not is_event and not is_street
    return bool(is_visit) or not readings & ~PERSON_READINGS


def from_houses(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Behind where somebody lives, and in whose house a letter arrives."""
    for found in LIVES.finditer(text):
        # 三軒目の早見: a house, not a part of the town.
        is_house = text[found.start() : found.start("name")].rstrip("の").endswith(HOUSES)
        if is_family(found["name"], dictionary) or (
            is_house and could_be_family(found["name"], dictionary)
        ):
            yield Candidate(*found.span("name"), {"label_cell"})
    for found in CARE_OF.finditer(text) if AT_HOUSE.search(text) else ():
        readings = dictionary.known(found["name"])
        is_addressed = text[max(0, found.start() - 2) : found.start()].rstrip(" ")[-1:].isdigit()
        is_addressed |= OF_HOUSE.match(text, found.end("name")) is not None
        if readings & Known.SURNAME and (is_addressed or not readings & ~PERSON_READINGS):
            yield Candidate(*found.span("name"), {"addressee", "label_cell"})


def from_signatures(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family name that stands alone where a mail ends."""
    for found in SIGNED.finditer(text):
        before = text[max(0, found.start() - CLOSING_REACH) : found.start("name")]
        is_closed = CLOSING.search(before) and could_be_family(found["name"], dictionary)
        if is_closed or is_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"self_introduction"})
    for found in BOWED.finditer(text) if "拝" in text else ():
        if could_be_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"self_introduction"})


def from_brackets(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Whoever a role is, in brackets behind it."""
    for found in IN_BRACKETS.finditer(text) if "(" in text else ():
        name = found["name"]
        if name in NOT_NAMES or name in NO_FAMILY or COUNTED.fullmatch(name):
            continue
        readings = dictionary.known(name)
        is_word = len(name) > 1 and readings & Known.COMMON
        # 組長(大門): a family that is a word; 所有者(地主) is who it is.
        is_family_too = readings & Known.SURNAME and not IS_ROLE.search(name)
        if (readings & Known.GIVEN and not is_word) or is_family_too:
            yield Candidate(*found.span("name"), {"role_before", "label_cell"})
    for found in CALLED_IN_BRACKETS.finditer(text) if "(" in text else ():
        name = found["name"]
        is_called = len(name) == 1 or dictionary.known(name) & Known.SURNAME
        if is_called and is_no_role(name) and name not in NOT_NAMES and name not in NO_FAMILY:
            yield Candidate(*found.span("name"), {"label_cell"})
    yield from from_telephones(text, dictionary)


def from_telephones(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Whose telephone it is, in brackets behind it; among several not all may be branches."""
    phones = list(PHONED.finditer(text)) if "(" in text else []
    families = [one["name"] for one in phones if could_be_called(one["name"], dictionary)]
    is_sure = any(is_family(name, dictionary) for name in families)
    if is_sure or (len(phones) == 1 and genre(text) is not Genre.PUBLIC):
        for found in phones:
            if found["name"] in families:
                yield Candidate(*found.span("name"), {"contact_beside", "label_cell"})


def from_posted(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family name of one character that is a word, right before a post."""
    for found in POSTED.finditer(text):
        name = found["name"]
        is_part = name in NO_FAMILY or name in OFFICE or name in PART_OF_POST
        # 3年主任: of which year.
        is_part = is_part or is_counter(text, found)
        if dictionary.known(name) and not is_part:
            is_alone = found["closed"] and text.endswith("(", 0, found.start())
            evidence = {"label_cell", "role_before"} if is_alone else set()
            yield Candidate(*found.span("name"), {"entitled_word", *evidence})
