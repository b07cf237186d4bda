"""Family names a text speaks about: quoted in brackets, with their reading, as a label's value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.families import FAMILY, is_family
from assistant.filters.names.given import is_made_of_names
from assistant.filters.names.words import GROUPS

# 「早見」, 「早見、3時」: a family name and nothing before it.
QUOTED = re.compile(rf"「(?P<name>{FAMILY})(?=[」、])")
# セルD4が「早見」のとき.
CELL_BEFORE = re.compile(
    "(?<![A-Za-z])[A-Z]{1,2}[0-9]{1,4}(?:セル|欄)?[がにはをも]$|(?:セル|[A-Z]列)[がにはをも]$"
)
CELL_REACH = 12
# What is written, kept or compared of people's names.
OF_NAMES = re.compile(
    quick(
        "名簿|名寄せ|戸籍|住基|印鑑|署名|差出人|名義|姓(?![勢])|名字|苗字|氏名|同じ人|同一人|本人|宛名|名札|外字|異体字|旧字"
        "|届出印|電話|伝言|通帳|表札|呼び方|呼ば|名乗|職員|住民票|申請書"
    )
)
# What is called by a place's or a firm's name.
OF_PLACES = re.compile(
    quick(
        "店|駅|町名|地名|地区|字名|会社|社名|銘柄|商品|路線|橋|学校|校名|施設|会場|行き先|消印|団体|号車|品種|銘菓|土産"
    )
)
HALVES = re.compile(
    rf"「(?P<family>[{KANJI}]{{2,4}}|[{KANJI}](?=」[^「」\n]{{2}}))」[^「」\n]{{1,8}}"
    rf"「(?P<given>[{KANJI}{HIRAGANA}]{{1,4}})」"
)
LABEL = re.compile(
    "(?:差出人|名義人?|署名|宛名|氏名|姓|名字|苗字|旧姓|申請者|届出人|申込者|世帯主|受取人|担当者?"
    "|通報者|相談者|依頼者|利用者|保護者|滞納者|代表者)(?:名|欄)?"
    f"[がはもをにの]?(?:「|『)(?P<name>[{KATAKANA}]{{2,8}}|{FAMILY}|[{KANJI}])(?=[」』])"
)
# 早見(はやみ), 早見《はやみ》: a family with its reading.
WITH_READING = re.compile(
    rf"(?<![{KANJI}{KATAKANA}])(?P<name>[{KANJI}]{{1,4}})[(《](?P<reading>[{HIRAGANA}]{{2,7}}"
    rf"|[{KATAKANA}]{{2,7}})[)》]"
)
# 早見(はやみ)地区: a place with its reading.
OF_THING = re.compile(f"(?!様|さん|氏|殿|君|先生|宅)[{KANJI}{KATAKANA}]")
# フリガナ:ハヤミ, セイ:ハヤミ: one word in kana behind its label.
KANA = re.compile(
    "(?=[フふヨよカ氏セメせめ])(?:フリガナ|ふりがな|ヨミガナ|よみがな|カナ氏名|氏名カナ|カナ名"
    "|(?<![ァ-ヺー])(?:セイ|メイ|ヨミ(?=[:= ][ァ-ヺー]{2,5}(?![ァ-ヺー])))|(?<![ぁ-ゖー])[せめ]い)"
    rf"[」』)]?(?:[:=] ?|[「『( ])(?P<name>[{KATAKANA}]{{2,8}}|[{HIRAGANA}]{{2,7}}?)"
    rf"(?![{KATAKANA}]|[{HIRAGANA}]|[入記欄])(?=[^A-Za-z]|$)"
    # Two words are a whole name, found as one.
    rf"(?! (?!メイ[:=])[{KATAKANA}]{{2}}| [{HIRAGANA}]{{2,8}}(?:$|[\n,、。)」]))"
)
# よみ「はやみ」の人, 名前の読みははやみです.
READ_AS = re.compile(
    "(?=[名苗姓氏お読よヨ])(?:(?:名前|名字|苗字|姓|氏名|お名前)の(?:読み|よみ|ふりがな|フリガナ|読み仮名)は「?(?P<said>"
    f"[{HIRAGANA}]{{2,6}}?|[{KATAKANA}]{{2,8}})」?(?:です|だ|と(?:の|本)|。|、|$)"
    f"|(?:読み|よみ|ヨミ)(?:が|は)?「(?P<quoted>[{HIRAGANA}]{{2,7}}|[{KATAKANA}]{{2,8}})」の"
    "(?:人(?!口|数)|方(?![法向])|者|職員|住民|児童|生徒|園児|子(?!ども)))"
)
# 早見さん(はやみ、と読む): how somebody is called is read, said or only noted.
READ_OUT = re.compile(
    rf"(?<=[{KANJI}{HIRAGANA}{KATAKANA}])(?:さん|様|さま|氏|くん|君|ちゃん|先生) ?"
    rf"\((?P<name>[{HIRAGANA}]{{2,7}}?|[{KATAKANA}]{{2,8}})"
    r"(?P<said>、? ?と(?:読|よ|お読)[^()\n]{0,6})?\)"
)
# 会長早見「足りない」: who speaks, written together with what he is.
SPEAKS = re.compile(f"(?<![{KANJI}])[{KANJI}]{{4,12}}(?=「[^「」\n]{{4,80}}」)")
SPEAKER_BEFORE = re.compile("(?:代表|(?<!議)員|[者民]|担当|[班組係区]長|会長|係)$")
KANA_WORDS = re.compile(
    "セイ|メイ|シメイ|カタカナ|カナ|ひらがな|かな|せい|めい|しめい|ナシ|なし|ヨミ|よみ"
)


def from_quotations(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_labels(text, dictionary)
    yield from from_halves(text, dictionary)
    yield from from_quotes(text, dictionary)
    yield from from_rubies(text, dictionary)
    yield from from_kana(text, dictionary)
    yield from from_speakers(text, dictionary)


def from_labels(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What stands in brackets behind the word for whose name it is."""
    for found in LABEL.finditer(text) if "「" in text or "『" in text else ():
        name = found["name"]
        readings = dictionary.known(name)
        is_kana = not readings and re.fullmatch(f"[{KATAKANA}]+", name)
        is_word = readings & Known.COMMON and not readings & Known.SURNAME
        # 振込名義の「コーラスせせらぎ」: a group's account.
        is_word = is_word or name.startswith(GROUPS)
        if (is_kana or readings & PERSON_READINGS) and not is_word and name not in NOT_NAMES:
            yield Candidate(*found.span("name"), {"label_cell", "vague_field"})


