"""住民票コード: eleven digits."""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.digit_groups import spaced
from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer


class ResidentCodeRecognizer(KeywordedNumberRecognizer):
    """Finds 住民票コード by its keyword.

    Format: 11 digits (also 4-4-3). A check digit exists, its formula is not published: not used.
    Basis: 住民基本台帳法 7条13号; 個人識別符号 (個人情報保護法施行令 1条).
    """

    ENTITY = "JP_RESIDENT_CODE"
    SHAPE = re.compile(spaced(11))
    KEYWORD = re.compile(
        quick(
            "住民票(?:の)?(?:コード|番号)|住基(?:コード|番号)|住民(?:基本台帳)?コード|コード通知票|(?<=\\()住民票(?=\\))"
            "|ju[u]?minhyou?_?(?:code|no)|ju[u]?min_?(?:code|no|cd)"
            "|ju[u]?ki_?(?:code|no|cd)",
            ignores_case=True,
        ),
        re.IGNORECASE,
    )
