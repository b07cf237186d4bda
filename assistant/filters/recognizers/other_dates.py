"""Dates that are nobody's birth: of events and papers, of many people, of mascots and samples."""

from __future__ import annotations

import re

from assistant.filters.recognizers.birth_forms import ERA
from assistant.filters.recognizers.document import Document

OTHER_DATE = re.compile(
    "(?:受付|申請|届出|提出|施行|公布|作成|発行|開催|期限|締切|期日|転入|転出|死亡|婚姻"
    "|離婚|認定|交付|更新|有効|開始"
    "|終了|開会|閉会|予定|実施|訪問|相談|来庁|受診|入所|退所|採用|着任|異動|契約|納期"
    "|基準|発送|通知|支給|登録|公開|指定|就任|退任|設立|創立|竣工|建設|完成|議決|制定|改正"
    "|告示|撮影|取得"
    "|建築|供用|廃止|購入|設置|製造|締結|許可|確認|検査|点検|修了|卒業|入学|着工|完了|委嘱"
    "|選任|任命|開校|開園"
    "|開館|落成|調査|測定|採取|決裁|起案|任期|発足|合併)(?:年月)?日?$"
)
EVENT_BEHIND = re.compile(
    "^[ ]?(?:\\([月火水木金土日]\\))?[ ]?(?:[0-9]{1,2}[:時]|開催|施行|締切|付|まで"
    "|から(?!年齢|数え|計算|何歳)"
    "|条例|規則|告示|訓令|法律|政令|省令|要綱|通達|通知|議決|可決|号|撮影|登録|指定|竣工|完成|設置"
    "|市制|町制|村制|合併|発足|開[校園館業港設催通]|創[立設業刊]|設立|就任|退任|任期|起工|着工"
    "|供用|廃止|許可"
    "|免許|認定|選任|任命|委嘱|表彰|受賞|建築|建立|落成|再建|改築|移転|現況|調査|測量|受理"
    "|決裁|起案|施工"
    "|~|より|現在|時点|改正|公布|制定"
    "|開始|終了|に?実施|受付|更新|作成|以降|以前|分)"
)
# Nobody born before is alive: the Act protects the living only.
NOBODY_ALIVE = 1900
# 昭和50年4月2日から翌年4月1日までに生まれた方: the years of birth of many.
COHORT_BEHIND = re.compile(
    "^[ ]?(?:\\([^()]{0,8}\\))?[ ]?(?:から(?!年齢|数え|計算|何歳)"
    "|より|~|～|〜|以前|以後|以降|まで|までの間|以前の)"
    "|^[ ]?(?:に)?(?:生まれ|生)(?:の|た)?(?:方|人|者|児|子|お子|全員|世代|男性|女性"
    "|市民)(?!の携帯)(?:で|が|は|を|に|と|まで)?.{0,6}(?:対象|に限|以上|以下)"
    # 生まれの園児3名: who shares a month is nobody in particular.
    "|^[ ]?(?:生まれ|生)の(?:園児|児童|生徒|乳児|幼児|お?子(?:ども|さん)?|対象者|受診者|方)"
    "(?:[2-9]|[1-9][0-9])[名人](?!工|暮|世帯|部屋|目)"
)
COHORT_BEFORE = re.compile(f"(?:から|より|~|～|〜)[ ]?(?:同年|翌年|{ERA})?[ ]?$")
MASCOT = re.compile("マスコット|キャラクター|ゆるキャラ|着ぐるみ|という設定")
SAMPLE = re.compile("記入例|記載例|見本|サンプル|画面の例")


def is_nobodys(document: Document, span: tuple[int, int], year: int) -> bool:
    """Whether a date is nobody's birth: too long ago, of many people, a mascot's, a sample."""
    return (
        year < NOBODY_ALIVE
        or SAMPLE.search(document.line(span[0])) is not None
        or is_cohort(document, span)
        or is_mascot(document, span)
    )


def is_cohort(document: Document, span: tuple[int, int]) -> bool:
    """Whether a date bounds the births of many people (who is invited, who has to pay)."""
    behind = document.text[span[1] : span[1] + 24].split("\n")[0]
    return bool(COHORT_BEHIND.search(behind) or COHORT_BEFORE.search(document.before(span[0], 12)))


def is_mascot(document: Document, span: tuple[int, int]) -> bool:
    """Whether the sentence speaks of a mascot's birthday."""
    around = document.text[max(0, span[0] - 40) : span[1] + 40]
    return MASCOT.search(around) is not None
