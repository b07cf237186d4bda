"""Whose telephone, mail address or account it is, and who says what in one line of notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.families import FAMILY, could_be_called, is_family
from assistant.filters.names.readings import ENDS_LIKE_ROLE
from assistant.filters.names.shape import TO_KATAKANA

# 早見の携帯 090-…: only people carry one.
OWNS = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<name>{FAMILY})の(?:携帯|スマホ|ケータイ|自宅|個人)(?:の?電話|番号)?"
    r"(?:は|が|の番号は)?[ :(]{0,3}(?=0[0-9]|\+81)"
)
CARRIED = re.compile("の(?:携帯|スマホ|ケータイ|自宅|個人)")
# 問合せ:早見まで 090-…: whom to call.
REACHED = re.compile(
    "(?P<lead>(?:問い?合わ?せ|連絡|申[し ]?込み?|予約|詳細|質問|相談|返事|参加|出欠|取次ぎ?|詳しく"
    "|手伝い)"
    rf"(?:先|の方)?(?:は、?|[:、 ])[ ]?|[{KANJI}][長員役人]の)?(?<![{KANJI}{KATAKANA}])"
    rf"(?P<name>{FAMILY}|[{KANJI}]|[{KATAKANA}]{{2,8}})(?:まで|へ|に|宛て?|あて)、?[ (]{{0,2}}"
    "(?:(?:お?電話|携帯|TEL|メール)[ :(]{0,2})?(?=0[0-9]{1,4}-|[A-Za-z0-9._+-]{1,64}@)"
)
# What all that has: looked for at first.
REACHING = re.compile(
    "(?:まで|[へに宛]|あて)、?[ (]{0,2}(?:(?:お?電話|携帯|TEL|メール)[ :(]{0,2})?"
    "(?:0[0-9]{1,4}-|[A-Za-z0-9._+-]{1,64}@)"
)
BEHIND_HOUSE = re.compile(r"[家宅方]\(0")
# 早見家(090-…)に連絡, 早見宅 090-…: of whose house the telephone is.
AT_HOUSE = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<name>{FAMILY})(?:家|宅|様?方)\(0[0-9-]{{8,13}}\)(?=[にへまか])"
)
# 庶務はしづめ 0748-…: a post, and who holds it, glued before the telephone.
POSTED_KANA = re.compile(
    "(?:会長|副会長|副|会計|庶務|書記|監事|幹事|班長|組長|区長|役員|理事|代表|部長|係|当番|担当)"
    rf"(?P<name>[{HIRAGANA}]{{3,5}}|[{KATAKANA}]{{2,6}})[ (:]{{1,2}}(?=0[0-9]{{1,4}}-)"
)
# info@example.jp(大津), サン・マルコ info@…: an address nobody has alone.
SHARED = "(?:info|office|mail|contact|webmaster|support|inquiry|sales|shop|hotel)"
SHARED_REACH = 12
SHARED_BEFORE = re.compile(rf"(?<![A-Za-z0-9]){SHARED}@")
# hayami@example.ne.jp(早見): who writes from there.
BEHIND_MAIL = re.compile(rf"[A-Za-z0-9.-]@[A-Za-z0-9.-]+ ?\((?P<name>{FAMILY})\)", re.ASCII)
# イレーナ・ドヴォルカ irena@…: nothing else with a dot inside has a mail address behind it.
BEFORE_MAIL = re.compile(
    f"(?<![{KATAKANA}・])(?P<name>[{KATAKANA}]{{2,10}}(?:・[{KATAKANA}]{{1,10}}){{1,3}})"
    rf"[ \t,<(:]{{1,3}}(?!{SHARED}@)(?=[A-Za-z0-9._+-]{{1,64}}@)"
)
# 普通 1234567 ハヤミ テツオ: the holder behind the number of an account.
HOLDER = re.compile(
    "(?:普通|当座|貯蓄|総合)(?:預金|口座)?[ :]{0,3}[0-9]{6,8}[ 、,]{1,3}(?:名義人?[ :は]{0,3})?"
    f"(?P<name>[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,8}})(?![{KATAKANA}])"
)
# 名義はハヤミ テツオです.
HELD_BY = re.compile(
    "(?:名義人?|受取人|口座名)は、?「?"
    f"(?P<name>[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,8}})(?![{KATAKANA}])"
)
# ﾊﾔﾐ ﾃﾂｵ名義で届く請求書
IN_NAME_OF = re.compile(
    f"(?<![{KATAKANA}・])(?P<name>[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,8}})(?:の)?名義"
)
NO_HOLDER = re.compile(
    "(?:シ|ケン|チヨウ|チョウ|シヤ|シャ|カイ|クミアイ|センター|ホウジン|ジム[シヨ]ョ?|カイケイ|ガ[ツッ]コウ|エン|シヨ|ショ)$"
)
# 『早見 ノア』と書いてある水筒: whose it is.
WRITTEN_ON = re.compile(
    f"[「『](?P<name>[{KANJI}]{{1,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}})[」』]"
    "と(?:(?:名前を?|氏名を?)?(?:書|記名|記載|記さ)|名前が|いう名|の名)"
)
# 『はやみ そら』と記名: two words in hiragana.
WRITTEN_IN_KANA = re.compile(
    f"[「『](?P<name>[{HIRAGANA}]{{2,5}} [{HIRAGANA}]{{1,4}})[」』]"
    "と(?:(?:名前を?|氏名を?)?(?:書|記名|記載|記さ)|名前が)"
)
# 早見:予算が足りない 大和:寄付を募っては: several in one line, and what each of them says.
SAYS = re.compile(
    rf"(?:^|(?<=[ 。」/]))(?P<name>{FAMILY}):(?=[^ \n:]{{0,24}}[{HIRAGANA}])", re.MULTILINE
)
SPEAKERS = 2
# 早見 3,000円、大和 2,500円: who has paid or owes what.
# 早見 1,850×12=22,200, 大槻 4回: or how often somebody was there.
SUM = (
    "(?:[0-9]{1,3}(?:,[0-9]{3})+円?|[0-9.]{1,5}[千万]?円)(?:[×*+=-][0-9][0-9,.]{0,9}円?){0,4}"
    "|[0-9.]{1,4}(?:回|時間|点|コマ|食)"
)
ANY_SUM = re.compile("[0-9],[0-9]{3}|円|[0-9](?:回|時間|点|コマ|食)")
PAYS = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<name>(?P<family>[{KANJI}]{{1,4}})"
    rf"(?: (?P<given>[{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}))?"
    rf"|[{KATAKANA}]{{2,8}}) ?(?:{SUM})"
)
BETWEEN_SUMS = re.compile(r"[ ]?[、・,/;][ ]?|[ ]{1,2}")
PAYERS = 2
# Of so many one at least has to be nothing but a family name.
LEAST_SURE = 3


# What each says of a family name the dictionary knows.
# The first is what all that match hold: looked for at first.
PATTERNS = (
    (CARRIED, OWNS, "contact_beside"),
    (re.compile("@"), BEHIND_MAIL, "contact_beside"),
    (re.compile("[」』]と"), WRITTEN_ON, "self_introduction"),
)


def from_contacts(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    for guard, pattern, evidence in PATTERNS:
        for found in pattern.finditer(text) if guard.search(text) else ():
            readings = dictionary.known(found["name"].partition(" ")[0])
            is_branch = readings & Known.PLACE and is_shared(text, found)
            if readings & Known.SURNAME and not is_branch:
                yield Candidate(*found.span("name"), {evidence})
    for found in WRITTEN_IN_KANA.finditer(text) if "」と" in text or "』と" in text else ():
        yield Candidate(*found.span("name"), {"field", "label_cell"})
    yield from from_reached(text, dictionary)
    yield from from_kana(text)
    yield from from_speakers(text, dictionary)
    yield from from_sums(text, dictionary)


def from_reached(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Whom to call or to write to, before the telephone or the address itself."""
    for found in REACHED.finditer(text) if REACHING.search(text) else ():
        name = found["name"]
        readings = dictionary.known(name)
        # 編集長の土方まで: a word, too, behind a post or where it says whom to call.
        is_posted = (found["lead"] or "").endswith("の")
        is_word = readings & Known.SURNAME and (is_posted or not ENDS_LIKE_ROLE.search(name))
        is_someone = is_word or could_be_called(name, dictionary) or readings & Known.NAME
        if is_family(name, dictionary) or (found["lead"] and is_someone):
            yield Candidate(*found.span("name"), {"contact_beside", "label_cell"})
    for found in AT_HOUSE.finditer(text) if BEHIND_HOUSE.search(text) else ():
        if dictionary.known(found["name"]) & Known.SURNAME:
            yield Candidate(*found.span("name"), {"contact_beside", "label_cell"})
    for found in POSTED_KANA.finditer(text):
        name = found["name"]
        readings = dictionary.known(name) | dictionary.known(name.translate(TO_KATAKANA))
        if readings & (Known.SURNAME | Known.GIVEN) or not readings:
            yield Candidate(*found.span("name"), {"contact_beside", "label_cell"})


