"""Names their company makes certain: in a row of people, with a figure each, signed below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.filters.lexicon.person_words import FORM_WORDS
from assistant.filters.names.candidates import (
    COUNTED,
    HIRAGANA,
    KANJI,
    KATAKANA,
    LATIN_LOWER,
    LATIN_UPPER,
    Candidate,
)
from assistant.filters.names.columns import tables
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.pairs import (
    NO_GIVEN_NAME_START,
    PAIR,
    WOMAN,
    given_name,
    is_family,
    is_new_given,
    rare_family_name,
)
from assistant.filters.names.tables import is_thing

# 一口 慧、早見 凪 / 五十子 翼=欠: what parts two of a row, with a word about the first.
BETWEEN = re.compile(r"(?: ?[=:(][^、,・/|\n()]{1,10}\)?)? ?[、,・/|;\t] ?")
LONGEST_BETWEEN = 16
# (12歳), (22・大工), (会員番号…): what brackets say of nobody but people.
OF_PERSON = re.compile(
    r" ?\((?:[0-9]{1,3}(?:[歳才](?!児)|\))|[1-9][0-9][・、] ?[一-龥ァ-ヺ]"
    "|(?:学籍|生徒|児童|職員|会員|利用者?|患者|受験|被保険者|診察券|宛名)番号)"
)
# 「…困ります。早見 冬実」: who wrote what is quoted.
SENTENCE_BEFORE = re.compile("[。!?!?] ?$")
QUOTE_BEHIND = ("」", "』")
# 早見 冬実(はやみ・ふゆみ): how a whole name is read.
READING = re.compile(
    rf" ?\((?P<reading>[{HIRAGANA}]{{2,7}}[ ・][{HIRAGANA}]{{2,8}}"
    rf"|[{KATAKANA}]{{2,8}}[ ・][{KATAKANA}]{{2,8}})\)"
)
DOUBTED = frozenset(("pair_common_word", "pair_short_word", "pair_place", "pair_rare"))
# 槙 1,850×12、早見 郁 2,400 and |水主|18|早見 玲|9|: a name and a figure, again and again.
FIGURE = re.compile(r" ?[|:=]? ?[△▲+-]?[0-9]")
LATIN_WORD = f"[{LATIN_UPPER}][{LATIN_LOWER}'’-]+"
LATIN_NAME = f"{LATIN_WORD}(?: {LATIN_WORD}){{1,2}}"
TALLY = re.compile(
    rf"(?:^|(?<=[\n、,;|:。/ ]))(?P<name>[{KANJI}]{{1,4}}|[{KATAKANA}]{{2,10}}|[{HIRAGANA}]{{2,5}}"
    rf"|{LATIN_NAME})(?: | ?[|:=] ?)(?=[△▲+-]?[0-9])"
)
# A2 早見 冬実, 1. Eszter Kovács, ・オユーナ: one name in each line, behind its mark.
VALUE = (
    f"{LATIN_NAME}|[{KATAKANA}]{{3,12}}(?:[ ・][{KATAKANA}]{{1,12}}){{0,3}}"
    f"|[{KANJI}]{{1,4}}(?: [{KANJI}{HIRAGANA}{KATAKANA}]{{1,6}})?"
)
MARKED = re.compile(
    r"^ *(?:(?:[A-Z]{1,2}[0-9]{1,4}|[0-9]{1,3}[.)]?)[ :=\t]{1,3}|[・*○●-] {0,2})"
    rf"(?P<value>{VALUE}) *$"
)
# | 早見 冬実、浜 |: the other one of a cell.
CELL_BEFORE = re.compile(r"[|\t] ?$")
SHARES_CELL = re.compile(rf"[、・,] ?(?P<name>[{KANJI}]{{1,4}})(?= ?[|\t])")
# ・早見 冬実 席が足りない: who says what, one line after the other.
LEADS = re.compile(
    rf"^ *[・*○●-] ?(?P<name>{LATIN_NAME}|[{KATAKANA}]{{2,10}}[ ・][{KATAKANA}]{{2,10}})(?=[ (:])"
)
BULLET = re.compile(" *[・*○●-] ?")
TWO_WORDS = re.compile(f"{LATIN_NAME}|[{KATAKANA}]{{2,10}}[ ・][{KATAKANA}]{{2,10}}")
NOBODY = re.compile("[-ー―—/同上なし]*")
KANA_OR_LATIN = re.compile(f"[{KATAKANA}{LATIN_UPPER}]")
LEAST_LINES = 3
# An unknown word among so many whole names of a line is a name from abroad.
LEAST_IN_LINE = 2
NEW_KANA = re.compile(f"[{KATAKANA}]{{3,10}}")


def from_company(
    text: str, pairs: Sequence[Candidate], dictionary: NameDictionary
) -> Iterator[Candidate]:
    """What stands beside the full names of a text in the same way, and is none by itself."""
    sure = [one for one in pairs if is_sure(text, one, dictionary)]
    for one in pairs:
        if found := READING.match(text, one.end):
            yield Candidate(*found.span("reading"), {"reading", "label_cell", "kana_cell"})
        found = SHARES_CELL.match(text, one.end)
        is_cell = CELL_BEFORE.search(text, max(0, one.start - 2), one.start)
        if found and is_cell and dictionary.known(found["name"]) & Known.SURNAME:
            yield Candidate(*found.span("name"), {"listed_with_person", "label_cell"})
    yield from from_rows(text, pairs, sure, dictionary)
    if sure:
        yield from from_tallies(text, sure, dictionary)
        yield from from_marked_lines(text, sure, dictionary)
        yield from from_leads(text, sure, dictionary)
        yield from from_named_columns(text, sure, dictionary)


def is_sure(text: str, pair: Candidate, dictionary: NameDictionary) -> bool:
    """Whether a family name is known and nothing is said against the word behind it."""
    doubts = pair.evidence & DOUBTED
    # 二瓶 さと: a short word behind what is nothing but a family name.
    is_short = doubts == {"pair_short_word"} and is_family(
        pair.text_in(text).partition(" ")[0], dictionary
    )
    return "pair_surname" in pair.evidence and (not doubts or is_short)


def from_rows(
    text: str, pairs: Sequence[Candidate], sure: Sequence[Candidate], dictionary: NameDictionary
) -> Iterator[Candidate]:
    """Two words that may be a name: beside one in a row, with an age behind, or signed."""
    taken = {one.start for one in pairs}
    starts = {one.start for one in sure}
    ends = {one.end for one in sure}
    place = 0
    while found := PAIR.search(text, place):
        place = found.start("after")
        given = can_be_given(found, dictionary)
        start, end = found.start(), found.start("after") + len(given)
        if not given or start in taken:
            continue
        behind = BETWEEN.match(text, end, end + LONGEST_BETWEEN)
        is_listed = behind is not None and behind.end() in starts
        is_listed = is_listed or any(
            start - gap in ends and BETWEEN.fullmatch(text, start - gap, start)
            for gap in range(1, LONGEST_BETWEEN)
        )
        is_signed = text.startswith(QUOTE_BEHIND, end) and SENTENCE_BEFORE.search(
            text, max(0, start - 2), start
        )
        if is_listed or is_signed or OF_PERSON.match(text, end):
            known = dictionary.known(given) & Known.GIVEN
            evidence = {"pair", "pair_given" if known else "pair_given_shape"}
            if is_listed or is_signed:
                evidence.add("listed_with_person" if is_listed else "single_lead")
            yield Candidate(start, end, evidence)


def can_be_given(found: re.Match[str], dictionary: NameDictionary) -> str:
    """The given name of two words that may be somebody's; nothing if they are not."""
    family = found["before"]
    if (
        family in FORM_WORDS
        or not rare_family_name(family)
        or NO_GIVEN_NAME_START.match(found["after"])
    ):
        return ""
    given, is_known = given_name(found["after"], dictionary)
    is_unknown = len(given) > 1 and not dictionary.known(given)
    is_given = is_known or is_unknown or WOMAN.fullmatch(given) or is_new_given(given, dictionary)
    return given if given not in FORM_WORDS and is_given else ""