def from_quotes(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Family names in brackets, in a text about names and not about places."""
    # 「棚橋」: the name itself speaks of no bridge.
    if "「" not in text or OF_PLACES.search(QUOTED.sub("", text)):
        return
    is_of_names = OF_NAMES.search(text) is not None
    quoted = list(QUOTED.finditer(text))
    has_family = any(is_family(one["name"], dictionary) for one in quoted)
    for found in quoted:
        if not is_of_names and not CELL_BEFORE.search(
            text[max(0, found.start() - CELL_REACH) : found.start()]
        ):
            continue
        readings = dictionary.known(found["name"])
        # Beside a family a word is one, too: 「早見」「早乙女」.
        is_only = has_family or not readings & (Known.COMMON | Known.OTHER)
        if readings & Known.SURNAME and is_only and found["name"] not in NOT_NAMES:
            yield Candidate(*found.span("name"), {"label_cell", "single_lead"})


def from_halves(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family and a given name in brackets of their own: B2に「早見」、C2に「冬実」."""
    for found in HALVES.finditer(text) if "」" in text else ():
        given = dictionary.known(found["given"])
        is_given = given & Known.GIVEN and not given & (Known.PLACE | Known.COMMON)
        is_given = is_given or is_made_of_names(found["given"], dictionary)
        if is_given and dictionary.known(found["family"]) & Known.SURNAME:
            yield Candidate(*found.span("family"), {"label_cell"})
            yield Candidate(*found.span("given"), {"label_cell", "new_given"})


def from_rubies(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Families with their readings behind them; both are found."""
    # 五十嵐(いがらし): a page about the names of places reads them out as well.
    if OF_PLACES.search(text):
        return
    is_of_names = OF_NAMES.search(text) is not None
    for found in WITH_READING.finditer(text):
        readings = dictionary.known(found["name"])
        if not readings & Known.SURNAME or found["name"] in NOT_NAMES:
            continue
        is_only = not readings & ~PERSON_READINGS
        if OF_THING.match(text, found.end()):
            continue
        if is_only or is_of_names:
            yield Candidate(*found.span("name"), {"reading_after"})
            yield Candidate(*found.span("reading"), {"reading", "label_cell", "kana_cell"})


def from_kana(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A reading of one word behind its label."""
    for found in KANA.finditer(text):
        if not KANA_WORDS.match(found["name"]):
            # A word no dictionary has is read as nouns, whatever it is.
            is_new = not dictionary.known(found["name"])
            evidence = {"field", "label_cell"} if is_new else {"field"}
            yield Candidate(*found.span("name"), evidence)
    for found in READ_AS.finditer(text):
        group = "said" if found["said"] else "quoted"
        yield Candidate(*found.span(group), {"field", "label_cell"})


def from_speakers(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who speaks behind what he is, and how those called in a text are read."""
    for found in SPEAKS.finditer(text) if "「" in text else ():
        for cut in range(found.end() - 4, found.end() - 1):
            is_who = SPEAKER_BEFORE.search(text, found.start(), cut)
            if is_who and is_family(text[cut : found.end()], dictionary):
                yield Candidate(cut, found.end(), {"speaker", "role_before"})
    for found in READ_OUT.finditer(text) if "(" in text else ():
        evidence = {"field", "label_cell"} if found["said"] else {"reading"}
        yield Candidate(*found.span("name"), evidence)
