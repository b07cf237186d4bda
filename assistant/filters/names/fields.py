"""Names in form fields (`氏名：…`), JSON and code keys, and table columns under a 氏名 header."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import beginning, quick
from assistant.filters.lexicon.person_words import NAME_FIELDS, NOT_NAMES, VAGUE_FIELDS
from assistant.filters.names.candidates import (
    HIRAGANA,
    KANJI,
    KATAKANA,
    Candidate,
)
from assistant.filters.names.dictionary import Known, NameDictionary, is_full_name

Span = tuple[int, int]

FIELD_NAMES = "|".join(sorted(map(re.escape, NAME_FIELDS), key=len, reverse=True))
QUICK_NAMES = quick(FIELD_NAMES, ignores_case=True)
WORD = f"(?:[{KANJI}{HIRAGANA}{KATAKANA}A-Za-z・=.'’]|(?<=[a-z])-(?=[A-Za-z]))"
CELL = f"{WORD}+(?: {WORD}+){{0,3}}"
FIELD = re.compile(
    f"{beginning(FIELD_NAMES)}(?<![{KANJI}{HIRAGANA}{KATAKANA}A-Za-z_-])(?P<name>{QUICK_NAMES})"
    f"[\"'」』)]?[ ]*(?:[:=]|は[「『])[ ]*[\"'「『]?(?P<value>{CELL})",
    re.IGNORECASE,
)
# The label in one cell and the value in the next: | 氏名 | 佐藤 花子 |.
BESIDE = re.compile(
    f'(?:^|(?<=[|,\\t\n]))[ "]*(?P<name>{quick(FIELD_NAMES)})[ "]*(?:[|,\\t]|  )[ "]*'
    f'(?P<value>{CELL})(?=[ "]*(?:[|,\\t\n]|  |$))'
)
# {"name":"大津","lat":35.0: what has a latitude or seats is called, too.
OF_PLACE = re.compile(
    r"[\"']?,? ?[^{}\n]{0,80}[\"']"
    r"(?:lat|lng|lon|latitude|longitude|capacity|seats|station|line|floor)[\"'] ?:"
)
VALUE_TAIL = re.compile(r"(?: ?(?:様|さん|氏|殿|さま|先生))+$")
# 氏名:佐藤花子 住所:…: on one line the next label stands behind the name, with a colon or without.
NEXT_FIELD = re.compile(" [^ ]{1,8}$")
COLON = re.compile(" ?[:=]")
# 世帯主は「うちが燃えた、…」: what somebody says goes on behind a comma.
SAYS_ON = re.compile("、")
LABEL_BEHIND = re.compile(
    "(?: (?:住所|電話|携帯|連絡先|生年月日|年齢|性別|メール|内線|所属|続柄|備考|郵便|職業|本籍"
    "|国籍|勤務先|世帯主|役職|学年|学校名?|用件|内容|件名|区分|日付|受付日|病名|症状|障害|等級"
    "|要介護度?|番号|金額)[^ ]{0,4})+$"
)
# A form read by a machine loses the colon: なまえごうだ みつる.
GLUED = re.compile(
    f"(?:お?なまえ|お名前|氏 ?名|ふりがな|(?:口座)?名義人?"
    f"|フリガナ) ?(?P<value>[{KANJI}]{{1,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}"
    f"|[{HIRAGANA}]{{2,5}} [{HIRAGANA}]{{2,5}}"
    f"|[{KATAKANA}]{{2,6}} [{KATAKANA}]{{2,6}})(?![{HIRAGANA}{KANJI}{KATAKANA}])"
)
# <name>…</name>, <氏名>…</氏名>.
TAGGED = re.compile(rf"<(?P<name>{QUICK_NAMES})>[ ]*(?P<value>{CELL})[ ]*</", re.IGNORECASE)
# A name broken over lines under its label, as columns that are too narrow leave it.
BROKEN = re.compile(
    f"(?:氏 {{0,2}}名|名 {{0,2}}前)(?:欄"
    f"|の欄)?[ :]*\n(?P<value>[{KANJI}]{{1,4}}(?:\n[{KANJI}{HIRAGANA}]{{1,4}}){{1,3}})(?=\n|$)"
)
# フリガナ「サカキ ユウマ」, (ふりがな)さかき ゆうま: two words in kana are nothing but a name.
KANA_LABELLED = re.compile(
    "(?:フリガナ|ふりがな|ヨミガナ|よみがな|ヨミ|読み仮名|読みがな|振り仮名|カナ氏名|氏名カナ)"
    "(?:[」』)][ :=「『(]{0,3}|[ :=「『(]{1,3})"
    f"(?P<value>[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,10}}"
    f"|[{HIRAGANA}]{{2,6}} [{HIRAGANA}]{{2,8}})"
    f"(?![{KATAKANA}{HIRAGANA}{KANJI}]|[ ][{KATAKANA}{HIRAGANA}])"
)
# What the form itself says there.
KANA_SAMPLE = re.compile("セイ メイ|せい めい|シメイ|カタカナ|ひらがな|カナ|かな")
MAX_NAME_CHARS = 24
KANA_NAME = re.compile(
    f"[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,10}}|[{HIRAGANA}]{{2,6}} [{HIRAGANA}]{{2,8}}"
)
# Words with a particle or an ending between them: a sentence stands in the field.
SENTENCE = re.compile(
    f"^(?=.{{7,}})[^ ]*[{KANJI}](?:の|は|が|を|に|で|と|も)[{KANJI}{HIRAGANA}]*[{KANJI}]"
    "|(?:です|ます|ました|ません|すか|こと|ため|ください|して|する|した|から|まで|など)(?:$| )"
    f"|[{KANJI}][をでが][{KANJI}][{HIRAGANA}]{{0,3}}[たるいだ]$"
    f"|[{KANJI}][{HIRAGANA}]{{1,3}}ない$"
)


def from_fields(text: str) -> Iterator[Candidate]:
    """Values of fields that hold a person's name."""
    for found in (*FIELD.finditer(text), *TAGGED.finditer(text)):
        value = value_of(text, found)
        if not is_name_shaped(value) or is_spoken(text, found):
            continue
        if found["name"].lower() == "name" and OF_PLACE.match(text, found.end()):
            continue
        is_vague = found["name"].lower() in VAGUE_FIELDS and not KANA_NAME.fullmatch(value)
        evidence = "vague_field" if is_vague else "field"
        yield Candidate(found.start("value"), found.start("value") + len(value), {evidence})


