"""Where a person's name could stand: collected from the model, the tags and the wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.name_readings import is_name
from assistant.filters.lexicon.person_words import (
    HONORIFICS,
    TITLES,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.romaji import kana_of
from assistant.filters.nlp_engine import PERSON, PERSON_TAG, Reading

# Also those of private use and of compatibility: 外字 and 﨑 stand in names. Hangul is read alike:
# nothing else finds residents whose names are typed in it.
KANJI = "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\ue000-\ufaff々〆ヶ\U00020000-\U000323af"
KATAKANA = "ァ-ヺー"
HIRAGANA = "ぁ-ゖー"
FOREIGN = f"[{KATAKANA}]+(?:[・=][{KATAKANA}]+){{0,4}}"
# Letters with their marks: Renée, Sjöholm, Nguyễn.
LATIN_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f"
LATIN_LOWER = "a-z\u00df-\u00f6\u00f8-\u00ff\u0100-\u017f\u0180-\u024f\u1e00-\u1eff"

CAPITALISED = r"([A-Z][a-z]+|[A-Z]{3,})"
ROMAJI_PAIR = re.compile(rf"(?=[A-Z])(?<![A-Za-z.@/_-]){CAPITALISED} {CAPITALISED}(?![A-Za-z@/_-])")
# Ogoto Onsen Station: where, not who.
LATIN_PLACE = re.compile(
    "[ ]?(?:Station|River|Park|Bridge|Temple|Shrine|Castle|Museum|Library|School|Hall|Street|Road"
    "|Port|Beach|Onsen|Elementary|Junior|High|City|Ward|Town|Village|Prefecture)(?![a-z])"
)
ENGLISH_TITLE = re.compile(
    r"(?=[MDP])(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? (?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)
LATIN = f"{LATIN_UPPER}{LATIN_LOWER}"
# Of Hayami-Keller Monika the last two words alone may have been read.
LATIN_BEFORE = re.compile(rf"(?:(?<![{LATIN}.@])[{LATIN_UPPER}][{LATIN}'’]+[ -]){{1,3}}$")
LATIN_AFTER = re.compile(rf"(?: [{LATIN_UPPER}][{LATIN}'’]+){{1,3}}(?![{LATIN}@.])")
LETTER = re.compile("[A-Z]")
JOINTS = frozenset("ツノ")
# ミヨ|子様: a given name in katakana that ends in a kanji, read as two words.
WOMAN_BEFORE = re.compile(f"(?<![{KATAKANA}・])[{KATAKANA}]{{1,3}}$")
WOMAN_BEHIND = re.compile(f"[子美代枝江恵乃](?![{KANJI}{KATAKANA}])")
JOINED_BEFORE = re.compile(f"(?<![{KANJI}{KATAKANA}])[{KANJI}][ツノ]$")
DOTTED_PART = re.compile(f"[{KATAKANA}]+(?:[・=][{KATAKANA}]+)*")
DOTTED_BEFORE = re.compile(f"(?:(?<![{KATAKANA}])[{KATAKANA}]{{1,10}}[・=]){{1,3}}$")
DOTTED_AFTER = re.compile(f"(?:[・=][{KATAKANA}]{{1,10}}){{1,3}}(?![{KATAKANA}])")
ORGANISATION_LATIN = re.compile(
    r"\b(?:CLINIC|HOSPITAL|SCHOOL|CENTER|CENTRE|HOTEL|CAFE|INC|LLC|LTD|CO|CORP|COMPANY|STUDIO|LAB"
    r"|HOLDINGS|GROUP|TRADING|PARTNERS|INTERNATIONAL|ASSOCIATION|FOUNDATION|UNIVERSITY|COLLEGE|CHURCH"
    r"|SECTION|DIVISION|DEPARTMENT|BUREAU|TEAM|UNIT|GUIDE|CIRCLE|CITY|OFFICE|SHOP|STORE|BANK|CLUB|NPO|BAR|SALON|HOUSE|TEAHOUSE|TEMPLE"
    r"|SHRINE|BRIDGE|RIVER|STATION|MUSEUM|LIBRARY|FARM|JAPAN)\b\.?",
    re.IGNORECASE | re.ASCII,
)
LATIN_ONLY = re.compile(rf"[{LATIN_UPPER}][{LATIN}'’. -]+")
# 会員二名, 班長の一人, 二位: a number of people or a rank.
COUNTED = re.compile(
    "(?:第?[一二三四五六七八九十百千両数何全各複0-9]+|お?ひと|ふた)"
    "(?:名|人|回|日|年|歳|才|件|つ|度|割|点|位|番|号|軒|戸|棟|台|班|組|者|世帯|段|期|章|節|条|項|丁目|り)"
    "|第[一二三四五六七八九十百0-9]+"
)
NO_GIVEN_NAME = Known.COMMON | Known.PLACE | Known.OTHER | Known.SURNAME
LONGEST_NAME = 24
TRAILING_MARKS = " \t\n0123456789:,、。()「」/-"
TRAILING = (*HONORIFICS, "宅", "邸", "委員", "君", "らしき")
TITLE = re.compile(quick("|".join(sorted(TITLES, key=len, reverse=True))))
REST_OF_NAME = re.compile(f"(?<![{KANJI}].)[{KANJI}]{{1,2}}(?=[はがもをにと、])")
LEADING = re.compile(r"^[\s0-9:,、。()「」/\-→]+")


@dataclass(slots=True)
class Candidate:
    """A place where a person's name may stand, and the evidence collected about it.

    `is_noted`: written down of somebody of today, whatever the text around tells.
    """

    start: int
    end: int
    evidence: set[str] = field(default_factory=set)
    is_noted: bool = False

    def text_in(self, text: str) -> str:
        """The words of this place."""
        return text[self.start : self.end]


def from_model(text: str, reading: Reading, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Entities the model calls a person, without honorific, blanks and figures at their ends."""
    for label in reading.labels:
        if label.label != PERSON:
            continue
        surface = text[label.start : label.end]
        start = label.start + len(surface) - len(LEADING.sub("", surface))
        end = label.start + len(bare_name(surface, dictionary))
        title = TITLE.search(text, start + 1, end + 4)
        if title and not dictionary.known(text[start : title.end()]) & PERSON_READINGS:
            end = min(end, title.start())
        if start < end and "\n" not in text[start:end]:
            yield Candidate(start, end, {"model"})


