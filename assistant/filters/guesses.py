"""Other ways the digits of a text could be read: apart, in words, in letters, backwards.

Each guess tells which ranges of a normalised text to replace by what. Guesses are read by format
and check-digit recognizers only, never for names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.numerals import DIGITS

KANJI_DIGITS = {kanji: digit for kanji, digit in DIGITS.items() if kanji not in "○◯"}
DIGIT = f"[0-9{''.join(KANJI_DIGITS)}]"
LONGEST_GAP = 4
SHORTEST_RUN = 10
# Digits in groups of one to four, parted by at most four characters that are no letters; a mail's
# quotation breaks lines with >.
SPLIT_RUN = re.compile(
    rf"{DIGIT}{{1,4}}(?:[\s\-./_()の・*|\\>]{{0,{LONGEST_GAP}}}{DIGIT}{{1,4}}){{2,20}}"
)
# 0794-62-5000, and below it 12月: the line ends with the number.
WHOLE_BESIDE_LINE = re.compile(
    r"(?:^|\n[> ]*)0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}[ ]*\n|\n[> ]*0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}$"
)
SINGLE_DIGITS = re.compile(rf"(?:{DIGIT}[\s\-./_()・*|\\]{{1,{LONGEST_GAP}}}){{6,}}{DIGIT}")

# How digits are read aloud; longer readings first.
SPOKEN = {
    "ゼロ": "0", "レイ": "0", "レー": "0", "マル": "0", "オー": "0", "イチ": "1", "イッ": "1",
    "ニー": "2", "ニ": "2", "サン": "3", "ヨン": "4", "シー": "4", "シ": "4", "ゴー": "5",
    "ゴ": "5", "ロク": "6", "ロッ": "6", "ナナ": "7", "シチ": "7", "ハチ": "8", "ハッ": "8",
    "キュウ": "9", "キュー": "9", "ク": "9",
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
HIRAGANA = {chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)}
KATAKANA_WORD = "|".join(
    sorted((one for one in SPOKEN if not one.isascii()), key=len, reverse=True)
)
HIRAGANA_WORD = "".join(
    chr(ord(one) - 0x60) if one in HIRAGANA.values() else one for one in KATAKANA_WORD
)
ENGLISH_WORD = "|".join(one for one in SPOKEN if one.isascii())
SPOKEN_RUN = re.compile(
    "|".join(
        rf"(?:(?:{words}|[0-9]){{1,4}}[、,・ \-/\n]{{0,2}}(?:の[ ]?(?!ん))?){{3,20}}"
        for words in (KATAKANA_WORD, HIRAGANA_WORD, ENGLISH_WORD)
    ),
    re.IGNORECASE,
)
SPOKEN_WORD = re.compile(f"{KATAKANA_WORD}|{HIRAGANA_WORD}|{ENGLISH_WORD}|[0-9]", re.IGNORECASE)
# No number of eight digits and more is read without one of these.
SPOKEN_HINT = re.compile(
    quick(
        "ゼロ|ぜろ|zero|キュ|きゅ|ロク|ろく|ナナ|なな|ハチ|はち|seven|eight|ヨン|よん",
        ignores_case=True,
    ),
    re.IGNORECASE,
)
LEAST_SPOKEN = 8
MOBILE = re.compile("0[5-9]0")
MOBILE_LENGTH = 11

LETTERS = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "|": "1", "Z": "2",
    "z": "2", "A": "4", "S": "5", "G": "6", "g": "9", "q": "9", "!": "1",
    "s": "5", "b": "6", "B": "8", "○": "0", "◯": "0",
}  # fmt: skip
LIKE = f"[0-9{re.escape(''.join(LETTERS))}]"
LIKE_RUN = re.compile(
    rf"(?={LIKE})(?<![A-Za-z0-9])(?:{LIKE}{{3}}|{LIKE}{{4}}(?:[ \-./]?{LIKE}{{4}})?)"
    rf"[ \-./]?{LIKE}{{4}}[ \-./]?{LIKE}{{4}}(?![A-Za-z0-9])"
)
MOST_LETTERS = 6
MOST_LETTERS_OF_MOBILE = 9

TAG = r"(?:<!--.{0,200}?-->|</?[A-Za-z][^<>]{0,200}>)"
TAGGED = re.compile(rf"(?<=[0-9\-])(?:[ \n]{{0,3}}{TAG}){{1,6}}[ \n]{{0,3}}(?=[0-9\-])", re.DOTALL)
# 090 …, 1234 …, 5678: the parts of one number with a few words or table marks between them.
PARTED = re.compile(
    r"(?=[0-9])(?<![0-9.\-])(0[5-9]0|[0-9]{4})([^0-9\n]{1,14})([0-9]{4})([^0-9\n]{1,14})([0-9]{4})"
    r"(?![0-9]|[ ]?(?:年|円|千円|人|件|個|回|%|m|枚|世帯|部))"
)
MY_NUMBER_WORD = re.compile("個人番号|マイナンバー")
# (まず4桁), 2つ目: such figures are told of the parts.
WORDS = "(?:[^0-9]|[0-9](?=桁|つ目|番目|文字|行目))"
TOLD_PARTS = re.compile(
    rf"(?<![0-9\-])([0-9]{{4}}){WORDS}{{1,40}}?([0-9]{{4}}){WORDS}{{1,40}}?([0-9]{{4}})(?![0-9年円人件])"
)
TOLD_MOBILE = re.compile(
    rf"(?=0)(?<![0-9.,\-])(0[789]0)(?![0-9]){WORDS}{{1,30}}?([0-9]{{4}})(?![0-9]){WORDS}{{1,30}}?"
    r"([0-9]{4})(?![0-9年円人件])"
)
BRACKETED = re.compile(r"(?=[0-9\-(])(?:[0-9\-]|\([0-9]\)){10,60}")
LEAST_BRACKETS = 3
COUNTED = re.compile(
    "^[ ]?(?:年|円|千円|人|件|個|回|%|月|日|m|枚|世帯|部|番地|台|号線|号車|系統?|番線|便"
    "|[型級組期点段](?![のを欄線落検限字取]))"
)
BACKWARDS = re.compile(
    r"(?=[0-9pmtgo])(?:(?<![0-9\-])[0-9]{4}-?[0-9]{4}-?0[5-9]0(?![0-9\-])"
    r"|(?<![A-Za-z0-9])(?:pj|moc|ten|gro|ofni)\.[A-Za-z0-9.\-]{2,60}@[A-Za-z0-9._\-]{2,60})"
)
BACKWARDS_TOLD = re.compile(r"(?<![0-9\-])[0-9](?:[ \-]?[0-9]){9,15}(?![0-9\-])")
BACKWARDS_WORD = re.compile(
    quick(
        "逆(?:順|さ|から|に|読|向)|さかさ|反転|反対|リバース|revers|backward|後ろから|うしろから"
        "|右から",
        ignores_case=True,
    ),
    re.IGNORECASE,
)
ROT47 = re.compile(r"[!-~]{8,64}")
ROT47_WORD = re.compile("rot-?47", re.IGNORECASE)
BRAILLE_DIGITS = dict(zip("⠚⠁⠃⠉⠙⠑⠋⠛⠓⠊", "0123456789", strict=True))
BRAILLE_CELL = re.compile(f"[{''.join(BRAILLE_DIGITS)}]")
BRAILLE = re.compile(f"(?:⠼?[{''.join(BRAILLE_DIGITS)}]+[⠤⠀ \\-]{{0,2}}){{1,6}}")

LISTED = re.compile(
    r"(?=[0-9])(?<![0-9,])[0-9](?:[\"']?[ ]?[,、;:+][ ]?[\"']?[0-9]){9,15}(?![0-9,])"
)
TOLD_AT = re.compile(
    '([★☆●○◎#■□▲△◆◇*&%$!♪♡])[」』"]?(?:の(?:部分|ところ|箇所))?(?:を|は)[ 「『"]?'
    "(?:@|アット(?:マーク)?|半角の?@)"
)
SPACED_MAIL = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z0-9._%+\-@] ){8,80}[A-Za-z0-9](?![A-Za-z0-9])")

# A range of the text and what it is read as, character by character with its own place.
Reading = tuple[str, int, int]


def digits_only(run: re.Match[str], digits: dict[str, str]) -> Iterator[Reading]:
    """The digits of a run, the rest left out."""
    for place, character in enumerate(run[0], run.start()):
        if character in digits or "0" <= character <= "9":
            yield digits.get(character, character), place, place + 1


def drawn_together(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Kanji numbers, digits one by one and over line breaks as plain digits."""
    for run in SPLIT_RUN.finditer(text):
        if is_split_number(run[0]):
            yield run.start(), run.end(), list(digits_only(run, KANJI_DIGITS))


