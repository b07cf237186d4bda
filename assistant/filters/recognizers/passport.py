"""旅券番号: two letters and seven digits."""

from __future__ import annotations

import re

from assistant.filters.recognizers.base import WEAK
from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer


class PassportRecognizer(KeywordedNumberRecognizer):
    """Finds 旅券番号 by a keyword; the shape alone is also that of model numbers.

    Format: two letters and seven digits (TR1234567). No check digit in the number.
    Basis: 個人識別符号 (個人情報保護法施行令 1条).
    """

    ENTITY = "JP_PASSPORT"
    SHAPE = re.compile(r"(?<![A-Za-z0-9\-])[A-Za-z]{2}[ \-]?[0-9]{7}(?![A-Za-z0-9]|-[0-9])")
    KEYWORD = re.compile("旅券|パスポート|passport|ryoken|渡航書", re.IGNORECASE)
    ALONE = WEAK
    NEEDS_KEYWORD = False
