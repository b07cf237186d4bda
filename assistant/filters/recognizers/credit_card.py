"""Payment card numbers: 14 to 16 digits with the Luhn check digit."""

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
from assistant.filters.recognizers.digit_groups import JOINT, windows
from assistant.filters.recognizers.document import Document

ISSUER = re.compile(
    r"4[0-9]{15}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|35[2-8][0-9]{13}|6(?:011|[245][0-9]{2})[0-9]{12}"
    r"|3[47][0-9]{13}|3[0689][0-9]{12}"
)
SHORT = re.compile(
    rf"(?<![0-9])(?<![0-9][-.])3[0-9]{{3}}{JOINT}[0-9]{{6}}{JOINT}[0-9]{{4,5}}(?![0-9])"
)
KEYWORD = re.compile(
    quick(
        "カード|クレジット|クレカ|VISA|JCB|Master|AMEX|アメックス|ダイナース|card|credit|決済",
        ignores_case=True,
    ),
    re.IGNORECASE,
)


class PaymentCardRecognizer(JapaneseRecognizer):
    """Finds payment card numbers.

    Format: 16 digits 4-4-4-4, 15 (4-6-5) or 14 (4-6-4), any separators and line breaks; the first
    digits name an issuer (ISO/IEC 7812-1). Check digit: Luhn, required.
    """

    ENTITY = "CREDIT_CARD"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Digits that name an issuer and pass Luhn."""
        is_named = KEYWORD.search(document.text) is not None
        places = [
            (start, end)
            for start, end, is_alone in windows(document.digits, 16)
            if is_alone or (is_named and document.near((start, end), KEYWORD))
        ]
        places += [found.span() for found in SHORT.finditer(document.digits)]
        for start, end in places:
            digits = only_digits(document.digits[start:end])
            if not ISSUER.fullmatch(digits) or not check_digits.is_luhn(digits):
                continue
            if document.near((start, end), KEYWORD):
                yield Candidate(start, end, CERTAIN, "Luhn and keyword", True)
            elif is_other_number(document, start, KEYWORD) or is_amount(document, end):
                yield Candidate(start, end, WEAK, "label of another number", True)
            else:
                yield Candidate(start, end, STRONG, "Luhn and issuer", True)
