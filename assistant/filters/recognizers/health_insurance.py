"""健康保険の記号・番号 of an insured person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.base import STRONG, Candidate, JapaneseRecognizer, only_digits
from assistant.filters.recognizers.document import Document

SYMBOL_AND_NUMBER = re.compile(
    r"記号[ :「『(=は、]{0,3}"
    r"(?!・|及び|と?番号)([^\s:「」『』()、。]{1,10})"
    r"[ 」』)、,/\-・\n]{0,3}(?:の)?番号[ :「『(=は、]{0,3}"
    r"([0-9]{1,8}(?:[ -][0-9]{1,8})?)(?![0-9])"
)
LABELLED = re.compile(
    r"(?:被保険者(?:証)?(?:の)?(?:記号(?:・|及び)?)?番号"
    r"|(?:健康)?保険証(?:の)?(?:記号)?番号|(?:健保|国保|(?:健康|社会)保険)(?:の)?番号"
    r"|資格確認書[(]?(?:の)?番号|組合員証(?:の)?番号|hoken(?:sho)?_?(?:no|bango)"
    r"|insurance_?(?:no|number|id))[^0-9A-Za-z\n。]{0,6}([0-9]{5,12}(?:-[0-9]{1,8})?)"
    r"(?![0-9]|[ ]?(?:桁|円|年|件))",
    re.IGNORECASE,
)
HEALTH = re.compile(
    "保険|国保|社保|健保|後期高齢|組合|共済|限度額|資格確認|資格情報|高額療養|受診|医療"
)
TOGETHER = re.compile(
    r"記号(?:[・、,/]|及び|と)?番号[ :「『(=は、が]{0,3}([^\s:「」『』()、。0-9]{0,8}[ ・\-]{0,2}"
    r"(?:[0-9]{1,6}[ ・\-]{1,2})?(?:番号 ?)?[0-9]{1,8}(?:[ ・\-]{1,2}[0-9]{1,8})?)"
    r"(?![0-9]|[ ]?(?:桁|円|年|件|号))"
)
# What the whole text is about: a form names it at its top, the number stands far below.
ABOUT_HEALTH = re.compile(
    "国民健康保険|国保|健康保険|社保|健保|後期高齢|共済組合|資格確認書|限度額適用|高額療養"
)
OTHER_INSURANCE = re.compile("介護|要支援|雇用保険|離職")
# Where money is sent, a number behind it is the account's; sent behind the number, it is not.
ACCOUNT_BEFORE = re.compile("ゆうちょ|貯金|振込|振り込|口座")
PAPER_BEFORE = re.compile("文書|通知|国債|証券|議案")


MIN_DIGITS = 4


class HealthInsuranceRecognizer(JapaneseRecognizer):
    """Finds the 記号・番号 of 国民健康保険, 健康保険, 共済 and 後期高齢者医療 by their labels.

    Format: free; 後期高齢者医療 8 digits; 枝番 of two digits since 2021. No usable check digit.
    Basis: 個人識別符号 (個人情報保護法施行規則 4条).
    """

    ENTITY = "JP_HEALTH_INSURANCE"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """記号 with 番号 near a word of health insurance, and numbers labelled 被保険者番号."""
        for found in SYMBOL_AND_NUMBER.finditer(document.digits):
            if is_insured(document, found.span()):
                yield Candidate(found.start(1), found.end(2), STRONG, "symbol and number")
        for found in TOGETHER.finditer(document.digits):
            if len(only_digits(found[1])) >= MIN_DIGITS and is_insured(document, found.span()):
                yield Candidate(*found.span(1), STRONG, "symbol and number in one")
        for found in LABELLED.finditer(document.digits):
            if document.near(found.span(), OTHER_INSURANCE, before=40):
                continue
            if not ACCOUNT_BEFORE.search(document.before(found.start(), 40)):
                yield Candidate(*found.span(1), STRONG, "label before the number")


def is_insured(document: Document, span: tuple[int, int]) -> bool:
    """Whether a word of health insurance stands near, or the text is about it and no account."""
    if document.near(span, HEALTH, before=40, after=30):
        return True
    before = document.before(span[0], 40)
    is_other = ACCOUNT_BEFORE.search(before) or PAPER_BEFORE.search(before)
    return is_other is None and ABOUT_HEALTH.search(document.text) is not None
