"""Names typed into formulas, queries, scripts, pages and the names of files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.person_words import NAME_FIELDS, NOT_NAMES
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.kin import name_readings

VALUE = f"(?:[{KANJI}]{{1,4}}(?: [{KANJI}{KATAKANA}ぁ-ん]{{1,5}})?|[{KATAKANA}]{{3,8}})"
# What a program compares with: "早見", 'LIKE 早見%', ("早見", …).
LITERAL = re.compile(rf"(?P<quote>[\"'])[%*]?(?P<value>{VALUE})[%*_]{{0,2}}(?P=quote)")
ONE = rf"(?:\"[%*]?{VALUE}[%*_]{{0,2}}\"|'[%*]?{VALUE}[%*_]{{0,2}}')"
# shimei LIKE '早見%', ["氏名"] == "早見", name in ('早見','大槻').
COMPARED = re.compile(
    rf"(?P<key>[A-Za-z_][A-Za-z_0-9]{{0,24}}|[{KANJI}]{{1,6}})[\"'\]`)]{{0,3}} ?"
    r"(?:[=!<>:]{1,3}|-(?:eq|ne|like|match)|(?:not )?like|(?:not )?in) ?"
    rf"(?P<values>[(\[]? ?{ONE}(?: ?, ?{ONE}){{0,20}})",
    re.IGNORECASE,
)
# Columns of people in Latin letters: shinseisha, hogosha_mei, tanto_nm, keiyakusha.
PERSON_KEY = re.compile(
    r"(?:[a-z0-9]+_)?(?:shimei|simei|seimei|namae|sei|mei|tanto(?:u|sha|usha)?"
    r"|(?:shinsei|yoyaku|hogo|todokede|moush?ikomi|keiyaku|riyou?|sou?dan|daihyou?|tsuu?hou?"
    r"|hihoken|jukyuu?|nouzei|nozei|tainou?|shoyuu?|setai|uketori|shiharai)(?:sha|nin|nushi)"
    r"|kaiin|honnin|setainushi|user|customer|applicant|patient|guardian|employee|member|owner"
    r"|family|given|surname)"
    r"(?:_?(?:nm|name|mei|kanji|kana))?",
    re.IGNORECASE,
)
# {"last": "早見", "first": "健"}: the two parts of a name, or the ends of anything.
PARTS = frozenset(("last", "first"))
GIVEN_PART = re.compile(rf"\bfirst[\"'] ?: ?[\"'](?P<value>{VALUE})[\"']", re.IGNORECASE)
GIVEN_ALONE = Known.GIVEN | Known.PLACE
# A text without any of these is no program, page or path.
CODE = re.compile(
    quick(
        r"=[A-Z]{2,}\(|[A-Z]{2,}\(|SELECT |select |WHERE|where|UPDATE|update |DELETE|delete "
        r"|grep |sed |awk |replace|df\[|==|[iI]f |LIKE|like |\$[a-z_]|Cells\(|-eq |\{ ?\""
    )
)
# What the cells, lists and columns of a program hold, where a family name is a place as well.
PEOPLE = re.compile(
    quick("名簿|氏名|姓名|担当|職員|滞納|利用者|申請者|受給|休暇|出勤|出欠|欠席|世帯主|保護者|会員")
)
PLACES = re.compile(
    quick("地区|駅|町名|市町|会場|施設|住所|路線|地名|支所|学区|校区|河川|都市|観測|停留所|産地")
)
# SELECT … FROM eki WHERE name='堅田': a table of places has names, too.
TABLE_OF_PLACES = re.compile(
    r"\b(?:FROM|UPDATE|INTO)\s{1,5}"
    r"(?!\w{0,30}(?:user|staff|resident|pupil|people|person|member|student|jumin|meibo|sha\b))"
    r"\w{0,20}?(?:eki|station|shisetsu|facilit|chiku|place|city|town"
    r"|school|gakko|shop|tenpo|kaijo|rosen|chimei)",
    re.IGNORECASE,
)
# s/早見/〇〇/: what is made unreadable is mostly a name.
MASKED = re.compile(
    rf"(?:s/(?P<old>{VALUE})/|[\"'](?P<replaced>{VALUE})[\"'], ?[\"'])"
    r"[〇○●*＊X×]{1,6}[/\"']"
)
MARKUP = re.compile(rf"<(?:td|th|li|dd|span|p|b)[^<>]{{0,40}}> ?(?P<value>[{KANJI}]{{1,4}}) ?</")
# セルの「ハヤミ フミ」: a name in kana, as forms ask for it.
CELL_IN_KANA = re.compile(
    f"(?:セル|列|欄|行)の?「(?P<name>[{KATAKANA}]{{2,6}} (?P<given>[{KATAKANA}]{{2,6}}))」"
)
# 早見_異動届.xlsx: the person a form is of.
OF_FILE = re.compile(
    rf"(?:^|(?<=[/\\ 「_\-]))(?P<value>[{KANJI}]{{2,4}})[_\- ]?"
    "(?:異動届|休暇届|年休|欠勤届|通勤届|扶養|履歴書|診断書|面談|辞令|源泉|給与明細|住民票|戸籍|退職届|出勤簿)"
    rf"[{KANJI}]{{0,4}}[_0-9\-]{{0,10}}\.[a-z]{{3,4}}"
)
# 早見_冬実_申請_202511.pdf: a family and a given name as parts of what a file is called.
WHOLE_FILE = re.compile(
    rf"(?:^|(?<=[/\\ 「『(\n_\-0-9]))(?P<family>[{KANJI}]{{1,4}})(?=[_\- ]"
    rf"(?P<given>[{KANJI}]{{1,3}}|[{KATAKANA}ぁ-ん]{{2,5}})(?=[_\-.(0-9 ])"
    r"[^\n/\\「」『』。、]{0,60}\.(?:pdf|xls[xm]?|docx?|pptx?|csv|txt|jpe?g|png|tiff?|zip|msg|eml)(?![A-Za-z]))"
)
# 早乙女: of three characters a family's name is one before it is a word.
LONGEST_WORD = 2
QUOTES = re.compile("[\"']")
NAMES = frozenset(NAME_FIELDS)
# B2="早見": a cell of a sheet may hold anything.
CELL = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]{0,5}")


def from_literals(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_files(text, dictionary)
    for found in CELL_IN_KANA.finditer(text) if "「" in text else ():
        if not dictionary.known(found["given"]) & (Known.COMMON | Known.OTHER):
            yield Candidate(*found.span("name"), {"column", "label_cell"})
    is_of_people = PEOPLE.search(text) is not None
    for found in MARKUP.finditer(text) if "</" in text else ():
        if is_family_value(found["value"], dictionary, is_of_people=is_of_people):
            yield Candidate(*found.span("value"), {"label_cell"})
    is_code = CODE.search(text) is not None
    if is_code:
        yield from from_comparisons(text, dictionary)
        yield from from_masks(text, dictionary)
    yield from from_values(text, dictionary, is_of_people=is_code and is_of_people)


def from_files(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Whose form a file is, by its name."""
    if "." not in text:
        return
    for found in OF_FILE.finditer(text):
        if dictionary.known(found["value"]) & Known.SURNAME:
            yield Candidate(*found.span("value"), {"label_cell"})
    for found in WHOLE_FILE.finditer(text):
        if is_whole_name(found["family"], found["given"], dictionary):
            span = found.start("family"), found.end("given")
            yield Candidate(*span, {"pair", "pair_surname", "pair_given"})


