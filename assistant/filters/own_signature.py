"""What a sender signs a text with: the own signature block, and 土木課の…です."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.filters.finding import Finding
from assistant.filters.normalize import normalize
from assistant.filters.signature_block import Block, line_around, signature_around
from assistant.filters.staff_roster import (
    Squeezed,
    Staff,
    folded,
    full_names,
    place_of,
    surnames_of,
)

PERSON = "PERSON"
PRIVATE_CONTACT = re.compile("自宅|携帯|私用|個人|プライベート")
MOBILE = re.compile("^(?:\\+?81)?[-( ]?0?[5-9]0")
DIVISION_BEFORE = re.compile("(?:課|係|室|部|局|所|班|担当|センター|署)の?$")
SAID_OF_ONESELF = re.compile("です|でございます|と申し")
CITY_MAIL = re.compile(r"@(?:[A-Za-z0-9\-]+\.)*lg\.jp$", re.IGNORECASE)


def only_signer(text: str, page: Squeezed, staff: Staff) -> str | None:
    """The one member whose full name stands in a signature of the text; none if there are more."""
    places = full_names(page, 0, len(page.text), staff)
    signers = {
        page.text[start:end]
        for start, end in places
        if signature_around(text, page.starts[start]) is not None
    }
    return signers.pop() if len(signers) == 1 else None


@dataclass(frozen=True, slots=True)
class OwnName:
    """Where the sender's name stands in a text, and what the surname alone can be.

    Attributes:
        places: ranges of the text that hold the full name.
        surnames: the surname, folded; several if the roster does not part it from the given name.
    """

    places: tuple[tuple[int, int], ...]
    surnames: frozenset[str]

    @classmethod
    def on(cls, page: Squeezed, name: str) -> OwnName:
        """The sender's name on a page."""
        whole = folded(name)
        found = re.finditer(re.escape(whole), page.text) if whole else ()
        places = tuple((page.starts[one.start()], page.ends[one.end() - 1]) for one in found)
        return cls(places, frozenset(surnames_of(name)))

    def introduces(self, page: Squeezed, finding: Finding) -> bool:
        """Whether the surname stands where its bearer says who speaks: 土木課の…です."""
        low, high = place_of(page, finding)
        return (
            finding.entity == PERSON
            and page.text[low:high] in self.surnames
            and DIVISION_BEFORE.search(page.text[max(0, low - 8) : low]) is not None
            and SAID_OF_ONESELF.match(page.text, high) is not None
        )

    def is_in(self, text: str, finding: Finding) -> bool:
        """Whether a finding is of the sender's name, or the surname alone."""
        touches = any(start < finding.end and finding.start < end for start, end in self.places)
        return touches or folded(text[finding.start : finding.end]) in self.surnames


def in_own_signature(text: str, findings: Sequence[Finding], own: OwnName) -> Iterator[int]:
    """Findings in the sender's own signature: name, the division's telephone, the city's mail."""
    surnames = [one.start for one in findings if one.entity == PERSON and own.is_in(text, one)]
    places = {*surnames, *(start for start, _ in own.places)}
    around = [signature_around(text, place) for place in sorted(places)]
    blocks = [block for block in around if block is not None]
    for index, one in enumerate(findings):
        block = next((each for each in blocks if each.holds(one.start, one.end)), None)
        if block is not None and belongs_in_signature(text, one, own, block, findings):
            yield index


def belongs_in_signature(
    text: str, finding: Finding, own: OwnName, block: Block, findings: Sequence[Finding]
) -> bool:
    """Whether a finding is what a sender's own signature holds, and no private contact."""
    surface = text[finding.start : finding.end]
    if finding.entity == PERSON:
        return own.is_in(text, finding)
    line = text[slice(*line_around(text, finding.start))]
    if PRIVATE_CONTACT.search(line):
        return False
    if finding.entity == "PHONE_NUMBER":
        return MOBILE.match(normalize(surface).text) is None
    mails = [
        one for one in findings if one.entity == "EMAIL_ADDRESS" and block.holds(one.start, one.end)
    ]
    is_city = CITY_MAIL.search(normalize(surface).text) is not None
    return finding.entity == "EMAIL_ADDRESS" and is_city and len(mails) == 1
