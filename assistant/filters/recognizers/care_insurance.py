"""介護保険被保険者番号: ten digits."""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.digit_groups import spaced
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer

LABEL = re.compile(
    r"被保険者|被保|番号|証|No|hiho|kaigo|ltci|id|介護(?:保険)?(?:は|が)?[ :(は]{0,2}\Z",
    re.IGNORECASE,
)


LABEL_BEHIND = re.compile(r"[ ]?[(:]?[ ]?(?:介護保険)?(?:の)?(?:被保険者|被保)(?:証)?(?:の)?番号")


class CareInsuranceRecognizer(KeywordedNumberRecognizer):
    """Finds 介護保険被保険者番号 by a keyword.

    Format: 10 digits, or H and 9 (people on 生活保護 under 65). No usable check digit.
    Basis: 個人識別符号 (個人情報保護法施行規則 4条, 介護保険法 12条).
    """

    ENTITY = "JP_CARE_INSURANCE"
    SHAPE = re.compile(f"{spaced(10)}|(?<![0-9A-Za-z])H[0-9]{{9}}(?![0-9A-Za-z])")
    BEFORE = 40
    KEYWORD = re.compile(
        quick(
            "被保険者(?:証)?(?:の)?番号|被保(?:険者)?(?:No|番)|介護|介保|要支援|ケアマネ|ケアプラン|地域包括"
            "|居宅サービス|kaigo|hihoken|hiho_?(?:no|bango)|care_?insurance|ltci",
            ignores_case=True,
        ),
        re.IGNORECASE,
    )

    def _judge(self, document: Document, start: int, end: int) -> tuple[float, str]:
        score, reason = super()._judge(document, start, end)
        named = LABEL.search(document.before(start, 15)) or LABEL.search(document.column(start))
        named = named or LABEL_BEHIND.match(document.after(end, 20))
        return (score, reason) if named else (0.0, "no label")
