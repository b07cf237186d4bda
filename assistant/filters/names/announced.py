"""Names the wording announces: 「…と申します」, a post behind, a list of who came, a reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.name_readings import is_name
from assistant.filters.lexicon.person_words import NOT_NAMES, PEOPLE_LEADS, TITLES
from assistant.filters.names.candidates import (
    COUNTED,
    FOREIGN,
    HIRAGANA,
    KANJI,
    KATAKANA,
    Candidate,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.roles import is_where
from assistant.filters.names.romaji import kana_of
from assistant.filters.names.words import LIST_LEADS

# 3課と申します; 10:30早見と申します is somebody.
COUNTERS = "年月日時分秒人名件回課係部室班組階号棟番区丁度期才歳円個本級次種代"
INTRODUCED = re.compile(
    f"(?P<name>(?<![{KANJI}])(?<![0-9](?=[{COUNTERS}]))[{KANJI}]{{1,5}}"
    f"(?: [{KANJI}{HIRAGANA}]{{1,4}})?|[{KANJI}]ヶ[{KANJI}]{{1,2}}"
    f"|(?<![{KATAKANA}])[{KATAKANA}]{{2,8}}|(?<![{HIRAGANA}])(?!です|だ)[{HIRAGANA}]{{2,5}})"
    "[」』]?(?:と(?:申し|もうし)(?:ます|まして|上げ)|と名乗|と言い(?:ます|まして)"
    "|という(?P<who>人(?![数口件権間生物気材工])|方(?![法向針式面])|男|女|職員|当時の|住民"
    "|生徒|子(?!ども|供)|名前|名札|名字|苗字|氏名|者(?!が|は)|かた))"
    f"|(?:すみません|はじめまして|初めまして|もしもし|あの|お世話にな(?:っており?|り)ます"
    f"|ごめんください)[、。 ]{{0,2}}(?:[^、。「」\n 0-9]{{1,12}}の)?"
    f"(?P<caller>[{KANJI}]{{2,4}}|[{KANJI}]ヶ[{KANJI}]|[{HIRAGANA}]{{3,5}}?|[{KATAKANA}]{{2,6}})"
    "(?:です(?:けど|が|けれど|[。」])|といいます|ですけれども)"
)
SOMEBODY = frozenset(("男", "女"))
TITLE = quick("|".join(sorted(TITLES, key=len, reverse=True)))
ENTITLED = re.compile(f"(?<![{KANJI}{KATAKANA}])(?P<name>[{KANJI}]{{1,4}}?){TITLE}(?![{KANJI}])")
RANK = re.compile("(?:課長|係長|部長|次長|主査|主任|主事|主幹|参事|補佐|室長)(?!室|級|会|職)")
BODIES = frozenset("都道府県市区町村国")
PLACE_WORD = re.compile("[都道府県市区町村郡]$|^[東西南北中]部$")
KANA_WORDS = f"[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,8}}|[{HIRAGANA}]{{2,6}} [{HIRAGANA}]{{2,6}}"
READING_BEHIND = re.compile(rf" ?\((?P<name>{KANA_WORDS}|[{HIRAGANA}]{{4,12}})\)")
KANA_CELL = re.compile(
    rf"(?:^|(?<=[\n\t|,;'\"(]))[ ]?(?P<name>{KANA_WORDS})[ ]?(?=[\n\t|,;'\")]|$)"
)
KANA_FULL_NAME = re.compile(KANA_WORDS)
ITEM = (
    f"[{KANJI}]{{1,5}}(?: [{KANJI}{HIRAGANA}{KATAKANA}]{{1,4}}(?![{KANJI}{HIRAGANA}]))?|{FOREIGN}"
)
LEAD = re.compile(
    quick(
        f"(?:{'|'.join(sorted({*LIST_LEADS, *PEOPLE_LEADS}, key=lambda w: (-len(w), w)))})"
        r"(?:者|係|役|員)?(?:の方)?[ ]?(?:は、?|が、?|[::=(「、]|(?<=の)| )[ 「]?"
        # 聞き手 資料館の早見: and where from.
        f"(?:[{KANJI}{KATAKANA}]{{2,8}}[館課係室局会所園校団社店]の)?"
    )
)
LIST_ITEM = re.compile(ITEM)
SEPARATOR = re.compile(r"[」]?[ ]?(?:[、,・/]|と|及び|や)[ ]?[「]?")
# What introductions, callers and lines broken in a name have: looked for at first.
INTRODUCING = re.compile(
    quick(
        "と(?:申し|もうし|名乗|言い|いう)|すみません|はじめまして|初めまして|もしもし|あの|お世話にな"
        "|ごめんください"
    )
)
CALLING = re.compile(f"[たる][{KANJI}]{{2,4}}です(?:。|が、|けど)")
BROKEN_NAME = re.compile(f"[{KANJI}]\n[{KANJI}]{{1,4}}(?:様|さん|さま|殿|氏|くん)")
KATAKANA_CALLED = re.compile(quick("サマ|サン|ドノ|クン|チャン"))
ENDS = re.compile(rf"(?![{KANJI}{KATAKANA}])")
CLASS_BEFORE = re.compile(
    rf"(?=[1-6一二三四五六]年)(?<![0-9])[1-6一二三四五六]年(?:[0-9A-D一二三四]組)?[の ]?"
    # 6年2組早見 ノア 腹痛: a whole name behind a class ends at the blank, too.
    rf"(?P<name>(?<=組)[{KANJI}]{{1,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,4}}?(?=[ (])"
    rf"|(?:[{KANJI}]{{1,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,4}}?"
    rf"|[{KANJI}]{{2,4}}|[{KANJI}]ヶ[{KANJI}])(?=[がはとをにもの、。]|から|より))"
)
CALLER = re.compile(
    f"(?:^|(?<=[\n「。]))[^はも。「」\n]{{2,30}}?"
    "(?P<did>(?:に出|参加し|出席し|お?電話し|お?伺っ|申し込ん|ご?相談し|お送りし|いただい|お世話になっ)た)?"
    f"(?:(?<=[た])|る)(?P<name>[{KANJI}]{{2,4}})です(?:。|が、|けど)",
    re.MULTILINE,
)
LONGEST_LIST = 60
COUNT_OF_PEOPLE = re.compile(r"の?[0-9二三四五六七八九十両]{1,3}(?:人|名)(?![以程槽員])")
COUNTED_LIST = re.compile(rf"(?:{ITEM})(?:[、・](?:{ITEM}))+$")
ACCOUNT = re.compile(
    r"(?:user|login|account|author|owner|assignee|member)\w{0,6}['\"]?[ ]?[:=][ ]?['\"]?"
    r"(?P<name>[a-z]{2,10}[._-][a-z]{2,10})(?![A-Za-z0-9@._-])"
)
BROKEN = re.compile(
    f"(?<![{KANJI}])(?P<first>[{KANJI}]{{1,4}})\n(?P<second>[{KANJI}]{{1,4}})(?=様|さん|さま"
    f"|殿|氏|くん)"
)
KATAKANA_HONORIFIC = re.compile(
    f"(?<![{KATAKANA}])(?P<name>[{KATAKANA}]{{2,6}}?(?: [{KATAKANA}]{{2,6}}?)?)[ ]?"
    f"(?P<how>サマ|サン|ドノ|クン|チャン)"
    f"(?:[ ]?(?:[へヘ]|ニ|カラ|ガ|ハ|ノ|ヲ|モ|ト|ヨリ|アテ|ヨリノ|ノコト|トノ)(?![{KATAKANA}])"
    f"|(?![{KATAKANA}])|(?=カラ|ノ|ガ|ハ|ヲ|ニ))"
)
DUTY = re.compile(
    quick(
        "当番|当直|宿直|日直|欠席|出席|遅刻|勤務|シフト|早番|遅番|夜勤|送迎|担当|面談|順番|出勤|休暇"
    )
)
SLOT = re.compile(
    r"(?:(?<![一-龥々])[月火水木金土日](?:曜日?)?|[0-9]{1,2}日|[0-9]{1,2}/[0-9]{1,2}"
    r"|午前|午後|[早遅日]番|[夜日]勤|[日宿]直)"
    r"(?: ?\([月火水木金土日]\))?[ ]{0,6}(?:[=:は→/|][ ]{0,4}|(?<=[ )曜]))"
)
DUTY_REACH = 200


def from_announcements(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_introductions(text, dictionary)
    yield from from_callers(text, dictionary)
    yield from from_counted(text, dictionary)
    yield from from_katakana(text, dictionary)
    yield from from_broken(text, dictionary)
    yield from from_accounts(text, dictionary)
    yield from from_readings(text)
    yield from from_entitled(text, dictionary)
    yield from from_lists(text, dictionary)
    yield from from_duties(text, dictionary)
    yield from from_classes(text, dictionary)


def from_introductions(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What stands before 「と申します」, 「と名乗る」 or 「という人」."""
    for found in INTRODUCED.finditer(text) if INTRODUCING.search(text) else ():
        group = "caller" if found["name"] is None else "name"
        name = found[group]
        if name.endswith(TITLES) or name in NOT_NAMES:
            continue
        if "と言" in found.group() and not dictionary.known(name) & (PERSON_READINGS | Known.PLACE):
            continue
        if found["who"] is None and (group == "name" or could_be_name(name, dictionary)):
            yield Candidate(found.start(group), found.end(group), {"self_introduction"})
        elif found["who"] is None:
            continue
        elif not dictionary.known(name) & Known.COMMON:
            evidence = {"called_person"}
            # 名嘉真という男性: a word no dictionary has, or as a place alone.
            is_nothing_else = not dictionary.known(name) & ~Known.PLACE
            if found["who"] in SOMEBODY and is_nothing_else and len(name) > 1:
                evidence.add("self_introduction")
            yield Candidate(found.start("name"), found.end("name"), evidence)


