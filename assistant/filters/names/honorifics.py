"""What stands before 様, さん, 氏, 先生, くん, 君, ちゃん, 殿."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import (
    FOREIGN,
    HIRAGANA,
    KANJI,
    KATAKANA,
    LONGEST_NAME,
    Candidate,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.given import KANA_GIVEN
from assistant.filters.names.kin import name_readings
from assistant.filters.names.pairs import KANA_ONLY, KANJI_ONLY, LONGEST_SURNAME, NAME, family_name
from assistant.filters.names.words import CREATURES, GIVEN_WORDS, GROUPS

LATIN = r"[A-Z][A-Za-z'’]+(?:[ -][A-Z][A-Za-z'’.]*){0,3}"
HONORIFIC = re.compile(
    "(?=[ (さ様氏先く君ち殿])"
    f"(?P<ruby> ?\\((?:[{HIRAGANA}{KATAKANA} ]{{2,12}}|旧姓[ :]?[{KANJI}]{{1,4}})\\))?[ ]?"
    f"(?:さま|(?<!さん)さん(?!さん|ぽ(?!っ))|(?<![仕模異])様(?![式子々相態変])|(?<![旧姓同両])(?<!及び)(?<!又は)(?<!または)(?<!並びに)氏(?![名子神族])|先生|くん|君(?![{KANJI}])"
    "|ちゃん|(?<![本拝社宮神仏御正])殿(?![堂様下]))"
)
BEFORE_HONORIFIC = (
    re.compile(f"(?:(?<=[^{KANJI}])|^)[{KANJI}]{{1,4}}[ 　][{NAME}]{{1,5}}$"),
    re.compile(f"{FOREIGN}(?: {FOREIGN}){{0,2}}$"),
    re.compile(f"{LATIN}$"),
    # トシ子様
    re.compile(f"(?<![{KANJI}{KATAKANA}・])[{KATAKANA}]{{1,3}}[子美代枝江恵乃]$"),
    # さよ子様; お子様 and 女の子さん are anybody's.
    re.compile(
        f"(?<![{KANJI}{HIRAGANA}])(?!(?:[よいわ]い|わるい|わが)[子男夫])"
        f"[{HIRAGANA}]{{1,3}}(?<![のおごた])[子美代枝江恵乃夫男雄]$"
    ),
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
# 東 雲 小 夜 子 殿, さ か い ゆ み こ さん: set apart, or one character below the other.
SPACED = re.compile(
    f"(?=[{KANJI}{HIRAGANA}][ \\n])(?<![{KANJI}{HIRAGANA}])"
    # Not both: a date above a heading set apart is none of it.
    f"(?P<name>[{KANJI}{HIRAGANA}](?:(?: {{1,2}}[{KANJI}{HIRAGANA}]){{2,8}}(?! {{0,2}}\\n)"
    f"|(?:\\n[{KANJI}{HIRAGANA}]){{2,8}}(?=\\n)))(?: {{0,2}}|\\n)(?:様|殿|さん|氏|君)"
)
SHORTEST_KANA = 4
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
    # 届けを出しにひらの様が: what somebody comes for.
    f"(?:[っしいきえけせれ]た|んだ|[いてあれ]る|した|[いきしちみりけ]に)(?P<name>(?!お|みな|こど|ひと)[{HIRAGANA}]{{3,5}})$"
)
# 届けを出しにもりた様が, 6月生まれのことねちゃん: behind a particle in hiragana.
BEHIND_PARTICLE = re.compile(
    f"(?:[{HIRAGANA}]|[{KANJI}{KATAKANA}0-9A-Z])(?:[にをはがのともでへや]|から|より)$"
    # 隣に住むなかがわさん: a clause that ends in a verb.
    f"|[{KANJI}][うくぐすつぬぶむる]$"
)
LONGEST_KANA = 5
# ふれあいサロン 様: of whom there are many.
GROUP = re.compile(f"(?:{'|'.join(GROUPS)})$")
# 退職された先生, 来ている先生: one who did something, not one called so.
CLAUSE = re.compile("(?:[さしれっいきえけ]た|んだ|て[いく]る|[えれ]る|てきた)$")
KANA_RUN = re.compile(f"[{HIRAGANA}]+[子美代枝江恵乃]?$")
WOMAN = re.compile(f"(?![よいわ]い子|わるい子)[{HIRAGANA}]{{2}}(?<![のおごた])[子美代枝江恵乃]")
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
        is_clause = found.group().endswith("先生") and CLAUSE.search(before)
        if is_clause or GROUP.search(before):
            continue
        cut = behind_particle(before, dictionary) or behind_clause(before, dictionary)
        if cut:
            yield Candidate(found.start() - cut, found.start(), {"honorific", "given_word"})
            continue
        called = called_by(text, found, before, dictionary)
        if called is not None:
            yield called
        elif length := known_ending(before, dictionary):
            yield Candidate(found.start() - length, found.start(), {"honorific"})


def called_by(
    text: str, found: re.Match[str], before: str, dictionary: NameDictionary
) -> Candidate | None:
    """Who is called by an honorific, by the shape of what stands before it."""
    for pattern in BEFORE_HONORIFIC:
        name = pattern.search(before)
        if not name or HANGING_PARTICLE.search(name.group()):
            continue
        own = own_part(name.group(), dictionary)
        is_behind_word = WORD.search(before, 0, name.start()) is not None
        start = found.start() - len(without_particle(own, dictionary) if is_behind_word else own)
        called = text[start : found.start()]
        is_child = called in GIVEN_WORDS and (
            CHILD.search(found.group()) or GIVEN_SHAPE.fullmatch(called)
        )
        evidence = {"honorific", "given_word"} if is_child else {"honorific"}
        if TOLD_BEHIND.match(text, found.end()):
            evidence.add("person_noun")
        return Candidate(start, found.end("ruby") if found["ruby"] else found.start(), evidence)
    return None


def from_spaced(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Names written character by character before an honorific: 東 雲 小 夜 子 殿."""
    for found in SPACED.finditer(text):
        name = re.sub(r"\s", "", found["name"])
        is_short = KANA_ONLY.fullmatch(name) is not None and len(name) < SHORTEST_KANA
        if not is_short and not dictionary.known(name) & Known.COMMON:
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


def behind_particle(before: str, dictionary: NameDictionary) -> int:
    """Length of a name in hiragana behind hiragana that ends in a particle."""
    run = KANA_RUN.search(before)
    if run is None or (len(run.group()) <= LONGEST_KANA and is_whole_run(before, run, dictionary)):
        return 0
    for length in range(min(len(run.group()) - 1, LONGEST_KANA), 1, -1):
        name, cut = before[-length:], len(before) - length
        # The longest name decides: かとうはるかさん is no るか.
        if is_kana_name(name, dictionary):
            return length if BEHIND_PARTICLE.search(before, 0, cut) else 0
    return 0


def is_whole_run(before: str, run: re.Match[str], dictionary: NameDictionary) -> bool:
    """Whether a short run of hiragana is a name as a whole: known, or no word stands before it."""
    is_first = WORD.search(before, 0, run.start()) is None
    return is_first or is_kana_name(run.group(), dictionary)


def is_kana_name(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word in hiragana is a person's name, and no word of the language."""
    if word in KANA_GIVEN or WOMAN.fullmatch(word):
        return True
    is_word = dictionary.known(word) & (Known.COMMON | Known.OTHER)
    if is_word or word in NOT_NAMES or word in CREATURES:
        return False
    return word in GIVEN_WORDS or bool(name_readings(word, dictionary) & PERSON_READINGS)


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
