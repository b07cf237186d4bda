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
        "(?:宛名|世帯|住民|住登外者?|個人識別|整理|賦課|調定|収納|保護|入居者|入所者|住戸|使用許可"
        "|手当|納付|督促|差押|減免|給水|メーター|接種券?|予診票|鑑札|標識交付|年金受給者"
        "|介護支援専門員(?:登録|証)?|教員免許状|免許状|資格者証?|相談票|児童台帳|被保護者|契約者|納入者|支給認定証?|医療費?助成|(?:児童|特別|福祉)?手当(?:証書)?|会員証|利用券|(?:水道)?水栓|(?:水道)?使用者|検針"
        "|お客[様さ]ま?|ケース|相談者?"
        "|利用者|受給者(?:証)?|受給資格者|会員|患者|カルテ|診察券|納税者|納税義務者"
        "|納付書|納税通知書"
        "|滞納者|申請者|対象者|要介護者|支援者|障害者手帳|療育手帳|保健福祉手帳"
        "|母子(?:健康)?手帳|手帳"
        "|証書|年金証書|医療証|受診券|クーポン券|貸出券|(?:図書館)?(?:利用者?|貸出)(?:カード|券)"
        "|図書カード|組合員証?|里親|被災者|り災証明|登録者)(?:の)?(?:番号|コード|[Nn]o\\.?|№|ID)"
        "|図書館(?:の)?(?:利用|貸出)?(?:カード|券)|診察券|宛名コード"
        "|宛名(?=[ ]?[:=][ ]?[0-9]{6})"
        "|atena_?(?:no|id|bango|code)|setai_?(?:no|id|bango|code)|jukyusha_?(?:no|id|bango)"
        "|riyosha_?(?:no|id|bango)|(?:resident|household|patient|customer|member|taxpayer"
        "|recipient|case|user)_?(?:no|number)|(?:resident|household|patient|customer|member|taxpayer"
        "|recipient|case)_?id|(?:kojin|jumin|nozei(?:sha)?|suisen|kaiin|case|seiri)_?(?:no|id|bango|code|cd)"
        "|(?:atena|setai|jukyusha|riyosha)_?cd"
    )
