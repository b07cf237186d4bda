"""What around a name makes it a private person's: a role, an age, a visit, a home address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.filters.finding import Finding
from assistant.filters.lexicon.staff_words import (
    RESIDENT_HEADERS,
    RESIDENT_ROLES,
    RESIDENT_VERBS,
)
from assistant.filters.normalize import normalize
from assistant.filters.signature_block import line_around

PRIVATE_ENTITIES = frozenset(
    {
        "JP_ADDRESS", "JP_POSTAL_CODE", "JP_BIRTH_DATE", "JP_MY_NUMBER", "JP_RESIDENT_CODE",
        "JP_PENSION_NUMBER", "JP_DRIVER_LICENSE", "JP_PASSPORT", "JP_RESIDENCE_CARD",
        "JP_HEALTH_INSURANCE", "JP_CARE_INSURANCE", "JP_BANK_ACCOUNT", "JP_POSTAL_ACCOUNT",
        "OTHER_ID",
    }
)  # fmt: skip
LEAST_SCORE = 0.5
ROLE_BEFORE = re.compile(
    f"(?:{'|'.join(RESIDENT_ROLES)})(?:氏名|名|の氏名|本人)?[の:は、(「 　\\[=|]{{0,3}}$"
)
VERBS = re.compile("|".join(RESIDENT_VERBS))
HEADERS = re.compile("|".join(RESIDENT_HEADERS))
AGE_AFTER = re.compile("(?:さん|様|氏|くん|ちゃん)?[(（ ]{0,2}[0-9]{1,3}(?:歳|才|[)）])")
HONORIFIC = re.compile("[ 　]?(?:さま|さん|様|氏|殿|くん|君|ちゃん)")
DELIMITED = re.compile("[,|\t]")


@dataclass(frozen=True, slots=True)
class ResidentContext:
    """A text with the lines in which names are private persons', read once for all names.

    Attributes:
        text: the text.
        lines: ranges of lines with a home address, a birth date or a personal number, and of rows
            of tables about residents.
    """

    text: str
    lines: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, findings: Sequence[Finding]) -> ResidentContext:
        """The context of the names of a text, given everything found in it."""
        private = {
            line_around(text, one.start)
            for one in findings
            if one.entity in PRIVATE_ENTITIES and one.score >= LEAST_SCORE
        }
        return cls(text, tuple(sorted(private.union(rows_of_residents(text)))))

    def is_resident(self, start: int, end: int) -> bool:
        """Whether the words around a name make it a private person's."""
        before = self.text[max(0, start - 20) : start].rpartition("\n")[2]
        after = self.text[end : end + 24]
        if ROLE_BEFORE.search(normalize(before).text) or AGE_AFTER.match(after):
            return True
        if HONORIFIC.match(after) and VERBS.search(self._sentence(start, end)):
            return True
        return any(low <= start and end <= high for low, high in self.lines)

    def _sentence(self, start: int, end: int) -> str:
        first = max(self.text.rfind(mark, 0, start) for mark in "。\n") + 1
        ends = [place for mark in "。\n" if (place := self.text.find(mark, end)) >= 0]
        return self.text[first : min(ends, default=len(self.text))]


def rows_of_residents(text: str) -> list[tuple[int, int]]:
    """Rows of tables whose first row asks for what only residents are asked."""
    rows: list[tuple[int, int]] = []
    is_first, is_residents = True, False
    start = 0
    for line in text.split("\n"):
        if DELIMITED.search(line) is None:
            is_first = True
        elif is_first:
            is_first, is_residents = False, HEADERS.search(line) is not None
        elif is_residents:
            rows.append((start, start + len(line)))
        start += len(line) + 1
    return rows
