"""A family name, a blank and a given name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import HONORIFICS, NAME_FIELDS, NOT_NAMES, ROLES, TITLES
from assistant.filters.names.candidates import (
    COUNTED,
    HIRAGANA,
    KANJI,
    KATAKANA,
    NO_GIVEN_NAME,
    Candidate,
)
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary, is_full_name
from assistant.filters.names.words import GIVEN_WORDS

NAME = f"{KANJI}{KATAKANA}{HIRAGANA}"
PAIR = re.compile(
    f"(?P<before>[{KANJI}]{{1,2}}[ノツ][{KANJI}]{{1,2}}|[{KANJI}]{{1,7}}"
    f"|(?<![{KATAKANA}・=])[{KATAKANA}]{{2,8}})"
    f"[ \\t](?P<after>[{NAME}]{{1,8}})"
)
GIVEN_SHAPE = re.compile(
    f"[{KANJI}]{{1,3}}(?![{KANJI}])|[{KATAKANA}{HIRAGANA}]{{1,3}}[子美代枝江恵乃](?![{KANJI}])"
    f"|[{HIRAGANA}]{{2,4}}(?![{HIRAGANA}])|[{KATAKANA}]{{2,6}}(?![{KATAKANA}])"
)
LONGEST_GIVEN = 5
# Unknown words ending so are places, sections of an office or somebody in a role.
PLACE_END = re.compile("[都道府県市区町村郡課係部室局署所校園館院店荘棟者員人主側生手役駅線港長]$")
WOMAN = re.compile(f"[{KATAKANA}{HIRAGANA}]{{1,3}}[子美代枝江恵乃]")
PLACE_LIKE = re.compile("(?:[橋川山駅町村区市島港寺池丘峠坂沢線通]|団地|地区|公園|校|園|線)$")
# A rank, an era or a part in a work stands behind the blank, no given name.
NO_GIVEN_NAME_START = re.compile(
    f"{COUNTED.pattern}|午前|午後|終日|夜間|明治|大正|昭和|平成|令和|(?:共?著|編著?|訳|作|絵|画|筆|監督|主演|作詞|作曲|編曲|撮影|監修|朗読|演奏|指揮|出演|原作|脚本|挿絵|写真"
    f"|文|等|他)(?![{NAME}])|(?:発|着|行き|経由)(?=[のでにへは]|[^{NAME}]|$)"
)
# 本丸 石垣: parts of a castle, each of them a family as well.
CASTLE = frozenset(
    ("本丸", "二の丸", "三の丸", "石垣", "天守", "天守台", "天守閣", "大手門", "搦手", "櫓", "曲輪",
     "堀", "内堀", "外堀", "土塁", "虎口", "御殿", "隅櫓")
)  # fmt: skip
LONGEST_SURNAME = 4
RARE_SURNAME = 3
# 次郎淵, 勘助橋: what is named after somebody called so.
NAMED_AFTER = re.compile("..[淵渕橋堰堤坂滝池沼岩石松杉塚堂沢瀬]$")
# 四の間, 二の丸: a numbered part of a house.
NUMBERED = re.compile("[0-9一二三四五六七八九十]の$")
# 本町 中: all who live there, as stones and pictures of old have it.
ALL_OF_TOWN = re.compile("[町丁]")
EVERYBODY = frozenset(("中", "一同", "連中", "惣中", "講中", "有志"))
# 佐藤 花子宅; 三 of 三宅 is not at home there.
HOUSES = ("宅", "邸")
# A post, a role or an honorific ends what stands before it: no family name ends like this.
POSTS = tuple(sorted(word for word in {*ROLES, *TITLES} if len(word) > 1))
IN_OFFICE = ("議員", "市長", "町長", "村長", "知事", "議長", "教育長", "委員", "大臣")
NO_FAMILY_NAME_END = (
    *(*POSTS, *IN_OFFICE, "区長", "首相", "総理"),
    *("宅", "邸", "様", "氏", "著", "訳", "元年"),
)
# 三島原, 長曽我部: such a character begins a longer name; it is no word with a name behind.
FIRST_PARTS = frozenset("一二三四五六七八九十長大小上下中東西南北新古元本奥高")
KANJI_ONLY = re.compile(f"[{KANJI}]+")
KANA_ONLY = re.compile(f"[{HIRAGANA}{KATAKANA}]+")
HIRAGANA_ONLY = re.compile(f"[{HIRAGANA}]+")
# 佐久間 光, 渡辺 あおい: words that are given names as well.
LONGEST_WORD_NAME = 3
# 記号 滋3 番号 …: a sign with its figure, not 早見 滋5歳.
SIGN_BEHIND = re.compile("[0-9]{1,4}[ ・、]{0,2}番号")
UNIT = re.compile(f"^(?:[{KANJI}]$|[年組班番])")
# 6年2組早見 結月, 5年早見 結月: a pupil, unless the year is one of an era.
OF_CLASS = re.compile("(?:[0-9]組|(?<![0-9和成])[1-6]年)$")
# 東小5年 早見 つぐみ, 6年2組 早見 つぐみ: a blank parts the class from the name.
BEHIND_CLASS = re.compile(
    "(?:(?<![大最])[小中高](?:学?校|等学校)?[1-6]年(?:[0-9A-D]組)?|[1-6]年[0-9A-D]組) $"
)
LONGEST_CLASS = 12
PARTICLE = re.compile("[はがをにのともでかやへ、。]")
# 保 護 者 早 実: the label, and then who it is.
LABEL_SPREAD = re.compile("[名主者人長] $")
SPREAD = re.compile(f"(?:(?<![{NAME}])[{NAME}] ){{3}}[{NAME}](?![{NAME}])")
WORDY_FIELDS = [name for name in NAME_FIELDS if KANJI_ONLY.fullmatch(name) and len(name) > 1]
# 結月, トヨ: too new or too old for the dictionary.
NEW_GIVEN = re.compile(f"[{KANJI}]{{2}}|[{KATAKANA}]{{2}}")


def from_pairs(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A family name, a blank, and what can be a given name."""
    place = 0
    while found := PAIR.search(text, place):
        place = found.start("after")
        pair = pair_at(text, found, dictionary)
        if pair is None:
            continue
        # 早見 結月 給食: what is somebody's given name is no family of the next word.
        if "pair_surname" in pair.evidence and not begins_name(text, place, pair.end, dictionary):
            place = pair.end
        yield pair