def from_callers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who begins with what he did, and then says his name."""
    for found in CALLER.finditer(text) if CALLING.search(text) else ():
        readings = dictionary.known(found["name"])
        is_person = found["did"] and readings & (Known.SURNAME | Known.PLACE)
        if is_person or (readings & Known.SURNAME and not readings & Known.COMMON):
            yield Candidate(found.start("name"), found.end("name"), {"self_introduction"})


def from_counted(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """The items of a list of people whose number is told: 三宅・岸の2名."""
    for number in COUNT_OF_PEOPLE.finditer(text):
        before = COUNTED_LIST.search(text, max(number.start() - LONGEST_LIST, 0), number.start())
        items = list(list_items(text[: number.start()], before.start())) if before else []
        if len({text[one.end - 1] for one in items} & set("中小町区校園")) == len(items[:1]):
            continue
        if len(items) > 1 and all(could_be_name(one.text_in(text), dictionary) for one in items):
            yield from (Candidate(one.start, one.end, {"list_lead"}) for one in items)


def from_broken(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Full names over the end of a line before an honorific."""
    for found in BROKEN.finditer(text) if BROKEN_NAME.search(text) else ():
        name = found["first"] + found["second"]
        if any(
            dictionary.known(name[:cut]) & Known.SURNAME
            and dictionary.known(name[cut:]) & Known.GIVEN
            for cut in range(1, len(name))
        ):
            yield Candidate(found.start("first"), found.end("second"), {"honorific"})


