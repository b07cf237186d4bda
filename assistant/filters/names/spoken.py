"""Who speaks, whom a line is of, and who is spoken of as somebody's child: names without more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import COUNTED, HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.families import FAMILY, is_family
from assistant.filters.names.kin import ROLES_IN_KANA, name_readings
from assistant.filters.names.words import GIVEN_WORDS

# > 早見です。, ・早見です、: who answers says so behind the mark of the line.
MARKED = re.compile(
    rf"^[ ]*[>・○◯*\-]+[ ]?(?P<name>{FAMILY})です(?=[。、.]|$|が|けど)", re.MULTILINE
)
# (no question before) > 早見です。…: the first words of an answer; a place would answer one.
ANSWERS = re.compile(
    r"(?<![かは?][。?]\n)(?<![か?]\n)^[ ]?>[> ]*"
    rf"(?P<name>{FAMILY}|[{KANJI}]|[{KATAKANA}]{{2,8}})です[。、](?=[^\n]{{4}})",
    re.MULTILINE,
)
# 名前を聞くと、「早見や」と言う: whatever the way of speaking.
ASKED_NAME = re.compile(
    "(?:名前?|お名前|名字|苗字)を(?:聞|きい|尋|たずね|伺|うかが|問)[^「」\n。]{0,16}「"
    rf"(?P<name>{FAMILY}|[{KANJI}]|[{KATAKANA}]{{2,8}}|[{HIRAGANA}]{{2,5}}?)"
    "(?=です|だ|や|じゃ|と(?:申|い)|っ[てち]|ちゅう|[。、」])"
)
# 三軒目の早見です: where one lives.
HOME = re.compile(
    "(?:軒[目先隣]|号室|丁目|番地|[班組棟]|自治会|町内会)の"
    rf"(?P<name>{FAMILY})です(?=。|$|が、|けど|けれど)",
    re.MULTILINE,
)
# 先日相談した関です: a family name of one character, too.
DID = re.compile(
    "(?:相談|電話|連絡|申請|提出|訪問|予約|参加|送付|お願い|お送り|お伺い|お話し?)(?:し|いたし|させていただい)た"
    rf"(?P<name>[{KANJI}])です(?=。|$|が、|けど|けれど)",
    re.MULTILINE,
)
# 滞納整理票 早見 3期分: whose paper it is.
SLIP = re.compile(
    "(?:整理|相談|受付|訪問|面談|申請|連絡|個|調査|問診|児童|世帯|通院|経過|申告|記録)(?:票|簿|カード|カルテ|シート)"
    rf"[ :]{{1,3}}(?P<name>{FAMILY})(?=[ 、(]|$)",
    re.MULTILINE,
)
# 「早見です」と電話がある, 本人の名は「かずは」, 早見というらしい: how somebody is called.
QUOTED = re.compile(
    rf"「(?:[^「」\n]{{1,12}}の)?(?P<name>{FAMILY})(?:です|だ|だけど|ですが)[^「」\n]{{0,20}}」"
    "(?:と|って)"
)
NAMED = re.compile(
    "(?:本人|[子児孫娘]|息子|長男|次男|長女|次女|男児|女児|男|女|母|父|夫|妻)の名(?:前|字)?は、?「?"
    f"(?P<name>[{KANJI}{HIRAGANA}{KATAKANA}]{{2,5}}?)(?:」|です|で、|とのこと|。|$)",
    re.MULTILINE,
)
# 名は、「あさひ」と読ませたい: how a child that is born shall be called.
GIVEN_AT_BIRTH = re.compile(
    f"名(?:前|づけ)?[はを]、?「(?P<name>[{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}})」[とに](?!い[うわ])"
)
BORN = re.compile("出生|命名|名付け|名づけ|生まれた子|戸籍")
SEEMS = re.compile(rf"[はが](?P<name>{FAMILY})という(?:らしい|そうだ|そうです|名|姓)")
# 早見から辞退の連絡, (line) 早見より:: who lets know.
LETS_KNOW = re.compile(
    rf"(?<![{KANJI}])(?P<name>{FAMILY})(?:から(?:の|お)?[^。\n、]{{0,6}}?"
    "(?:連絡|電話|相談|苦情|申し?出|問い?合わ?せ|要望|依頼|質問|折り返し)"
    # 早見より柵の話: who brings up what.
    rf"|(?P<brings>より)[^。\n、]{{1,12}}?の(?:話|報告|意見|提案|説明|相談|依頼|要望)(?:[、。]|が|を|も|$))"
)
SENDER = re.compile(rf"^[ ・*\-]*(?P<name>{FAMILY})(?:より|から)[ ]?:", re.MULTILINE)
# What all of them need, and which words said so are none of a family's.
OWN_WORDS = (
    (MARKED, "です", Known.PLACE | Known.COMMON),
    (HOME, "です", Known.COMMON),
    (DID, "です", Known.NOTHING),
    (QUOTED, "」", Known.COMMON),
    (SEEMS, "という", Known.PLACE | Known.COMMON),
)
# 早見「予算が足りない」、: a sentence in quotation marks right behind whoever said it.
SAID = re.compile(
    rf"(?:^|(?<=[。、:」\n ]))(?P<name>{FAMILY})"
    "「[^「」\n]{2,80}(?:[うくすつぬむるい]|した|った|いた|んだ|です|ます|か|ね|よ)[。?!]?」",
    re.MULTILINE,
)
IS_CALLING = re.compile("[客者員主方民親母父人族隣徒童師生僚]$|^[各皆奥嬢]$")
NEXT_SAID = re.compile(f"、?[{KANJI}]{{2,4}}「")
# 早見→用地課: who goes where.
TRANSFER = re.compile(
    rf"(?<![{KANJI}])(?P<name>{FAMILY}) ?→ ?[{KANJI}{KATAKANA}]{{1,8}}[課係室局](?![{KANJI}])"
)
# Q 早見 …, A(早見) …, (早見)…: whose words a line is.
ASKS = re.compile(
    rf"^[ ]*[QA][:.]?(?: ?\((?P<bracketed>[{KANJI}ヶ]{{1,4}}?)(?P<called>様|さん|氏)?\)"
    rf"|[ ](?P<name>{FAMILY}|[{KANJI}])[ ])"
    rf"[ ]?(?=[{KANJI}{KATAKANA}{HIRAGANA}「])",
    re.MULTILINE,
)
BRACKETED = re.compile(
    rf"^[ ]*\((?P<name>{FAMILY})\)[ ]?(?=[{KANJI}{KATAKANA}{HIRAGANA}「])", re.MULTILINE
)
# Without a question A is a letter of a list.
QUESTION = re.compile("^[ ]*Q", re.MULTILINE)
# 予約 早見 090-…, 取消 早見 14時: who comes when, or can be called.
BOOKED = re.compile(
    "(?:予約|仮予約|キャンセル(?:待ち)?|取消|取り消し|申込|申し込み|来客|来訪)[ :]{1,3}"
    rf"(?P<name>(?:{FAMILY})(?: [{KANJI}{HIRAGANA}]{{1,4}})?"
    rf"|[{KATAKANA}]{{2,7}}(?: [{KATAKANA}]{{2,7}})?)"
    r"(?=[ ]{1,3}(?:0[0-9]{1,4}-|[0-9]{1,2}(?:時|:[0-9]{2}|名|人)))"
)
# 次女の燈花が, 孫・燈花(5歳): a given name no dictionary has.
CHILD_OF = re.compile(
    "(?:(?<![一-龥])[子孫娘甥姪]|ひ孫|息子|長男|次男|二男|三男|長女|次女|二女|三女|末っ子|一人娘)"
    f"(?:の|・|、|:| )「?(?P<name>[{KANJI}]{{2,3}})」?"
    r"(?=[がはもをとにの]|くん|ちゃん| ?\([0-9]{1,2} ?[歳才)])"
)
# 職員の「たつみ」さん: whose, and a word in hiragana that may be one of the language.
CALLED_OF = re.compile(
    "(?:職員|利用者|入居者|園児|児童|生徒|患者|担当|保育士|看護師|ヘルパー|ケアマネ|孫|娘|息子|父|母|妻|夫|兄|姉|弟|妹"
    "|友人|同僚|隣|夫人|奥さん|奥様|ご?主人|祖父|祖母|叔父|叔母|伯父|伯母|義母|義父)の「?"
    f"(?P<name>(?!お|みな|むす|だんな|かみ|よめ|どな)[{HIRAGANA}]{{2,5}}?)」?(?=さん(?:[はがもにをのとへで、。]|から|$))"
)
# 友人の「ノブ」さん: what friends call each other; 隣の「マルヤ」さん may be a shop.
NICKNAME = re.compile(
    "(?:友人|友だち|友達|知人|同僚|同級生|いとこ|父|母|妻|夫|兄|姉|弟|妹|息子|娘|孫|甥|姪|叔父|叔母|伯父|伯母|祖父|祖母"
    f"|利用者|入居者|職員)の「(?P<name>[{KATAKANA}]{{2,6}})」(?=さん|くん|君|ちゃん|氏|様)"
)
# 早見を叱った: a family name by the dictionary, though nothing else read it as one.
SUBJECT = re.compile(
    rf"(?<![{KANJI}{KATAKANA}0-9])(?P<name>[{KANJI}]{{2,4}})(?=[がはをにもへ]|から)(?!にて|には|はじ)"
)
# 虎太郎のアレルギー, かずはが泣く: a child by the given name, and what is noted of children.
CARED_FOR = re.compile(
    rf"(?:^|(?<=[。、「\n ]))(?P<name>[{KANJI}]{{2,3}}|[{HIRAGANA}]{{2,4}}?)(?:[がはもをにへの])"
    "(?=[^。\n]{0,16}?(?:アレルギー|検診|健診|予防接種|トイレ|おむつ|オムツ|給食|登園|お迎え|送迎|泣|離乳"
    "|昼寝|宿題|いじめ|発達|声[か掛]け|元気が|発熱|欠席|登校|誕生日|習い事|担任))",
    re.MULTILINE,
)
# 早見つばさ: a family name and a given name in hiragana that is a word as well.
WRITTEN_TOGETHER = re.compile(
    f"(?<![{KANJI}])(?P<family>[{KANJI}]{{2,3}})(?P<given>[{HIRAGANA}]{{3,4}}?)"
    f"(?=[がはもをにのとへ](?![{HIRAGANA}]{{2}})|[^{HIRAGANA}{KANJI}{KATAKANA}]|$)"
)
# 早見レイ子さん: a family name and a woman's given name in katakana but for its end.
WOMAN = re.compile(
    f"(?<![{KANJI}])(?P<family>[{KANJI}]{{2,3}})(?P<kana>[{KATAKANA}]{{1,3}})[子美代枝江恵乃]"
    f"(?P<called>さん|様|さま|氏)?(?![{KANJI}{KATAKANA}])"
)
# 介護をしている小柴(54)が: a word of the language with an age.
AGED = re.compile(
    rf"(?:^|(?<=[るたの、。\n ]))(?P<name>{FAMILY})"
    r"(?= ?\((?:1[5-9]|[2-9][0-9])\)[はがもにをと、。])"
)
AGE = re.compile(r"\([1-9][0-9]\)")
NO_GIVEN_END = re.compile(
    "[代費料券式会日時分用前後中内外先元側物品書類金額数名人者証級家宅部室校園所届票表状]$"
)


def from_speech(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_own_words(text, dictionary)
    yield from from_labels(text, dictionary)
    yield from from_bookings(text, dictionary)
    yield from from_callers(text, dictionary)
    yield from from_names_asked(text, dictionary)
    yield from from_transfers(text, dictionary)
    yield from from_children(text, dictionary)
    yield from from_called(text, dictionary)
    yield from from_families(text, dictionary)


def from_own_words(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Family names said of oneself: behind a mark, behind where one lives or what one did."""
    for pattern, needed, no_name in OWN_WORDS:
        for found in pattern.finditer(text) if needed in text else ():
            readings = dictionary.known(found["name"])
            if readings & Known.SURNAME and not readings & no_name:
                yield Candidate(*found.span("name"), {"self_introduction"})


