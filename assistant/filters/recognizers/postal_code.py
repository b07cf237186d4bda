"""郵便番号: counts only with an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.address import AddressRecognizer
from assistant.filters.recognizers.base import (
    LIKELY,
    WEAK,
    Candidate,
    JapaneseRecognizer,
    only_digits,
)
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.persons_beside import TABLE_OF_PEOPLE, holds_name
from assistant.filters.recognizers.surroundings import Surroundings
from assistant.filters.settings import FilterSettings

POSTAL = re.compile(
    r"(?=[0-9〒])(?:(?<![0-9])(?<![0-9]-)(?:〒[ ]?)?[0-9]{3}-[0-9]{4}(?![0-9]|-[0-9])"
    r"|〒[ ]?[0-9]{7}(?![0-9]))"
)
REACH = 40
BARE = re.compile(
    r"(?=[0-9])(?<![0-9\-])[0-9]{3}[ ]?[0-9]{4}(?=[ ,\t|\n、:」\"']{1,4}[一-龥])(?![0-9\-])"
)
DIRECT = 6
OFFICE_REASON = "office or facility"
RECORD_REACH = 150
# 郵便は 100-0001 に: said in passing, far from whom it is about.
TOLD_REACH = 400
TOLD = re.compile("郵便(?:は|の宛)|ゆうびん")
KEYED = re.compile(r"(?=[0-9])(?<![0-9\-])(?:[0-9]{3}-?[0-9]{4}|[0-9]{4}-[0-9]{3})(?![0-9\-])")
RECORD_OF_PERSON = re.compile(
    "氏名|名前|なまえ|[^々]様|さん|shimei|namae|(?<![a-z])na(?:me)?[\"'>]", re.IGNORECASE
)
KEY = re.compile("郵便番号|郵便(?:は|の宛)|ゆうびん|〒|yubin|yuubin|postal|zip", re.IGNORECASE)


class PostalCodeRecognizer(JapaneseRecognizer):
    """Finds 郵便番号 beside a private address; alone it is no personal data and scores 0.3.

    Format: 〒123-4567. No check digit.
    """

    ENTITY = "JP_POSTAL_CODE"

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        self._addresses = AddressRecognizer(settings)
        self._surroundings = Surroundings(settings)

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Postal codes, stronger within 20 characters of an address that blocks."""
        # 〒000-0000: nobody's.
        found_codes = POSTAL.finditer(document.digits)
        codes = [found.span() for found in found_codes if only_digits(found[0]).strip("0")]
        bare = [found.span() for found in BARE.finditer(document.digits)]
        keyed = [
            found.span()
            for found in KEYED.finditer(document.digits)
            if only_digits(found[0]).strip("0")
            and is_keyed(document, found)
            and self._surroundings.public_reason(document, found.span()) is None
            and not self._leads_to_office(document, found.end())
        ]
        for start, end in keyed:
            yield Candidate(start, end, LIKELY, "key of a person's record")
        if not codes and not bare:
            return
        places = [
            (one.start, one.end) for one in self._addresses.candidates(document) if one.score >= 0.5
        ]
        for start, end in bare:
            if any(end <= low <= end + DIRECT for low, _ in places):
                yield Candidate(start, end, LIKELY, "directly before an address")
        for start, end in codes:
            is_beside = any(low - REACH <= end and start <= high + REACH for low, high in places)
            if is_beside:
                yield Candidate(start, end, LIKELY, "beside an address")
            else:
                yield Candidate(start, end, WEAK, "postal code alone")

    def _leads_to_office(self, document: Document, end: int) -> bool:
        """Whether the address behind a code is one an office or a facility is said to have."""
        return any(
            end <= one.start <= end + DIRECT and one.reason.startswith(OFFICE_REASON)
            for one in self._addresses.candidates(document)
        )


def is_keyed(document: Document, found: re.Match[str]) -> bool:
    """Whether a postal code stands under its key in a person's record."""
    place = found.start()
    if KEY.search(document.column(place)):
        return TABLE_OF_PEOPLE.search(document.header(place)) is not None
    if not KEY.search(document.text[max(0, place - 12) : place]):
        return False
    is_told = TOLD.search(document.text[max(0, place - 12) : place]) is not None
    reach = TOLD_REACH if is_told else RECORD_REACH
    around = document.text[max(0, place - reach) : place + reach]
    return bool(RECORD_OF_PERSON.search(around) or holds_name(around))
