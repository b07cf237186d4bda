"""Somebody's child, parent or friend by a given name alone, though it is a word or a place too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.deeds import ACTS, ACTS_OF_NAMED, DEEDS
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.given import KANA_GIVEN
from assistant.filters.names.lines import lines_of
from assistant.filters.names.shape import TO_KATAKANA
from assistant.filters.names.words import (
    CREATURES,
    FOREIGN_KANA,
    GIVEN_WORDS,
    PERSON_NOUNS,
    SURE_HISTORY_CUES,
)

NAME = f"{KANJI}{HIRAGANA}{KATAKANA}"
KIN = (
    "(?:[上下]の|真ん中の|うちの|わが|我が|末の?|二番目の|三番目の)?子|末っ子|一人っ子|(?:一人)?(?:息子|娘)"
    "|[長次二三四五][男女]|双子|ひ?孫|[実義]?[父母兄弟姉妹]|[祖曽]?祖[父母]|[叔伯][父母]|いとこ|従[兄弟姉妹]|甥|姪|嫁"
    "|元?夫|元?妻|主人|家内|旦那|婚約者|友だち|友達|友人|同級生|仲間"
)
CALLED = "くん|ちゃん|さん|君|様|氏"
# Who is meant stands at once behind these, in brackets or behind の; behind は and 、 with さん.
BOUND = rf"(?<![{KANJI}]){quick(KIN)}(?:さん)?(?:の| ?[(「『]| {{1,2}}|:|・)[「『]?"
LOOSE = rf"(?<![{KANJI}]){quick(KIN)}(?:は、?|、)[「『]?"
GIVEN = f"(?P<name>[{KANJI}]{{1,3}}|[{HIRAGANA}]{{2,5}}?|[{KATAKANA}]{{2,7}})[」』]?"
AGE = r" ?\([0-9]{1,2}(?:[歳才]|か月|ヶ月|\))"
ENDS = (
    rf"(?:{CALLED})|たち|ら[はがもをに]|[がはもをにへ]|と(?![がもをに])|から|より|です|で、"
    rf"|[、。・」』)\n]| ?\(| |の(?:時|とき|代[にはで、]|頃|{quick('|'.join(PERSON_NOUNS))})|$"
)
NAMED = re.compile(f"{BOUND}{GIVEN}(?={ENDS})", re.MULTILINE)
NAMED_LOOSELY = re.compile(f"{LOOSE}{GIVEN}(?=(?:{CALLED})[がはもをにとの、。」) (]|{AGE})")
# 外国人の男性、ハサンさん: who it is, and how somebody from abroad is called.
CALLED_SO = re.compile(
    "(?:男性|女性|男の子|女の子|男児|女児|外国人|住民|生徒|児童|園児|同僚|隣人)"
    rf"(?:\(|の|、|は|・|「)「?(?P<name>[{KATAKANA}]{{2,8}})"
    rf"(?=(?:{CALLED})(?:[」)がはもをにとのへ、。 ]|から|$))",
    re.MULTILINE,
)
# 妻のまさ子さん, 4年生のみつばちゃん: whose, or how old, and what they are called by.
WOMAN = re.compile(
    "(?:妻|夫|母|父|祖母|祖父|娘|姉|妹|孫|嫁|叔母|伯母|義母)(?:の|[「( ・、])「?"
    rf"(?P<name>[{HIRAGANA}{KATAKANA}]{{1,3}}(?<![のおごた])[子美代枝江恵乃])"
    "(?=」? ?(?:さん|ちゃん|様)|[がはもをにのと、)」])"
)
# ロペス家の高校生: whose family it is.
OF_HOUSE = re.compile(
    f"(?<![{KATAKANA}{KANJI}])(?P<name>[{KATAKANA}]{{2,8}}|[{KANJI}]{{2,4}})家の"
    "(?:高校生|中学生|小学生|園児|子(?!ども食堂)|[長次三][男女]|世帯|お宅|見守り|訪問)"
)
AGED = re.compile(
    rf"(?:[0-9]{{1,2}}[歳才]児?|[1-6]年生|年[少中長](?:組|児)?)の(?P<name>[{HIRAGANA}]{{2,4}}?)(?=ちゃん|くん)"
)
# 送迎はダリオ(おじ): who it is, in brackets behind the name.
TOLD_BEHIND = re.compile(
    f"(?<![{KATAKANA}・])(?P<name>[{KATAKANA}]{{2,8}})"
    f"\\((?:おじ|おば|おい|めい|祖父母|{KIN})(?:さん)?(?:[、・][^()\\n]{{0,12}})?\\)"
)
# うちのレナは、もう自分で…: at home are cars and dogs, too; what it does tells.
AT_HOME = re.compile(
    f"(?:うち|我が家|わが家|隣|お?向かい)の(?P<name>[{KATAKANA}]{{2,6}}|[{HIRAGANA}]{{2,4}}?)(?=[がはも])"
)
DOES = re.compile(
    f"[」』]?(?:{CALLED})|[」』]?{AGE}"
    f"|[」』]?[がも][^。\\nがは、]{{0,12}}?{quick('|'.join((*DEEDS, *ACTS)))}"
    f"|[」』]?[はも]、?(?:もう|まだ|毎[日朝晩週]|今日|昨日|自分で|一人で|[0-9]{{1,2}}[歳才])"
    f"|[」』]?は、?[^。\\nがは]{{0,16}}?{quick('|'.join((*DEEDS, *ACTS, *ACTS_OF_NAMED)))}"
    "|[」』]?[はが]、?[^。\nはが]{0,8}?(?:施設|入院|入所|入居|通院|介護|認知症|存命|同居|一人|年[少中長])"
    f"|[」』]?の(?:{quick('|'.join(PERSON_NOUNS))})"
)
KANA_CALLED = re.compile(f"[{KATAKANA}]+(?:{CALLED})")
# 弟のつむくん: whatever the word is; あかちゃん, わんちゃん and おにいちゃん are anybody's.
CHILD_CALLED = re.compile(f"[{HIRAGANA}]{{2,5}}?(?:くん|ちゃん)")
NO_CHILD_CALLED = re.compile(
    "お.*|あか|わん|にゃん|[ねに]い|ね?え|ば[あー]|じ[いー]|かあ|とう|ぼっ|ぼう|みな|いと|ひよこ|うさ|くま|ぞう"
)
CALLED_BEHIND = re.compile(f"[」』](?:{CALLED})")
# Given names that are what people have, too: 娘の夢, 孫の歌, 母の花.
OWNED = frozenset(
    """
    心 歌 詩 音 夢 星 月 花 海 空 光 希 望 新 要 鈴 琴 虹 梅 桃 桜 力 道 愛 恵 幸 実 真 正 和 礼
    学 智 知 勝 栄 誉 未来 希望 将来 太陽 大地 大空 日向 自然 平和 進 努 巧 功 恩 情 徳 仁 義 忍
    忠 孝 信 旅 風 雪 雨 水 木 本 里 菊 蘭 松 竹 文 筆 玉 糸 絹 泉 岬 渚 灯 香 薫 操 技 芸 型 命
    宝 縁 絆 理 論 法 業 職 勇気 安心 感謝 成功 こころ うみ はな うた ゆめ そら つばさ のぞみ
    ひかり みらい ほし なつ ゆき あき めい かえで いちご もも あかり しおり
    """.split()  # noqa: SIM905 - a table of names stays readable without 200 quotes
)
NO_CHILD = frozenset(
    (
        "こと",
        "もの",
        "ため",
        "ほう",
        "よう",
        "うち",
        "あと",
        "まえ",
        "そば",
        "みな",
        "ほか",
        "ところ",
    )
)
# What somebody is called by what he does, no name though さん stands behind.
ROLES_IN_KANA = tuple(
    """
    ママ パパ ヘルパー スタッフ ボランティア ドライバー オーナー ガイド ケアマネ ケアマネジャー
    マネージャー リーダー コーチ トレーナー メンバー キャプテン サポーター シェフ シッター
    マスター ファン パート アルバイト デイ カウンセラー ケースワーカー ワーカー
    """.split()  # noqa: SIM905 - a table of words stays readable without 50 quotes
)
# 弟 早見 湊: the family stands before the given name.
NEXT_WORD = re.compile(
    f" (?P<word>[{KANJI}]{{1,3}}|[{HIRAGANA}]{{2,5}}?|[{KATAKANA}]{{2,6}})"
    f"(?=(?:{CALLED})|[^{NAME}]|$)"
)
# Whatever else a word is.
OF_KIN = frozenset(("field", "label_cell", "role_before"))
# Kin of those long dead have given names alone; who died last month is of today.
OF_OLD = re.compile(quick("|".join(SURE_HISTORY_CUES)))
OF_TODAY = re.compile(
    f"[{KANJI}]{{0,3}}[がはも]、?(?:先[月日週]|昨[日年]|一昨[日年]|去年|今[年月朝週]|令和|[0-9]{{1,2}}[歳才月])"
)


def from_kin(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Everything this module looks for."""
    for found in chain(NAMED.finditer(text), NAMED_LOOSELY.finditer(text)):
        following = NEXT_WORD.match(text, found.end("name"))
        if following and is_whole(found["name"], following["word"], dictionary):
            yield Candidate(found.start("name"), following.end(), {*OF_KIN, "pair", "pair_given"})
        elif is_named(text, found, dictionary) and not is_of_old(text, found):
            yield Candidate(*found.span("name"), set(OF_KIN))
    for found in AT_HOME.finditer(text):
        readings = name_readings(found["name"], dictionary)
        if readings & PERSON_READINGS and is_doing(text, found):
            yield Candidate(*found.span("name"), set(OF_KIN))
    for found in TOLD_BEHIND.finditer(text) if "(" in text else ():
        if not dictionary.known(found["name"]) & Known.COMMON:
            yield Candidate(*found.span("name"), {*OF_KIN, "foreign_kana"})
    yield from from_called(text)