def from_labels(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Family names in front of what their bearers say."""
    for found in ASKS.finditer(text) if QUESTION.search(text) else ():
        group = "name" if found["name"] else "bracketed"
        # Q(鍋様): called so, a word is a family.
        is_called = found["called"] and not IS_CALLING.search(found[group])
        if dictionary.known(found[group]) & Known.SURNAME or is_called:
            yield Candidate(*found.span(group), {"self_introduction"})
    for found in SAID.finditer(text) if "「" in text else ():
        # 長崎「平和の鐘が鳴る」: a title behind a place; one after the other speak people.
        is_row = text[: found.start()].endswith("」、") or NEXT_SAID.match(text, found.end())
        readings = dictionary.known(found["name"])
        no_name = Known.COMMON if is_row else Known.COMMON | Known.PLACE
        if readings & Known.SURNAME and not readings & no_name:
            yield Candidate(*found.span("name"), {"speaker"})
    for found in BRACKETED.finditer(text):
        if is_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"self_introduction"})


def from_bookings(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who has booked something, before the hour or the telephone."""
    for found in BOOKED.finditer(text):
        family = found["name"].partition(" ")[0]
        readings = dictionary.known(family)
        is_new = not readings and re.fullmatch(f"[{KATAKANA}]+", family)
        if (readings & PERSON_READINGS or is_new) and found["name"] not in NOT_NAMES:
            yield Candidate(*found.span("name"), {"single_lead"})
    for found in SLIP.finditer(text):
        if is_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"single_lead"})


