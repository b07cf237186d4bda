"""Names in minutes, mails, logs and chats that nothing but the wording around them announces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from assistant.filters.lexicon.name_readings import is_name
from assistant.filters.lexicon.person_words import NOT_NAMES, TITLES
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.deeds import DEEDS
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
from assistant.filters.names.readings import ENDS_LIKE_ROLE
from assistant.filters.names.romaji import kana_of
from assistant.filters.names.shape import TO_KATAKANA
from assistant.filters.names.words import CREATURES, GIVEN_WORDS, PERSON_NOUNS

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
# 8/2に早見が受付済み: nobody but somebody of the office.
DONE = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<name>{FAMILY})が[^。\nはが、]{{0,8}}?"
    "(?:処理|対応|受付|受領|回答|連絡|説明|案内|聴取)(?:済|ずみ)"
)
# 調理員の早見は, 監視員の早見が発見: what somebody does, and who. A place does nothing of its own.
OCCUPIED = re.compile(
    rf"(?:(?<=[{KANJI}][員士師手])|(?<=事務局)|(?<=窓口)|(?<=受付))の(?P<name>{FAMILY})"
    rf"(?=(?P<acts>が(?!い[いな]|あ|な[いく]|多|少))|[がはもをにと、](?![{KANJI}]{{1,2}}[地区町]))"
)
# 会員の, 全員の: many, wherever they are of.
OF_MANY = ("会員", "合員", "成員", "全員", "定員")
# [19:05] hayami.k:, 19:05 hayami_k: a line of a chat.
CHAT = re.compile(
    r"^[ ]{0,4}\[?(?:[0-9/-]{3,10} )?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?\]? ?"
    r"(?P<name>(?P<family>[a-z]{3,10})[._-][a-z]{1,10}|[a-z]{1,10}[._-](?P<last>[a-z]{3,10}))"
    r"(?= ?:)",
    re.MULTILINE,
)
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
    r"(?=\((?![^()\n]{0,6}[都道府県市区町村]\))|まで(?:お?電話|ご?連絡|お知らせ|。|、)|(?:宛|あて)|です(?:。|が|$)|と申)"
)
# 同じ事務所の乾が承ります: nobody but people is humble.
HUMBLE = re.compile(
    rf"(?<=[はの、。\n])(?P<name>[{KANJI}]{{1,4}})が(?:承り|うけたまわり|伺い|参り|お受け(?:し|いた)|預か)"
)
# 片桐主事と乾が行く: who goes with somebody.
GOES_ALONG = re.compile(
    rf"(?:{'|'.join(TITLES)}|さん)[とや、](?P<name>[{KANJI}]{{1,4}})"
    "(?:が(?:行[くきっ]|訪問|伺|同行|対応|出向|向か|立ち?会|担当)|(?=[。)]))"
)
# 担当は、協議会の早見。: who does it, and where from.
IN_CHARGE = re.compile(
    "(?:担当|窓口|責任者|代表|講師|司会|世話役|幹事)は、?[^。\n、]{1,12}の"
    rf"(?P<name>{FAMILY})(?=。|です|\(|$)",
    re.MULTILINE,
)
# 早見 冬実 はやみ ふゆみ: a reading behind a whole name, nothing but a blank between.
READ_OUT = re.compile(
    rf"(?<![{KANJI}])(?P<family>[{KANJI}]{{1,4}}) [{KANJI}]{{1,3}} "
    rf"(?P<name>[{HIRAGANA}]{{2,6}} [{HIRAGANA}]{{1,6}})"
    rf"(?=[ ,\t|\n)]|$)"
)
# 10:15 ねもと 郵送の…: a family in hiragana at the head of more than one line of a chat.
CHAT_KANA = re.compile(
    rf"^[ ]{{0,4}}\[?[0-2]?[0-9]:[0-5][0-9]\]? ?(?P<name>[{HIRAGANA}]{{2,5}})(?=[ :])", re.MULTILINE
)
OFTEN = 2
# No word of English of that length is made of nothing but Japanese syllables.
LONG_ROMAJI = 6
# 妻のまさ子さん, 4年生のみつばちゃん: whose, or how old, and what they are called by.
WOMAN = re.compile(
    "(?:妻|夫|母|父|祖母|祖父|娘|姉|妹|孫|嫁|叔母|伯母|義母)の"
    rf"(?P<name>[{HIRAGANA}{KATAKANA}]{{1,3}}[子美代枝江恵乃])(?=さん|ちゃん|様|[がはもをにのと、])"
)
AGED = re.compile(
    rf"(?:[0-9]{{1,2}}[歳才]児?|[1-6]年生|年[少中長](?:組|児)?)の(?P<name>[{HIRAGANA}]{{2,4}}?)(?=ちゃん|くん)"
)
# 早見 遥,早見 蒼: two of a family in cells beside each other.
FAMILY_IN_ROW = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<family>[{KANJI}]{{1,4}}) "
    rf"(?P<one>[{KANJI}{HIRAGANA}]{{1,4}}) ?[,\t|・、/] ?"
    rf"(?P<again>(?P=family) (?P<other>[{KANJI}{HIRAGANA}]{{1,4}}))(?=[,\t|・、/\n( ]|$)"
)
# 友だち(レオくん), 妹のゆめちゃん: whose, and what they are called by.
KIN = (
    "友だち|友達|友人|同級生|仲間|娘|息子|長男|次男|二男|三男|長女|次女|二女|三女|孫|妹|弟|兄|姉"
    "|いとこ|甥|姪"
)
FRIEND = re.compile(
    rf"(?:{KIN})(?:\(|の|、|は)「?(?P<name>[{KATAKANA}]{{2,6}})(?=(?:くん|ちゃん|さん|君)[」)がはもをとにの、。])"
)
# 娘のゆめの名前, 孫のはると(5歳): a given name that may be a word, with what only people have.
CHILD = re.compile(
    rf"(?:{KIN})の「?(?P<name>[{HIRAGANA}]{{2,4}}?)」?"
    rf"(?=の(?:{'|'.join(PERSON_NOUNS)})| ?\([0-9]{{1,2}}[歳才)]"
    rf"|[がはも]、?[^。\n]{{0,8}}?(?:{'|'.join(DEEDS)}))"
)
NO_CHILD = frozenset(
    ("こと", "もの", "ため", "ほう", "よう", "うち", "あと", "まえ", "そば", "みな")
)


def from_notes(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_counted(text, dictionary)
    yield from from_called(text, dictionary)
    yield from from_headers(text, dictionary)
    yield from from_doings(text, dictionary)
    yield from from_offices(text, dictionary)
    yield from from_rows(text, dictionary)
    yield from from_chats(text, dictionary)
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
    for found in DONE.finditer(text) if "済" in text or "ずみ" in text else ():
        if dictionary.known(found["name"]) & Known.SURNAME:
            yield Candidate(*found.span("name"), {"label_cell"})
    for found in OCCUPIED.finditer(text):
        is_acting = found["acts"] and not text.endswith(OF_MANY, 0, found.start())
        if is_acting and could_be_family(found["name"], dictionary):
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
    for found in chain(OF_DIVISION.finditer(text), IN_CHARGE.finditer(text)):
        if could_be_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"role_before", "label_cell"})
    for found in chain(HUMBLE.finditer(text), GOES_ALONG.finditer(text)):
        if could_be_called(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"self_introduction"})


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


def from_chats(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who wrote a line of a chat, by a family and a letter in Latin."""
    for found in CHAT.finditer(text) if ":" in text else ():
        word = found["family"] or found["last"]
        kana = kana_of(word)
        is_known = kana and dictionary.known(kana) & Known.SURNAME
        if is_name(word) or is_known or (kana and len(word) >= LONG_ROMAJI):
            yield Candidate(*found.span("name"), {"account_name"})
    yield from from_kana_chats(text, dictionary)


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


def from_kin(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Somebody's child or friend by a given name in kana."""
    for found in FRIEND.finditer(text):
        if found["name"] not in CREATURES:
            yield Candidate(*found.span("name"), {"role_before", "given_word"})
    for found in chain(WOMAN.finditer(text), AGED.finditer(text)):
        if found["name"] not in CREATURES:
            yield Candidate(*found.span("name"), {"role_before", "given_word"})
    for found in CHILD.finditer(text):
        name = found["name"]
        is_given = name in GIVEN_WORDS or dictionary.known(name) & Known.GIVEN
        if is_given and name not in NO_CHILD:
            yield Candidate(*found.span("name"), {"field", "label_cell"})
