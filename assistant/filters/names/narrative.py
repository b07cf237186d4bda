"""What a narrating sentence says of a name: it acts, is described, stands behind who it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.names.bare import READ_BY_ALL
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.deeds import (
    ACTS,
    ACTS_OF_NAMED,
    BY,
    CALLINGS,
    DEEDS,
    DESCRIBING,
    OWNED,
    SUFFERED,
    THINGS,
    TITLES_BEHIND,
)
from assistant.filters.names.dictionary import (
    PERSON_READINGS,
    Known,
    NameDictionary,
    is_full_name,
)
from assistant.filters.names.foreign import NO_NAME_PARTS
from assistant.filters.names.given import COMPOSING

# Who said it may stand before the words: 早見は「…が…」と述べた.
QUOTED = "「[^「」\\n]{1,160}」"
# やはり has a は of its own.
FREE = f"(?:[^。\\nがは「」]|やはり|{QUOTED}){{0,24}}?"
DEED = re.compile(
    "(?:たち|達|ら|自身|本人)?"
    f"(?:[がはも]{FREE}{quick('|'.join((*DEEDS, *ACTS, *ACTS_OF_NAMED)))}"
    f"|(?:に|を|と(?![言い])){FREE}{quick('|'.join((*DEEDS, *SUFFERED)))})"
)
ACTING = re.compile(f"[がはも]{FREE}{quick('|'.join((*DEEDS, *ACTS)))}")
# 早見は、翌年に会社が合併したから辞めたと日記に書いている: a topic reaches over others' doings.
SAYING = re.compile(
    f"は(?:[^。\\n「」]|{QUOTED}){{1,80}}?と[^。\\nはがを、「」]{{0,12}}?"
    "(?:述べ|語っ|語り|書い|書き|記し|綴っ|話し|言っ|答え|評し|批判|指摘|主張|コメント|回想|振り返|考え(?!ら)"
    "|思っ|信じ|報告し|提案し|説明し|発言|告白)"
)
OWNING = re.compile(
    f"の{quick('|'.join(OWNED))}|による[^。\\n、]{{0,6}}、?[^。\\n、はが]{{0,6}}?{quick('|'.join(BY))}"
)
CALLING = "|".join(CALLINGS)
CALLED_BEFORE = re.compile(
    f"(?:(?<=[{KANJI}])[家者師士優手]|監督|選手|教授|博士|妻|夫|父|母|息子|娘|長男|次男|三男|長女|次女"
    f"|三女|兄|弟|姉|妹|友人|親友|恋人|同僚|同級生|先輩|後輩|主人公|教祖|少年|少女|青年"
    f"|[{KATAKANA}]{{2,}}人|会社員|主婦|{CALLING})(?:の|・|、|である|だった)[「『]?$"
    f"|(?:{CALLING}|友人|の父|の母|親友)$|(?:実習生|留学生|研修生|転校生)の?[「『]?$"
    "|(?:[0-9] ?[歳才]|出身|生まれ|育ち)の$"
)
# 流行歌手早見…, 写真家早見…: what one does, and the name glued to it.
PROFESSIONS = (
    "歌手|俳優|女優|声優|画家|作家|漫画家|写真家|音楽家|作曲家|建築家|実業家|起業家|評論家|彫刻家|陶芸家|舞踊家"
    "|哲学者|心理学者|経済学者|社会学者|生物学者|物理学者|数学者|教育者|研究者|棋士|力士|調教師|美容師|指揮者|司会者"
)
GLUED = re.compile(f"(?:{PROFESSIONS})(?P<name>[{KANJI}]{{3,5}})(?=[はがもをにとの、。])")
GLUED_BEFORE = re.compile(f"(?:{PROFESSIONS}|(?<=[{KANJI}])[家者士師優])$")
# 好投する早見を, 司会を務めていた早見が: what is told of whoever follows.
DESCRIBED_BEFORE = re.compile(
    f"{quick('|'.join(DESCRIBING))}[しすてでいきけめ続始]{{0,5}}(?:[たる]|だ|う)$"
)
# 打席に入った早見を: a clause about somebody, if everything reads the word as a family name.
RELATIVE = re.compile("(?<!であ)(?<!とい)(?<!され)[ぁ-ん][ただる]$")
TITLED = re.compile(f"(?:元|前|新|女流)?{quick('|'.join(TITLES_BEHIND))}")
BEFORE = 14
# …は、日本の実業家。: an entry of an encyclopaedia.
DESCRIBED = re.compile(
    f"(?:は|とは)、?[^。\\n]{{0,40}}"
    f"(?:(?<=[{KANJI}])[家者師士優]|選手|監督|教授|歌人|詩人|芸人|軍人|貴族|女性|男性|少年|少女|人物"
    f"|{CALLING})(?:。|である|であり|だっ|で、|、|$)"
)
# ドラーネンは、島の西にある州都である: an entry about a place, a firm or a work.
# 早見は大学。: where somebody is.
IS_THING = re.compile(
    f"と?は、?[^。\\n「」はが]{{0,60}}?{quick('|'.join(THINGS))}(?:である|であった|の[一1]つ)"
    f"|と?は、?[^。\\n「」はが]{{0,40}}?にある[^。\\n「」はが]{{0,20}}?"
    f"{quick('|'.join(THINGS))}で、"
)
RANK_BEHIND = re.compile(
    " ?(?:大将|中将|少将|准将|大佐|中佐|少佐|大尉|中尉|少尉|警視|警部補?|伯爵|公爵|侯爵|子爵"
    f"|男爵|夫人|船長|機長|提督|卿|神父|牧師|師匠|親方|騎手|棋士|女流|党首|本人|自身|たち(?![{KANJI}])|派(?![遣出])"
    # 早見姓を名乗る, 早見(用地係)が立ち会う.
    # 早見らは: and others.
    f"|姓(?=[をでにがはと])|ら(?=[はがもをとに、])|\\([{KANJI}]{{2,8}}[課係]\\)(?=[がはも、]))"
)
# A word in katakana that stands alone; whom it names only the sentence tells.
ALONE = re.compile(
    f"(?<![{KATAKANA}・=A-Za-z])(?:[{KATAKANA}]{{3,12}}(?:[・=][{KATAKANA}]{{1,12}}){{0,4}}"
    f"|[{KATAKANA}]{{2}}(?:[・=][{KATAKANA}]{{2,12}}){{1,4}})"
    f"(?![{KATAKANA}・=A-Za-z])"
)
# 会長の早見明を: a whole name behind what its bearer is.
CALLED_WHOLE = re.compile(
    f"(?:{PROFESSIONS}|会長|社長|代表|主将|団長|理事長|監督|選手|教授|友人|親友"
    "|[父母兄弟姉妹妻夫娘]|息子|[長次三][男女])"
    f"(?:の|・|、)(?P<name>[{KANJI}]{{3,5}})(?=[はがもをにとの、。]|ら[はが])"
)
# M.ドラーネン: the first letters of what else somebody is called.
INITIALLED = re.compile(
    f"(?<![A-Za-z])(?:[A-Z][.・] ?){{1,3}}(?P<last>[{KATAKANA}]{{2,12}})(?![{KATAKANA}・=])"
)
# グラハム ドラーネン: names from abroad that a blank parts.
SPACED = re.compile(
    f"(?<![{KATAKANA}・=A-Za-z])(?<![{KATAKANA}] )"
    f"[{KATAKANA}]{{2,10}}(?: [{KATAKANA}]{{2,12}}){{1,3}}"
    f"(?![{KATAKANA}・=A-Za-z])(?! [{KATAKANA}])"
)
SPACE_WITHIN = re.compile(f"[{KATAKANA}] [{KATAKANA}]")
KANA = re.compile(f"[{KATAKANA}]")
# 大熊は、日本の教育家。: whoever an entry is about stands at its head.
HEAD = re.compile(f"(?:^|(?<=[。\\n「 ]))[{KANJI}]{{3,6}}(?=は|とは|、)")
# 早見夢人(2年), 1位:早見夢人: a whole name whose given name no dictionary has.
PUPIL = re.compile(
    f"(?<![{KANJI}])[{KANJI}]{{3,5}}"
    "(?= ?\\((?:[^()\\n、]{0,8}[1-6]年?生?|[0-9]{1,2}[歳才]?|同)\\))"
)
RANKED = re.compile(f"(?<=[0-9]位[:=])[ ]?(?P<name>[{KANJI}]{{3,5}})(?=[ (▽、。]|$)", re.MULTILINE)
# 早見「…と決めました」: what somebody says, behind who says it.
SAYS = re.compile(
    "「[^「」\\n]{4,160}(?:です|ます|した|った|ない|たい|んだ|[よねかう])[。?!]?」(?![のでを])"
)
LINE_START = re.compile("(?:^|[。」\\n ])$")


def told_of(text: str, candidate: Candidate) -> Iterator[str]:
    """Names of the evidence a narrating sentence gives about a candidate."""
    before = text[max(0, candidate.start - BEFORE) : candidate.start]
    if any(one.match(text, candidate.end) for one in (DEED, OWNING, SAYING)) or (
        LINE_START.search(before) and SAYS.match(text, candidate.end)
    ):
        yield "told"
    is_kana = KANA.match(text, candidate.start) is not None
    is_read = candidate.evidence >= READ_BY_ALL
    if (
        CALLED_BEFORE.search(before)
        or DESCRIBED_BEFORE.search(before)
        or (is_read and RELATIVE.search(before))
        or (is_kana and GLUED_BEFORE.search(before))
    ):
        yield "called_before"
    if DESCRIBED.match(text, candidate.end):
        yield "described"
    if RANK_BEHIND.match(text, candidate.end):
        yield "rank_behind"
    if TITLED.match(text, candidate.end):
        yield "title_after"


def is_thing_told(text: str, candidate: Candidate) -> bool:
    """Whether an entry says that its subject is a place, a firm or a work."""
    return IS_THING.match(text, candidate.end) is not None


def from_narrative(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    yield from from_callings(text, dictionary)
    yield from from_composed(text, dictionary)
    yield from from_abroad_apart(text, dictionary)
    yield from from_unknown_kana(text, dictionary)


def from_callings(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Heads of entries, and whole names behind what their bearers are."""
    for found in HEAD.finditer(text):
        if DESCRIBED.match(text, found.end()) and is_headed(found.group(), dictionary):
            yield Candidate(*found.span(), {"described"})
    for found in GLUED.finditer(text):
        if is_headed(found["name"], dictionary):
            yield Candidate(
                *found.span("name"), {"called_before", "role_before", "surname_and_rest"}
            )
    for found in CALLED_WHOLE.finditer(text):
        name = found["name"]
        if is_full_name(name, dictionary) and not dictionary.known(name) & ~PERSON_READINGS:
            yield Candidate(*found.span("name"), {"called_before", "surname_and_given"})


