"""The forms in which the city's lists are compared with a text, however either is written."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass

from assistant.filters.normalize import normalize
from assistant.filters.recognizers.numerals import VALUE, fold_kanji_digits, value_of

REACH = 16
"""How many characters beside a finding an allowed text may reach."""
BLANKS = frozenset(" \t\n・=")
# Characters of names that are written either way (旧字体, 異体字) without being another name.
VARIANTS = str.maketrans(
    "髙﨑嵜邊邉澤濱濵德惠廣國櫻眞瀨龍齊齋藪圓淺禮壽榮嶋嶌塚𠮷館曾桒冨會劍將彌與豐螢亞兒",
    "高崎崎辺辺沢浜浜徳恵広国桜真瀬竜斉斎薮円浅礼寿栄島島塚吉舘曽桑富会剣将弥与豊蛍亜児",
)
COUNTRY = re.compile(r"^(?:\+|00)? ?81[ -]*\(?0?\)?[ -]*(?=[1-9])")
POSTAL_CODE = re.compile(r"^〒?[0-9]{3}-?[0-9]{4}(?![0-9-])")
STEP = re.compile(rf"({VALUE})(?:丁目|番地の?|番町?(?=[0-9])|番|号|の(?=[0-9]))")
PREFECTURE = re.compile(r"[^0-9\-]{1,3}[都道府県]")
TOWN = re.compile(r"[^0-9\-]{2}")


def name_form(text: str) -> str:
    """A name or word without blanks and middle dots; width, case and old forms do not matter."""
    return FoldedText(text).text


def number_form(text: str) -> str:
    """The letters and digits of a number alone; a telephone number's +81 is 0."""
    plain = fold_kanji_digits(normalize(text).text).strip().casefold()
    plain = COUNTRY.sub("0", plain) if plain.startswith(("+", "0081", "81-")) else plain
    return "".join(one for one in plain if one.isalnum())


def address_form(text: str) -> str:
    """An address with its numbers as 3-14-27, without its postal code and blanks."""
    plain = "".join(normalize(text).text.split()).casefold().translate(VARIANTS)
    plain = POSTAL_CODE.sub("", plain)
    stepped = STEP.sub(lambda found: f"{value_of(found[1])}-", plain)
    return stepped.rstrip("-")


def is_same_address(found: str, listed: str) -> bool:
    """Whether a found address is a listed one; its prefecture or city may be left out.

    A room or any other number behind the listed one makes it another address, and so does a city
    before one that was listed without.
    """
    if listed.endswith(found):
        return TOWN.search(found) is not None
    before = found.removesuffix(listed)
    return before != found and PREFECTURE.fullmatch(before) is not None


def contact_problem(kind: str, value: str) -> str | None:
    """What is wrong with a contact of a public office, without its value; None if nothing is."""
    digits = sum(one.isdigit() for one in number_form(value))
    if kind == "phone":
        return None if 3 <= digits <= 15 else "value: is no telephone number"
    if kind == "mail":
        return None if "@" in name_form(value) else "value: is no mail address"
    if kind == "address":
        form = address_form(value)
        is_whole = digits and TOWN.search(form)
        return None if is_whole else "value: is no address; write town and number"
    return "kind: write phone, mail or address"


class FoldedText:
    """A text in the form names are compared in, with the places its characters came from."""

    def __init__(self, text: str) -> None:
        normalized = normalize(text)
        folded, starts, ends = [], [], []
        for place, character in enumerate(normalized.text):
            if character in BLANKS:
                continue
            start, end = normalized.original(place, place + 1)
            folded.append(fold(character))
            starts.append(start)
            ends.append(end)
        self.text = "".join(folded)
        self._starts, self._ends = starts, ends

    def listed_around(self, start: int, end: int, forms: Forms) -> Iterator[str]:
        """Every listed form the text has at a place, or around it within reach.

        Args:
            start: first code point of the place, in the original text.
            end: one behind its last.
            forms: what is listed.
        """
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        if first >= last:
            return
        for length in forms.lengths:
            leftmost = max(0, first - REACH, last - length)
            for left in range(leftmost, min(first, len(self.text) - length) + 1):
                form = self.text[left : left + length]
                if form in forms.known:
                    yield form


@dataclass(frozen=True, slots=True)
class Forms:
    """Listed forms, ready to be looked for."""

    known: Container[str]
    lengths: tuple[int, ...]


def make_forms(known: Collection[str]) -> Forms:
    """Forms with their lengths, the longest first."""
    return Forms(known, tuple(sorted({len(one) for one in known}, reverse=True)))


def fold(character: str) -> str:
    """One character in the form it is compared in, as one character."""
    folded = character.casefold().translate(VARIANTS)
    return folded if len(folded) == 1 else character