def from_callers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who lets know, and how somebody is said to be called."""
    for found in LETS_KNOW.finditer(text) if "から" in text or "より" in text else ():
        if is_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"single_lead"} if found["brings"] else set())
    for found in SENDER.finditer(text):
        if is_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"single_lead"})
    for found in NAMED.finditer(text) if "の名" in text else ():
        readings = dictionary.known(found["name"])
        if not readings & (Known.COMMON | Known.PLACE) or readings & Known.GIVEN:
            yield Candidate(*found.span("name"), {"self_introduction"})


def from_names_asked(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who answers a mail, or when asked for the name; and how a child shall be called."""
    for found in ANSWERS.finditer(text) if ">" in text else ():
        if dictionary.known(found["name"]) & (Known.SURNAME | Known.NAME):
            yield Candidate(*found.span("name"), {"self_introduction"})
    for found in ASKED_NAME.finditer(text) if "を" in text else ():
        # 「どうぞ」, 「秘密や」: what else is answered.
        readings = name_readings(found["name"], dictionary)
        if readings and not readings & PERSON_READINGS:
            continue
        yield Candidate(*found.span("name"), {"self_introduction", "label_cell"})
    for found in GIVEN_AT_BIRTH.finditer(text) if BORN.search(text) else ():
        yield Candidate(*found.span("name"), {"field", "label_cell"})


