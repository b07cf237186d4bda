"""Signature blocks: the lines under a mail that say who of which division wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

RULE = re.compile(r"^[\s>|]*(?:[-‐―─━—–=＝*＊_~〓#＋+・…]{2,}|-- )[\s-]*$")
DIVISION = re.compile(
    "(?:市役所|役場|[一-龥ァ-ヶー]{1,10}(?:課|室|係|部|局|センター|支所|事務局|消防署|市|町|村))"
)
CONTACT = re.compile(
    r"内線|直通|代表|電話|TEL|Tel|FAX|Fax|[Mm]ail|メール|〒|@"
    r"|0[0-9]{1,4}[-(‐－ー][0-9]{1,4}[-)‐－ー]?[0-9]{3,4}"
)
SENTENCE = re.compile("[。?？!！]|(?:です|ます|ました|ください|します|しました|ません)(?:[。、]|$)")
MOST_LINES = 10
LONGEST_LINE = 90


@dataclass(frozen=True, slots=True)
class Block:
    """A range of a text that is a signature."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Whether a place lies inside."""
        return self.start <= start and end <= self.end


def signature_around(text: str, place: int) -> Block | None:
    """The signature a name stands in; none where it stands in a sentence or a form.

    A signature is a run of short lines without sentences, set apart by a rule or a blank line, with
    a division and at least one contact (extension, telephone, mail).

    Args:
        text: any text.
        place: where the name starts.
    """
    low, high = line_around(text, place)
    if not is_signature_line(text[low:high]):
        return None
    for _ in range(MOST_LINES):
        above = line_around(text, low - 1) if low > 0 else None
        if above is None or not is_signature_line(text[slice(*above)]):
            break
        low = above[0]
    for _ in range(MOST_LINES):
        below = line_around(text, high + 1) if high < len(text) else None
        if below is None or not is_signature_line(text[slice(*below)]):
            break
        high = below[1]
    inside = text[low:high]
    is_block = DIVISION.search(inside) is not None and CONTACT.search(inside) is not None
    return Block(low, high) if is_block else None


def is_signature_line(line: str) -> bool:
    """Whether a line can be one of a signature: short, neither a rule, a sentence nor a table."""
    return (
        0 < len(line.strip()) <= LONGEST_LINE
        and RULE.match(line) is None
        and SENTENCE.search(line) is None
        and line.count("|") < 3
        and line.count(",") < 3
        and "\t" not in line
    )


def line_around(text: str, place: int) -> tuple[int, int]:
    """Where the line of a place starts and ends."""
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, end if end >= 0 else len(text)
