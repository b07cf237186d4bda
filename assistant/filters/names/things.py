"""What the wording makes of a word that looks like a name: a thing, a god, a year, an office."""

from __future__ import annotations

import re

from assistant.filters.lexicon.genre import is_surely_published
from assistant.filters.lexicon.history import ERAS, YEAR
from assistant.filters.lexicon.office_romaji import OFFICE_ROMAJI
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, name_dictionary
from assistant.filters.names.lines import lines_of
from assistant.filters.names.romaji import kana_of
from assistant.filters.names.stated import SERVED

# The readings of the words of offices: ミズカンリカ.
OFFICE_KANA = frozenset(filter(None, map(kana_of, OFFICE_ROMAJI)))
LONGEST_OFFICE_KANA = max(map(len, OFFICE_KANA))
DIVISION_KANA = ("カ", "カカリ", "シツ", "ブ", "キョク", "センター")
# An office in the cell before: 水道課,スイドウカ.
OFFICE_CELL = re.compile("(?:課|係|室|部|局|センター)['\"]? ?[,|\t] ?['\"]?$")
# A month or the year of the West behind it; 佐藤 弘治3年2組 is a pupil.
YEAR_BEHIND = re.compile(
    rf"{YEAR}(?:閏?[0-9正一二三四五六七八九十]{{1,2}}月|[頃銘]"
    r"| ?\((?:西暦 ?)?1?[0-9]{3}(?![0-9]))"
)
# 大石弘治3年6月の実刑: the past has to be spoken of beside it.
OF_OLD = re.compile(
    "城|藩|普請|合戦|築|建立|再建|造営|古文書|棟札|銘|墓碑|(?<![0-9])1[0-8][0-9]{2}"
)
OLD_REACH = 40
# 旧の山川家の茶室: what is left of a house of old.
OLD_BEFORE = re.compile("(?:旧|文化財の?)の?$")
OLD_HOUSE = re.compile("家の?(?:茶室|主屋|母屋|長屋門|土蔵|書院|座敷|庭園|屋敷|住宅|墓所)")
# ○○様に倣う作風, ○○様の作例: the manner of a sculptor of old; ○○様の仏像 may be somebody's.
MANNER = re.compile("様(?:に(?:なら|倣)|を(?:踏襲|継承|受け継|示)|の(?:作風|作例|典型))")
ART = re.compile("作風|衣文|造像|画風|仏師|彫法")
ART_REACH = 60
# 資源ごみ(ビン・カン): what belongs to a kind of things.
KIND_BEFORE = re.compile(
    r"(?:ごみ|ゴミ|(?<!書)類|品目|容器|資源物?|製品|用品|家電|機器|作物|樹種|魚種) ?\($"
)
KINDS = re.compile(rf"[{KATAKANA}]+(?:[・、][{KATAKANA}]+)+ ?\)")
YOUNG_LORD = re.compile("若(?:さま|様)")
# 八幡さんをお祭りする: a god. Whoever does it is none, nor are the dead of a family.
WORSHIPPED = re.compile(
    "(?:さん|様|さま)(?:を(?:お?(?:祭|祀|まつ)[らるっ]|お(?:祭|まつ)りし|勧請)"
    "|が(?:お?(?:祭|祀|まつ)られ|勧請され|鎮座))"
)
# 恵比須様が鯛を釣り上げ: one of the seven gods of fortune, in a play or at a shrine.
FORTUNE = re.compile("恵比[須寿]|毘沙門|弁[財天]|福禄寿|寿老人")
OF_FORTUNE = re.compile(
    "神楽|演目|演じ|七福神|福の神|鯛を|縁起|縁日|神社|お堂|大黒様|[をに]まつ[らるっ]"
)
OF_THE_DEAD = re.compile("遺族|仏壇|祭壇|葬|故人|遺影|遺骨|納骨")
# おおばあちゃん, などのさまざまな, コツメさんのいる水族館: no honorific makes these a name.
KIN = re.compile("[ぁ-んー]*(?:ばあ|じい|かあ|ねえ|にい)")
KIN_BEHIND = re.compile("(?:ちゃん|さん|さま)")
NO_HONORIFIC = re.compile("さまざま")
ANIMAL = re.compile(f"[{KATAKANA}]+(?:さん|くん|ちゃん)[のが]いる[^、。\n]{{0,4}}(?:動物園|水族館)")
# ポニーのハナコ、ヤギのユキとメリー: the animals of a place where animals are kept.
ANIMAL_BEFORE = re.compile(
    "(?:ポニー|ヤギ|やぎ|ひつじ|ヒツジ|羊|うさぎ|ウサギ|[牛馬犬猫]|ロバ|ゾウ|ぞう|キリン|サル|ペンギン|パンダ|カピバラ)"
    f"の(?:[{KATAKANA}ぁ-ん]{{2,6}}[、・とや]){{0,3}}$"
)
KEPT = re.compile("動物(?:園|コーナー|ひろば|広場)|飼育員|水族館|ふれあい牧場")
KANA_NAME = re.compile(f"[{KATAKANA}ぁ-ん]{{2,6}}")
# 本殿、護摩殿、薬師堂, …寺観音堂: buildings, and the parts of a house.
BUILDING = re.compile("(?:殿|堂|門|楼|塔|蔵|庫|納屋|主屋|母屋|座敷|寝床|部屋|離れ|長屋|社)$")
TEMPLE_BEFORE = re.compile("(?:寺|神社|神宮)$")
LEAST_BUILDINGS = 4
LONGEST_BUILDING = 6
LONGEST_LINE = 300
# メンデルの法則, ジョハリの窓, アスペルガー、バセドウ病: what bears the name of who found it.
WORD_FROM_ABROAD = re.compile(f"[{KATAKANA}・=]+")
EPONYM_BEHIND = re.compile(
    "の(?:法則|定理|公式|原理|理論|曲線|窓|方程式|三角形|マトリクス|欲求|輪|箱)"
    f"|(?:[、・][{KATAKANA}]+){{0,6}}?(?:病|症候群|症)(?![院室棟状例])"
)
# A row of cells the model takes for one name.
LEAST_STROKES = 2
# (日浜小5年): the school and the year of who wrote a line a city publishes, in a row of such.
SCHOOL_YEAR = re.compile(r"\([一-龥々ヶ]{1,4}[小中][1-6]年\)")
YEAR_OF_SCHOOL = re.compile(r"[小中][1-6]年\)")
LEAST_SCHOOLS = 2
# 大石之助太鼓, 大石音頭: a drum or a dance, called by whom it remembers, in a programme.
PERFORMED = re.compile(
    "(?:太鼓|音頭|神楽|甚句|囃子|ばやし|獅子舞|踊り保存会|保存会)(?=[、。)」 \n・/|]|$)"
)
# 第2分団(早見・海原) 分団長1 団員18: the places a brigade or a polling district looks after.
DISTRICT_BEFORE = re.compile(
    "第[0-9一二三四五六七八九十]{1,3}(?:分団|投票区) ?"
    f"\\((?:[{KANJI}{KATAKANA}ぁ-ん]{{1,8}}[・、]){{0,8}}$"
)
DISTRICT_BEHIND = re.compile(
    f"(?:[・、][{KANJI}{KATAKANA}ぁ-ん]{{1,8}}){{0,8}}\\)[ :]{{0,2}}"
    "(?:分団長|副分団長|団員|定員|実員|有権者)[ :数]{0,3}[0-9]"
)
# 早見花の会 30,000円: a group in a list of what groups are given; who is helped is none.
GIVEN_TO_GROUP = re.compile(
    r"^[^\n0-9 ]{2,20}(?:会|クラブ|連盟|団体|サークル) ?[0-9,]{3,10}円", re.MULTILINE
)
GROUP_BEHIND = re.compile(
    "(?![^ \n]{0,8}(?:後援会|[援救支え]))"
    "[^ \n0-9]{1,12}(?:会|クラブ|連盟|団体|サークル) ?[0-9,]{3,10}円"
)
LEAST_GROUPS = 3
# 西原(350円/m2) 桑原(420円/m2): what is asked in each district, a square metre.
RATE = re.compile(r"\([0-9,]{2,8}円/(?:m2|平方メートル|坪|10a)\)")
LEAST_RATES = 2
# 太夫池 堤高 5m: what is measured and how much, behind the name of a dam or a tree.
MEASURED = re.compile("[ \n](?:堤高|堤長|橋長|樹高|幹周|標高|水深|幅員|延長|面積)$")
MEASURE = re.compile(" ?[0-9.,]+ ?(?:m|cm|km|ha|メートル|センチ|キロ|平方|ヘクタール)")
# Read as a family and a given name, or by the dictionary made of both.
WHOLE = ({"tag_surname", "tag_given"}, {"surname_and_given"})