def from_abroad_apart(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Names from abroad whose parts a blank parts, or which begin with a letter and a stop."""
    for found in SPACED.finditer(text) if SPACE_WITHIN.search(text) else ():
        parts = found.group().split(" ")
        if is_called_abroad(parts, dictionary) and not dictionary.known(parts[0]) & Known.COMMON:
            yield Candidate(*found.span(), {"dotted_name", "foreign_dotted"})
    for found in INITIALLED.finditer(text):
        one = Candidate(*found.span(), {"kana_subject", "foreign_dotted"})
        told = set(told_of(text, one))
        # J.ハンドは…: a firm acts, too.
        if told - {"told"} or (told and not dictionary.known(found["last"])):
            yield one


def from_unknown_kana(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """New words in katakana the sentence speaks of as of a person."""
    for found in ALONE.finditer(text):
        parts = re.split("[・=]", found.group())
        evidence = {"kana_subject", "foreign_dotted"} if len(parts) > 1 else {"kana_subject"}
        one = Candidate(*found.span(), evidence)
        told = set(told_of(text, one))
        # What is done to an unknown thing says nothing: only who acts is somebody.
        acts = any(pattern.match(text, one.end) for pattern in (ACTING, SAYING))
        if is_new(parts, dictionary) and (told - {"told"} or acts):
            yield one
        elif is_called_abroad(parts, dictionary):
            yield Candidate(*found.span(), {"dotted_name", "foreign_dotted"})


def from_composed(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Whole names of pupils and of who was first, second …, though no dictionary has them."""
    for found in PUPIL.finditer(text) if "(" in text else ():
        if is_composed_name(found.group(), dictionary):
            yield Candidate(*found.span(), {"surname_and_rest", "school_class"})
    for found in RANKED.finditer(text) if "位" in text else ():
        if is_composed_name(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"surname_and_rest", "list_lead"})


