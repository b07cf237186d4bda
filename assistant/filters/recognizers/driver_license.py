"""運転免許証番号: twelve digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.filters.alternatives import quick
from assistant.filters.recognizers import check_digits
from assistant.filters.recognizers.base import CERTAIN, Candidate, only_digits
from assistant.filters.recognizers.digit_groups import spaced
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer


class DriverLicenseRecognizer(KeywordedNumberRecognizer):
    """Finds 運転免許証番号 by a keyword.

    Format: 12 digits, in any groups; the first two name the 公安委員会, the next two the year.
    A word of driving alone (運転者) counts only with the check digit.
    Check digit: place 11, not officially published: it raises the score, never rejects.
    Basis: 個人識別符号 (個人情報保護法施行令 1条).
    """

    ENTITY = "JP_DRIVER_LICENSE"
    SHAPE = re.compile(spaced(12))
    KEYWORD = re.compile(
        quick(
            "免許|運転経歴証明|menkyo|drivers?'?s?[ _]?licen[sc]e|licen[sc]e_?(?:no|num|id)"
            "|運転(?:者|手|資格)|ドライバー|driver",
            ignores_case=True,
        ),
        re.IGNORECASE,
    )
    SURE = re.compile(
        "免許|運転経歴証明|menkyo|drivers?'?s?[ _]?licen[sc]e|licen[sc]e_?(?:no|num|id)",
        re.IGNORECASE,
    )

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Twelve digits near 免許; surer with the check digit."""
        for found in super().candidates(document):
            digits = only_digits(document.digits[found.start : found.end])
            is_valid = check_digits.is_driver_license(digits)
            if not is_valid and not document.near((found.start, found.end), self.SURE):
                continue
            yield replace(
                found, is_check_valid=is_valid, score=CERTAIN if is_valid else found.score
            )