def is_thing(text: str, candidate: Candidate, before: str) -> bool:
    """Whether a name is that of a thing, of a god or of a year.

    Args:
        text: the text.
        candidate: where the name stands.
        before: the characters before it.
    """
    surface = candidate.text_in(text)
    return (
        surface.strip(" |").count("|") >= LEAST_STROKES
        or is_god(text, candidate)
        or is_of_old(text, candidate, before)
        or is_kind(text, candidate, before)
        or is_year(text, candidate)
        or is_office_kana(surface, before)
        or is_manner(text, candidate)
        or NO_HONORIFIC.match(text, candidate.end) is not None
        or is_animal(text, candidate, before)
        or is_kin(text, candidate)
        or is_building(text, candidate, before)
        or is_school(text, candidate, before)
        or is_performed(text, candidate)
        or is_district(text, candidate, before)
        or is_group(text, candidate)
        or is_rated(text, candidate)
        or (MEASURED.search(surface) is not None and MEASURE.match(text, candidate.end) is not None)
        or (
            WORD_FROM_ABROAD.fullmatch(surface) is not None
            and EPONYM_BEHIND.match(text, candidate.end) is not None
        )
    )


def is_whole(candidate: Candidate) -> bool:
    """Whether a family and a given name were read, which no god, house or artist of old has."""
    return any(candidate.evidence >= parts for parts in WHOLE)


