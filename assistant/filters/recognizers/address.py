"""住所: an address down to the 番地."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.address_form import form_score
from assistant.filters.recognizers.address_place import ANCHOR, KANJI, Place, place_of
from assistant.filters.recognizers.base import LIKELY, WEAK, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.persons_beside import TABLE_OF_PLACES, is_personal
from assistant.filters.recognizers.surroundings import Surroundings
from assistant.filters.settings import FilterSettings

POSTAL_CODE = re.compile(r"(?P<area>[0-9]{3})-?(?P<town>[0-9]{4})[ \n]{0,2}$")
# No town has these: 町域 are numbered from 00, 08, 09, 80-84, 88 and 89 (日本郵便, 郵便番号・
# バーコードマニュアル); under 100 are the ministries.
OFFICE_CODE = re.compile("1008|[0-9]{3}8[5-7]")
ROMAJI = re.compile(
    r"(?<![0-9A-Za-z])[0-9]{1,4}(?:-[0-9]{1,4}){0,3},? [A-Z][A-Za-z\-]{2,20}"
    r"(?:,? [A-Z][A-Za-z\-]{2,20}){0,4}"
)
# What every address in Latin letters has.
LATIN = re.compile("[A-Z][A-Za-z-]")
ROMAJI_PLACE = re.compile(
    "-(?:shi|ku|machi|cho|gun|mura|ken|fu)(?![a-z])|[ ,](?:City|Ward|Town|Village)(?![a-z])"
)
# I live at 2-7-14 Ogoto, Otsu.
LIVED_REACH = 48
LIVED_AT = re.compile(
    r"(?:\b(?:live|lives|living|reside|resides|stay|staying)[a-z ]{0,12} (?:at|in)"
    r"|\b(?:my|his|her|their|home) (?:home )?address(?: is|:)?|[Aa]ddress:) $"
)
ROMAJI_LAST = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]{1,20}-(?:shi|ku|gun|cho|machi)(?:,? [A-Z][A-Za-z\-]{1,20}){0,4}"
    r",? [0-9]{1,4}(?:-[0-9]{1,4}){1,3}(?![0-9])"
)
# 山口町1208番地4の住宅: somebody lives there.
HOME = re.compile(
    "^[^の]?の(?:住宅(?!地|団地|街)|家(?!畜)|民家|居宅|世帯|住民|方(?![法針面向式])|男性|女性|空き家)"
)
# 4番11号・15~16号, 3番4~14号: several lots in a row are a district, not somebody's door.
LOTS_BEHIND = re.compile(
    "^(?: ?[・、,] ?[0-9]{1,4}(?:番地?|号)?){0,6}(?: ?[・、,] ?[0-9]{1,4}(?:番地?|号)?)? ?[~～〜]"
    " ?[0-9]{1,4}(?:番地?|号)"
    "|^から[0-9]{1,4}(?:番地?|号)まで"
)
# 松町 1,705 谷町1丁目 877 谷町2丁目 912: how many live there, town after town.
COUNTED_TOWN = re.compile(
    f"[一-龥々ヶケノ]{{1,8}}(?:[0-9{KANJI}]{{1,2}}丁目)? [0-9]{{1,3}}(?:,[0-9]{{3}})?(?= |$)"
)
THOUSANDS = re.compile("(?<![0-9,])[0-9]{1,3},[0-9]{3}(?![0-9,])")
LEAST_TOWNS = 3
CENSUS = re.compile("人口|世帯数|男女別|町別|町丁別|統計")
# The cell or value of a divided address: 町名 | 番地.
LOT_COLUMN = re.compile("番地|地番|丁目|banchi|street|chome|住所[2２]", re.IGNORECASE)
LOT_CELL = re.compile(r"(?<![0-9\-])[1-9][0-9]{0,4}(?:-[0-9]{1,4}){1,3}(?![0-9\-])")


class AddressRecognizer(JapaneseRecognizer):
    """Finds addresses down to the 番地.

    Format: (prefecture) (city) town and 丁目・番地・号 or 1-2-3, ASCII or kanji,
    with building and room.
    A 丁目 alone scores 0.3: it counts only beside a name. An office's or facility's address is let
    through by what stands beside it, or by a postal code of a large office (大口事業所個別番号).
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "JP_ADDRESS"
    NEEDS_DIGITS = False

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        self._surroundings = Surroundings(settings)

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers with a place name before them, judged by form and surroundings."""
        yield from document.once("addresses", self.settings, lambda: list(self._found(document)))

    def _found(self, document: Document) -> Iterator[Candidate]:
        for number in ANCHOR.finditer(document.text):
            place = place_of(document, number)
            score, reason = form_score(document, place) if place is not None else (0.0, "")
            if place is not None and score > 0:
                yield self._judged(document, place, score, reason)
        for found in LOT_CELL.finditer(document.text) if LOT_COLUMN.search(document.text) else ():
            if LOT_COLUMN.search(document.column(found.start())) and not TABLE_OF_PLACES.search(
                document.header(found.start())
            ):
                yield Candidate(*found.span(), LIKELY, "column of lots")
        if LATIN.search(document.text):
            yield from in_latin(document.text)

    def _judged(self, document: Document, place: Place, score: float, reason: str) -> Candidate:
        span = (place.start, place.end)
        home = document.text[place.number.end() - 1 : place.number.end() + 8]
        if score >= LIKELY and not HOME.search(home):
            office = office_by_postal_code(document, place.start)
            office = office or self._surroundings.public_reason(document, span)
            if office is None and is_district(document, span):
                office = "several lots in a row"
            if office is None and is_census(document, span):
                office = "figure of a town among others"
            if office is not None:
                return Candidate(*span, WEAK, office)
        return Candidate(*span, score, reason)


def in_latin(text: str) -> Iterator[Candidate]:
    """Addresses in Latin letters, the number in front or at the end."""
    for found in ROMAJI_LAST.finditer(text):
        yield Candidate(*found.span(), LIKELY, "address in Latin letters")
    for found in ROMAJI.finditer(text):
        if ROMAJI_PLACE.search(found[0]) or LIVED_AT.search(
            text, max(0, found.start() - LIVED_REACH), found.start()
        ):
            yield Candidate(*found.span(), LIKELY, "address in Latin letters")


def is_district(document: Document, span: tuple[int, int]) -> bool:
    """Whether more lots follow, up to a last one, and the line names nobody."""
    behind = document.text[span[1] : span[1] + 40]
    return LOTS_BEHIND.match(behind) is not None and not is_personal(document, span)


def is_census(document: Document, span: tuple[int, int]) -> bool:
    """Whether the line counts something town by town: no lot has a comma, nobody is named."""
    line = document.line(span[0])
    return (
        len(COUNTED_TOWN.findall(line)) >= LEAST_TOWNS
        and THOUSANDS.search(line) is not None
        and (document.is_published or CENSUS.search(document.text) is not None)
        and not is_personal(document, span)
    )


def office_by_postal_code(document: Document, start: int) -> str | None:
    """A reason if the postal code directly before is one of a large office."""
    code = POSTAL_CODE.search(document.text[max(0, start - 12) : start])
    if code is None or not OFFICE_CODE.match(code["area"] + code["town"]):
        return None
    return "postal code of a large office"
