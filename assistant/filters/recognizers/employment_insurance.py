"""雇用保険被保険者番号: four, six and one digit."""

from __future__ import annotations

import re

from assistant.filters.recognizers.base import LIKELY
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer

HYPHENED = re.compile("[0-9]{4}-[0-9]{6}-[0-9]")


class EmploymentInsuranceRecognizer(KeywordedNumberRecognizer):
    """Finds 雇用保険被保険者番号.

    Format: 1234-567890-1 (雇用保険業務取扱要領 20706); hyphened it counts by itself, otherwise by a
    keyword. A check digit exists, its formula is not published.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "JP_EMPLOYMENT_INSURANCE"
    NEEDS_KEYWORD = False
    SHAPE = re.compile(r"(?<![0-9])(?<![0-9]-)[0-9]{4}[ \-]?[0-9]{6}[ \-]?[0-9](?![0-9]|-[0-9])")
    KEYWORD = re.compile(
        "雇用保険|雇保|被保険者番号|離職票|koyo_?hoken|employment[ _]insurance", re.IGNORECASE
    )

    def _judge(self, document: Document, start: int, end: int) -> tuple[float, str]:
        score, reason = super()._judge(document, start, end)
        if reason == "shape alone" and HYPHENED.fullmatch(document.digits[start:end]):
            return LIKELY, reason
        return score, reason
