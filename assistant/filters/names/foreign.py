"""Names from abroad: in Latin letters, in katakana with dots or blanks, in English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import combining, normalize

from assistant.filters.lexicon.name_readings import is_name
from assistant.filters.names.candidates import (
    KATAKANA,
    LATIN_LOWER,
    LATIN_UPPER,
    ORGANISATION_LATIN,
    Candidate,
)
from assistant.filters.names.romaji import kana_of
from assistant.filters.names.words import FOREIGN_KANA, FOREIGN_NAMES

LETTER = f"{LATIN_UPPER}{LATIN_LOWER}"
WORD = f"[{LATIN_UPPER}][{LATIN_LOWER}'’]+"
CAPITALISED = f"(?:[{LATIN_UPPER}][{LATIN_LOWER}]+(?:-[{LETTER}][{LATIN_LOWER}]*)?|[A-Z]{{2,}})"
FOREIGN_LATIN = re.compile(
    rf"(?=[{LATIN_UPPER}])(?<![{LETTER}.@/_-]){CAPITALISED}"
    rf"(?: (?:{CAPITALISED}|de|da|dos|van|bin|binti)){{1,4}}(?![{LETTER}@/_.])"
)
# 「Nowakです。…」, Sjöholmと申します: who speaks, before what nobody else says.
SPEAKS = re.compile(
    rf"(?:(?<![{LETTER}0-9.@/_-])(?P<said>{WORD}(?: {WORD}){{0,2}}) ?(?:と申し|と言い|といい)ます"
    rf"|(?:^|(?<=[「『\n>。、]))[ >]{{0,3}}(?P<begun>{WORD}(?: {WORD}){{0,2}}) ?です"
    r"(?=[。、!」\n]|$))"
)
# Hana Karimova(子は…), Hana Karimova(1987.12.25): what brackets say of nobody but people.
OF_PERSON = re.compile(
    r" ?\((?:[0-9]{1,3}(?:[歳才]|\))|(?:国籍|在留)|(?:19|20)[0-9]{2}[./年-]"
    r"|(?:昭和|平成|令和|[SHR])[0-9]{1,2}[./年]"
    r"|(?:本人|[子父母夫妻娘孫]|息子|[長次二三][男女]|保護者|世帯主|配偶者)[はのがと、:・ )])"
)
# What else answers a question in one word: Excelです, Teamsです.
PROGRAMS = frozenset(
    """
    excel word powerpoint outlook teams access windows chrome edge firefox safari zoom webex slack
    google gmail line android iphone ipad mac linux python java copilot chatgpt claude gemini
    kintone garoon notion acrobat adobe photoshop illustrator canva youtube instagram facebook
    twitter wordpress powerautomate sharepoint onedrive dropbox box forms mattermost yes no ok
    """.split()  # noqa: SIM905 - a table of words stays readable without 50 quotes
)
LABELLED_LATIN = re.compile(
    r"(?:本名|通称|氏名|名前|署名|宛名)(?:は|が|の|を|も)?[ :「]{0,2}"
    # 名前は PRN-3F-01: a code.
    rf"(?P<name>[{LATIN_UPPER}][{LETTER}'’-]+(?: [{LATIN_UPPER}][{LETTER}'’-]*){{0,4}})"
    rf"(?![{LETTER}'’_-]*[0-9])"
)
ENGLISH_INTRODUCTION = re.compile(
    r"(?:[Mm]y name is|[Tt]his is|I am|I'm|[Nn]amed|[Ss]incerely,?|[Rr]egards,?|[Yy]ours,?) ?\n?"
    rf"(?P<name>{WORD}(?: {WORD}(?:-{WORD})?){{1,3}})(?=[.,!\n]| ?\(|$| (?:and|from|at|in)\b)"
)
# Hayami, Tetsuo: the family name before a comma.
INVERTED = re.compile(
    r"(?=[A-Z])(?<![A-Za-z.@/_,-])(?<![A-Za-z], )(?P<family>[A-Z][a-z]{2,11}|[A-Z]{3,11}), "
    r"(?P<given>[A-Z][a-z]{1,11}|[A-Z]{2,11})(?![A-Za-z@/_]|, [A-Z])"
)
# Hayami, T. and M. Hayami: a family and the first letter of what else somebody is called.
INITIAL = re.compile(
    r"(?<![A-Za-z.@/_-])(?:(?P<before>[A-Z][a-z]{3,11}|[A-Z]{4,11}),? [A-Z]\.(?![A-Za-z])"
    r"|[A-Z]\. ?(?P<behind>[A-Z][a-z]{3,11}|[A-Z]{4,11})(?![A-Za-z@]))"
)
# Hayami-san: nothing but people are called so in Latin letters.
CALLED_LATIN = re.compile(r"(?<![A-Za-z])(?P<name>[A-Z][a-z]{2,11})-(?:san|sama|sensei|kun|chan)\b")
# 富士山 in Latin letters, and the provinces that stand behind a town.
MOUNTAIN = "Fuji"
PROVINCES = frozenset(
    """
    hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba tokyo
    kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga kyoto
    osaka hyogo nara wakayama tottori shimane okayama hiroshima yamaguchi tokushima kagawa ehime
    kochi fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa japan
    """.split()  # noqa: SIM905 - a table of names stays readable without 50 quotes
)
# Aziza Karimova(アジザ カリモヴァ): who is called so has the name read out.
READ_OUT = re.compile(
    rf"(?<![{LETTER}.@/_-])(?P<name>{CAPITALISED}(?: {CAPITALISED}){{1,3}})"
    f" ?\\([{KATAKANA}]{{2,10}}(?:[ ・][{KATAKANA}]{{1,10}}){{1,3}}\\)"
)
# My neighbour Aziza Karimova plays the piano.
RELATION = re.compile(
    "(?:[Nn]eighbou?r|[Ff]riend|[Ww]ife|[Hh]usband|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather|[Bb]rother|[Ss]ister"
    "|[Rr]esident|[Aa]pplicant|[Pp]atient|[Tt]enant|[Cc]aller|[Cc]olleague),? "
    rf"(?P<name>{WORD}(?: {WORD}(?:-{WORD})?){{1,2}})(?![{LETTER}])"
)
# My son Aziz (7), our daughter, Mina,: a given name is enough where it says whose.
KIN = re.compile(
    r"\b(?:[Mm]y name is |(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir) "
    "(?:(?:little|older|elder|younger|only|late|first|second|baby) )?"
    "(?:son|daughter|wife|husband|mother|father|brother|sister|child|baby|niece|nephew|aunt|uncle"
    "|grand(?:mother|father|son|daughter)|neighbou?r|friend|colleague|partner),? "
    r"|\b(?:[Mm]other|[Ff]ather|[Pp]arents?|[Gg]uardian|[Ss]on|[Dd]aughter|[Ww]ife|[Hh]usband"
    "|[Bb]rother|[Ss]ister|[Gg]rand(?:mother|father|parents?)) of )"
    r"(?P<name>(?!(?:I|In|At|On|Is|As|And|But|The|He|She|It|We|They|You|Mr|Ms|Mrs|Dr)\b)"
    r"(?!(?:Support|Care|Benefit|Allowance|Welfare|Medical|Club|City|School|Cent(?:er|re))\b)"
    r"(?![A-Z][a-z]*(?:ese|ish|can|ean|ian|day|ber)\b)"
    rf"[{LATIN_UPPER}][{LATIN_LOWER}'’]{{1,14}})(?![{LETTER}@_-]| [A-Z])"
)
# Three words in katakana in a cell or behind blanks: ファム ティ ラン.
THREE_KANA = re.compile(
    f"(?<![{KATAKANA}・])(?P<name>[{KATAKANA}]{{1,7}} [{KATAKANA}]{{1,7}} [{KATAKANA}]{{2,8}})"
    f"(?![{KATAKANA}・])(?! [{KATAKANA}])"
)
# Three words in a row, whatever stands around them: looked for at first.
KANA_IN_ROW = re.compile(f"[{KATAKANA}] [{KATAKANA}]{{1,7}} [{KATAKANA}]{{2}}")
DOTTED = re.compile(
    f"(?=[{KATAKANA}])(?<![{KATAKANA}・])[{KATAKANA}]{{1,10}}(?:・[{KATAKANA}]{{1,10}}){{1,4}}(?![{KATAKANA}・])"
)
NO_NAME_PARTS = frozenset(
    (
        "カフェ", "メゾン", "ド", "ル", "レストラン", "ホテル", "サンタ", "シティ", "ビル",
        "ハウス",
        "ビラ", "ヴィラ", "タワー", "プラザ", "ガーデン", "ヒルズ", "モール", "センター", "ランド",
        "ポイント", "スクエア", "ステージ", "シアター", "クラブ", "グループ", "カップ", "リーグ",
        "アンド", "カンパニー", "コーポレーション", "インターナショナル", "ジャパン",
        "オフィス", "スタジオ", "アトリエ", "ギャラリー", "サロン", "クリニック", "ショップ",
        "マーケット", "スクール", "アカデミー", "カレッジ", "ベーカリー", "キッチン", "ダイニング",
        "フーズ", "デザイン", "プランニング", "コンサルティング", "エンジニアリング", "サービス",
        "システム", "システムズ", "テック", "ホールディングス", "パートナーズ", "ハイツ", "コーポ",
        "レジデンス", "ファーム", "ケア",
    )
)  # fmt: skip


def from_abroad(text: str) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_dotted(text)
    yield from from_foreign_latin(text)
    for pattern, evidence in (
        (ENGLISH_INTRODUCTION, {"self_introduction"}),
        (RELATION, {"english_title"}),
        (KIN, {"english_title", "foreign_latin"}),
    ):
        for found in pattern.finditer(text):
            if not ORGANISATION_LATIN.search(found["name"]):
                yield Candidate(*found.span("name"), set(evidence))
    yield from from_speakers(text)
    yield from from_inverted(text)
    for found in THREE_KANA.finditer(text) if KANA_IN_ROW.search(text) else ():
        if FOREIGN_KANA.intersection(found["name"].split(" ")):
            yield Candidate(*found.span("name"), {"foreign_kana", "foreign_dotted", "pair"})


def from_speakers(text: str) -> Iterator[Candidate]:
    """Names in Latin letters somebody introduces himself by in Japanese."""
    for found in SPEAKS.finditer(text):
        group = "said" if found["said"] else "begun"
        words = found[group].lower().split(" ")
        if PROGRAMS.isdisjoint(words) and not ORGANISATION_LATIN.search(found[group]):
            yield Candidate(*found.span(group), {"self_introduction", "foreign_latin"})


def plain(word: str) -> str:
    """A word in small letters without their marks (Renée: renee)."""
    return "".join(one for one in normalize("NFD", word.lower()) if not combining(one))


def from_dotted(text: str) -> Iterator[Candidate]:
    """Names from abroad in katakana with dots, one part of which is a common name."""
    for found in DOTTED.finditer(text) if "・" in text else ():
        parts = found.group().split("・")
        if FOREIGN_KANA.intersection(parts) and not NO_NAME_PARTS.intersection(parts):
            yield Candidate(found.start(), found.end(), {"foreign_kana"})


def from_foreign_latin(text: str) -> Iterator[Candidate]:
    """Names from abroad in Latin letters, and Latin letters behind 本名 or 氏名."""
    for found in FOREIGN_LATIN.finditer(text):
        words = re.split("[ -]", plain(found.group()))
        known = sum(word in FOREIGN_NAMES for word in words)
        if known:
            evidence = {"foreign_latin"} | ({"foreign_latin_all"} if known > 1 else set())
            if OF_PERSON.match(text, found.end()):
                evidence.add("called_person")
            yield Candidate(found.start(), found.end(), evidence)
    for found in READ_OUT.finditer(text):
        if not ORGANISATION_LATIN.search(found["name"]):
            yield Candidate(*found.span("name"), {"foreign_latin", "reading_after"})
    for found in LABELLED_LATIN.finditer(text):
        yield Candidate(found.start("name"), found.end("name"), {"labelled_latin"})


def from_inverted(text: str) -> Iterator[Candidate]:
    """Japanese names in Latin letters with a comma, an initial or さん."""
    for found in INVERTED.finditer(text) if "," in text else ():
        family, given = found["family"], found["given"]
        if given.lower() in PROVINCES or None in (kana_of(family), kana_of(given)):
            continue
        # HAYAMI, Tetsuo: the family name in capitals, as passports and cards have it.
        is_card = family.isupper() and not given.isupper()
        if is_name(family) or is_name(given) or is_card:
            yield Candidate(*found.span(), {"romaji", "romaji_known"})
    for found in INITIAL.finditer(text) if "." in text else ():
        family = found["before"] or found["behind"]
        if kana_of(family) and family.lower() not in PROVINCES:
            yield Candidate(*found.span(), {"romaji", "romaji_free"})
    for found in CALLED_LATIN.finditer(text) if "-" in text else ():
        if found["name"] != MOUNTAIN:
            yield Candidate(*found.span("name"), {"english_title"})
