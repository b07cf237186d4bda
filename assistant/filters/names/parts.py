"""The parts of a name, as other mentions of it and lists use them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.candidates import KANJI
from assistant.filters.names.dictionary import Known, NameDictionary

# A full name without a blank: its family name is the first two or three characters.
KANJI_NAME = re.compile(f"[{KANJI}]{{3,6}}")
MENTIONED = re.compile(f"[{KANJI}]{{2,5}}|[{KANJI}]ヶ[{KANJI}]{{1,2}}|[A-Z][a-z]{{2,11}}")


def squeezed(name: str) -> str:
    """A name without blanks and middle dots, as it is looked up in lists."""
    return re.sub(r"[\s・=]", "", name)


def name_parts(surface: str) -> set[str]:
    """A name and its parts, as other mentions may use them."""
    parts = {surface, *re.split(r"[ ・=]", surface)}
    if KANJI_NAME.fullmatch(surface):
        parts |= {surface[:2], surface[:3]}
    return parts


def family_names(name: str, dictionary: NameDictionary) -> Iterator[str]:
    """The family name of a full name, with or without a blank, as other mentions may use it."""
    family, blank, given = (part := re.sub("[・=]", " ", name)).partition(" ")
    if MENTIONED.fullmatch(family):
        yield family
    elif "・" in name:
        # Names from abroad: the family name stands last.
        yield from (family, given.rpartition(" ")[2])
    if not blank and KANJI_NAME.fullmatch(part):
        yield from (
            part[:cut]
            for cut in (2, 3)
            if dictionary.known(part[:cut]) & Known.SURNAME
            and dictionary.known(part[cut:]) & Known.GIVEN
        )
