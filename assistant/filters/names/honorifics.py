"""What stands before 様, さん, 氏, 先生, くん, 君, ちゃん, 殿."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.candidates import (
    FOREIGN,
    HIRAGANA,
    KANJI,
    KATAKANA,
    LONGEST_NAME,
    Candidate,
)
from assistant.filters.names.dictionary import Known, NameDictionary
from assistant.filters.names.pairs import KANA_ONLY, KANJI_ONLY, LONGEST_SURNAME, NAME, family_name
from assistant.filters.names.words import GIVEN_WORDS

LATIN = r"[A-Z][A-Za-z'’]+(?:[ -][A-Z][A-Za-z'’.]*){0,3}"
HONORIFIC = re.compile(
    "(?=[ (さ様氏先く君ち殿])"
    f"(?P<ruby> ?\\((?:[{HIRAGANA}{KATAKANA} ]{{2,12}}|旧姓[ :]?[{KANJI}]{{1,4}})\\))?[ ]?"
    f"(?:さま|(?<!さん)さん(?!さん|ぽ(?!っ))|(?<![仕模異])様(?![式子々相態変])|(?<![旧姓同両])氏(?![名子神族])|先生|くん|君(?![{KANJI}])"
    "|ちゃん|(?<![本拝社宮神仏御正])殿(?![堂様下]))"
)
BEFORE_HONORIFIC = (
    re.compile(f"(?:(?<=[^{KANJI}])|^)[{KANJI}]{{1,4}}[ 　][{NAME}]{{1,5}}$"),
    re.compile(f"{FOREIGN}(?: {FOREIGN}){{0,2}}$"),
    re.compile(f"{LATIN}$"),
    # トシ子様
    re.compile(f"(?<![{KANJI}{KATAKANA}・])[{KATAKANA}]{{1,3}}[子美代枝江恵乃]$"),
    re.compile(f"(?:(?<=[^{KANJI}])|^)[{KANJI}]{{1,5}}[{HIRAGANA}]{{0,2}}$"),
    re.compile(f"(?:(?<=[^{HIRAGANA}])|^)[{HIRAGANA}]{{2,5}} [{HIRAGANA}]{{2,6}}$"),
    re.compile(f"(?:(?<=[^{HIRAGANA}])|^)[{HIRAGANA}]{{2,5}}$"),
    # ゆいくんとあおとくん: behind another child.
    re.compile(f"(?<=(?:くん|さん)[とや])[{HIRAGANA}]{{2,5}}$"),
    re.compile(f"(?<=ちゃん[とや])[{HIRAGANA}]{{2,5}}$"),
)
CHILD = re.compile("くん|ちゃん|君")
# Schools call every child さん: つばささん.
GIVEN_SHAPE = re.compile(f"[{HIRAGANA}]{{3,}}")
SPACED = re.compile(
    f"(?=[{KANJI}] )(?<![{KANJI}])"
    f"(?P<name>[{KANJI}](?: {{1,2}}[{KANJI}{HIRAGANA}]){{2,5}}) {{0,2}}(?:様|殿"
    f"|さん|氏|君)"
)
# 寄附者早見様
ROLE_GLUED = re.compile(f"[{KANJI}]{{1,3}}[者主員](?P<family>[{KANJI}]{{2,4}})$")
# の・む・ら・ま・い・こさん
DOTTED_KANA = re.compile(
    f"(?<![{HIRAGANA}・])(?P<name>[{HIRAGANA}](?:・[{HIRAGANA}]){{2,11}}) ?"
    "(?=様|さま|さん|氏|くん|ちゃん)"
)
# トクさん(向かいのおばあちゃん), レナさん(34): who it is, in brackets.
TOLD_BEHIND = re.compile(
    r" ?\((?:[^()\n]{0,10}(?:おば|おじ|ばあ|じい|奥さん|主人|息子|[娘母父妻夫姉妹兄弟孫歳才代])"
    "|[0-9]{1,3}[、)])"
)
# 撮ったぬまくらさん: behind a clause in hiragana, a word in no dictionary.
RELATIVE_KANA = re.compile(
    f"(?:[っしいきえけせれ]た|んだ|[いてあれ]る|した)(?P<name>(?!お|みな|こど|ひと)[{HIRAGANA}]{{3,5}})$"
)
# 退職された先生, 来ている先生: one who did something, not one called so.
CLAUSE = re.compile("(?:[さしれっいきえけ]た|んだ|て[いく]る|[えれ]る|てきた)$")
# Without a word before it a particle is none: はるとくん at the head of a line.
WORD = re.compile(
    f"[{KANJI}{KATAKANA}{HIRAGANA}A-Za-z0-9」』)](?<!くん[とや])(?<!さん[とや])(?<!ちゃん[とや])$"
)
# 話は…, 娘の|おさん: what stands there is no name.
HANGING_PARTICLE = re.compile(f"[{KANJI}][はがをにのともでへや]$|(?:^|[{KANJI}])の[おご]$")


def from_honorifics(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What stands before 様, さん, 氏, 先生, くん, 君, ちゃん, 殿."""
    for found in HONORIFIC.finditer(text):
        before = text[max(found.start() - LONGEST_NAME, 0) : found.start()]
        if found.group().endswith("先生") and CLAUSE.search(before):
            continue
        clause = behind_clause(before, dictionary)
        if clause:
            yield Candidate(found.start() - clause, found.start(), {"honorific", "given_word"})
            continue
        for pattern in BEFORE_HONORIFIC:
            name = pattern.search(before)
            if name and not HANGING_PARTICLE.search(name.group()):
                own = own_part(name.group(), dictionary)
                length = len(
                    without_particle(own, dictionary)
                    if WORD.search(before, 0, name.start())
                    else own
                )
                end = found.end("ruby") if found["ruby"] else found.start()
                start = found.start() - length
                called = text[start : found.start()]
                is_child = called in GIVEN_WORDS and (
                    CHILD.search(found.group()) or GIVEN_SHAPE.fullmatch(called)
                )
                evidence = {"honorific", "given_word"} if is_child else {"honorific"}
                if TOLD_BEHIND.match(text, found.end()):
                    evidence.add("person_noun")
                yield Candidate(start, end, evidence)
                break
        else:
            length = known_ending(before, dictionary)
            if length:
                yield Candidate(found.start() - length, found.start(), {"honorific"})


