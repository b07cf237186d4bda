"""Telephone numbers that belong to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
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
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.persons_beside import is_told_of_person
from assistant.filters.recognizers.surroundings import Surroundings
from assistant.filters.settings import FilterSettings

GUARD = r"(?<![0-9])(?<![0-9][-.])"
END = r"(?![0-9]|[-.][0-9])"
JOINT = r"[ \t\n\-./・_~()の]{0,3}"
MARK = r"[ \t\n\-./・_~()の]{1,3}"
COUNTRY = rf"(?:\+ ?81|(?<![0-9])0081|(?<![0-9\-])81(?=-)){JOINT}(?:0{JOINT})?"
# A bracket belongs to the number only if it closes behind the area code.
OPEN = r"(?:\((?=0[0-9]{1,4}\)))?"
MOBILE = re.compile(
    quick(
        rf"(?:{GUARD}{OPEN}0|{COUNTRY})[5-9]0{JOINT}(?:[0-9]{{4}}{JOINT}[0-9]{{4}}"
        rf"|[0-9]{{3}}{MARK}[0-9]{{5}})(?![0-9])"
    )
)
SPELLED = re.compile(quick(r"(?<![0-9])0([ \-./・_\n])[1-9](?:\1[0-9]){8,9}(?!\1?[0-9])"))
# Area code and exchange make six digits together (総務省 電気通信番号計画).
LAND = re.compile(
    quick(
        rf"(?:{GUARD}|(?<=\())(?:{OPEN}0[1-9]{MARK}[0-9]{{4}}{MARK}[0-9]{{4}}"
        rf"|{OPEN}0[1-9][0-9]{MARK}[0-9]{{3}}{MARK}[0-9]{{4}}"
        rf"|{OPEN}0[1-9][0-9]{{2}}{MARK}[0-9]{{2}}{MARK}[0-9]{{4}}"
        rf"|{OPEN}0[1-9][0-9]{{3}}{MARK}[0-9]{MARK}[0-9]{{4}}){END}"
    )
)
ABROAD = re.compile(
    quick(rf"{COUNTRY}[1-9][0-9]{{0,3}}{JOINT}[0-9]{{1,4}}{JOINT}[0-9]{{4}}(?![0-9])")
)
# Written in groups of one's own: 11 or 10 digits that start like a number.
LOOSE = re.compile(
    quick(rf"{GUARD}0(?:[ \-.]?[0-9]){{9,10}}(?![ ]?[0-9]|[-.][0-9]|[ ]?(?:円|千円|件|人|年))")
)
OVERSEAS = re.compile(
    quick(
        r"(?<![0-9A-Za-z])\+ ?(?!81)[1-9][0-9]{0,2}[ \-(]{1,2}[0-9]{1,4}"
        r"(?:[ \-)]{1,2}[0-9]{2,5}){1,3}(?![0-9])|(?<![0-9A-Za-z])\+(?!81)[1-9][0-9]{9,13}(?![0-9])"
    )
)
PLAIN = re.compile(quick(rf"{GUARD}{OPEN}0[1-9](?:[0-9]{{8}}|[0-9]{{0,3}}{MARK}[0-9]{{5,8}}){END}"))
# Spreadsheets drop the first 0; only under the label or the column of a telephone.
DROPPED = re.compile(
    quick(
        rf"{GUARD}(?:[5-9]0[ \-]?[0-9]{{4}}[ \-]?[0-9]{{4}}"
        rf"|[1-9][0-9]{{0,3}}-[0-9]{{1,4}}-[0-9]{{4}}){END}"
    )
)
LOCAL = re.compile(quick(rf"{GUARD}[1-9][0-9]{{1,3}}-[0-9]{{4}}{END}"))
DROPPED_LENGTHS = (9, 10)
MOBILE_START = re.compile("0[5-9]0")
KEYWORD = re.compile(
    quick(
        "電話|でんわ|TEL|Tel|tel|phone|連絡|携帯|ケータイ|スマホ|自宅|FAX|Fax|fax"
        "|ファックス|ファクス|☎|☏|📞|📱|mobile|[Mm]obile|MOBILE|denwa|DENWA|直通|着信|折り?返|架電"
        "|かけ直|お電話|呼出|発信|Phone|PHONE|keitai|KEITAI|cell|ショートメール|SMS|LINE登録"
    )
)
# How a number is to be written, not a number of anybody.
SAMPLE_LABEL = re.compile(
    r"(?:例|記入例|入力例|記載例|見本|サンプル|書式|形式|ハイフン(?:あり|付き?|入り))[:: 「(]{0,3}$"
)
NOBODYS = re.compile(r"(?:0{4}|1234|X{4}|x{4})[- ]?(?:0{4}|5678|X{4}|x{4})$")
CODE_BEFORE = re.compile("[A-Za-z]{2}-?$")
CODE_BEHIND = re.compile("-?[A-Za-z](?![a-z])")
# Recorded announcements and hotlines run on IP numbers, too.
SERVICE = re.compile(
    "(?:テレ[ホフ]ォ?ン|音声|自動応答|電話)(?:ガイド|ガイダンス|サービス|案内|応答装置)"
    "|ダイヤル|コールセンター|ホットライン"
)
# コールセンターに入電 050-…: who called the service, or complains of it.
CALLED_SERVICE = re.compile(
    "に(?:入電|架電|着信|相談|苦情)|(?:の|に)(?:苦情|解約|トラブル|被害)|から(?:の)?着信"
)
IP_NUMBER = "050"
DIRECT_LABEL = re.compile(
    "(?:電話(?:番号)?|でんわ|TEL|Tel|tel|連絡先|FAX|Fax|fax|ファックス|ファクス|☎|℡|自宅|宅電|実家"
    "|phone|denwa)$"
)


class PhoneNumberRecognizer(JapaneseRecognizer):
    """Finds telephone numbers.

    Format: mobile and IP 0[5-9]0 with 11 digits, landlines with 10 (総務省 電気通信番号計画), +81;
    any separators, brackets, digit by digit, kanji digits. No check digit.
    Mobile and IP numbers always block. Landlines block unless an office or facility stands beside
    them, they are listed (`public_phone_numbers`), or start with a public prefix
    (`public_phone_prefixes`: 0120, 0800, 0570, 0990). Three-digit numbers are never looked at.
    """

    ENTITY = "PHONE_NUMBER"

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        self._surroundings = Surroundings(settings)
        self._listed = frozenset(only_digits(one) for one in settings.public_phone_numbers)

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers of all kinds, scored by kind and surroundings."""
        for found in MOBILE.finditer(document.digits):
            yield self._mobile(document, found)
        for pattern in (SPELLED, LAND, ABROAD, OVERSEAS):
            for found in pattern.finditer(document.digits):
                yield self._land(document, found, is_sure=True)
        for found in PLAIN.finditer(document.digits):
            if len(only_digits(found[0])) == 10:
                yield self._land(document, found, is_sure=document.near(found.span(), KEYWORD))
        yield from self._loose(document)
        yield from self._short(document)

    def _short(self, document: Document) -> Iterator[Candidate]:
        """Numbers without their first 0 or their area code: only under a label."""
        for found in DROPPED.finditer(document.digits):
            start = found.start()
            is_length = len(only_digits(found[0])) in DROPPED_LENGTHS
            if is_length and (
                DIRECT_LABEL.search(document.label(start)) or KEYWORD.search(document.column(start))
            ):
                yield self._land(document, found, is_sure=True)
        for found in LOCAL.finditer(document.digits):
            if DIRECT_LABEL.search(document.label(found.start())):
                yield self._land(document, found, is_sure=True)

    def _loose(self, document: Document) -> Iterator[Candidate]:
        for found in LOOSE.finditer(document.digits):
            length = len(only_digits(found[0]))
            is_length = length == (11 if MOBILE_START.match(only_digits(found[0])) else 10)
            if found[0].isdigit() or not is_length:
                continue
            if document.near(found.span(), KEYWORD, before=20, after=10):
                yield self._land(document, found, is_sure=True)

    def _mobile(self, document: Document, found: re.Match[str]) -> Candidate:
        start, end = found.span()
        digits = only_digits(found[0])
        is_announced = digits.startswith(IP_NUMBER) and is_service(document, start)
        is_prefixed = found[0] == digits and self._is_public_prefix(digits)
        if is_announced or is_prefixed or digits in self._listed:
            return Candidate(start, end, WEAK, "public number")
        if is_sample(document, found) or not digits[3:].strip("0"):
            return Candidate(start, end, WEAK, "sample of how to write it")
        if is_in_code(document, start, end):
            return Candidate(start, end, WEAK, "part of a longer code")
        if not found[0].isdigit() or KEYWORD.search(document.label(start)):
            return Candidate(start, end, CERTAIN, "mobile or IP number")
        if is_other_number(document, start, KEYWORD) or is_amount(document, end):
            return Candidate(start, end, WEAK, "label of another number")
        return Candidate(start, end, STRONG, "mobile or IP number")

    def _land(self, document: Document, found: re.Match[str], *, is_sure: bool) -> Candidate:
        start, end = found.span()
        digits = only_digits(found[0])
        if digits in self._listed or self._is_public_prefix(digits):
            return Candidate(start, end, WEAK, "public number")
        if is_other_number(document, start, KEYWORD) or is_amount(document, end):
            return Candidate(start, end, WEAK, "label of another number")
        if is_sample(document, found) or not digits.strip("0"):
            return Candidate(start, end, WEAK, "sample of how to write it")
        reason = self._surroundings.public_reason(document, (start, end))
        if reason is None and is_sure:
            return Candidate(start, end, STRONG, "landline and no office beside it")
        return Candidate(start, end, WEAK, reason or "ten digits without a keyword")

    def _is_public_prefix(self, digits: str) -> bool:
        return digits.startswith(self.settings.public_phone_prefixes)


def is_service(document: Document, start: int) -> bool:
    """Whether a service for everybody is named before a number, in its line, and nobody else."""
    before = document.text[max(document.line_start(start), start - 40) : start]
    is_named = SERVICE.search(before) is not None and not CALLED_SERVICE.search(before)
    return is_named and not is_told_of_person(before)


def is_in_code(document: Document, start: int, end: int) -> bool:
    """Whether letters are glued to both ends of a number: a model's (EB-090-2214-7781W)."""
    around = document.text[max(0, start - 3) : start], document.text[end : end + 3]
    return bool(CODE_BEFORE.search(around[0]) and CODE_BEHIND.match(around[1]))


def is_sample(document: Document, found: re.Match[str]) -> bool:
    """Whether 例 stands directly before a number nobody has (090-0000-0000, 03-1234-5678)."""
    before = document.text[max(0, found.start() - 10) : found.start()]
    return bool(SAMPLE_LABEL.search(before) and NOBODYS.search(found[0]))