def begins_name(text: str, start: int, end: int, dictionary: NameDictionary) -> bool:
    """Whether a given name may be a family's, with a given name behind it."""
    following = PAIR.match(text, start)
    is_name = bool(dictionary.known(text[start:end]) & Known.SURNAME)
    return is_name and following is not None and given_name(following["after"], dictionary)[1]


def pair_at(text: str, found: re.Match[str], dictionary: NameDictionary) -> Candidate | None:
    """The name two words are, if they are one."""
    before = found["before"]
    is_counted = text[found.start() - 1 : found.start()].isdigit()
    if is_counted:
        # 6年早見 颯真: the year or the class is none of the name; 14日 兄 is none at all.
        before = UNIT.sub("", before)
    pair = pair_of(before, found["after"], dictionary) if before else None
    if pair is None or is_head_of_name(text, found, dictionary) or is_cut_wrong(text, found, pair):
        return None
    surname, given, evidence = pair
    is_town = given in EVERYBODY and ALL_OF_TOWN.match(surname[-1])
    if is_town or is_part_of_house(text, found):
        return None
    start = found.end("before") - len(surname)
    is_pupil = is_counted and OF_CLASS.search(text, max(0, start - 4), start)
    if is_pupil or BEHIND_CLASS.search(text, max(0, start - LONGEST_CLASS), start):
        evidence.add("school_class")
    return Candidate(start, found.start("after") + len(given), evidence)


def is_spread_heading(text: str, found: re.Match[str]) -> bool:
    """Whether two characters stand in a row of single ones: 予 算 編 成 方 針."""
    around = text[max(0, found.start() - 4) : found.end() + 4]
    is_labelled = LABEL_SPREAD.search(text, max(0, found.start() - 4), found.end("before") - 1)
    return SPREAD.search(around) is not None and is_labelled is None


def is_cut_wrong(text: str, found: re.Match[str], pair: tuple[str, str, set[str]]) -> bool:
    """Whether the blank parts a name, two cells or a sign from what stands behind it."""
    surname, given, evidence = pair
    # 早見シズ 相続人: the given name ends at the blank.
    is_inside = KANJI_ONLY.fullmatch(text[found.start() - 1 : found.start()]) is not None
    if is_inside and "pair_common_word" in evidence and KANA_ONLY.fullmatch(found["before"]):
        return True
    if len(surname) == 1 and is_spread_heading(text, found):
        return True
    is_cell = found.group()[len(found["before"])] == "\t"
    if is_cell and (surname in given or "pair_given" not in evidence):
        return True
    return len(given) == 1 and SIGN_BEHIND.match(text, found.start("after") + 1) is not None


