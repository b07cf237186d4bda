"""Given names no dictionary has, by the characters such names are composed of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.pairs import is_new_given

# Characters given names of today are composed of. A table of what parents choose, no list of names.
COMPOSING = frozenset(
    "莉陽葵愛結菜花咲杏凛凜心優美乃彩音奈那里香穂帆希羽海琴桜紗沙耶芽依茉紬楓柚朱栞詩璃瑠琉澪澄月星空"
    "湊蓮蒼颯悠翔樹斗大陸碧暖律朝朔新絆奏瑛晴旭玲翼琥珀龍虎怜煌輝斗真慧快春夏秋冬陽向太汰一人馬磨司士郎朗也哉"
    "弥矢介助祐佑佳華恵絵衣江織緒央桃梨実未来久寿紀季歩風吹舞雅都子世夢虹千百万由友有優亜明日乙己仁仙凪叶"
    "和唯啓圭壮奨嘉埜寧尚峻崇巧幸志恋恒恭悟惺慎憲拓敦晃晏景智暉曜朋杜柊栄梓椎楽槙樺歌毅汐泉流浬涼渚湧澄灯煌"
    "理瑞瑚瑶璃瞳碧祥禄稀穏笑維綾絢緋芙芭苺茜莉菫萌葉蕾藍藤蘭虹詠諒貴賢輔遥遼醍鈴雪雫響颯飛駿魁麗麻鼓"
    "聖誠義武勇健博信光英俊秀雄彦規克洋浩淳純潤章彰周宗忠孝剛強豊隆盛茂昇勝清洸滉皓旺昊昂冴瑳彗惟偉允伊恩快橘宮匡吟桂景兼源瑚"
    "洪紘航恒獅滋珠舜順昭丞譲晋尋翠嵩成晟善爽聡想泰知宙澄通紬定哲天瞳透南之波羽白百福文平芳望睦満妙紋野遊裕羅良凌路"
)
# Read as a given name's last character and hardly as the last of a word of the language.
ENDING = frozenset(
    "莉葵菜奈那里咲凛凜乃穂帆羽紗沙耶依茉紬澪翔斗汰磨哉弥佑華緒央梨舞亜叶仁凪柊琉瑠璃音希真美愛花心来太樹輝也織陽晴月桜芽空葉結聖誠陸璃瑠香恵衣実子芽蓮蒼颯悠湊"
)
# In hiragana words of the language, or in no dictionary at all; nothing that people have.
KANA_GIVEN = frozenset(
    """
    ひより ひなの ひまり ここな ここみ みのり かんな しずく まつり このみ みそら ひびき いぶき
    だいち たいき ゆうき はるか ちはる ちひろ ちなつ かのん りおん りこ りの ゆの ゆいな みゆ みう
    さな さら かなで つばき あやめ わかば あんず くるみ こむぎ かりん すずな なずな つくし つむぎ
    いろは ひなた あおば みつき みずき なつき はづき やよい ことり ことね ことは すみれ なぎさ
    いずみ みなみ みさき みなと かえで ゆずき ゆずは ゆづき れんか ののか ほのか あおい あかね
    いおり いつき かずは はると はやと ゆうと そうた けんた こうた しょうた りょうた ゆうた かいと
    """.split()  # noqa: SIM905 - a table of names stays readable without 200 quotes
)
WORD = f"(?P<name>[{KANJI}]{{2,3}})"
# 娘(結愛), 長女の…, 次女咲…, 児童悠…, 3歳の…, 双子の…: whose name stands there.
BEHIND_CHILD = re.compile(
    "(?=[0-9年小中長次二三四息娘孫妹弟兄姉児生園新双乳幼])"
    "(?:長男|次男|二男|三男|四男|長女|次女|二女|三女|四女|息子|娘|孫|妹|弟|兄|姉|児童|生徒|園児|新生児|双子|乳児|幼児"
    r"|[0-9]{1,2}[歳才](?:児)?|年[少中長](?:組|児)?|[小中][1-6])(?:の名は|の|・|、|:| |\(|「)?"
    rf"{WORD}(?=[がはもをとにのへ、。)」( ]|くん|ちゃん|さん|$)"
)
STANDING = re.compile(
    rf"(?:^|(?<=[。、「\n (・と])){WORD}(?=[がはもをとにの、・)」(](?![{KANJI}]{{1,3}}[市区町村]))",
    re.MULTILINE,
)
OF_CHILDREN = re.compile(
    quick(
        "保育|幼稚園|こども園|登園|園[でにをの]|給食|おむつ|オムツ|昼寝|お迎え|連絡帳|発達|就学|就園|検診|健診|予防接種|離乳"
        "|けんか|喧嘩|アレルギー|泣[いくき]|不登校|欠席|担任|家庭訪問|母子手帳|出生|名付|医療証|児童手当"
        "|学童|保護者|入学|転校|面談|入所承諾|入園|利用調整|療育|現況届"
    )
)
LEAST_COMPOSED = 2
# 子は○○、(娘:○○), 男性は○○と呼ばれ: whose given name in katakana it is.
KANA_OF = re.compile(
    f"(?<![{KANJI}])(?:[一-龥]{{0,4}}の)?(?P<who>子|娘|息子|孫|[長次二三][男女]|[夫妻父母兄姉弟妹]|男性|女性|男児|女児|男の子|女の子)"
    f"(?:の名(?:前)?)?(?:は|が|:)「?(?P<name>[{KATAKANA}]{{2,8}})」?"
    "(?:(?P<called>と呼ば|という(?:名|人|男|女|子)|と名乗)|(?=[、。」)\n]|$))"
)
# 休職中の早見 慶の面談: people are, and hardly anything else.
IN_STATE = re.compile(
    "(?:病気?休暇?|休職|療養|入院|通院|育休|産休|休学|求職|服役|拘留|在宅|同居|別居|妊娠|介護|保護|滞納|相談|面談|復職)中の"
    f"(?P<family>[{KANJI}]{{1,4}})(?: (?P<given>[{KANJI}{KATAKANA}ぁ-ゖ]{{1,4}}?))?"
    "(?=[のはがをにとへも、。」(](?![ぁ-ゖ])|さん|様|氏|$)"
)


def from_given(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Composed given names behind a word for a child, and where children are cared for."""
    yield from from_kana(text, dictionary)
    yield from from_states(text, dictionary)
    is_told = OF_CHILDREN.search(text) is not None
    for found in BEHIND_CHILD.finditer(text):
        if is_composed(found["name"], dictionary):
            is_told = True
            yield Candidate(*found.span("name"), {"role_before", "new_given", "given_word"})
    if not is_told:
        return
    for found in STANDING.finditer(text):
        if is_composed(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"new_given", "given_word"})


