"""Where a person's name could stand: collected from the model, the tags and the wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.filters.lexicon.person_words import (
    HONORIFICS,
    NAME_FIELDS,
    NOT_NAMES,
    ROLES,
    TITLES,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.romaji import kana_of
from assistant.filters.nlp_engine import PERSON, Reading

KANJI = "㐀-䶿一-鿿豈-﫿々〆ヶ\U00020000-\U000323af"
KATAKANA = "ァ-ヺー"
HIRAGANA = "ぁ-ゖー"
NAME = f"{KANJI}{KATAKANA}{HIRAGANA}"
FOREIGN = f"[{KATAKANA}]+(?:[・=][{KATAKANA}]+){{0,4}}"
LATIN = r"[A-Z][A-Za-z'’]+(?:[ -][A-Z][A-Za-z'’.]*){0,3}"

PAIR = re.compile(
    f"(?P<before>[{KANJI}]{{1,7}}|[{KATAKANA}]{{2,8}})[ \\t](?P<after>[{NAME}]{{1,8}})"
)
GIVEN_SHAPE = re.compile(
    f"[{KANJI}]{{1,3}}(?![{KANJI}])|[{KATAKANA}{HIRAGANA}]{{1,3}}[子美代枝江恵乃](?![{KANJI}])"
    f"|[{HIRAGANA}]{{2,4}}(?![{HIRAGANA}])|[{KATAKANA}]{{2,6}}(?![{KATAKANA}])"
)
CAPITALISED = r"([A-Z][a-z]+|[A-Z]{3,})"
ROMAJI_PAIR = re.compile(rf"(?<![A-Za-z.@/_-]){CAPITALISED} {CAPITALISED}(?![A-Za-z@/_-])")
ENGLISH_TITLE = re.compile(
    r"(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? (?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)
LONGEST_GIVEN = 5
PLACE_END = re.compile("[都道府県市区町村郡]$")
LATIN_BEFORE = re.compile(r"(?:(?<![A-Za-z.@])[A-Z][A-Za-z'’]+ ){1,3}$")
LATIN_AFTER = re.compile(r"(?: [A-Z][A-Za-z'’]+){1,3}(?![A-Za-z@.])")
LATIN_ONLY = re.compile(r"[A-Z][A-Za-z'’. -]+")
# 会員二名, 班長の一人, 二位: a number of people or a rank.
COUNTED = re.compile(
    "(?:第?[一二三四五六七八九十百千両数何全各複0-9]+|お?ひと|ふた)"
    "(?:名|人|回|日|年|歳|才|件|つ|度|割|点|位|番|号|軒|戸|棟|台|班|組|者|世帯|段|期|章|節|条|項|丁目|り)"
)
# A rank, an era or a part in a work stands behind the blank, no given name.
NO_GIVEN_NAME_START = re.compile(
    f"{COUNTED.pattern}|明治|大正|昭和|平成|令和|(?:共?著|編著?|訳|作|絵|画|筆|監督|主演|文)(?![{NAME}])"
)
LONGEST_SURNAME = 4
# A post, a role or an honorific ends what stands before it: no family name ends like this.
NO_FAMILY_NAME_END = (
    *(word for word in {*ROLES, *TITLES} if len(word) > 1),
    *("市長", "町長", "村長", "区長", "知事", "議長", "議員", "大臣", "教育長", "首相", "総理"),
    *("宅", "邸", "様", "氏", "著", "訳"),
)
NO_GIVEN_NAME = Known.COMMON | Known.PLACE | Known.OTHER | Known.SURNAME
KANJI_ONLY = re.compile(f"[{KANJI}]+")
KANA_ONLY = re.compile(f"[{HIRAGANA}{KATAKANA}]+")
PARTICLE = re.compile("[はがをにのともでかやへ、。]")
HONORIFIC = re.compile(
    f"(?P<ruby> ?\\([{HIRAGANA}{KATAKANA} ]{{2,12}}\\))?[ ]?"
    f"(?:さま|さん|(?<![仕模異])様(?![式子々相態変])|氏(?![名子神族])|先生|くん|君(?![{KANJI}])"
    "|ちゃん|(?<![本拝社宮神仏御正])殿(?![堂様下]))"
)
BEFORE_HONORIFIC = (
    re.compile(f"(?:(?<=[^{KANJI}])|^)[{KANJI}]{{1,4}}[ 　][{NAME}]{{1,5}}$"),
    re.compile(f"{FOREIGN}(?: {FOREIGN}){{0,2}}$"),
    re.compile(f"{LATIN}$"),
    re.compile(f"(?:(?<=[^{KANJI}])|^)[{KANJI}]{{1,5}}[{HIRAGANA}]{{0,2}}$"),
    re.compile(f"(?:(?<=[^{HIRAGANA}])|^)[{HIRAGANA}]{{2,5}} [{HIRAGANA}]{{2,6}}$"),
    re.compile(f"(?:(?<=[^{HIRAGANA}])|^)[{HIRAGANA}]{{2,5}}$"),
)
LONGEST_NAME = 24
HANGING_PARTICLE = re.compile(f"[{KANJI}][はがをにのともでへや]$")
WORDY_FIELDS = [name for name in NAME_FIELDS if KANJI_ONLY.fullmatch(name) and len(name) > 1]
ROLE = re.compile(
    f"(?<![{KANJI}A-Z])(?:{'|'.join(sorted({*ROLES, *WORDY_FIELDS}, key=lambda w: (-len(w), w)))})"
    r"[ :]{0,2}(?:の|は|、|「|\()?"
)
AFTER_ROLE = re.compile(
    f"[{KANJI}]{{1,4}}[ ][{NAME}]{{1,4}}(?![{NAME}])|(?<=[ :の、(は]){FOREIGN}"
    f"|[{KANJI}]{{2,5}}(?![{KANJI}])"
)
TRAILING = re.compile(rf"(?:[\s0-9:,、。()「」/\-]+|{'|'.join(HONORIFICS)}|宅|邸|委員|君|らしき)+$")
TITLE = re.compile("|".join(sorted(TITLES, key=len, reverse=True)))
LEADING = re.compile(r"^[\s0-9:,、。()「」/\-→]+")


@dataclass(slots=True)
class Candidate:
    """A place where a person's name may stand, and the evidence collected about it."""

    start: int
    end: int
    evidence: set[str] = field(default_factory=set)

    def text_in(self, text: str) -> str:
        """The words of this place."""
        return text[self.start : self.end]