def is_shared(text: str, found: re.Match[str]) -> bool:
    """Whether the mail address a word stands behind is an office's or a shop's."""
    low = max(0, found.start() - SHARED_REACH)
    return SHARED_BEFORE.search(text, low, found.end()) is not None


def from_kana(text: str) -> Iterator[Candidate]:
    """Names in katakana before a mail address, behind an account, or in whose name a paper is."""
    for found in BEFORE_MAIL.finditer(text) if "@" in text else ():
        yield Candidate(*found.span("name"), {"contact_beside", "foreign_dotted"})
    for pattern in (HOLDER, HELD_BY, IN_NAME_OF):
        for found in pattern.finditer(text):
            if not NO_HOLDER.search(found["name"]):
                yield Candidate(*found.span("name"), {"account_name"})


def from_speakers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Family names with what they say, one behind the other in a line; one is no place."""
    for line in re.finditer(r"[^\n]+", text) if ":" in text else ():
        said = [
            found
            for found in SAYS.finditer(text, line.start(), line.end())
            if dictionary.known(found["name"]) & Known.SURNAME
            and not dictionary.known(found["name"]) & Known.COMMON
        ]
        is_anyone = any(not dictionary.known(one["name"]) & Known.PLACE for one in said)
        if len(said) >= SPEAKERS and is_anyone:
            yield from (Candidate(*one.span("name"), {"speaker"}) for one in said)


def from_sums(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Family names with a sum each, one behind the other; a third and more are no places."""
    row: list[re.Match[str]] = []
    for found in payments(text, dictionary) if ANY_SUM.search(text) else ():
        readings = dictionary.known(found["family"] or found["name"])
        is_new = not readings and not found["family"]
        if not is_new and not readings & (Known.SURNAME if found["family"] else PERSON_READINGS):
            continue
        if row and not BETWEEN_SUMS.fullmatch(text, row[-1].end(), found.start()):
            yield from payers(row, dictionary)
            row = []
        row.append(found)
    yield from payers(row, dictionary)


def payments(text: str, dictionary: NameDictionary) -> Iterator[re.Match[str]]:
    """Words with a sum behind them; what stands before a family name is none of it (会費 早見)."""
    place = 0
    while found := PAYS.search(text, place):
        is_whole = found["given"] and dictionary.known(found["family"]) & Known.SURNAME
        if found["given"] and not is_whole:
            place = found.start("given")
            continue
        yield found
        place = found.end()


def payers(row: list[re.Match[str]], dictionary: NameDictionary) -> Iterator[Candidate]:
    """The names of a row of sums, if they are people's."""
    sure = sum(is_payer(one, dictionary) for one in row)
    if len(row) >= PAYERS and LEAST_SURE * sure >= len(row):
        # A whole name is found as one.
        alone = (one for one in row if not one["given"])
        yield from (Candidate(*one.span("name"), {"list_lead"}) for one in alone)


def is_payer(one: re.Match[str], dictionary: NameDictionary) -> bool:
    """Whether a name of a row of sums is nothing but one."""
    if one["given"]:
        return bool(dictionary.known(one["given"]) & Known.GIVEN)
    return bool(one["family"]) and not dictionary.known(one["name"]) & (Known.PLACE | Known.COMMON)
