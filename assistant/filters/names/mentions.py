"""Candidates among each other: joined where they overlap, and what one mention says of others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import pairwise

from assistant.filters.lexicon.person_words import HONORIFICS, TITLES
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, NameDictionary
from assistant.filters.names.evidence import BARE_ONLY, CONTEXT, score
from assistant.filters.names.surroundings import LIST_NEXT

SURE = 0.8
# A full name without a blank: its family name is the first two or three characters.
KANJI_NAME = re.compile(f"[{KANJI}]{{3,6}}")
MENTIONED = re.compile(f"[{KANJI}]{{2,5}}|[{KANJI}]ヶ[{KANJI}]{{1,2}}|[A-Z][a-z]{{2,11}}")
NEXT_CELL = re.compile(
    r"['\")]{0,2}[ ]*[,;|\t(/][ ]*['\"(]{0,2}| ?(?:様|さん|さま|氏|君|くん|ちゃん|先生|殿)? ?\("
)
KANA = re.compile(f"[{KATAKANA}]")
NAME_RUN = re.compile(
    f"[{KANJI}]+(?:ヶ[{KANJI}]{{1,2}})?|(?<![{KATAKANA}・=])[{KATAKANA}]{{3,}}(?![{KATAKANA}・=])"
    "|(?<![A-Za-z@._-])[A-Z][a-z]{2,11}(?![A-Za-z@_-]|\\.[a-z])"
)
PRIVATE_HONORIFICS = tuple(word for word in HONORIFICS if word not in ("君", "氏"))
BEHIND = frozenset((*TITLES, *HONORIFICS, "本人", "自身", "夫人", "派", "家"))
HISTORY_FROM = 2
# In a text about history these say little: 「清盛の娘、徳子」.
HISTORY_TOO = frozenset(
    ("role_before", "introduction", "tag_full_name", "surname_and_given", "foreign_dotted",
     "foreign_kana", "person_noun", "family_after")
)  # fmt: skip
# Said of a name by more than its own form.
NAMED = frozenset(
    ("honorific", "pair_surname", "pair_given", "field", "column", "label_cell", "record_name",
     "contact_beside", "self_introduction", "family_after", "title_after", "entitled", "duty",
     "kana_full_name", "list_lead", "addressee")
)  # fmt: skip
HOUSE = frozenset(("title_after", "entitled", "entitled_word"))
# Said by the sentence around a name; and of words in katakana, that they are nothing but names.
TOLD = frozenset(("told", "called_before", "described", "rank_behind"))
NAME_ALONE = frozenset(("both_say", "only_given"))
# What the form of a name itself says; where it stands may still say otherwise.
OWN_FORM = frozenset(("tag_full_name", "surname_and_given", "foreign_dotted", "foreign_kana"))
OFTEN = 3
LONG_TEXT = 90
LONGEST_ENTRY = 30
# The model, the tags and the dictionary agree on a name; the tags alone see one.
CERTAIN_FORM = frozenset(("model", "tag_full_name", "surname_and_given"))
READ_BY_TAGS = frozenset(("tags_alone", "tag_full_name"))
# 早見夢人(2年): the given name's last character ends words of the language, too.
WHOLE_PUPIL = frozenset(("school_class", "surname_and_rest"))
PART_MISREAD = frozenset(("role_word", "plain_nouns", "noun_follows"))
# A family name to the model, the tags and the dictionary alike.
READ_BY_ALL = frozenset(("model", "tag_surname", "known_surname"))
# みずき, のぞみ: words that are given names as well, where the model sees one.
READ_AS_GIVEN = frozenset(("model", "known_given"))
TAGGED = frozenset(("tag_surname", "tag_given", "known_surname"))
NAME_EVIDENCE = frozenset(
    ("known_surname", "known_given", "tag_surname", "tag_given", "pair_surname", "pair_given")
)
# Said of the past and of works: does not touch who is addressed, listed or entered in a form.
PUBLIC_ONLY = frozenset(("history_around",))
ADDRESSED = frozenset(("honorific", "field", "column", "contact_beside", "self_introduction"))
# A resident may bear the name of somebody known to all.
OTHERS_TOO = frozenset(("public_figure", "known_to_all"))
# Nouns though the model reads them, such words are names.
READ_OR_CALLED = frozenset(
    ("known_surname", "known_given", "honorific", "surname_and_given", "new_given", "english_title")
)
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


def joined(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Merge candidates that overlap into one with the evidence of all, sorted by place.

    The candidate collected first (column, field, pair, honorific) fixes the place; later ones add
    their evidence to every place they touch.
    """
    merged: list[Candidate] = []
    owners: dict[int, Candidate] = {}
    for candidate in candidates:
        places = range(candidate.start, candidate.end)
        known = {id(owners[place]): owners[place] for place in places if place in owners}
        for one in known.values():
            one.evidence |= candidate.evidence
        if not known:
            merged.append(candidate)
            owners.update(dict.fromkeys(places, candidate))
    return sorted(merged, key=lambda one: one.start)


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
    if len(text) < LONG_TEXT or any(
        one.evidence & CONTEXT and score(one.evidence) >= SURE for one in candidates
    ):
        return
    for candidate in candidates:
        is_kana = KANA.match(text, candidate.start) is not None
        certain = TOLD | NAME_ALONE if is_kana else TOLD
        if "bare" in candidate.evidence and not candidate.evidence & certain:
            candidate.evidence.add("nobody_certain")


