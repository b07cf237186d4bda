"""在留カード番号: two letters, eight digits, two letters."""

from __future__ import annotations

import re

from assistant.filters.recognizers.base import STRONG
from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer


class ResidenceCardRecognizer(KeywordedNumberRecognizer):
    """Finds 在留カード and 特別永住者証明書 numbers; the shape is sure by itself.

    Format: AB12345678CD. No check digit.
    Basis: 個人識別符号 (個人情報保護法施行規則 4条, with 入管法 19条の4).
    """

    ENTITY = "JP_RESIDENCE_CARD"
    SHAPE = re.compile(
        r"(?<![A-Za-z0-9\-])[A-Za-z]{2}[ \-]?[0-9]{8}[ \-]?[A-Za-z]{2}(?![A-Za-z0-9]|-[0-9])"
    )
    KEYWORD = re.compile("在留|永住|zairyu|residence[ _]?card|カード", re.IGNORECASE)
    ALONE = STRONG
    NEEDS_KEYWORD = False
