"""Names behind a word for somebody's role or post: 申請者 佐藤 花子, 主幹 佐藤 花子."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import NOT_NAMES, ROLES, TITLES
from assistant.filters.names.candidates import COUNTED, FOREIGN, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.pairs import LONGEST_SURNAME, NAME, WORDY_FIELDS

GLUE_ENDS = frozenset(" :のは、「(")
ROLE = re.compile(
    f"(?<![{KANJI}A-Z])(?:{'|'.join(sorted({*ROLES, *WORDY_FIELDS}, key=lambda w: (-len(w), w)))})"
    r"[ :]{0,2}(?:の|は|、|「|\()?"
)
TITLE_BEFORE = re.compile(
    f"(?<![{KANJI}A-Z])[{KANJI}]{{0,4}}"
    f"(?:{'|'.join(sorted(TITLES, key=len, reverse=True))}|(?<=[{KANJI}])[者員係役])"
    r"(?:\([^()\n]{1,8}\))?[ :/]{1,4}"
)
AFTER_TITLE = re.compile(
    f"[{KANJI}]{{1,4}}[ ][{NAME}]{{1,5}}(?![{NAME}])|[{KANJI}]{{2,5}}(?![{KANJI}{KATAKANA}])"
)
AFTER_ROLE = re.compile(
    f"[{KANJI}]{{1,4}}[ ][{NAME}]{{1,4}}(?![{NAME}])|(?<=[ :の、(は]){FOREIGN}"
    f"|[{KANJI}]{{2,5}}(?![{KANJI}])"
)


def from_roles(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """What stands right behind a word like 申請者, 班長 or 長男."""
    for found in ROLE.finditer(text):
        name = AFTER_ROLE.match(text, found.end())
        if not name or name.group() in NOT_NAMES or COUNTED.match(name.group()):
            continue
        # Words behind a role without a mark are mostly part of it (兄弟姉妹, 児童相談所).
        is_glued = found.group()[-1] not in GLUE_ENDS
        if not is_glued or is_like_name(name.group(), dictionary):
            yield Candidate(name.start(), name.end(), {"role_before"})


def is_like_name(name: str, dictionary: NameDictionary) -> bool:
    """Whether a word is a family name, or begins with one a given name follows."""
    family, blank, _ = name.partition(" ")
    if blank or dictionary.known(name) & PERSON_READINGS:
        return bool(dictionary.known(family) & PERSON_READINGS)
    return any(
        dictionary.known(name[:cut]) & Known.SURNAME
        and (dictionary.known(name[cut:]) & Known.GIVEN or not dictionary.known(name[cut:]))
        for cut in range(1, min(len(name), LONGEST_SURNAME + 1))
    )


def from_posts(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """A name behind a post and a blank: 主幹 佐藤 花子."""
    for found in TITLE_BEFORE.finditer(text):
        name = AFTER_TITLE.match(text, found.end())
        if name and name.group() not in NOT_NAMES and not COUNTED.match(name.group()):
            family, blank, given = name.group().partition(" ")
            readings = dictionary.known(given if blank else family)
            if readings & PERSON_READINGS or (blank and dictionary.known(family) & Known.SURNAME):
                yield Candidate(name.start(), name.end(), {"post_before"})
