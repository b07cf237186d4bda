"""住民票コード: eleven digits."""

from __future__ import annotations

import re

from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer


class ResidentCodeRecognizer(KeywordedNumberRecognizer):
    """Finds 住民票コード by its keyword.

    Format: 11 digits (also 4-4-3). A check digit exists, its formula is not published: not used.
    Basis: 住民基本台帳法 7条13号; 個人識別符号 (個人情報保護法施行令 1条).
    """

    ENTITY = "JP_RESIDENT_CODE"
    SHAPE = re.compile(
        r"(?<![0-9])(?<![0-9]-)(?:[0-9]{11}|[0-9]{4}[ \-][0-9]{4}[ \-][0-9]{3}"
        r"|[0-9]{5}[ \-][0-9]{6}|[0-9]([ \-])[0-9](?:\1[0-9]){9})(?![0-9]|-[0-9])"
    )
    KEYWORD = re.compile(
        "住民票(?:の)?(?:コード|番号)|住基コード|住民コード|juminhyo_?code|jumin_?code",
        re.IGNORECASE,
    )