def is_part_of_house(text: str, found: re.Match[str]) -> bool:
    """Whether what stands before the blank is a numbered part of a house (四の間)."""
    start = found.start("before")
    is_one = len(found["before"]) == 1
    return is_one and NUMBERED.search(text, max(0, start - 2), start) is not None


def is_head_of_name(text: str, found: re.Match[str], dictionary: NameDictionary) -> bool:
    """Whether what stands behind the blank is the family name of the words that follow it.

    清流会 都築 礼子: the group is none of hers.
    """
    family = found["after"]
    if len(family) > LONGEST_SURNAME:
        return False
    following = PAIR.match(text, found.start("after"))
    if following is None or following["before"] != family:
        return False
    given, is_known = given_name(following["after"], dictionary)
    first, last = dictionary.known(found["before"]), dictionary.known(family)
    # 届いた方 都ノ島 英一様: a single character that is a word begins no name of three parts.
    is_word = len(found["before"]) == 1 and bool(first & Known.COMMON) and not last & Known.GIVEN
    # 対象 早見 つむぎ: nor does a word that is nobody's name.
    is_other = bool(last & Known.SURNAME) or (bool(first) and not first & PERSON_READINGS)
    is_head = is_word if first & Known.SURNAME else is_other
    return is_head and is_known and bool(given)


def pair_of(
    before: str, after: str, dictionary: NameDictionary
) -> tuple[str, str, set[str]] | None:
    """Family name, given name and the evidence of both; None if the words are no name."""
    given, is_known = given_name(after, dictionary)
    surname = family_name(before, dictionary)
    is_abroad = KANA_ONLY.fullmatch(before) is not None
    is_called = after[len(given) :].startswith((*HONORIFICS, *TITLES))
    if not surname and is_two_words(before, given, dictionary):
        return None
    # 渡辺直樹 寝たきり: what stands before the blank is a whole name already.
    is_family_too = dictionary.known(surname) & Known.SURNAME
    if not is_known and is_full_name(surname, dictionary) and not is_family_too:
        return None
    # 都築 ミネ子: no word ends like that, so what stands before it need not be known.
    is_given = is_known or WOMAN.fullmatch(given) is not None
    is_whole = len(given) > 1 or dictionary.known(given) == Known.GIVEN
    is_rare = not surname and is_given and (is_whole or is_abroad or is_called)
    # 次郎橋 冬実さん is somebody all the same.
    is_thing = not is_called and is_named_after(before, dictionary)
    if is_rare and not is_thing and not dictionary.known(given) & Known.SURNAME:
        surname = rare_family_name(before)
    is_castle = before in CASTLE and given in CASTLE
    if not surname or is_no_given(given, after) or surname in NOT_NAMES or is_castle:
        return None
    is_new = is_family(surname, dictionary) and is_new_given(given, dictionary)
    evidence = {"pair", *given_evidence(given, dictionary, is_known=is_known, is_new=is_new)}
    if is_rare:
        evidence.add("pair_rare")
    if dictionary.known(surname) & (Known.SURNAME | (Known.NAME if is_abroad else 0)):
        evidence.add("pair_surname")
    if is_known and len(surname) > 1 and not dictionary.known(surname):
        evidence.add("pair_unknown_family")
    return (surname, given, evidence) if len(evidence) > 1 else None


def is_no_given(given: str, after: str) -> bool:
    """Whether nothing, a post or what begins something else stands behind the blank."""
    is_word = given in NOT_NAMES or given in POSTS
    return not given or is_word or NO_GIVEN_NAME_START.match(after) is not None


def is_two_words(before: str, given: str, dictionary: NameDictionary) -> bool:
    """Whether both are words of the language and the first is no family name (時間 平日)."""
    first, last = dictionary.known(before), dictionary.known(given)
    return bool(first & last & Known.COMMON) and not first & PERSON_READINGS and len(given) > 1


