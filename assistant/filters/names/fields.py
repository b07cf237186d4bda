"""Names in form fields (`氏名：…`), JSON and code keys, and table columns under a 氏名 header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.filters.alternatives import beginning, quick
from assistant.filters.lexicon.person_words import NAME_FIELDS, NOT_NAMES, VAGUE_FIELDS
from assistant.filters.names.candidates import (
    HIRAGANA,
    KANJI,
    KATAKANA,
    ORGANISATION_LATIN,
    Candidate,
)
from assistant.filters.names.dictionary import Known, NameDictionary, is_full_name
from assistant.filters.names.tables import HEADER_SEPARATOR

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
# What stands beside a label of a form, and is no label: figures, a sentence, a name.
VALUE_OF_FORM = re.compile(
    f"[0-9].{{3}}|[。、]|^[{KANJI}]{{2,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}$|^.{{10,}}"
)
CELLS_OF_FORM = 2
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
# Commas of a sentence: only a header of nothing but fields' names counts.
COMMAS = re.compile("、")
BLANKS = re.compile(" {2,}")
CUTS = (*(re.compile(mark) for mark in (r"\t", r"\|", ",", ";")), COMMAS, BLANKS)
# What a line has to hold to be cut by each of them: looked for much faster.
MARKS = ("\t", "|", ",", ";", "、", "  ")
BRACKETS = re.compile(r"\([^()]*\)$")
NAME_HEADER_END = ("氏名", "姓名", "名前")


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


def from_tables(text: str) -> Iterator[Candidate]:
    """Cells under a header that names a person's name, in tables however their lines are cut."""
    lines = line_spans(text)
    place = 0
    while place < len(lines):
        cut, columns = name_columns(text, lines[place])
        place += 1
        while columns and place < len(lines) and cut.search(text, *lines[place]):
            yield from name_cells(text, split_cells(text, lines[place], cut), columns)
            place += 1


def name_cells(text: str, row: Sequence[Span], columns: dict[int, str]) -> Iterator[Candidate]:
    """The cells of one row that stand in the columns of names."""
    for column, evidence in columns.items():
        if column >= len(row):
            continue
        start, end = row[column]
        # 早見(代わりに息子が出る): a note about somebody stands behind the name.
        value = VALUE_TAIL.sub("", BRACKETS.sub("", text[start:end]).rstrip(" "))
        if (
            is_name_shaped(value)
            and re.fullmatch(CELL, value)
            and not ORGANISATION_LATIN.search(value)
        ):
            yield Candidate(start, start + len(value), {evidence})


def name_columns(text: str, line: Span) -> tuple[re.Pattern[str], dict[int, str]]:
    """How a header line is cut and which of its columns hold names; none if it is none."""
    for cut, mark in zip(CUTS, MARKS, strict=True):
        if text.find(mark, *line) < 0:
            continue
        row = split_cells(text, line, cut)
        if len(row) < 2:
            continue
        columns = {
            number: kind
            for number, (start, end) in enumerate(row)
            if (kind := kind_of_column(text[start:end].replace(" ", "").lower()))
            and (cut is not COMMAS or text[start:end] in NAME_FIELDS)
            and (cut is not BLANKS or not text[start:end].isascii())
        }
        is_below = mark in text[text.rfind("\n", 0, max(line[0] - 1, 0)) + 1 : line[0]]
        if columns and not ((cut is BLANKS or is_below) and is_form(text, row, columns)):
            return cut, columns
    return CUTS[0], {}


def is_form(text: str, row: Sequence[Span], columns: dict[int, str]) -> bool:
    """Whether blanks part a label and its value, not the labels of columns."""
    filled = [place for place in row if place[0] < place[1]]
    return len(filled) == CELLS_OF_FORM and any(
        number not in columns and VALUE_OF_FORM.search(text[slice(*place)])
        for number, place in enumerate(row)
    )


def kind_of_column(header: str) -> str:
    """What a column of this header holds: names, maybe names, or something else."""
    bare = BRACKETS.sub("", header)
    if header in VAGUE_FIELDS - {"名", "name"}:
        return "vague_column"
    is_name = header in NAME_FIELDS or bare in NAME_FIELDS or bare.endswith(NAME_HEADER_END)
    if not is_name:
        return ""
    return "vague_column" if bare in VAGUE_FIELDS - {"名", "name"} else "column"


def split_cells(text: str, line: Span, cut: re.Pattern[str]) -> list[Span]:
    """Cut a line into cells, blanks and quotes at their ends left out."""
    row = []
    start = line[0]
    for end, following in [*(one.span() for one in cut.finditer(text, *line)), (line[1],) * 2]:
        part = text[start:end]
        stripped = part.strip(" \t\"'「」")
        offset = start + (part.find(stripped) if stripped else 0)
        row.append((offset, offset + len(stripped)))
        start = following
    return row


def line_spans(text: str) -> list[Span]:
    """Places of all lines but the rules of Markdown tables."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if not (line.strip() and HEADER_SEPARATOR.match(line)):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans
