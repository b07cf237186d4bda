"""ゆうちょ銀行: 記号 and 番号."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.base import LIKELY, STRONG, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.public_account import judged_by_holder

LABELLED = re.compile(
    r"記号[ :は「(=が]{0,3}[01][0-9]{4}(?:[ \-][0-9])?[ 」)、,|/\-ー・\n\t]{0,4}"
    r"(?:の|で)?番号[ :は「(=が]{0,3}[0-9]{2,8}(?![0-9])"
)
PAIR = re.compile(
    r"(?<![0-9])(?<![0-9]-)[01][0-9]{4}(?:-[0-9])?"
    r"(?:[ \-]|[ ]?[\t|,/・の][ ]?)(?:[0-9]{3,4}-[0-9]{3,4}|[0-9]{1,8})(?![0-9]|-[0-9])"
)
# 総合・通常貯金: 記号 1xxx0, 番号 ending in 1.
ORDINARY = re.compile(r"1[0-9]{3}0[ \-のノ/][0-9]{6,7}1")
KEYWORD = re.compile(
    "ゆうちょ|ゆう貯|郵貯|郵便局|郵便貯金|貯金|振替口座|払込|記号|yu+cho|kigo", re.IGNORECASE
)
ACCOUNT = re.compile(
    "通帳|口座|振込|振り込|振替|還付|引落|引き落|支店|店名|店番|預金|送金|account|kou?za"
)
HEALTH = re.compile("国保|社保|健保|健康保険|被保険者|保険証")


class PostalAccountRecognizer(JapaneseRecognizer):
    """Finds accounts of ゆうちょ銀行.

    Format: 記号 1xxx0 (振替 0xxxx-x) and 番号 of up to eight digits. No check digit.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "JP_POSTAL_ACCOUNT"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """記号 with 番号, or the pair near a word of the postal bank; weak if open to everybody."""
        for found in self._found(document):
            yield judged_by_holder(document, found)

    def _found(self, document: Document) -> Iterator[Candidate]:
        for found in LABELLED.finditer(document.digits):
            if not document.near(found.span(), HEALTH):
                yield Candidate(*found.span(), STRONG, "symbol and number")
        for found in PAIR.finditer(document.digits):
            if document.near(found.span(), HEALTH):
                continue
            if document.near(found.span(), KEYWORD):
                yield Candidate(*found.span(), STRONG, "pair near the postal bank")
            elif ORDINARY.fullmatch(found[0]) and document.near(
                found.span(), ACCOUNT, before=40, after=40
            ):
                yield Candidate(*found.span(), LIKELY, "ordinary pair near a word of accounts")