def from_kana(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Given names in katakana behind who somebody is to somebody."""
    for found in KANA_OF.finditer(text):
        readings = dictionary.known(found["name"])
        if not readings & Known.COMMON and (found["called"] or readings & PERSON_READINGS):
            yield Candidate(*found.span("name"), {"role_before", "label_cell"})


def from_states(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who is ill, away or cared for, by a whole name or a family's."""
    for found in IN_STATE.finditer(text) if "中の" in text else ():
        readings, given = dictionary.known(found["family"]), dictionary.known(found["given"] or "")
        if found["given"]:
            is_given = given & Known.GIVEN or is_new_given(found["given"], dictionary)
            is_name = is_given and readings != Known.COMMON
        else:
            is_name = readings & Known.SURNAME and not readings & ~PERSON_READINGS
        if is_name:
            last = "given" if found["given"] else "family"
            span = found.start("family"), found.end(last)
            yield Candidate(*span, {"role_before", "label_cell"})


def is_composed(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word no dictionary has is made of nothing but what given names are made of."""
    return word[-1] in ENDING and is_made_of_names(word, dictionary)


def is_made_of_names(word: str, dictionary: NameDictionary) -> bool:
    """As `is_composed`, whatever the word ends in: for what stands where a given name does."""
    readings = dictionary.known(word)
    is_made = COMPOSING.issuperset(word) and not readings & ~(Known.GIVEN | Known.NAME)
    return is_made and not is_compound(word, dictionary)


def is_compound(word: str, dictionary: NameDictionary) -> bool:
    """Whether a word of three characters is one of the language with another before or behind."""
    return len(word) > LEAST_COMPOSED and any(
        dictionary.known(part) & Known.COMMON
        and not dictionary.known(part) & (Known.GIVEN | Known.SURNAME)
        for part in (word[:2], word[1:])
    )
