"""What a text is as a whole: a record about people, or something a city publishes."""

from __future__ import annotations

import re
from enum import StrEnum

# Words of records about people, and of what a city publishes: each counts once.
PRIVATE_CUE = re.compile(
    "氏名|生年月日|自宅|携帯|本人|世帯主|続柄|滞納|受給|来庁|来所|電話あり|架電|折り返|申出|苦情|相談者|通院|入院"
    "|面談|訪問|同居|独居|保護者|担任|欠席|遅刻|お世話になって|お疲れ|拝啓|敬具|承知|ご連絡|異動|休暇|出勤|当番|名簿|口座"
    "|母|父|妻|夫|長男|長女|息子|娘"
)
PUBLIC_CUE = re.compile(
    "計画|条例|規則|要綱|議案|会議録|定例会|広報|総合|方針|施策|指標|目標|予算|決算|統計|人口|世帯数|歴史|文化財"
    "|開催|入場|定員|先着|募集|主催|後援|会場|所在地|施設|料金|無料|休館|路線|停留所|公園|河川|工事|入札|落札|事業費|年度"
    "|地区|地域|区域|集落|産業|観光|見学|展示|資料館|駅|バス|収集|避難所|選挙|投票|号線|面積|一覧"
)
ENOUGH = 3


class Genre(StrEnum):
    """The kind of a text; also the name of the evidence it gives."""

    PRIVATE = "private_text"
    PUBLIC = "public_text"
    UNCLEAR = ""


def genre(text: str) -> Genre:
    """The kind of a text by the different words of either kind in it."""
    private = len(set(PRIVATE_CUE.findall(text)))
    public = len(set(PUBLIC_CUE.findall(text)))
    if private >= ENOUGH and private > public:
        return Genre.PRIVATE
    return Genre.PUBLIC if public >= ENOUGH and public > 2 * private else Genre.UNCLEAR