def spread(text: str, candidates: list[Candidate]) -> None:
    """Carry certainty from one mention to the others of the same name, and along lists."""
    officials: set[str] = set()
    full_names: set[str] = set()
    sure: set[str] = set()
    for candidate in candidates:
        if "official" in candidate.evidence:
            officials |= name_parts(candidate.text_in(text))
            officials.add(squeezed(candidate.text_in(text)))
            full_names.add(squeezed(candidate.text_in(text)))
        elif score(candidate.evidence) >= SURE:
            sure |= name_parts(candidate.text_in(text))
    shown = {one.text_in(text) for one in candidates if "shown_as_sample" in one.evidence}
    for candidate in candidates:
        surface = candidate.text_in(text)
        if not candidate.evidence & CONTEXT and any(one.endswith(surface) for one in shown):
            candidate.evidence.add("shown_as_sample")
        if (surface in officials or squeezed(surface) in officials) and not has_honorific(
            text, candidate
        ):
            is_full = len(squeezed(surface)) > 2 and squeezed(surface) in full_names
            candidate.evidence.add("official_named" if is_full else "official_elsewhere")
        elif surface in sure and score(candidate.evidence) < SURE:
            # ジョイスさんの…。ジョイスは…: not the one everybody knows.
            candidate.evidence.discard("known_to_all")
            candidate.evidence.add("named_elsewhere")
    spread_along_lists(text, candidates)


def spread_along_lists(text: str, candidates: list[Candidate]) -> None:
    """A candidate beside a certain person, only a list separator between, is likely one too."""
    for one, following in pairwise(candidates):
        if NEXT_CELL.fullmatch(text, one.end, following.start):
            spread_to_reading(one, following)
            spread_to_reading(following, one)
        if not LIST_NEXT.fullmatch(text, one.end, following.start):
            continue
        for known, other in ((one, following), (following, one)):
            if score(known.evidence) >= SURE > score(other.evidence):
                other.evidence.add("listed_with_person")
                other.evidence.discard("place_list")
            elif "place_or_organisation" in known.evidence and not other.evidence & CONTEXT:
                other.evidence.add("place_list")


def spread_to_reading(known: Candidate, other: Candidate) -> None:
    """Kana in the cell beside a certain name are its reading."""
    if score(known.evidence) >= SURE and other.evidence & {"kana_cell", "reading"}:
        other.evidence.add("beside_name")
        if "reading" in other.evidence:
            other.evidence.add("kana_cell")
            other.evidence.discard("bare")
        # Whatever the text is, both are of one person.
        other.evidence -= {"public_text", "published_name"}


def known_as_places(text: str, candidates: list[Candidate], places: Set[str]) -> None:
    """Evidence against bare names that are, elsewhere in the text, part of a place's name."""
    for candidate in candidates:
        is_weak = "bare" in candidate.evidence or not candidate.evidence & NAMED
        if is_weak and candidate.text_in(text) in places:
            candidate.evidence.add("place_elsewhere")


def other_mentions(
    text: str, candidates: list[Candidate], dictionary: NameDictionary
) -> list[Candidate]:
    """Places where a name that is certain stands once more and nothing had noticed it."""
    taken = {place for one in candidates for place in range(one.start, one.end)}
    surnames = {
        surname
        for one in candidates
        if score(one.evidence) >= SURE and one.evidence & CONTEXT
        for surname in family_names(one.text_in(text), dictionary)
    }
    if not surnames:
        return []
    places = (
        (run.start(), run.start() + len(surname))
        for run in NAME_RUN.finditer(text)
        if (surname := mentioned(run.group(), surnames))
    )
    return [
        Candidate(
            *place,
            # In Latin letters every word is read as a noun.
            {"named_elsewhere", "foreign_latin"}
            if text[place[0]].isascii()
            else {"named_elsewhere"},
        )
        for place in places
        if taken.isdisjoint(range(*place))
    ]


def mentioned(run: str, surnames: Set[str]) -> str:
    """The family name a run of kanji is, alone or with a post or an honorific behind it."""
    if run in surnames:
        return run
    return next((one for one in surnames if run.startswith(one) and run[len(one) :] in BEHIND), "")


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


def add_company(text: str, candidates: list[Candidate]) -> None:
    """Where one person is named for certain, other names in the text are rather people too."""
    if not any(one.evidence & CONTEXT and score(one.evidence) >= SURE for one in candidates):
        return
    for one, other in pairwise(candidates):
        for known, doubtful in ((one, other), (other, one)):
            if is_listed_with(text, known, doubtful):
                doubtful.evidence.add("listed_with_person")
    counts = Counter(one.text_in(text) for one in candidates if one.evidence & TAGGED)
    for candidate in candidates:
        is_often = counts[candidate.text_in(text)] >= OFTEN
        if is_often and "bare" in candidate.evidence and candidate.evidence & TAGGED:
            candidate.evidence.add("repeated")


def is_listed_with(text: str, known: Candidate, doubtful: Candidate) -> bool:
    """Whether a whole name only the tags see stands in the next entry to a certain one."""
    if not known.evidence >= CERTAIN_FORM or score(known.evidence) < SURE:
        return False
    between = text[min(known.end, doubtful.end) : max(known.start, doubtful.start)]
    is_near = len(between) <= LONGEST_ENTRY and between.count("\n") <= 1 and "。" not in between
    return is_near and doubtful.evidence >= READ_BY_TAGS


def squeezed(name: str) -> str:
    """A name without blanks and middle dots, as it is looked up in lists."""
    return re.sub(r"[\s・=]", "", name)


def name_parts(surface: str) -> set[str]:
    """A name and its parts, as other mentions may use them."""
    parts = {surface, *re.split(r"[ ・=]", surface)}
    if KANJI_NAME.fullmatch(surface):
        parts |= {surface[:2], surface[:3]}
    return parts


def has_honorific(text: str, candidate: Candidate) -> bool:
    """Whether 様, さん or the like follows; 君 and 氏 are said of officials too."""
    return text[candidate.end : candidate.end + 4].lstrip(" ").startswith(PRIVATE_HONORIFICS)