def from_model(text: str, reading: Reading) -> Iterator[Candidate]:
    """Entities the model calls a person, without honorific, blanks and figures at their ends."""
    for label in reading.labels:
        if label.label != PERSON:
            continue
        surface = text[label.start : label.end]
        start = label.start + len(surface) - len(LEADING.sub("", surface))
        end = label.start + len(TRAILING.sub("", surface))
        title = TITLE.search(text, start + 1, end + 4)
        end = min(end, title.start()) if title else end
        if start < end and "\n" not in text[start:end]:
            yield Candidate(start, end, {"model"})


def from_tags(text: str, reading: Reading) -> Iterator[Candidate]:
    """Neighbouring words Sudachi tags as parts of a person's name."""
    run: Candidate | None = None
    for word in reading.words:
        if not word.is_person_name:
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


def from_honorifics(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What stands before 様, さん, 氏, 先生, くん, 君, ちゃん, 殿."""
    for found in HONORIFIC.finditer(text):
        before = text[max(found.start() - LONGEST_NAME, 0) : found.start()]
        for pattern in BEFORE_HONORIFIC:
            name = pattern.search(before)
            if name and not HANGING_PARTICLE.search(name.group()):
                length = len(without_particle(own_part(name.group(), dictionary), dictionary))
                end = found.end("ruby") if found["ruby"] else found.start()
                yield Candidate(found.start() - length, end, {"honorific"})
                break
        else:
            length = known_ending(before, dictionary)
            if length:
                yield Candidate(found.start() - length, found.start(), {"honorific"})


def own_part(name: str, dictionary: NameDictionary) -> str:
    """A name without the word before its blank, where that is no family name (校正 高橋さん)."""
    family, blank, given = name.partition(" ")
    if not blank or not KANJI_ONLY.fullmatch(family):
        return name
    surname = family_name(family, dictionary)
    return f"{surname} {given}" if surname else given


def known_ending(before: str, dictionary: NameDictionary) -> int:
    """Length of the longest person's name the dictionary knows at the end of a run of kanji."""
    for length in range(min(len(before), LONGEST_SURNAME), 1, -1):
        if dictionary.known(before[-length:]) & (Known.SURNAME | Known.GIVEN):
            return length
    return 0


def without_particle(name: str, dictionary: NameDictionary) -> str:
    """A name in hiragana without the particle glued to its front (娘のゆき)."""
    person = Known.SURNAME | Known.GIVEN | Known.NAME
    if name[0] in "のはがとにもや" and KANA_ONLY.fullmatch(name) and len(name) > 2:
        return name if dictionary.known(name) & person else name[1:]
    return name


def from_pairs(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family name, a blank, and what can be a given name."""
    place = 0
    while found := PAIR.search(text, place):
        place = found.start("after")
        surname = family_name(found["before"], dictionary)
        given, is_known = given_name(found["after"], dictionary)
        if not surname or not given or surname in NOT_NAMES or given in NOT_NAMES:
            continue
        if NO_GIVEN_NAME_START.match(found["after"]):
            continue
        readings = dictionary.known(given)
        evidence = {"pair"}
        if dictionary.known(surname) & Known.SURNAME:
            evidence.add("pair_surname")
        if is_known:
            evidence.add("pair_given")
        elif readings & (Known.OTHER if KANA_ONLY.fullmatch(given) else NO_GIVEN_NAME):
            evidence.add("pair_common_word")
        if len(evidence) > 1:
            start = found.end("before") - len(surname)
            yield Candidate(start, found.start("after") + len(given), evidence)


def family_name(run: str, dictionary: NameDictionary) -> str:
    """The family name at the end of a run of kanji; the rest has to be a word of its own."""
    if run.endswith(NO_FAMILY_NAME_END) or COUNTED.match(run):
        return ""
    for length in range(min(len(run), LONGEST_SURNAME), 0, -1):
        surname, rest = run[-length:], run[:-length]
        if not dictionary.known(surname) & Known.SURNAME:
            continue
        is_word = length > 1 and bool(dictionary.known(rest) & (Known.COMMON | Known.OTHER))
        if not rest or is_word or rest.endswith(ROLES):
            return surname
    is_word = bool(dictionary.known(run) & (Known.COMMON | Known.OTHER))
    is_role = run.endswith((*ROLES, *WORDY_FIELDS)) or bool(PLACE_END.search(run))
    return "" if is_word or is_role or len(run) > LONGEST_SURNAME else run


def given_name(run: str, dictionary: NameDictionary) -> tuple[str, bool]:
    """The given name at the start of a run, and whether the dictionary knows it as one."""
    for length in range(min(len(run), LONGEST_GIVEN), 0, -1):
        given, rest = run[:length], run[length:]
        ends_here = not rest or rest.startswith((*HONORIFICS, *TITLES)) or PARTICLE.match(rest)
        if ends_here and dictionary.known(given) & Known.GIVEN:
            return given, True
    bare = min((run.partition(honorific)[0] for honorific in HONORIFICS), key=len)
    shape = GIVEN_SHAPE.match(bare or run)
    return (shape.group() if shape else ""), False


def widened(text: str, candidate: Candidate) -> Candidate:
    """A name in Latin letters with the capitalised words around it (Aziz, of Aziz Rahman)."""
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
        if None in words:
            continue
        is_known = any(dictionary.known(word or "") & PERSON_READINGS for word in words)
        yield Candidate(
            found.start(), found.end(), {"romaji", "romaji_known"} if is_known else {"romaji"}
        )
    for found in ENGLISH_TITLE.finditer(text):
        yield Candidate(found.start("name"), found.end("name"), {"english_title"})


def from_roles(text: str) -> Iterator[Candidate]:
    """What stands right behind a word like 申請者, 班長 or 長男."""
    for found in ROLE.finditer(text):
        name = AFTER_ROLE.match(text, found.end())
        if name and name.group() not in NOT_NAMES and not COUNTED.match(name.group()):
            yield Candidate(name.start(), name.end(), {"role_before"})