def bare_name(surface: str, dictionary: NameDictionary) -> str:
    """A name without what trails behind it; 三宅 and 大家 end in no house."""
    bare = without_trailing(surface)
    is_surname = surface[-1:] in "宅邸君" and dictionary.known(surface) & Known.SURNAME
    return surface if is_surname else bare


def without_trailing(surface: str) -> str:
    """A name without marks, figures and honorifics at its end: each is taken off once."""
    end = len(surface)
    while True:
        bare = surface[:end].rstrip(TRAILING_MARKS)
        word = next((one for one in TRAILING if bare.endswith(one)), "")
        shorter = len(bare) - len(word)
        if shorter == end:
            return bare
        end = shorter


def from_tags(text: str, reading: Reading) -> Iterator[Candidate]:
    """Neighbouring words Sudachi tags as parts of a person's name."""
    run: Candidate | None = None
    for word in reading.words:
        # A single letter is what a rewrite puts in a name's place.
        if not word.tag.startswith(PERSON_TAG) or LETTER.fullmatch(text, word.start, word.end):
            continue
        kind = "tag_surname" if word.is_surname else "tag_given"
        gap = text[run.end : word.start] if run else None
        if (
            run
            and gap in ("", " ", "・", "=")
            and not (word.is_surname and "tag_given" not in kind and "tag_surname" in run.evidence)
        ):
            run.end = word.end
            run.evidence.add(kind)
            continue
        if run:
            yield run
        run = Candidate(word.start, word.end, {kind})
    if run:
        yield run


def widened(text: str, candidate: Candidate) -> Candidate:
    """A name from abroad with the words around it that belong to it (Omar, of Omar Haddad)."""
    if candidate.end - candidate.start == 1 and candidate.evidence & {"tag_surname", "model"}:
        # Of a Chinese name the first character only may have been read as one.
        rest = REST_OF_NAME.match(text, candidate.end)
        candidate.end = rest.end() if rest else candidate.end
    if WOMAN_BEHIND.fullmatch(text, candidate.start, candidate.end):
        before = WOMAN_BEFORE.search(text, max(candidate.start - 4, 0), candidate.start)
        candidate.start -= len(before.group()) if before else 0
    elif WOMAN_BEHIND.match(text, candidate.end) and WOMAN_BEFORE.fullmatch(
        text, candidate.start, candidate.end
    ):
        candidate.end += 1
    if text[candidate.start - 1 : candidate.start] in JOINTS:
        # 三ツ矢, 一ノ瀬: of which the end alone was read as a name.
        before = JOINED_BEFORE.search(text[max(candidate.start - 3, 0) : candidate.start])
        candidate.start -= len(before.group()) if before else 0
    if DOTTED_PART.fullmatch(text, candidate.start, candidate.end):
        before = DOTTED_BEFORE.search(
            text[max(candidate.start - LONGEST_NAME, 0) : candidate.start]
        )
        after = DOTTED_AFTER.match(text, candidate.end)
        candidate.start -= len(before.group()) if before else 0
        candidate.end = after.end() if after else candidate.end
    if LATIN_ONLY.fullmatch(text, candidate.start, candidate.end):
        before = LATIN_BEFORE.search(text[max(candidate.start - LONGEST_NAME, 0) : candidate.start])
        after = LATIN_AFTER.match(text, candidate.end)
        candidate.start -= len(before.group()) if before else 0
        candidate.end = after.end() if after else candidate.end
    return candidate


def from_romaji(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Japanese names in Latin letters, and what stands behind Mr., Ms. or Dear."""
    for found in ROMAJI_PAIR.finditer(text):
        words = [kana_of(word) for word in found.groups()]
        if None in words or ORGANISATION_LATIN.search(found.group()):
            continue
        if LATIN_PLACE.match(text, found.end()) or LATIN_PLACE.search(found[2]):
            continue
        is_known = any(dictionary.known(word or "") & PERSON_READINGS for word in words)
        is_known = is_known or any(is_name(word) for word in found.groups())
        is_word = any(dictionary.known(word or "") & NO_GIVEN_NAME for word in words)
        evidence = {"romaji_known"} if is_known else set() if is_word else {"romaji_free"}
        yield Candidate(found.start(), found.end(), {"romaji", *evidence})
    for found in ENGLISH_TITLE.finditer(text):
        yield Candidate(found.start("name"), found.end("name"), {"english_title"})
