"""Names in minutes, mails, logs and chats that nothing but the wording around them announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.filters.lexicon.person_words import NOT_NAMES, POSTS, TITLES
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.families import (
    FAMILY,
    ITEM,
    are_families,
    could_be_called,
    could_be_family,
    is_family,
    is_single_family,
)
from assistant.filters.names.kin import from_kin
from assistant.filters.names.minutes import from_minutes
from assistant.filters.names.readings import ENDS_LIKE_ROLE

# 職員2名(早見、大槻): who they were, in brackets behind how many.
COUNTED = re.compile(
    "(?:[1-9]|[一二三四五六七八九両])[名人] ?"
    rf"\((?P<names>[{KANJI}]{{1,4}}(?: ?[、・,/と] ?[{KANJI}]{{1,4}}){{0,8}})\)"
)
DIRECTIONS = frozenset("東西南北中央")
# 「早見」さん: an honorific behind the brackets calls whoever is in them.
CALLED = re.compile(
    rf"「(?P<name>{FAMILY}|[{KANJI}])」(?=さん(?!ち)|様(?![式々子相態変])|氏(?!名)|くん|先生|ちゃん)"
)
# From: 早見(用地係): the head of a mail.
HEADER = re.compile(
    r"^[> ]{0,4}(?:From|To|C[Cc]|B[Cc]{2}|差出人|送信者|発信者|宛先) ?: ?"
    rf"(?P<name>{FAMILY}|[{KANJI}])"
    r"(?= ?\(| ?$|[、,])",
    re.MULTILINE,
)
# 数値の確認は 早見): who did it, where a note ends.
DONE_BY = re.compile(
    "(?:確認|作成|記録|点検|照合|集計|入力|起案|校正|撮影|執筆|編集|聞き?取り|(?:取り)?まとめ)は ?"
    rf"(?P<name>{FAMILY}|[{KANJI}](?=\)))(?=\)|。?$|です)",
    re.MULTILINE,
)
# 電話で説明しました(早見), (返信案 早見): who did it, in brackets where the note ends.
SIGNED = re.compile(
    "(?:(?:説明|連絡|回答|対応|送付|返信|電話|受付|案内|報告|伝達|相談|依頼|聴取|訪問|引き?継ぎ?|手渡し)"
    r"(?:し(?:ました|た)|を?済み?|ずみ)?。?\("
    r"|\((?:(?:返信|回答|返事|文|起)案|文責|下書き?|作成|記録)[ :])"
    rf"(?P<name>{FAMILY})\)",
)
# 8/2に早見が受付済み: nobody but somebody of the office.
DONE = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<name>{FAMILY})が[^。\nはが、]{{0,8}}?"
    "(?:(?:処理|対応|受付|受領|回答|連絡|説明|案内|聴取)(?:済|ずみ)|兼ね|兼務|代行|代理|立ち?会|付き添)"
)
# 調理員の早見は, 監視員の早見が発見: what somebody does, and who. A place does nothing of its own.
OCCUPIED = re.compile(
    f"の(?P<name>{FAMILY})"
    "(?=(?P<heads> (?=[一-龥ァ-ヶー]{2}))"
    "|(?P<acts>が(?!い[いな]|あ|な[いく]|多|少)|(?:に|へ|から)[^。\n、]{0,10}?"
    "(?:渡|相談|伝え|連絡|報告|頼|聞|電話|引き?継|預|届|返|指示|説明))"
    f"|[がはもをにと、](?![{KANJI}]{{1,2}}[地区町])|まで[ (。、お])"
)
# 保健師の早見: of those called so a word is somebody, too, who does something.
CALLING = ("師", "士", "護婦")
OCCUPATION = re.compile(f"(?:[{KANJI}][員士師手課係室局長]|{'|'.join(POSTS)})$")
LONGEST_POST = 8
# ・保健師の早見 午後は…: at the head of a line, before what there is to say.
AT_HEAD = re.compile(rf"(?:^|\n)[ ・○◯●>-]{{0,3}}[{KANJI}]{{2,8}}\Z")
# 会員の, 全員の: many, wherever they are of.
OF_MANY = ("会員", "合員", "成員", "全員", "定員")
# (住民 早見)もっと広く…, (住民・早見)…: who speaks at a meeting.
SPEAKER = re.compile(
    r"^[ ・]{0,2}\((?:住民|参加者|市民|町民|保護者|会場|地元|出席者|役員|来場者|相談員|推進員"
    r"|農家|組合員|地主)[ ・:]{1,2}"
    rf"(?P<name>{FAMILY}|[{KANJI}])\)",
    re.MULTILINE,
)
SHORT = 2
PART_OF_TOWN = re.compile("[区町村市組班部側]$")
# 用地課の早見(内線…), 用地課の早見が承ります: who of a division.
OF_DIVISION = re.compile(
    rf"(?<=[課係室局])の(?P<name>{FAMILY})"
    r"(?=\((?![^()\n]{0,6}[都道府県市区町村]\))|まで(?:お?電話|ご?連絡|お知らせ|。|、)|(?:宛|あて)|です(?:。|が|$)|と申"
    rf"|[がと](?![{KANJI}]{{1,3}}(?:地[方区域]|方面))、?|(?P<ends>。?$|[)/]))",
    re.MULTILINE,
)
# 同じ事務所の乾が承ります: nobody but people is humble.
HUMBLE = re.compile(
    rf"(?<=[はの、。\n])(?P<name>[{KANJI}]{{1,4}})が(?:承り|うけたまわり|伺い|参り|お受け(?:し|いた)|預か)"
)
# 片桐主事と乾が行く: who goes with somebody.
GOES_ALONG = re.compile(
    rf"(?:{'|'.join(TITLES)}|さん)[とや、](?P<name>[{KANJI}]{{1,4}})"
    "(?:が(?:行[くきっ]|訪問|伺|同行|対応|出向|向か|立ち?会|担当|お?見舞|謝罪|お詫び)|(?=[。)]))"
)
# 担当は、協議会の早見。: who does it, and where from.
IN_CHARGE = re.compile(
    "(?:担当|窓口|責任者|代表|講師|司会|世話[役人]|幹事|聞き手|[導援査談進視]員)は?、?[^。\n、]{1,12}?(?P<division>[課係室局館所園]?)の"
    rf"(?P<name>{FAMILY})(?=[。、]|です|\(|$)",
    re.MULTILINE,
)
HANDING = re.compile(
    f"(?:から|代わ[っり]て?、?|の後任[はを]、?)[{KANJI}]{{1,4}}(?:さん)?[にへがと。変替交]"
)
# 担当を早見から大槻に変える: who hands over to whom.
HANDED_OVER = re.compile(
    rf"(?P<what>担当者?|窓口|係|受け?持ち|講師|世話[役人]|主任|班長|組長|当番|後任)?[はをが]?、?(?<![{KANJI}{KATAKANA}])"
    rf"(?P<one>{FAMILY}|[{KANJI}])(?:さん)?(?:から|に代わ[っり]て?、?|の後任[はを]、?)(?P<other>{FAMILY}|[{KANJI}])"
    "(?=(?:さん)?(?:に|へ|が|と)?(?:変|替|代|換|交代|交替|引き?継|移|バトン|なる|なり|なっ|する|とする|。))"
)
# 早見 冬実 はやみ ふゆみ: a reading behind a whole name, nothing but a blank between.
READ_OUT = re.compile(
    rf"(?<![{KANJI}])(?P<family>[{KANJI}]{{1,4}}) [{KANJI}]{{1,3}} "
    rf"(?P<name>[{HIRAGANA}]{{2,6}} [{HIRAGANA}]{{1,6}})"
    rf"(?=[ ,\t|\n)]|$)"
)
# 早見 遥,早見 蒼: two of a family in cells beside each other.
FAMILY_IN_ROW = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<family>[{KANJI}]{{1,4}}) "
    rf"(?P<one>[{KANJI}{HIRAGANA}]{{1,4}}) ?[,\t|・、/] ?"
    rf"(?P<again>(?P=family) (?P<other>[{KANJI}{HIRAGANA}]{{1,4}}))(?=[,\t|・、/\n( ]|$)"
)


def from_notes(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_counted(text, dictionary)
    yield from from_called(text, dictionary)
    yield from from_headers(text, dictionary)
    yield from from_doings(text, dictionary)
    yield from from_offices(text, dictionary)
    yield from from_charges(text, dictionary)
    yield from from_rows(text, dictionary)
    yield from from_minutes(text, dictionary)
    yield from from_kin(text, dictionary)


def from_counted(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """The families in brackets behind a number of people."""
    for found in COUNTED.finditer(text) if "(" in text else ():
        items = list(ITEM.finditer(text, *found.span("names")))
        words = [one.group() for one in items]
        if not DIRECTIONS.issuperset(words) and are_families(words, dictionary):
            yield from (Candidate(*one.span(), {"list_lead", "label_cell"}) for one in items)


def from_called(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family in brackets that is called さん behind them."""
    for found in CALLED.finditer(text) if "」" in text else ():
        if dictionary.known(found["name"]) & Known.SURNAME and found["name"] not in NOT_NAMES:
            yield Candidate(*found.span("name"), {"honorific"})