def from_katakana(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Names in text written in katakana throughout: タナカ ハナコサマヘ."""
    for found in KATAKANA_HONORIFIC.finditer(text) if KATAKANA_CALLED.search(text) else ():
        words = found["name"].split(" ")
        is_known = any(dictionary.known(word) & PERSON_READINGS for word in words)
        if is_known or (len(words) > 1 and found["how"] in ("サマ", "サン", "ドノ")):
            yield Candidate(found.start("name"), found.end("name"), {"honorific"})


def from_accounts(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Accounts made of a family and a given name: user=tsukuda_hideo."""
    for found in ACCOUNT.finditer(text):
        words = re.split("[._-]", found["name"])
        if all(is_name(one) or is_name_in_kana(one, dictionary) for one in words):
            yield Candidate(found.start("name"), found.end("name"), {"account_name"})


def is_name_in_kana(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word in Latin letters, read as Japanese, is a name in the dictionary."""
    kana = kana_of(word)
    return kana is not None and bool(dictionary.known(kana) & PERSON_READINGS)


def from_readings(text: str) -> Iterator[Candidate]:
    """Readings in brackets behind a name, and kana names that fill a cell or a bracket."""
    for found in READING_BEHIND.finditer(text):
        yield Candidate(found.start("name"), found.end("name"), {"reading"})
    for found in KANA_CELL.finditer(text):
        yield Candidate(found.start("name"), found.end("name"), {"kana_cell"})


def from_entitled(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family name right before a post (門前主事), unless the word is a section's name."""
    for found in ENTITLED.finditer(text):
        readings = dictionary.known(found["name"])
        is_place = readings == Known.PLACE and len(found["name"]) > 1
        if (
            is_place
            and RANK.match(text, found.end("name"))
            and not PLACE_WORD.search(found["name"])
        ):
            yield Candidate(found.start("name"), found.end("name"), {"entitled_place"})
        # 町職員: whose they are; 1年主任: of which year.
        is_body = found["name"] in BODIES or is_counter(text, found)
        if readings & Known.SURNAME and not (is_body or COUNTED.match(found["name"])):
            evidence = {"entitled"} if not readings & Known.COMMON else {"entitled_word"}
            if f"({found.group()})" == text[found.start() - 1 : found.end() + 1]:
                evidence.add("label_cell")
            yield Candidate(found.start("name"), found.end("name"), evidence)


def is_counter(text: str, found: re.Match[str]) -> bool:
    """Whether one character before a post only says what a number counts."""
    is_counted = text[found.start() - 1 : found.start()].isdigit()
    return is_counted and found["name"] in COUNTERS


def from_lists(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who came, was absent, is on duty: one name or several behind such a word."""
    for lead in LEAD.finditer(text):
        items = list(
            takewhile(
                lambda one: could_be_name(one.text_in(text), dictionary),
                list_items(text, lead.end()),
            )
        )
        # 入居者は二階に: where they are.
        is_said = text.endswith("は", 0, lead.end()) and len(items) == 1
        if is_said and is_where(text, items[0].start, items[0].end, dictionary):
            continue
        known = [one for one in items if dictionary.known(one.text_in(text)) & PERSON_READINGS]
        if known and any(one.end - one.start > 1 for one in known):
            evidence = "list_lead" if len(items) > 1 else "single_lead"
            yield from (Candidate(one.start, one.end, {evidence}) for one in items)


def from_duties(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who is on duty or absent day by day, in a text that says so: 月=黒川、火=長尾."""
    for slot in SLOT.finditer(text) if DUTY.search(text) else ():
        if not DUTY.search(text, max(0, slot.start() - DUTY_REACH), slot.start()):
            continue
        items = list(
            takewhile(
                lambda one: could_be_name(one.text_in(text), dictionary),
                list_items(text, slot.end()),
            )
        )
        items = [one for one in items if one.end - one.start > 1]
        if any(dictionary.known(one.text_in(text)) & PERSON_READINGS for one in items):
            yield from (Candidate(one.start, one.end, {"duty"}) for one in items)


def list_items(text: str, place: int) -> Iterator[Candidate]:
    """The items of a list that starts at a place."""
    while item := LIST_ITEM.match(text, place):
        if not ENDS.match(text, item.end()):
            return
        yield Candidate(item.start(), item.end())
        separator = SEPARATOR.match(text, item.end())
        if not separator:
            return
        place = separator.end()


def could_be_name(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word of a list can be a name: known as one, or in no dictionary at all."""
    family, blank, _ = word.partition(" ")
    readings = dictionary.known(family if blank else word)
    if word in NOT_NAMES or COUNTED.match(word) or word.endswith(TITLES):
        return False
    return bool(readings & PERSON_READINGS) or readings == Known.NOTHING


def from_classes(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A pupil behind the class: 3年の城ヶ崎."""
    for found in CLASS_BEFORE.finditer(text):
        if dictionary.known(found["name"].partition(" ")[0]) & PERSON_READINGS:
            yield Candidate(found.start("name"), found.end("name"), {"school_class"})
