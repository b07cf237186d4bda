"""What a narrating sentence says of a name: it acts, is described, stands behind who it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.foreign import NO_NAME_PARTS

# What people do, feel or undergo, and hardly a team, a firm or a city.
DEEDS = (
    "生まれ", "育っ", "学ん", "師事", "入門し", "卒業", "中退", "留学", "入社", "入団", "退団",
    "引退", "デビュー", "改名", "改姓", "結婚", "離婚", "再婚", "恋", "死去", "病死", "急死",
    "戦死", "没し", "亡くな", "殺害", "殺さ", "自殺", "逮捕", "起訴", "釈放", "負傷", "入院",
    "演じ", "主演", "出演", "共演", "歌っ", "作曲", "作詞", "執筆", "書い", "書き", "描い",
    "著し", "考案", "発明し", "論じ", "述べ", "語っ", "語り", "話し", "話す", "言っ", "言う",
    "答え", "尋ね", "叫ん", "つぶや", "コメント", "指摘", "評し", "批判", "称え", "振り返", "回想",
    "信じ", "悩み", "考え", "思っ", "感じ", "憧れ", "泣い", "笑っ", "怒っ", "驚い", "喜ん",
    "辞任", "就任", "当選", "落選", "出馬", "立候補", "演説", "任命", "解任", "起用", "抜擢",
    "慕っ", "告白", "名乗っ", "騎乗", "登板", "率い", "駆け寄", "振り向", "逃げ", "出会",
    "来ませ", "来なかっ", "来られ", "行動し", "行動す", "知り合", "再会", "付き合", "交際", "面会",
    "会っ", "会い", "会見", "会談", "対談",
    # at a counter, on the telephone, at home
    "来てい", "来ては", "来て、", "来た", "電話して", "電話をかけ", "電話をくれ", "怒鳴", "居座",
    "待ってい", "待って、", "頼ん", "帰った", "帰って", "持って来", "持ってき", "訴え", "困って",
    "休ん", "辞め", "引っ越し", "転ん", "倒れ", "暮らし", "住ん", "飼って", "受け取っ", "申し込",
    "怖が", "欲しが", "言い張", "名乗り",
)  # fmt: skip
# Who said it may stand before the words: 早見は「…が…」と述べた.
QUOTED = "「[^「」\\n]{1,160}」"
DONE = f"(?:[^。\\nがは「」]|{QUOTED}){{0,24}}?(?:{'|'.join(DEEDS)})"
DEED = re.compile(f"(?:たち|達|ら|自身|本人)?(?:が|は|も|に|を|と(?![言い])){DONE}")
ACTING = re.compile(f"[がはも]{DONE}")
# 早見は、翌年に会社が合併したから辞めたと日記に書いている: a topic reaches over others' doings.
SAYING = re.compile(
    f"は(?:[^。\\n「」]|{QUOTED}){{1,80}}?と[^。\\nはがを、「」]{{0,12}}?"
    "(?:述べ|語っ|語り|書い|書き|記し|綴っ|話し|言っ|答え|評し|批判|指摘|主張|コメント|回想|振り返|考え(?!ら)"
    "|思っ|信じ|報告し|提案し|説明し|発言|告白)"
)
# …の打席, …の生い立ち: what people have and places have not.
OWNED = re.compile(
    "の(?:動き|手腕|元[妻夫]|実[母父]|義[母父兄弟姉妹]|交際相手|書いた|言った|話した|妻|夫|父|母|息子|娘|兄|弟|姉|妹|死|遺|生い立ち|才能|功績|演説|応援|証言|発言|著書"
    "|作品|弟子|演技|歌声|打席|[左中右]?[前越]?安打|本塁打|打球|投球|采配|引退|移籍|辞任|前任|後任"
    "|代役|代わり|もとに|もとで|性格|言葉|評判|提案|主張|論文|学説|友人)"
)
# Who somebody is, right before the name: 漫画家の, 友人, 父, ピアニストの.
CALLINGS = (
    "ピアニスト|ギタリスト|ドラマー|ベーシスト|ソリスト|ボーカル|アーティスト|ジャーナリスト|ライター"
    "|カメラマン|デザイナー|プロデューサー|ディレクター|エージェント|オーナー|コーチ|マネージャー"
    "|ランナー|ドライバー|キャプテン|エース|ヒロイン|ライバル|モデル|アイドル|エンジニア|パートナー"
)
CALLED_BEFORE = re.compile(
    f"(?:(?<=[{KANJI}])[家者師士優手]|監督|選手|教授|博士|妻|夫|父|母|息子|娘|長男|次男|三男|長女|次女"
    f"|三女|兄|弟|姉|妹|友人|親友|恋人|同僚|同級生|先輩|後輩|主人公|教祖|少年|少女|青年"
    f"|[{KATAKANA}]{{2,}}人|{CALLINGS})(?:の|・|、|である|だった)[「『]?$"
    f"|(?:{CALLINGS}|友人|の父|の母|親友)$|(?:実習生|留学生|研修生|転校生)の?[「『]?$"
)
# 流行歌手早見…, 写真家早見…: what one does, and the name glued to it.
PROFESSIONS = (
    "歌手|俳優|女優|声優|画家|作家|漫画家|写真家|音楽家|作曲家|建築家|実業家|起業家|評論家|彫刻家|陶芸家|舞踊家"
    "|哲学者|心理学者|経済学者|社会学者|生物学者|物理学者|数学者|教育者|研究者|棋士|力士|調教師|美容師|指揮者|司会者"
)
GLUED = re.compile(f"(?:{PROFESSIONS})(?P<name>[{KANJI}]{{3,5}})(?=[はがもをにとの、。])")
GLUED_BEFORE = re.compile(f"(?:{PROFESSIONS}|(?<=[{KANJI}])[家者士師優])$")
BEFORE = 12
# …は、日本の実業家。: an entry of an encyclopaedia.
DESCRIBED = re.compile(
    f"(?:は|とは)、?[^。\\n]{{0,40}}"
    f"(?:(?<=[{KANJI}])[家者師士優]|選手|監督|教授|歌人|詩人|芸人|軍人|貴族|女性|男性|少年|少女|人物"
    f"|{CALLINGS})(?:。|である|であり|だっ|で、|、|$)"
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
KANA = re.compile(f"[{KATAKANA}]")
# 大熊は、日本の教育家。: whoever an entry is about stands at its head.
HEAD = re.compile(f"(?:^|(?<=[。\\n「 ]))[{KANJI}]{{3,6}}(?=は|とは|、)")


def told_of(text: str, candidate: Candidate) -> Iterator[str]:
    """Names of the evidence a narrating sentence gives about a candidate."""
    before = text[max(0, candidate.start - BEFORE) : candidate.start]
    if any(one.match(text, candidate.end) for one in (DEED, OWNED, SAYING)):
        yield "told"
    is_kana = KANA.match(text, candidate.start) is not None
    if CALLED_BEFORE.search(before) or (is_kana and GLUED_BEFORE.search(before)):
        yield "called_before"
    if DESCRIBED.match(text, candidate.end):
        yield "described"
    if RANK_BEHIND.match(text, candidate.end):
        yield "rank_behind"


def from_narrative(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Heads of entries, and new words in katakana the sentence speaks of as of a person."""
    for found in HEAD.finditer(text):
        if DESCRIBED.match(text, found.end()) and is_headed(found.group(), dictionary):
            yield Candidate(*found.span(), {"described"})
    for found in GLUED.finditer(text):
        if is_headed(found["name"], dictionary):
            yield Candidate(
                *found.span("name"), {"called_before", "role_before", "surname_and_rest"}
            )
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
    is_last = not last & (Known.COMMON | Known.PLACE)
    return len(parts) > 1 and bool(first & Known.NAME) and is_last and not first & Known.PLACE


def is_headed(run: str, dictionary: NameDictionary) -> bool:
    """Whether a run that is no word begins with a family name."""
    begins = any(dictionary.known(run[:cut]) & Known.SURNAME for cut in (1, 2, 3))
    return begins and not dictionary.known(run) & ~PERSON_READINGS