def from_called(text: str) -> Iterator[Candidate]:
    """Somebody's friend or wife, or a pupil, called さん or ちゃん."""
    for found in CALLED_SO.finditer(text):
        if not found["name"].endswith(ROLES_IN_KANA):
            yield Candidate(*found.span("name"), {"role_before", "given_word"})
    for found in OF_HOUSE.finditer(text) if "家の" in text else ():
        yield Candidate(*found.span("name"), {"role_before"})
    for found in chain(WOMAN.finditer(text), AGED.finditer(text)):
        if found["name"] not in CREATURES:
            yield Candidate(*found.span("name"), {"role_before", "given_word"})


def is_named(text: str, found: re.Match[str], dictionary: NameDictionary) -> bool:
    """Whether a word behind 娘の, 夫( or 長男 is a given name."""
    name = found["name"]
    if name in NO_CHILD or name in NOT_NAMES or name in CREATURES:
        return False
    before = text[found.start("name") - 1]
    is_sure = (
        is_given(name, dictionary)
        or (before == "(" and is_given_in_brackets(name, dictionary))
        or (KANA_CALLED.match(text, found.start("name")) and not name.endswith(ROLES_IN_KANA))
    )
    # 妹は「みずは」ちゃん: figures of a play or a mascot's family are written so, too.
    if before in "「『":
        is_figure = CALLED_BEHIND.match(text, found.end("name")) is not None
        return bool(is_sure) and is_doing(text, found) and not is_figure
    is_child = CHILD_CALLED.match(text, found.start("name")) and not NO_CHILD_CALLED.fullmatch(name)
    is_perhaps = name in OWNED or name_readings(name, dictionary) & PERSON_READINGS
    return bool(is_sure or is_child or (is_perhaps and is_doing(text, found)))