def is_spoken(text: str, found: re.Match[str]) -> bool:
    """Whether a quotation mark opens what somebody says, which goes on behind the words."""
    is_quoted = text[found.start("value") - 1] in "「『"
    return is_quoted and SAYS_ON.match(text, found.end("value")) is not None


def value_of(text: str, found: re.Match[str]) -> str:
    """A field's value without the label of the field behind it, and without an honorific."""
    value = found["value"]
    if COLON.match(text, found.end("value")):
        value = NEXT_FIELD.sub("", value)
    return VALUE_TAIL.sub("", LABEL_BEHIND.sub("", value))


def from_glued(text: str) -> Iterator[Candidate]:
    """Two words right behind the label, as in text read by a machine."""
    for found in GLUED.finditer(text):
        value = value_of(text, found)
        if is_name_shaped(value):
            yield Candidate(found.start("value"), found.start("value") + len(value), {"label_cell"})


def from_kana_labels(text: str) -> Iterator[Candidate]:
    """The reading of a whole name right behind its label, however both are parted."""
    for found in KANA_LABELLED.finditer(text):
        if not KANA_SAMPLE.search(found["value"]):
            yield Candidate(*found.span("value"), {"field"})


def from_broken_fields(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Full names broken over lines under 氏名."""
    for found in BROKEN.finditer(text):
        name = found["value"].replace("\n", "")
        if is_full_name(name, dictionary) or dictionary.known(name) == Known.NOTHING:
            yield Candidate(*found.span("value"), {"label_cell", "field"})


def from_cells(text: str) -> Iterator[Candidate]:
    """Values in the cell behind the one that names a person's name."""
    for found in BESIDE.finditer(text):
        value = value_of(text, found)
        if is_name_shaped(value) and value.lower() not in NAME_FIELDS and not value.isascii():
            yield Candidate(found.start("value"), found.start("value") + len(value), {"label_cell"})


def is_name_shaped(value: str) -> bool:
    """Whether a field's value can be a name at all."""
    return (
        0 < len(value) <= MAX_NAME_CHARS
        and value[0] not in "・=.'’"
        and value not in NOT_NAMES
        and value.lower() != "null"
        and not SENTENCE.search(value)
    )