def is_god(text: str, candidate: Candidate) -> bool:
    """Whether a god is worshipped, not somebody's dead."""
    if is_whole(candidate):
        return False
    low, high = max(0, candidate.start - ART_REACH), candidate.end + ART_REACH
    if FORTUNE.fullmatch(candidate.text_in(text)) and OF_FORTUNE.search(text, low, high):
        # 弁財さんが鯛を持ってきた。介護の申請: the city has to do with families of that name.
        return not lines_of(text).holds(SERVED, candidate.start)
    if not WORSHIPPED.match(text, candidate.end):
        return False
    return OF_THE_DEAD.search(text, candidate.end, candidate.end + ART_REACH) is None


def is_kind(text: str, candidate: Candidate, before: str) -> bool:
    """Whether words of the language in brackets say what belongs to a kind of things."""
    kinds = KINDS.match(text, candidate.start) if KIND_BEFORE.search(before) else None
    words = re.split("[・、]", kinds.group().rstrip(" )")) if kinds else []
    return bool(words) and all(name_dictionary().known(word) & Known.COMMON for word in words)


def is_animal(text: str, candidate: Candidate, before: str) -> bool:
    """Whether an animal a zoo keeps is named: by its kind, or by a word nobody is called by."""
    is_kept = ANIMAL_BEFORE.search(before) is not None and KEPT.search(text) is not None
    if is_kept and KANA_NAME.fullmatch(candidate.text_in(text)):
        return "honorific" not in candidate.evidence
    is_named = name_dictionary().known(candidate.text_in(text)) & PERSON_READINGS
    return not is_named and ANIMAL.match(text, candidate.start) is not None


def is_kin(text: str, candidate: Candidate) -> bool:
    """Whether kana are what a child calls a relative."""
    is_word = KIN.fullmatch(text, candidate.start, candidate.end) is not None
    return is_word and KIN_BEHIND.match(text, candidate.end) is not None