def from_tallies(
    text: str, sure: Sequence[Candidate], dictionary: NameDictionary
) -> Iterator[Candidate]:
    """Names of one word with a figure behind, in a line where a full name has one, too."""
    lines = Counter(line_start(text, one.start) for one in sure if FIGURE.match(text, one.end))
    taken = {one.end for one in sure}
    for found in TALLY.finditer(text) if lines else ():
        word = found["name"]
        beside = lines[line_start(text, found.start())]
        is_beside = beside and found.end("name") not in taken
        if not is_beside or word in FORM_WORDS:
            continue
        readings = dictionary.known(word)
        is_name = bool(readings & PERSON_READINGS) and not readings & Known.PLACE
        is_name = is_name or (" " in word and can_be_name(word, dictionary))
        is_new = beside >= LEAST_IN_LINE and is_new_kana(word, dictionary)
        if (is_name or is_new) and not COUNTED.match(word):
            yield Candidate(*found.span("name"), {"listed_with_person", "label_cell"})


def is_new_kana(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word in katakana is in no dictionary, nor composed of two that are (ボールペン)."""
    is_composed = any(
        dictionary.known(word[:cut]) & dictionary.known(word[cut:]) & Known.COMMON
        for cut in range(2, len(word) - 1)
    )
    return bool(NEW_KANA.fullmatch(word)) and not dictionary.known(word) and not is_composed


def from_marked_lines(
    text: str, sure: Sequence[Candidate], dictionary: NameDictionary
) -> Iterator[Candidate]:
    """The other lines of a list with nothing but a name in each, one of which is certain."""
    certain = {(one.start, one.end) for one in sure}
    run: list[tuple[int, int]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        found = MARKED.match(line)
        if found and can_be_name(found["value"], dictionary):
            run.append((start + found.start("value"), start + found.end("value")))
        else:
            if len(run) >= LEAST_LINES and certain.intersection(run):
                yield from (
                    Candidate(*one, {"label_cell", "list_lead"})
                    for one in run
                    if one not in certain
                )
            run = []
        start += len(line) + 1


def from_leads(
    text: str, sure: Sequence[Candidate], dictionary: NameDictionary
) -> Iterator[Candidate]:
    """Names from abroad that begin a line as a certain one begins the line above or below."""
    starts = {
        line_start(text, one.start) for one in sure if BULLET.fullmatch(line_before(text, one))
    }
    start = 0
    for line in text.split("\n"):
        end = start + len(line) + 1
        found = LEADS.match(line)
        is_beside = not starts.isdisjoint((line_start(text, max(start - 1, 0)), end))
        if found and is_beside and can_be_name(found["name"], dictionary):
            yield Candidate(
                start + found.start("name"), start + found.end("name"), {"list_lead", "label_cell"}
            )
        start = end


def from_named_columns(
    text: str, sure: Sequence[Candidate], dictionary: NameDictionary
) -> Iterator[Candidate]:
    """The other cells of a column one of which is a certain name, if all can be names."""
    certain = {(one.start, one.end) for one in sure}
    for table in tables(text, least=1) if certain else ():
        header, *rows = table
        for number in range(len(header)):
            cells = [row[number] for row in rows if number < len(row)]
            # A table may have no header.
            cells += [header[number]] if header[number] in certain else []
            named = [one for one in cells if not is_nobody(text[slice(*one)])]
            if is_thing(text[slice(*header[number])]) or certain.isdisjoint(named):
                continue
            if all(one in certain or is_two_words(text[slice(*one)], dictionary) for one in named):
                yield from (
                    Candidate(*one, {"list_lead", "label_cell"})
                    for one in named
                    if one not in certain
                )


def is_nobody(cell: str) -> bool:
    """Whether a cell is empty or holds a word of a form (計)."""
    return cell in FORM_WORDS or NOBODY.fullmatch(cell) is not None


def is_two_words(cell: str, dictionary: NameDictionary) -> bool:
    """Whether a cell holds a name from abroad, or a family name."""
    if TWO_WORDS.fullmatch(cell):
        return can_be_name(cell, dictionary)
    return bool(dictionary.known(cell.partition(" ")[0]) & Known.SURNAME)


def line_before(text: str, one: Candidate) -> str:
    """What stands before a name in its line."""
    return text[line_start(text, one.start) : one.start]


def can_be_name(value: str, dictionary: NameDictionary) -> bool:
    """Whether all a line of such a list holds can be somebody's name."""
    family, blank, _ = value.partition(" ")
    readings = dictionary.known(family)
    if KANA_OR_LATIN.match(value):
        return not readings & (Known.COMMON | Known.PLACE) or bool(readings & PERSON_READINGS)
    return bool(readings & Known.SURNAME) or (bool(blank) and bool(rare_family_name(family)))


def line_start(text: str, place: int) -> int:
    """Where the line of a place begins."""
    return text.rfind("\n", 0, place) + 1
