"""Columns of tables that hold nothing but names: of people by their header, by all their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.filters.lexicon.genre import Genre, genre
from assistant.filters.lexicon.person_words import FORM_WORDS, NAME_FIELDS
from assistant.filters.names.announced import DUTY
from assistant.filters.names.candidates import COUNTED, HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.readings import ENDS_LIKE_ROLE
from assistant.filters.names.tables import HEADER_SEPARATOR, Spans, cells, cuts_of, is_thing

LEAST_ROWS = 3
LONGEST_LINE = 400
NAME = re.compile(f"[{KANJI}]{{1,4}}")
SEMICOLON = re.compile(";")
# Cells left empty, and what stands where nobody is on duty.
NOBODY = re.compile(r"[-ー―—/なし無休日祝同上]*|\([^()]*\)")
# A column under such a word holds people, one or more of them in each row.
OF_PEOPLE = re.compile(
    "(?:(?!.?事業|.*業者|.*管理|受注|発注|落札|入札|応札|委託|施工|設計|製造|販売|提供|供給|設置|生産|運営|主催|共催|編|著"
    "|作|訳|記者|第三|有識|学識|相手|法|個|求)"
    f"[{KANJI}]{{1,5}}者|(?:名義|保険|受取|差出|代理|届出|申立|請求|貸|借|借受|借用|賃借|使用|引受|相続|被相続|後見|立会|紹介|保証)人"
    "|(?:世帯|借|貸|家|地|飼い|持ち|喪|施)主"
    "|氏名|姓名|お?名前|世帯主|担当者?|宛名|宛先|訪問先|連絡相手|面談相手|相手の名|世帯員|職員|会員|委員|部員|班員|園児"
    "|児童|生徒|患者|引き?取り|お?迎え)(?:名|の?氏名)?"
)
# The column before 続柄 holds whose relation to somebody it tells; behind the names stand readings.
RELATION = re.compile("続柄|間柄")
READING = re.compile("ふりがな|フリガナ|よみがな|ヨミガナ|よみ|ヨミ|読み|カナ|かな")
KANA_CELL = re.compile(
    f"[{HIRAGANA}]{{2,8}}(?: [{HIRAGANA}]{{1,8}}){{0,3}}"
    f"|[{KATAKANA}]{{2,8}}(?: [{KATAKANA}]{{1,8}}){{0,3}}"
)
# Who is meant by kind, not by name: 市, 県, 各課, 女.
KINDS = frozenset("都道府県市区町村国正副主男女子父母夫妻有無新旧内外他計未済可否税課係班各全")
PERSON = re.compile(
    f"[{KANJI}]{{1,3}}|[{KANJI}]{{1,4}} [{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}"
    f"|[{KATAKANA}]{{3,7}}|[{KATAKANA}]{{2,6}} [{KATAKANA}]{{2,6}}"
    f"|[{KATAKANA}]{{1,10}}(?:・[{KATAKANA}]{{1,10}}){{1,3}}"
)
NO_PERSON = re.compile("[課係室部局署所館園校院店社会組班庁団類型別式票等線駅丁目区市町村県]$")
KEPT = frozenset((*FORM_WORDS, *NAME_FIELDS))


def from_columns(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """The cells of every column of which all are family names, in texts no city publishes."""
    if genre(text) is Genre.PUBLIC:
        return
    is_duty = DUTY.search(text) is not None
    evidence = "duty" if is_duty else "surname_column"
    for table in tables(text):
        header, *rows = table
        for number in range(len(header)):
            column = [row[number] for row in rows if number < len(row)]
            if is_thing(text[slice(*header[number])].replace(" ", "")):
                continue
            places = [one for one in column if not NOBODY.fullmatch(text, *one)]
            words = {text[start:end] for start, end in places}
            if (
                len(places) >= LEAST_ROWS
                and len(words) > 1
                and are_surnames(words, dictionary, may_be_places=is_duty)
            ):
                yield from (Candidate(start, end, {evidence}) for start, end in places)


def from_columns_of_people(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """The cells under a header of people, all of which can be names: 宛名, 申請者, 訪問先."""
    for table in tables(text, least=1):
        header, *rows = table
        heads = [text[slice(*place)].replace(" ", "") for place in header]
        for number in range(len(heads)):
            if is_reading(heads, number):
                column = (row[number] for row in rows)
                yield from (
                    Candidate(*one, {"column", "label_cell"})
                    for one in column
                    if KANA_CELL.fullmatch(text, *one)
                )
            if not is_of_people(heads, number):
                continue
            places = [row[number] for row in rows if not NOBODY.fullmatch(text, *row[number])]
            words = [text[start:end] for start, end in places]
            if are_people(words, dictionary):
                yield from (Candidate(*one, {"column", "label_cell"}) for one in places)


def is_of_people(heads: Sequence[str], number: int) -> bool:
    """Whether a column holds people by its header, or by the one behind it: 続柄."""
    following = heads[number + 1] if number + 1 < len(heads) else ""
    return bool(OF_PEOPLE.fullmatch(heads[number]) or RELATION.fullmatch(following))


def is_reading(heads: Sequence[str], number: int) -> bool:
    """Whether a column holds how the names in the column before it are read."""
    is_behind = number > 0 and OF_PEOPLE.fullmatch(heads[number - 1])
    return bool(is_behind and READING.fullmatch(heads[number]))


def are_people(words: Sequence[str], dictionary: NameDictionary) -> bool:
    """Whether all cells can be names and one of them is a family name before all else."""
    return all(can_be_name(word, dictionary) for word in words) and any(
        dictionary.known(word.partition(" ")[0]) & Known.SURNAME for word in words
    )


def can_be_name(word: str, dictionary: NameDictionary) -> bool:
    """Whether the cell of a person's column can hold a name: no kind, role or office."""
    family, blank, _ = word.partition(" ")
    readings = dictionary.known(family)
    if not PERSON.fullmatch(word) or word in KINDS or word in KEPT:
        return False
    if readings & Known.SURNAME:
        return True
    # ヤマネ コウジ: two words in kana are a name though the first may be a word.
    if blank:
        return not NO_PERSON.search(family) and (not readings or "ァ" <= family[0] <= "ヺ")
    if len(word) == 1:
        return True
    # 四日市, 安心院: places, called by no other place before 市.
    if readings == Known.PLACE and not dictionary.known(word[:-1]) & Known.PLACE:
        return True
    is_other = NO_PERSON.search(word) or ENDS_LIKE_ROLE.search(word) or COUNTED.fullmatch(word)
    is_word = bool(readings & Known.COMMON) and not readings & (Known.PLACE | PERSON_READINGS)
    return not is_other and not is_word


def are_surnames(words: set[str], dictionary: NameDictionary, *, may_be_places: bool) -> bool:
    """Whether all words are family names, and one of them at least nothing else."""
    if not all(NAME.fullmatch(word) and dictionary.known(word) & Known.SURNAME for word in words):
        return False
    return may_be_places or any(
        not dictionary.known(word) & (Known.PLACE | Known.COMMON) for word in words
    )


def tables(text: str, *, least: int = LEAST_ROWS) -> Iterator[list[Spans]]:
    """Runs of lines cut the same way into as many cells, a header and some rows."""
    table: list[Spans] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        row = cut_row(line, start) if len(line) <= LONGEST_LINE else []
        if not (line and HEADER_SEPARATOR.match(line)):
            if table and len(row) != len(table[0]):
                if len(table) > least:
                    yield table
                table = []
            if len(row) > 1:
                table.append(row)
        start += len(line) + 1


def cut_row(line: str, start: int) -> Spans:
    """The cells of a line in offsets of the text; none if nothing cuts it."""
    cut = next(cuts_of(line), SEMICOLON if ";" in line else None)
    return [(start + one, start + other) for one, other in cells(line, cut)] if cut else []