def is_composed_name(run: str, dictionary: NameDictionary) -> bool:
    """Whether a run that is no word is a family name and what given names are composed of."""
    return not dictionary.known(run) & ~PERSON_READINGS and any(
        dictionary.known(run[:cut]) & Known.SURNAME and COMPOSING.issuperset(run[cut:])
        for cut in range(max(len(run) - 3, 1), len(run) - 1)
    )


def is_new(parts: list[str], dictionary: NameDictionary) -> bool:
    """Whether a word in katakana is in no dictionary but as a name; of a dotted one, a part."""
    unknown = [not dictionary.known(part) & ~Known.NAME for part in parts]
    if len(parts) == 1 or all(unknown):
        return all(unknown)
    is_place = any(dictionary.known(part) & Known.PLACE for part in parts)
    return any(unknown) and not is_place and not NO_NAME_PARTS.intersection(parts[1:])


def is_called_abroad(parts: list[str], dictionary: NameDictionary) -> bool:
    """Whether a dotted word begins with a given name from abroad and ends in no word."""
    first, last = dictionary.known(parts[0]), dictionary.known(parts[-1])
    is_last = not last & Known.COMMON and (not last & Known.PLACE or bool(last & Known.NAME))
    return len(parts) > 1 and bool(first & Known.NAME) and is_last and not first & Known.PLACE


def is_headed(run: str, dictionary: NameDictionary) -> bool:
    """Whether a run that is no word begins with a family name."""
    begins = any(dictionary.known(run[:cut]) & Known.SURNAME for cut in (1, 2, 3))
    return begins and not dictionary.known(run) & ~PERSON_READINGS
