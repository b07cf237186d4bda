"""Numbers a city gives a resident: 宛名番号, 水栓番号, 受給者番号, a library card."""

from __future__ import annotations

import re

from assistant.filters.recognizers.labelled import LabelledNumberRecognizer


class OtherIdRecognizer(LabelledNumberRecognizer):
    """Finds the local numbers of a resident by their label.

    Format: set by each office, letters and digits. No check digit.
    Basis: personal information by combination (個人情報保護法 2条1項1号); 受給者番号 and 手帳番号
    also show that a person receives help.
    """

    ENTITY = "OTHER_ID"
    NOT_BEFORE = re.compile(
        "(?:文書|図書|図面|資料|物件|備品|書類|写真|議案|工事|契約|起案|簿冊)(?:の)?$"
    )
    LABEL = (
        "(?:宛名|世帯|住民|個人識別|整理|(?:水道)?水栓|(?:水道)?使用者|検針"
        "|お客[様さ]ま?|ケース|相談者?"
        "|利用者|受給者(?:証)?|受給資格者|会員|患者|カルテ|診察券|納税者|納税義務者"
        "|納付書|納税通知書"
        "|滞納者|申請者|対象者|要介護者|支援者|障害者手帳|療育手帳|保健福祉手帳"
        "|母子(?:健康)?手帳|手帳"
        "|証書|年金証書|医療証|受診券|クーポン券|貸出券|(?:図書館)?(?:利用者?|貸出)(?:カード|券)"
        "|図書カード|組合員証?|里親|被災者|り災証明|登録者)(?:の)?(?:番号|コード|[Nn]o\\.?|№|ID)"
        "|図書館(?:の)?(?:利用|貸出)?(?:カード|券)|診察券|宛名コード"
        "|atena_?(?:no|id|bango|code)|setai_?(?:no|id|bango|code)|jukyusha_?(?:no|id|bango)"
        "|riyosha_?(?:no|id|bango)|(?:resident|household|patient|customer|member)_?(?:no|id|number)"
    )
