"""What a narrating sentence says of a name: it acts, is described, stands behind who it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary

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
    "来ませ", "来なかっ", "来られ",
)  # fmt: skip
DONE = f"[^。\\nがは]{{0,24}}?(?:{'|'.join(DEEDS)})"
DEED = re.compile(f"(?:たち|達|ら|自身|本人)?(?:が|は|も|に|を|と(?![言い])){DONE}")
ACTING = re.compile(f"[がはも]{DONE}")
# …の打席, …の生い立ち: what people have and places have not.
OWNED = re.compile(
    "の(?:動き|手腕|妻|夫|父|母|息子|娘|兄|弟|姉|妹|死|遺|生い立ち|才能|功績|演説|応援|証言|発言|著書"
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
    f"|(?:{CALLINGS}|友人|の父|の母|親友)$"
)
BEFORE = 12
# …は、日本の実業家。: an entry of an encyclopaedia.
DESCRIBED = re.compile(
    f"(?:は|とは)、?[^。\\n]{{0,40}}"
    f"(?:(?<=[{KANJI}])[家者師士優]|選手|監督|教授|歌人|詩人|芸人|軍人|貴族|女性|男性|少年|少女|人物"
    f"|{CALLINGS})(?:。|である|であり|だっ|で、|、|$)"
)
RANK_BEHIND = re.compile(
    " ?(?:大将|中将|少将|准将|大佐|中佐|少佐|大尉|中尉|少尉|警視|警部補?|伯爵|公爵|侯爵|子爵"
    f"|男爵|夫人|船長|機長|提督|卿|神父|牧師|師匠|親方|騎手|棋士|女流|党首|本人|自身|たち(?![{KANJI}])|派(?![遣出]))"
)
# A word in katakana that stands alone; whom it names only the sentence tells.
ALONE = re.compile(
    f"(?<![{KATAKANA}・=A-Za-z])[{KATAKANA}]{{3,12}}(?:[・=][{KATAKANA}]{{1,12}}){{0,4}}"
    f"(?![{KATAKANA}・=A-Za-z])"
)
# 大熊は、日本の教育家。: whoever an entry is about stands at its head.
HEAD = re.compile(f"(?:^|(?<=[。\\n「 ]))[{KANJI}]{{3,6}}(?=は|とは|、)")


def told_of(text: str, candidate: Candidate) -> Iterator[str]:
    """Names of the evidence a narrating sentence gives about a candidate."""
    before = text[max(0, candidate.start - BEFORE) : candidate.start]
    if DEED.match(text, candidate.end) or OWNED.match(text, candidate.end):
        yield "told"
    if CALLED_BEFORE.search(before):
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
    for found in ALONE.finditer(text):
        parts = re.split("[・=]", found.group())
        evidence = {"kana_subject", "foreign_dotted"} if len(parts) > 1 else {"kana_subject"}
        one = Candidate(*found.span(), evidence)
        is_new = all(not dictionary.known(part) & ~Known.NAME for part in parts)
        told = set(told_of(text, one))
        # What is done to an unknown thing says nothing: only who acts is somebody.
        if is_new and (told - {"told"} or ACTING.match(text, one.end)):
            yield one


def is_headed(run: str, dictionary: NameDictionary) -> bool:
    """Whether a run that is no word begins with a family name."""
    begins = any(dictionary.known(run[:cut]) & Known.SURNAME for cut in (1, 2, 3))
    return begins and not dictionary.known(run) & ~PERSON_READINGS