def is_building(text: str, candidate: Candidate, before: str) -> bool:
    """Whether a building of a temple, or a part of a house in a list of such, is named."""
    if is_whole(candidate):
        return False
    is_named_so = BUILDING.search(candidate.text_in(text)) is not None
    if TEMPLE_BEFORE.search(before) and is_named_so:
        return True
    low = max(text.rfind("\n", 0, candidate.start) + 1, candidate.start - LONGEST_LINE)
    line = text[low : candidate.start]
    # 早見宅の主屋、土蔵、納屋…: whose they are is no part of the house.
    item, _, _ = text[candidate.end : candidate.end + LONGEST_BUILDING].partition("、")
    item = item.rstrip("。 \n")
    if "、" not in line or not (BUILDING.fullmatch(item) or (is_named_so and not item)):
        return False
    end = text.find("\n", candidate.end)
    high = min(end if end >= 0 else len(text), candidate.end + LONGEST_LINE)
    items = text[low:high].split("、")
    buildings = sum(BUILDING.search(item) is not None for item in items)
    return buildings >= LEAST_BUILDINGS and 2 * buildings > len(items)


def is_school(text: str, candidate: Candidate, before: str) -> bool:
    """Whether brackets hold a school and a year, one of several in what a city publishes."""
    if is_whole(candidate) or not before.endswith("("):
        return False
    is_year = YEAR_OF_SCHOOL.match(text, candidate.end) is not None
    return (
        is_year
        and len(set(SCHOOL_YEAR.findall(text))) >= LEAST_SCHOOLS
        and is_surely_published(text)
    )


def is_performed(text: str, candidate: Candidate) -> bool:
    """Whether what is glued behind a name makes it a drum's or a dance's of a public programme."""
    return PERFORMED.match(text, candidate.end) is not None and is_surely_published(text)


def is_district(text: str, candidate: Candidate, before: str) -> bool:
    """Whether brackets hold the places of a fire brigade's unit, with how many serve in it."""
    return (
        not is_whole(candidate)
        and DISTRICT_BEFORE.search(before) is not None
        and DISTRICT_BEHIND.match(text, candidate.end) is not None
    )


def is_group(text: str, candidate: Candidate) -> bool:
    """Whether a name begins that of a group, in a list of groups and sums."""
    is_first = text[: candidate.start].endswith(("\n", "\n ")) or candidate.start == 0
    return (
        is_first
        and GROUP_BEHIND.match(text, candidate.end) is not None
        and len(GIVEN_TO_GROUP.findall(text)) >= LEAST_GROUPS
    )


def is_rated(text: str, candidate: Candidate) -> bool:
    """Whether a rate stands in brackets behind a district, one of several."""
    is_bare = not is_whole(candidate) and RATE.match(text, candidate.end) is not None
    return is_bare and len(RATE.findall(text)) >= LEAST_RATES


def is_of_old(text: str, candidate: Candidate, before: str) -> bool:
    """Whether a house that has become a monument, or the son of a lord, is spoken of."""
    if OLD_HOUSE.match(text, candidate.end) and OLD_BEFORE.search(before):
        return True
    return before.endswith("家の") and YOUNG_LORD.match(text, candidate.start) is not None


def is_manner(text: str, candidate: Candidate) -> bool:
    """Whether the manner of an artist of old is spoken of (様 is no honorific there)."""
    low, high = max(0, candidate.start - ART_REACH), candidate.end + ART_REACH
    is_example = MANNER.match(text, candidate.end) is not None and not is_whole(candidate)
    return is_example and ART.search(text, low, high) is not None


def is_year(text: str, candidate: Candidate) -> bool:
    """Whether a name ends with an era whose year follows (築城 文明10年)."""
    year = YEAR_BEHIND.match(text, candidate.end)
    if year is None or text[candidate.end - 2 : candidate.end] not in ERAS:
        return False
    low, high = max(0, candidate.start - OLD_REACH), candidate.end + OLD_REACH
    return not year.group().endswith("月") or OF_OLD.search(text, low, high) is not None


def is_office_kana(surface: str, before: str) -> bool:
    """Whether kana are the reading of the division in the cell before."""
    if not surface.endswith(DIVISION_KANA) or not OFFICE_CELL.search(before):
        return False
    reachable = {0}
    for end in range(1, len(surface) + 1):
        starts = range(max(0, end - LONGEST_OFFICE_KANA), end)
        if any(start in reachable and surface[start:end] in OFFICE_KANA for start in starts):
            reachable.add(end)
    return len(surface) in reachable
