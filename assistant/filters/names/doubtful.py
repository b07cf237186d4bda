"""Names in doubt: said too little of to stop a text, enough to be taken out of a stopped one.

Whoever is named with a resident is rather a person than the town or the word of that name; if the
text goes on rewritten, a letter too many costs less than a name too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from assistant.filters.finding import IN_DOUBT
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.evidence import STOPS, score

LEAST = 0.2
# The tags and the dictionary agree on a family: 起票は丹波、調査は大熊。
READ_AS_FAMILY = frozenset(("tag_surname", "known_surname"))
# What stands around it makes a firm, a place or a clan of it.
RATHER_THING = frozenset(
    (
        "noun_follows",
        "organisation_before",
        "bare_with_no",
        "bare_single",
        "public_text",
        "place_elsewhere",
    )
)
# さん behind what is a word as well.
CALLED_WORD = frozenset(("kanji_called", "common_kana"))


def add_doubtful(candidates: Iterable[Candidate]) -> None:
    """Mark the names that count where a text is stopped for somebody else."""
    for candidate in candidates:
        if LEAST <= score(candidate.evidence) < STOPS and is_rather_person(candidate.evidence):
            candidate.evidence.add(IN_DOUBT)


def is_rather_person(evidence: Set[str]) -> bool:
    """Whether a name of little evidence is rather somebody's than a place's or a thing's."""
    if "honorific" in evidence:
        return bool(evidence & CALLED_WORD) and "role_word" not in evidence
    is_family = evidence >= READ_AS_FAMILY and not evidence & RATHER_THING
    return is_family and ("also_common" not in evidence or "model" in evidence)