def is_whole(family: str, given: str, dictionary: NameDictionary) -> bool:
    """Whether two words behind a blank are a family and a given name."""
    is_word = dictionary.known(family) & ~(PERSON_READINGS | Known.PLACE)
    is_called = bool(dictionary.known(given) & Known.GIVEN) or is_given(given, dictionary)
    return is_called and not (is_word and not dictionary.known(family) & Known.SURNAME)


def is_given(name: str, dictionary: NameDictionary) -> bool:
    """Whether a word is a given name and nothing people have."""
    if name in OWNED:
        return False
    if name in GIVEN_WORDS or name in KANA_GIVEN or name in FOREIGN_KANA:
        return True
    readings = name_readings(name, dictionary)
    is_name = bool(readings & (Known.GIVEN | Known.NAME))
    # 楓 is a tree as well; 成功 and マーク are words above all.
    return is_name and (len(name) == 1 or not readings & (Known.COMMON | Known.OTHER))


def is_given_in_brackets(name: str, dictionary: NameDictionary) -> bool:
    """As `is_given`, where nothing but a name or another role is written."""
    readings = name_readings(name, dictionary)
    is_new = not readings and re.fullmatch(f"[{HIRAGANA}{KATAKANA}]{{3,}}", name) is not None
    # 夫(ケンジ); 妻(パート) is what she does.
    is_name = bool(readings & Known.NAME) and not readings & Known.COMMON
    return is_new or is_name or bool(readings & Known.GIVEN)


def name_readings(name: str, dictionary: NameDictionary) -> int:
    """The readings of a word, of one in hiragana those in katakana too."""
    return dictionary.known(name) | (
        dictionary.known(name.translate(TO_KATAKANA)) & PERSON_READINGS
    )


def is_doing(text: str, found: re.Match[str]) -> bool:
    """Whether what follows is done, had or felt by people alone."""
    return DOES.match(text, found.end("name")) is not None


def is_of_old(text: str, found: re.Match[str]) -> bool:
    """Whether the line tells of long ago, and not of what has happened lately."""
    is_told = lines_of(text).holds(OF_OLD, found.start())
    return is_told and OF_TODAY.match(text, found.end("name")) is None