def from_spaced(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Names written character by character before an honorific: 東 雲 小 夜 子 殿."""
    for found in SPACED.finditer(text):
        name = found["name"].replace(" ", "")
        if not dictionary.known(name) & Known.COMMON:
            yield Candidate(*found.span("name"), {"honorific"})
    for found in DOTTED_KANA.finditer(text) if "・" in text else ():
        yield Candidate(*found.span("name"), {"honorific", "given_word"})


def own_part(name: str, dictionary: NameDictionary) -> str:
    """A name without the word before its blank, where that is no family name (校正 高橋さん)."""
    family, blank, given = name.partition(" ")
    glued = None if blank else ROLE_GLUED.match(name)
    if glued is not None and dictionary.known(glued["family"]) & Known.SURNAME:
        return name if dictionary.known(name) else glued["family"]
    if not blank or not KANJI_ONLY.fullmatch(family):
        return name
    surname = family_name(family, dictionary)
    return f"{surname} {given}" if surname else given


def behind_clause(before: str, dictionary: NameDictionary) -> int:
    """Length of a word in hiragana behind a clause in hiragana, if it is nothing but a name."""
    clause = RELATIVE_KANA.search(before)
    if clause is None:
        return 0
    readings = dictionary.known(clause["name"])
    return len(clause["name"]) if not readings & ~(Known.SURNAME | Known.GIVEN) else 0


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