def from_transfers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who is moved to which division."""
    for found in TRANSFER.finditer(text) if "→" in text else ():
        readings = dictionary.known(found["name"])
        if readings & Known.SURNAME and not readings & Known.COMMON:
            yield Candidate(*found.span("name"), {"single_lead"})


def from_children(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Given names no dictionary has, of somebody's child."""
    for found in CHILD_OF.finditer(text):
        name = found["name"]
        if dictionary.known(name) or COUNTED.match(name) or name in NOT_NAMES:
            continue
        if not NO_GIVEN_END.search(name):
            yield Candidate(*found.span("name"), {"role_before", "new_given"})


def from_called(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Given names that may be words, by whose they are or what is noted of children."""
    for found in CALLED_OF.finditer(text):
        if found["name"] not in NOT_NAMES:
            yield Candidate(*found.span("name"), {"given_word", "role_before"})
    for found in NICKNAME.finditer(text) if "」" in text else ():
        if not found["name"].endswith(ROLES_IN_KANA):
            yield Candidate(*found.span("name"), {"given_word", "role_before"})
    for found in CARED_FOR.finditer(text):
        readings = dictionary.known(found["name"])
        if readings & Known.GIVEN and not readings & (Known.PLACE | Known.COMMON):
            yield Candidate(*found.span("name"), {"given_word"})


def from_families(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Family names nothing but the dictionary reads as such, where somebody can be meant."""
    for found in SUBJECT.finditer(text):
        if dictionary.known(found["name"]) == Known.SURNAME:
            yield Candidate(*found.span("name"))
    for found in AGED.finditer(text) if AGE.search(text) else ():
        readings = dictionary.known(found["name"])
        if readings & Known.SURNAME and not readings & Known.PLACE:
            yield Candidate(*found.span("name"))
    for found in WRITTEN_TOGETHER.finditer(text):
        given = found["given"]
        is_given = given in GIVEN_WORDS or dictionary.known(given) & Known.GIVEN
        if is_given and dictionary.known(found["family"]) & Known.SURNAME:
            yield Candidate(found.start(), found.end("given"), {"surname_and_given"})


def from_women(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Women's whole names whose given names are in katakana but for their ends."""
    for found in WOMAN.finditer(text):
        is_family = dictionary.known(found["family"]) & Known.SURNAME
        # 黒田ガス代: what is paid.
        is_word = dictionary.known(found["kana"]) & Known.COMMON
        if found["called"] or (is_family and not is_word):
            end = found.start("called") if found["called"] else found.end()
            yield Candidate(found.start(), end, {"surname_and_given"})
