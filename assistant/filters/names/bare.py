"""Names nothing but the name itself speaks for, and evidence that other evidence overrules."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.evidence import BARE_ONLY, CONTEXT, is_certain

HISTORY_FROM = 2
# In a text about history these say little: 「清盛の娘、徳子」.
HISTORY_TOO = frozenset(
    ("role_before", "introduction", "tag_full_name", "surname_and_given", "foreign_dotted",
     "foreign_kana", "person_noun", "family_after")
)  # fmt: skip
# Said of the past and of works: does not touch who is addressed, listed or entered in a form.
PUBLIC_ONLY = frozenset(("history_around",))
# What the form of a name itself says; where it stands may still say otherwise.
OWN_FORM = frozenset(("tag_full_name", "surname_and_given", "foreign_dotted", "foreign_kana"))
# Said of a name by more than its own form.
NAMED = frozenset(
    ("honorific", "pair_surname", "pair_given", "field", "column", "label_cell", "record_name",
     "contact_beside", "self_introduction", "family_after", "title_after", "entitled", "duty",
     "kana_full_name", "list_lead", "addressee")
)  # fmt: skip
HOUSE = frozenset(("title_after", "entitled", "entitled_word"))
NAME_EVIDENCE = frozenset(
    ("known_surname", "known_given", "tag_surname", "tag_given", "pair_surname", "pair_given")
)
# Nouns though the model reads them, such words are names.
READ_OR_CALLED = frozenset(
    ("known_surname", "known_given", "honorific", "surname_and_given", "new_given", "english_title")
)
# 早見夢人(2年): the given name's last character ends words of the language, too.
WHOLE_PUPIL = frozenset(("school_class", "surname_and_rest"))
PART_MISREAD = frozenset(("role_word", "plain_nouns", "noun_follows"))
ADDRESSED = frozenset(("honorific", "field", "column", "contact_beside", "self_introduction"))
# A resident may bear the name of somebody known to all.
OTHERS_TOO = frozenset(("public_figure", "known_to_all"))
TAGGED = frozenset(("tag_surname", "tag_given", "known_surname"))
# みずき, のぞみ: words that are given names as well, where the model sees one.
READ_AS_GIVEN = frozenset(("model", "known_given"))
# A family name to the model, the tags and the dictionary alike.
READ_BY_ALL = frozenset(("model", "tag_surname", "known_surname"))
# Where to or where from, of a name that is a place as well.
MOVES = re.compile(
    "(?:に|へ)(?:転勤|異動|出張|引っ越|赴任)(?![をの])|から来た(?!らしい|という|メール|手紙|連絡|電話|書類|返事|回答|封筒|はがき|荷物|通知)"
)
BARE = (
    ("bare_with_no", re.compile("の")),
    # 瀬田_堤防_図面.pdf: a part of what a file is called.
    ("bare_in_compound", re.compile(f"[{KANJI}{KATAKANA}_]")),
    ("bare_with_number", re.compile("[0-9]")),
)
# Said by the sentence around a name; and of words in katakana, that they are nothing but names.
TOLD = frozenset(("told", "called_before", "described", "rank_behind"))
NAME_ALONE = frozenset(("both_say", "only_given"))
LONG_TEXT = 90
KANA = re.compile(f"[{KATAKANA}]")


def add_bareness(
    text: str, candidates: list[Candidate], history_cues: Callable[[Candidate], int]
) -> None:
    """Evidence against names nothing but the name itself speaks for.

    Args:
        text: the text.
        candidates: all of them, changed in place.
        history_cues: how often the text speaks of the past around a candidate; a historical
            person anywhere in the text counts as once more.
    """
    known = sum("historical" in candidate.evidence for candidate in candidates)
    for candidate in candidates:
        drop_overruled(candidate)
        if is_private(text, candidate):
            candidate.evidence -= PUBLIC_ONLY
        elif history_cues(candidate) + min(known, 1) >= HISTORY_FROM:
            candidate.evidence.add("among_history")
        if candidate.evidence & (CONTEXT - OWN_FORM):
            candidate.evidence -= BARE_ONLY
        elif not candidate.evidence & CONTEXT:
            make_bare(text, candidate)


def drop_overruled(candidate: Candidate) -> None:
    """Leave out evidence that other evidence about the same place makes worthless."""
    evidence = candidate.evidence
    if not evidence & NAME_EVIDENCE:
        evidence.discard("introduction")
    if evidence & READ_OR_CALLED:
        evidence.discard("plain_nouns")
    if evidence >= WHOLE_PUPIL:
        evidence -= PART_MISREAD
    # と結婚し is no と結ばれる of roads.
    if "told" in evidence:
        evidence.discard("where")
    # 早見「足りない」、大槻「…」: what they say is none of their works.
    if "speaker" in evidence:
        evidence.discard("credited")
    if evidence & ADDRESSED:
        evidence -= OTHERS_TOO
        # Mascots are called くん and ちゃん in what a city publishes.
        if "child_honorific" not in evidence:
            evidence.discard("public_text")


def is_private(text: str, candidate: Candidate) -> bool:
    """Whether the wording speaks of somebody of today; 氏 is said of the dead and of clans too."""
    if candidate.is_noted:
        return True
    private = candidate.evidence & (CONTEXT - HISTORY_TOO)
    is_clan = private == {"honorific"} and text.startswith("氏", candidate.end)
    is_clan = is_clan or (private <= HOUSE and text.startswith("家", candidate.end))
    return bool(private) and not is_clan


def make_bare(text: str, candidate: Candidate) -> None:
    """The evidence about a name that stands alone."""
    candidate.evidence.add("bare")
    # 坂本(さかもと): the reading says no more than the place it is of.
    if "reading" in candidate.evidence:
        candidate.evidence.discard("only_surname")
    is_read = candidate.evidence & TAGGED or candidate.evidence >= READ_AS_GIVEN
    is_place = "known_place" in candidate.evidence
    if not is_read or (is_place and MOVES.match(text, candidate.end)):
        candidate.evidence.discard("person_action")
    is_agent = candidate.evidence >= READ_BY_ALL and text.startswith("が", candidate.end)
    if is_place and not is_agent:
        # 早川は…にある: what places are said to be, too.
        candidate.evidence.discard("subject")
    candidate.evidence.update(
        evidence for evidence, pattern in BARE if pattern.match(text, candidate.end)
    )
    if candidate.evidence & {"told", "called_before"}:
        candidate.evidence.discard("bare_with_no")
    if candidate.end - candidate.start == 1:
        candidate.evidence.add("bare_single")


def add_doubt(text: str, candidates: list[Candidate]) -> None:
    """Evidence against bare names in longer texts that name nobody for certain."""
    if len(text) < LONG_TEXT or any(is_certain(one.evidence) for one in candidates):
        return
    for candidate in candidates:
        is_kana = KANA.match(text, candidate.start) is not None
        certain = TOLD | NAME_ALONE if is_kana else TOLD
        if "bare" in candidate.evidence and not candidate.evidence & certain:
            candidate.evidence.add("nobody_certain")


def known_as_places(text: str, candidates: list[Candidate], places: Set[str]) -> None:
    """Evidence against bare names that are, elsewhere in the text, part of a place's name."""
    for candidate in candidates:
        is_weak = "bare" in candidate.evidence or not candidate.evidence & NAMED
        if is_weak and candidate.text_in(text) in places:
            candidate.evidence.add("place_elsewhere")