def from_headers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family in the head of a mail."""
    for found in HEADER.finditer(text) if ":" in text else ():
        if dictionary.known(found["name"]) & Known.SURNAME and found["name"] not in NOT_NAMES:
            yield Candidate(*found.span("name"), {"label_cell", "single_lead"})


def from_doings(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who did something by office: checked figures, watched, was on guard."""
    for found in DONE_BY.finditer(text) if "は" in text else ():
        is_single = is_single_family(found["name"], dictionary)
        is_closed = text.startswith(")", found.end("name"))
        is_known = is_family(found["name"], dictionary) or (
            is_closed and could_be_family(found["name"], dictionary)
        )
        if is_single or is_known:
            yield Candidate(*found.span("name"), {"label_cell", "single_lead"})
    for found in SIGNED.finditer(text) if ")" in text else ():
        if is_named_so(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"label_cell", "single_lead"})
    for found in DONE.finditer(text) if "が" in text else ():
        if could_be_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"label_cell"})
    yield from from_occupations(text, dictionary)


def from_occupations(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who holds a post, belongs to a division or does a work: 係長の早見."""
    for found in OCCUPIED.finditer(text):
        if not OCCUPATION.search(text, max(0, found.start() - LONGEST_POST), found.start()):
            continue
        is_acting = found["acts"] and not text.endswith(OF_MANY, 0, found.start())
        is_called = text.endswith(CALLING, 0, found.start()) and is_named_so(
            found["name"], dictionary
        )
        if found["heads"] and not (is_called and AT_HEAD.search(text, 0, found.start())):
            continue
        if (is_acting and could_hold_post(found["name"], dictionary)) or (
            is_called and (found["acts"] or found["heads"])
        ):
            yield Candidate(*found.span("name"), {"label_cell", "role_before"})
        elif is_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"label_cell"})


def from_offices(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who speaks at a meeting, belongs to a division or receives somebody humbly."""
    for found in SPEAKER.finditer(text) if "(" in text else ():
        readings = dictionary.known(found["name"])
        is_new = len(found["name"]) == SHORT and not readings & ~Known.PLACE
        is_new = is_new and not (
            ENDS_LIKE_ROLE.search(found["name"]) or PART_OF_TOWN.search(found["name"])
        )
        if readings & Known.SURNAME or is_new:
            yield Candidate(*found.span("name"), {"speaker", "label_cell"})
    for found in OF_DIVISION.finditer(text):
        is_like = is_family if found["ends"] is not None else could_be_family
        if is_like(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"role_before", "label_cell"})
    for found in chain(HUMBLE.finditer(text), GOES_ALONG.finditer(text)):
        if could_be_called(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"self_introduction"})


