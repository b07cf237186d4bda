"""Bank accounts: bank, branch, kind and number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.base import (
    LIKELY,
    STRONG,
    Candidate,
    JapaneseRecognizer,
    is_amount,
    is_blank,
    is_other_number,
    only_digits,
)
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.public_account import judged_by_holder

BANK = re.compile(
    quick(
        "銀行|信用金庫|信金|信用組合|信組|農協|漁協|JA|労働金庫|労金|支店|本店|出張所|営業部|店番|店舗"
    )
)
KIND = re.compile(
    r"(?:(?:普通|当座|貯蓄|総合|定期)(?:預金|貯金|口座)?|\([普当]\))[ \t:)」,"
    r"|/\n・-]{0,4}(?:口座)?(?:番号)?[ \t:(「は,|/・-]{0,3}"
    r"([0-9]{3,4}[ -]?[0-9]{3,4}|(?:[0-9][ -]{1,2}){6}[0-9]|[0-9]{2,3}-[0-9]{2,3}-[0-9]{2,3}"
    r"|[0-9]{6,8})(?![0-9]|-[0-9]|[ ]?(?:円|千円|件|人))"
)
LABELLED = re.compile(
    r"(?:口座(?:の)?(?:番号|No\.?|№)?|(?:bank_?)?account(?:_?(?:no|number|id))?"
    r"|kou?za(?:_?(?:no|bango))?)"
    r"[\"']?[ \t]?[:=は,が(「>|\n]{0,2}[ \t\"'(:|]{0,2}(?:普通"
    r"|当座)?[ \t]?([0-9]{3} [0-9]{4}|(?!(?:19|20)[0-9]{2}-)[0-9](?:-?[0-9]){6})"
    r"(?![0-9]|-[0-9]|円)",
    re.IGNORECASE,
)
BRANCH_CODE = re.compile(
    r"店(?:番|舗)(?:号|コード)?[ :(]{0,2}[0-9]{3}[^0-9\n]{0,12}([0-9]{7})(?![0-9])"
)
NAME = re.compile(
    r"[一-龥々ぁ-んァ-ヶーA-Za-z]{1,12}(?:銀行|信用金庫|信金|信用組合|信組|農協|労働金庫|労金)"
)
ACCOUNT = re.compile(quick("口座|振込|振り込|振替|引落|引き落|還付|入金|送金|給付金|通帳"))
# 普) and フツウ; and branch with account, 123-1234567.
SHORT_KIND = re.compile(
    r"(?:[普当]\)|(?<![一-龥])普[ :]|フツウ|futsuu?)[ :,|\t]{0,3}([0-9]{6,7})"
    r"(?![0-9]|-[0-9]|円)",
    re.IGNORECASE,
)
BRANCH_AND_NUMBER = re.compile(r"(?=[0-9])(?<![0-9\-])[0-9]{3}[\- ][0-9]{7}(?![0-9\-])")
SEVEN = re.compile(r"(?=[0-9])(?<![0-9\-])[0-9]{7}(?![0-9\-])")
HEADER = re.compile("口座(?:番号|No|$)|account|kou?za", re.IGNORECASE)
NUMBER_HEADER = re.compile("^(?:番号|No\\.?|口座)$", re.IGNORECASE)
BANK_TABLE = re.compile("銀行|金融機関|支店|預金種[目別]|口座種[目別]|店番")
PARTICLE = re.compile(".*[はがをにへでとものや]")
SAMPLE_BEHIND = re.compile(r"[ ]?\((?:例|見本|記入例)\)")
REACH = 45
BEHIND = 14
SEVEN_DIGITS = 7


class BankAccountRecognizer(JapaneseRecognizer):
    """Finds bank account numbers by bank, kind, branch number or label.

    Format: seven digits behind 普通/当座, with bank and branch or a three-digit 店番. No check
    digit.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "JP_BANK_ACCOUNT"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Account numbers, with the bank's name where it stands before; no sample of zeros."""
        for found in self._found(document):
            is_sample = SAMPLE_BEHIND.match(document.text, found.end)
            if not is_sample and not is_blank(document.digits[found.start : found.end]):
                yield judged_by_holder(document, found)

    def _found(self, document: Document) -> Iterator[Candidate]:
        yield from self._by_kind(document)
        for found in BRANCH_AND_NUMBER.finditer(document.digits):
            if document.near(found.span(), ACCOUNT) or document.near(found.span(), NAME):
                yield Candidate(*found.span(), STRONG, "branch and number")
        for pattern in (LABELLED, BRANCH_CODE, SHORT_KIND):
            for found in pattern.finditer(document.digits):
                yield Candidate(*found.span(1), STRONG, "label of an account")
        for found in SEVEN.finditer(document.digits):
            if is_account_column(document, found.start()):
                yield Candidate(*found.span(), LIKELY, "column of accounts")
            elif is_beside_bank(document, *found.span()):
                yield Candidate(*found.span(), LIKELY, "seven digits behind a bank")

    def _by_kind(self, document: Document) -> Iterator[Candidate]:
        for found in KIND.finditer(document.digits):
            start, end = found.span(1)
            before = document.text[max(0, found.start() - REACH) : found.start()]
            if BANK.search(before):
                yield Candidate(bank_start(document, start), end, STRONG, "bank and kind")
            elif len(found[1]) == SEVEN_DIGITS or (
                len(only_digits(found[1])) == SEVEN_DIGITS
                and BANK.search(document.text[end : end + BEHIND])
            ):
                yield Candidate(start, end, LIKELY, "kind of account")


def is_account_column(document: Document, start: int) -> bool:
    """Whether a cell stands in a column of account numbers."""
    column = document.column(start)
    if HEADER.search(column):
        return True
    return bool(NUMBER_HEADER.search(column) and BANK_TABLE.search(document.header(start)))


def is_beside_bank(document: Document, start: int, end: int) -> bool:
    """Whether a bank and a word of payment stand in the sentence before seven digits."""
    before = re.split("[。\n]", document.text[max(0, start - REACH) : start])[-1]
    if (
        not NAME.search(before)
        or is_amount(document, end)
        or is_other_number(document, start, ACCOUNT)
    ):
        return False
    return document.near((start, end), ACCOUNT, before=REACH, after=20)


def bank_start(document: Document, start: int) -> int:
    """Where the bank's name begins if it stands on the same line before a number, else `start`."""
    low = max(document.line_start(start), start - REACH)
    names = list(NAME.finditer(document.text, low, start))
    if not names:
        return start
    name = names[-1]
    particle = PARTICLE.match(name[0][:-2])
    return name.start() + (particle.end() if particle else 0)