def is_family(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word is a family name and nothing else."""
    others = Known.PLACE | Known.COMMON | Known.OTHER
    readings = dictionary.known(word)
    return len(word) > 1 and bool(readings & Known.SURNAME) and not readings & others


def is_new_given(given: str, dictionary: NameDictionary) -> bool:
    """Whether a word the dictionary has not as a given name can be one (結月, ひなた, トヨ)."""
    is_new = NEW_GIVEN.fullmatch(given) and not dictionary.known(given) & ~Known.OTHER
    is_place = PLACE_END.search(given) or PLACE_LIKE.search(given)
    return given in GIVEN_WORDS or bool(is_new and not is_place)


def given_evidence(
    given: str, dictionary: NameDictionary, *, is_known: bool, is_new: bool
) -> Iterator[str]:
    """What the word behind the blank says: a given name, a place, a word of another kind."""
    is_kana = KANA_ONLY.fullmatch(given) is not None
    if is_known:
        yield "pair_given"
    elif is_new or WOMAN.fullmatch(given):
        yield "pair_given_shape"
    elif PLACE_LIKE.search(given):
        yield "pair_place"
    elif dictionary.known(given) & (Known.OTHER if is_kana else NO_GIVEN_NAME):
        is_hiragana = HIRAGANA_ONLY.fullmatch(given) is not None
        is_short = len(given) == 1 or (is_hiragana and len(given) <= LONGEST_WORD_NAME)
        is_short = is_short or given in GIVEN_WORDS
        yield "pair_short_word" if is_short else "pair_common_word"


def family_name(run: str, dictionary: NameDictionary) -> str:
    """The family name at the end of a run of kanji; the rest has to be a word of its own."""
    if run.endswith(NO_FAMILY_NAME_END) or COUNTED.match(run):
        return ""
    # A word in katakana is one name: ジョンソン is no ソン.
    shortest = len(run) if KANA_ONLY.fullmatch(run) else 1
    for length in range(max(min(len(run), LONGEST_SURNAME), shortest), shortest - 1, -1):
        surname, rest = run[-length:], run[:-length]
        if not dictionary.known(surname) & Known.SURNAME:
            continue
        is_word = length > 1 and bool(dictionary.known(rest) & (Known.COMMON | Known.OTHER))
        is_word = is_word and rest not in FIRST_PARTS and not cuts_name(rest, surname, dictionary)
        if not rest or is_word or rest.endswith((*ROLES, *POSTS)):
            return surname
    if is_two_nouns(run, dictionary) or is_named_after(run, dictionary):
        return ""
    if run[0] in FIRST_PARTS and dictionary.known(run[1:]) & Known.SURNAME and len(run) > 2:
        return run if len(run) <= LONGEST_SURNAME else ""
    is_word = bool(dictionary.known(run) & (Known.COMMON | Known.OTHER))
    is_role = run.endswith((*ROLES, *WORDY_FIELDS)) or bool(PLACE_END.search(run))
    return "" if is_word or is_role or len(run) > LONGEST_SURNAME else run


def cuts_name(before: str, behind: str, dictionary: NameDictionary) -> bool:
    """Whether a cut goes through a family name: 佐|藤橋, 三|宅."""
    return bool(dictionary.known(before[-1:] + behind[:1]) & Known.SURNAME)


def is_named_after(run: str, dictionary: NameDictionary) -> bool:
    """Whether a bridge, a pool or a rock is called by somebody's given name."""
    return NAMED_AFTER.search(run) is not None and bool(dictionary.known(run[:-1]) & Known.GIVEN)


def is_two_nouns(run: str, dictionary: NameDictionary) -> bool:
    """Whether a run is two words of two characters each (提案理由)."""
    return len(run) == LONGEST_SURNAME and all(
        bool(readings & Known.COMMON) and not readings & Known.SURNAME
        for readings in (dictionary.known(run[:2]), dictionary.known(run[2:]))
    )


def rare_family_name(run: str) -> str:
    """A run as a family name though it is a word, or from abroad (薬袋, オリヴェイラ)."""
    is_short = len(run) <= RARE_SURNAME or KANA_ONLY.fullmatch(run) is not None
    is_role = run.endswith((*NO_FAMILY_NAME_END, *WORDY_FIELDS)) or PLACE_END.search(run)
    return run if is_short and not is_role and not COUNTED.match(run) else ""


def given_name(run: str, dictionary: NameDictionary) -> tuple[str, bool]:
    """The given name at the start of a run, and whether the dictionary knows it as one."""
    for length in range(min(len(run), LONGEST_GIVEN), 0, -1):
        given, rest = run[:length], run[length:]
        is_called = rest.startswith((*HONORIFICS, *TITLES, *IN_OFFICE))
        if rest.startswith(HOUSES) and cuts_name(given, rest, dictionary):
            continue
        if is_called and len(given) > 1 and HIRAGANA_ONLY.fullmatch(given):
            return given, bool(dictionary.known(given) & Known.GIVEN)
        ends_here = not rest or is_called or PARTICLE.match(rest)
        if ends_here and dictionary.known(given) & Known.GIVEN:
            return given, True
    bare = min((run.partition(honorific)[0] for honorific in HONORIFICS), key=len)
    shape = GIVEN_SHAPE.match(bare or run)
    return (shape.group() if shape else ""), False