def is_whole_name(family: str, given: str, dictionary: NameDictionary) -> bool:
    """Whether two parts are a family and a given name, not a place and a part of it."""
    first, last = dictionary.known(family), name_readings(given, dictionary)
    # A word is a family's only where the other is nothing but somebody's name.
    is_family = first & Known.SURNAME and not (first & Known.COMMON and last & Known.COMMON)
    return bool(is_family and last & Known.GIVEN and not last & Known.PLACE)


def from_comparisons(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What the column or the variable of a person is compared with or set to."""
    is_of_places = TABLE_OF_PLACES.search(text) is not None
    given = {one["value"] for one in GIVEN_PART.finditer(text)}
    has_given = any(dictionary.known(one) & GIVEN_ALONE == Known.GIVEN for one in given)
    for found in COMPARED.finditer(text):
        is_part = found["key"].lower() in PARTS
        if not is_part and not is_of_person(found["key"]):
            continue
        for one in LITERAL.finditer(text, *found.span("values")):
            family = one["value"].partition(" ")[0]
            readings = dictionary.known(family)
            if is_part and not has_given and readings & ~PERSON_READINGS:
                continue
            is_new = not readings and len(family) > 1
            if is_of_places and found["key"].lower() == "name" and readings & Known.PLACE:
                continue
            if one["value"] not in NOT_NAMES and (readings & PERSON_READINGS or is_new):
                yield Candidate(*one.span("value"), {"vague_field", "label_cell"})


def from_masks(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What a script puts circles in the place of."""
    for found in MASKED.finditer(text):
        group = "old" if found["old"] else "replaced"
        readings = dictionary.known(found[group].partition(" ")[0])
        if readings & Known.SURNAME:
            # =IF(A2="大津","○","×"): compared with, and nothing is made unreadable.
            is_compared = text[: found.start()].endswith(("=", "<", ">"))
            is_place = PLACES.search(text) is not None or (is_compared and readings & Known.PLACE)
            if not is_place or is_family_value(found[group], dictionary, is_of_people=False):
                yield Candidate(*found.span(group), {"label_cell"})


def from_values(
    text: str, dictionary: NameDictionary, *, is_of_people: bool
) -> Iterator[Candidate]:
    """Family names as values, where no place is spoken of or the table is one of people."""
    if not QUOTES.search(text) or PLACES.search(text):
        return
    others = {
        one.start()
        for found in COMPARED.finditer(text)
        if is_of_thing(found["key"])
        for one in LITERAL.finditer(text, *found.span("values"))
    }
    values = [one for one in LITERAL.finditer(text) if one.start() not in others]
    # Among families a word or a place is one, too.
    is_of_people = is_of_people or any(
        is_family_value(one["value"], dictionary, is_of_people=False) for one in values
    )
    for one in values:
        if is_family_value(one["value"], dictionary, is_of_people=is_of_people):
            yield Candidate(*one.span("value"), {"label_cell"})


def is_of_person(key: str) -> bool:
    """Whether a column or a variable is called by what a person's name is."""
    return key.lower() in NAMES or PERSON_KEY.fullmatch(key) is not None


def is_of_thing(key: str) -> bool:
    """Whether a column or a variable has a name of its own, and none of a person's."""
    return not is_of_person(key) and not CELL.fullmatch(key)


def is_family_value(word: str, dictionary: NameDictionary, *, is_of_people: bool) -> bool:
    """Whether a word is a family name and, where not all are people's, nothing else."""
    readings = dictionary.known(word)
    others = Known.COMMON | Known.OTHER if is_of_people else ~PERSON_READINGS
    if len(word) > LONGEST_WORD or (is_of_people and len(word) == 1):
        others &= ~(Known.COMMON | Known.OTHER)
    return bool(readings & Known.SURNAME) and not readings & others and word not in NOT_NAMES