def from_charges(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who is in charge, and who hands over to whom: of these one at least must be a family."""
    for found in IN_CHARGE.finditer(text):
        # 担当は図書館の根本: of a division in charge a word is somebody, too.
        is_named = found["division"] and is_named_so(found["name"], dictionary)
        if is_named or could_be_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"role_before", "label_cell"})
    for found in HANDED_OVER.finditer(text) if HANDING.search(text) else ():
        words = [found["one"], found["other"]]
        is_sure = found["what"] or any(is_family(one, dictionary) for one in words)
        if is_sure and all(could_be_called(one, dictionary) for one in words):
            yield Candidate(*found.span("one"), {"label_cell", "role_before"})
            yield Candidate(*found.span("other"), {"label_cell", "role_before"})


def could_hold_post(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word behind a post is a name, perhaps a place as well, and no word."""
    readings = dictionary.known(word)
    return bool(readings & PERSON_READINGS) and not readings & (Known.COMMON | Known.OTHER)


def is_named_so(word: str, dictionary: NameDictionary) -> bool:
    """Whether a family name that may be a word names no role of an office."""
    is_role = ENDS_LIKE_ROLE.search(word) or word in NOT_NAMES
    return bool(dictionary.known(word) & Known.SURNAME) and not is_role


def from_rows(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family with two of its given names in cells beside each other."""
    for found in READ_OUT.finditer(text):
        if dictionary.known(found["family"]) & Known.SURNAME:
            yield Candidate(*found.span("name"), {"field", "kana_cell"})
    for found in FAMILY_IN_ROW.finditer(text):
        given = [dictionary.known(found[one]) for one in ("one", "other")]
        is_given = [bool(one & Known.GIVEN) or not one & Known.PLACE for one in given]
        is_word = any(one & Known.COMMON and not one & PERSON_READINGS for one in given)
        if any(one & Known.GIVEN for one in given) and all(is_given) and not is_word:
            yield Candidate(found.start("family"), found.end("one"), {"record_name"})
            yield Candidate(*found.span("again"), {"record_name"})
