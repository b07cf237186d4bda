"""個人番号 (マイナンバー): twelve digits with a check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.recognizers import check_digits
from assistant.filters.recognizers.base import (
    CERTAIN,
    STRONG,
    WEAK,
    Candidate,
    JapaneseRecognizer,
    is_amount,
    is_other_number,
    only_digits,
)
from assistant.filters.recognizers.digit_groups import windows
from assistant.filters.recognizers.document import Document

KEYWORD = re.compile(
    quick(
        "マイナンバー|マイナ番号|個人番号|共通番号|個人識別番号|個人識別ナンバー|通知カード"
        "|特定個人情報"
        "|my[ _-]?number|mynumber|kojin_?bango|individual number",
        ignores_case=True,
    ),
    re.IGNORECASE,
)


class MyNumberRecognizer(JapaneseRecognizer):
    """Finds 個人番号.

    Format: 12 digits, also 4-4-4 with spaces, hyphens, dots or line breaks, one by one, in kanji.
    Check digit: the last (総務省令第85号 第5条). A valid check digit or a keyword nearby
    blocks; the label of another number, or a unit of money behind it, lowers the score.
    Basis: 番号法 2条5項; 個人識別符号 (個人情報保護法施行令 1条).
    """

    ENTITY = "JP_MY_NUMBER"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Twelve digits with a valid check digit, or with a keyword."""
        is_named = KEYWORD.search(document.text) is not None
        for start, end, is_alone in windows(document.digits, 12):
            if not (is_alone or is_named):
                continue
            is_valid = check_digits.is_my_number(only_digits(document.digits[start:end]))
            has_keyword = document.near((start, end), KEYWORD)
            if not ((is_valid or has_keyword) if is_alone else (is_valid and has_keyword)):
                continue
            if is_other_number(document, start, KEYWORD) or is_amount(document, end):
                yield Candidate(start, end, WEAK, "label of another number", is_valid)
            elif is_valid:
                score = CERTAIN if has_keyword else STRONG
                yield Candidate(start, end, score, "valid check digit", is_valid)
            else:
                yield Candidate(start, end, STRONG, "keyword nearby", is_valid)
