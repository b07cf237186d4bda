"""What a text is as a whole: a record about people, or something a city publishes."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from assistant.filters.alternatives import quick

# Words of records about people, and of what a city publishes: each counts once.
PRIVATE_CUE = re.compile(
    quick(
        "氏名|生年月日|自宅|携帯|本人|世帯主|続柄|滞納|受給|来庁|来所|電話あり|架電|折り返|申出|苦情|相談者|通院|入院"
        "|面談|訪問|同居|独居|保護者|担任|欠席|遅刻|お世話になって|お疲れ|拝啓|敬具|承知|ご連絡|異動|休暇|出勤|当番|名簿|口座"
        "|母(?![子国校体])|父(?!兄)|妻|(?<![工丈農])夫(?![婦人])|長男|長女|息子|娘|先月|先日|折返|ごめん|すみません"
        "|返信|差出人|件名|宛名|主治医|けが|メモ"
    )
)
PUBLIC_CUE = re.compile(
    quick(
        "計画|条例|規則|要綱|議案|会議録|定例会|広報|総合|方針|施策|指標|目標|予算|決算|統計|人口|世帯数|歴史|文化財"
        "|開催|入場|定員|先着|募集|主催|後援|会場|所在地|施設|料金|無料|休館|路線|停留所|公園|河川|工事|入札|落札|事業費|年度"
        "|FAX|期日|可決|否決|採決|拠点|基金|施行|告示|規定|質疑|審議|収支|別表|別紙|休日|夜間|延べ|平均|前年"
        "|整備|改修|供用|補助金|交付金|一般会計|委託|指定管理|未満|医療機関|公共|公民館|学級|給食|議員|傍聴|合併"
        "|取組|推進|振興|見直し|課題|現状|概要|資源|企業|商業|農業|法人|時代|展望|体制|啓発|全国|県内|市内|国道"
        "|km|ha|㎡|m2|m3|kWh|第[0-9]+条|第[0-9]+号|[0-9]+%|[0-9,]{3,}人|億円|千円|百万円"
        "|市長|条例|協定|提携|姉妹都市|書名|著者|出版|大会|優勝|[1-9]位|採択|世帯|断水|施工|発注|管理者|指定"
        "|種別|員数|使用料|任期|事務局|アンケート|パブリックコメント|コース|徒歩|所要|ガイド|ロケ地"
        "|問い?合わ?せ|報道|発表|抜粋|休日|講座|教室|公募|名簿|資料[0-9]|第[0-9]+回|経過"
        "|地区|地域|区域|集落|産業|観光|見学|展示|資料館|駅|バス|収集|避難所|選挙|投票|号線|面積|一覧"
    )
)
# 14時 …を案内した: what was done by the hour is a log, whatever places it tells of.
LOGGED = re.compile(
    r"^[ 　・*○●\-]{0,3}[0-2]?[0-9](?:時(?:[0-5]?[0-9]分|半)?|:[0-5][0-9])(?!\s*[~～〜\-]).{0,80}?"
    r"(?:た|と(?:話す|訴える|のこと)|から|不在)(?:。|$)",
    re.MULTILINE,
)
FIGURES = re.compile("[0-9,]+")
ENOUGH = 3
SURELY = 4
LEAST_LENGTH = 120


class Genre(StrEnum):
    """The kind of a text; also the name of the evidence it gives."""

    PRIVATE = "private_text"
    PUBLIC = "public_text"
    UNCLEAR = ""


def genre(text: str) -> Genre:
    """The kind of a text by the different words of either kind in it."""
    private, public = cues(text)
    if private >= ENOUGH and private > public:
        return Genre.PRIVATE
    return Genre.PUBLIC if public >= ENOUGH and public > 2 * private else Genre.UNCLEAR


def is_surely_published(text: str) -> bool:
    """Whether a longer text is full of what cities publish and of little that is private."""
    if len(text) < LEAST_LENGTH:
        return False
    private, public = cues(text)
    return public >= SURELY and public > 3 * private


@lru_cache(maxsize=2)
def cues(text: str) -> tuple[int, int]:
    """How many different words of records about people, and of what a city publishes."""
    public = {FIGURES.sub("0", cue) for cue in PUBLIC_CUE.findall(text)}
    logged = sum(1 for _ in LOGGED.finditer(text))
    return len(set(PRIVATE_CUE.findall(text))) + logged, len(public)