def is_split_number(run: str) -> bool:
    """Whether a run of digits and separators reads like one long number taken apart."""
    digits = re.sub(rf"(?!{DIGIT}).", "", run, flags=re.DOTALL)
    if not SHORTEST_RUN <= len(digits) <= 19 or WHOLE_BESIDE_LINE.search(run):
        return False
    return (
        any(character in KANJI_DIGITS for character in digits)
        or "\n" in run
        or bool(SINGLE_DIGITS.fullmatch(run))
    )


def spoken(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Digits in words: ゼロキューゼロ…, zero nine zero …."""
    for run in SPOKEN_RUN.finditer(text) if SPOKEN_HINT.search(text) else ():
        words = list(SPOKEN_WORD.finditer(text, run.start(), run.end()))
        readings = [(spoken_digit(word[0]), word.start(), word.end()) for word in words]
        if sum(not word[0].isdigit() for word in words) < LEAST_SPOKEN:
            continue
        if MOBILE.match("".join(digit for digit, _, _ in readings)):
            # The particle behind a number may read like a digit (…キュウに).
            readings = readings[:MOBILE_LENGTH]
        yield run.start(), readings[-1][2], readings


def spoken_digit(word: str) -> str:
    """The digit a word reads, in any script."""
    return SPOKEN.get("".join(HIRAGANA.get(one, one) for one in word.lower()), word)


def letters(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Letters that look like digits, in the shape of a mobile number."""
    for run in LIKE_RUN.finditer(text):
        count = sum(character in LETTERS for character in run[0])
        is_mobile = MOBILE.match("".join(LETTERS.get(one, one) for one in run[0][:3]))
        if 0 < count <= (MOST_LETTERS_OF_MOBILE if is_mobile else MOST_LETTERS):
            yield (
                run.start(), run.end(),
                [(LETTERS.get(one, one), place, place + 1)
                 for place, one in enumerate(run[0], run.start())],
            )  # fmt: skip


def untagged(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Markup between two digits left out."""
    for run in TAGGED.finditer(text) if "<" in text else ():
        yield run.start(), run.end(), [(" ", run.start(), run.end())]


def told_apart(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """A mobile or, where it is named, a 個人番号 in three parts, words or lines between them."""
    runs = [*TOLD_MOBILE.finditer(text)]
    for run in (*runs, *(TOLD_PARTS.finditer(text) if MY_NUMBER_WORD.search(text) else ())):
        spans = [run.span(group) for group in (1, 2, 3)]
        # 080系統 | 4417 | 2906: a bus and how many it carries.
        if any(COUNTED.match(text[end : end + 4]) for _, end in spans[:2]):
            continue
        yield (
            run.start(), run.end(),
            [(text[at], at, at + 1) for start, end in spans for at in range(start, end)],
        )  # fmt: skip


def bracketed(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Digits each in brackets, as ⑼ is written out."""
    for run in BRACKETED.finditer(text) if "(" in text else ():
        if run[0].count("(") >= LEAST_BRACKETS:
            yield run.start(), run.end(), list(digits_only(run, {}))


def parted(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """A number in three parts with words, table marks or blanks between them."""
    place = 0
    while (run := PARTED.search(text, place)) is not None:
        place = run.start() + len(run[1])
        gaps = (run[2], run[4])
        if any(COUNTED.match(gap) for gap in gaps):
            continue
        spans = [run.span(group) for group in (1, 3, 5)]
        readings: list[Reading] = []
        for number, (start, end) in enumerate(spans):
            readings += [("-", spans[number - 1][1], start)] if number else []
            readings += [(text[at], at, at + 1) for at in range(start, end)]
        yield run.start(), run.end(), readings
        place = run.end()


def backwards(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Numbers and mail addresses read from behind, by their shape or where the text says so."""
    patterns = (BACKWARDS, BACKWARDS_TOLD) if BACKWARDS_WORD.search(text) else (BACKWARDS,)
    taken = 0
    for run in sorted(
        (one for pattern in patterns for one in pattern.finditer(text)), key=lambda one: one.start()
    ):
        if run.start() < taken:
            continue
        taken = run.end()
        places = range(run.end() - 1, run.start() - 1, -1)
        yield run.start(), run.end(), [(text[at], run.start(), run.end()) for at in places]


def rotated_47(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """ROT47 where the text names it."""
    for run in ROT47.finditer(text) if ROT47_WORD.search(text) else ():
        yield (
            run.start(), run.end(),
            [(chr(33 + (ord(one) + 14) % 94), place, place + 1)
             for place, one in enumerate(run[0], run.start())],
        )  # fmt: skip


def listed(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Digits one by one with commas or quotes between them."""
    for run in LISTED.finditer(text):
        yield run.start(), run.end(), list(digits_only(run, {}))


def told_at(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """A mail address whose @ is another sign, where the text says so (★を@に)."""
    told = TOLD_AT.search(text)
    for sign in re.finditer(re.escape(told[1]), text) if told is not None else ():
        yield sign.start(), sign.end(), [("@", sign.start(), sign.end())]


def spaced_mail(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """A mail address written letter by letter."""
    for run in SPACED_MAIL.finditer(text) if "@" in text else ():
        if "@" in run[0]:
            yield (
                run.start(), run.end(),
                [(one, place, place + 1)
                 for place, one in enumerate(run[0], run.start()) if one != " "],
            )  # fmt: skip


def braille(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    """Numbers in Braille cells, with or without the number sign."""
    for run in BRAILLE.finditer(text) if BRAILLE_CELL.search(text) else ():
        yield run.start(), run.end(), list(digits_only(run, BRAILLE_DIGITS))


GUESSES: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int, list[Reading]]]]], ...] = (
    ("drawn together", drawn_together),
    ("spoken digits", spoken),
    ("letters for digits", letters),
    ("markup between digits", untagged),
    ("parts of a number", parted),
    ("parts of a number with words", told_apart),
    ("digits in brackets", bracketed),
    ("read backwards", backwards),
    ("rot47", rotated_47),
    ("braille", braille),
    ("digits in a list", listed),
    ("sign for @", told_at),
    ("mail letter by letter", spaced_mail),
)
