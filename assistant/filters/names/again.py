"""Where somebody certain is named again by a given name, or by a word in kana."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import chain

from assistant.filters.lexicon.person_words import HONORIFICS, TITLES
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, NameDictionary
from assistant.filters.names.evidence import CONTEXT, STOPS, SURE, score
from assistant.filters.names.kin import DOES, KIN

# 雲母委員: who is named in full elsewhere, though the family is a word.
CALLED_BEHIND = re.compile(f"(?:{'|'.join((*HONORIFICS, *TITLES))})(?<![宅家邸])")
KANJI_RUN = re.compile(f"[{KANJI}]{{2,}}")
LONGEST_FAMILY = 4
KANA = re.compile(f"[{KATAKANA}]{{2,10}}|[{HIRAGANA}]{{2,6}}")
KATAKANA_ONLY = re.compile(f"[{KATAKANA}]{{2,10}}")
HIRAGANA_ONLY = re.compile(f"[{HIRAGANA}]{{2,6}}")
KANJI_GIVEN = re.compile(f"[{KANJI}]{{2,3}}")
# 長男じん, 早見 しずくの: what the words around have left on a name.
KIN_BEFORE = re.compile(f"^(?:{KIN})(?=[{HIRAGANA}{KATAKANA}]{{2}})")
PARTICLE_BEHIND = re.compile(f"(?<=[{HIRAGANA}]{{3}})[のはがを]$")
# Of two words the second is the given name, by the pair's own evidence.
PAIRED = frozenset(("pair_surname", "tag_surname", "surname_and_given"))
PAIR = frozenset(("pair", "pair_common_word", "pair_given"))
PAST = frozenset(("among_history",))
ELSEWHERE = frozenset(("named_elsewhere",))
# A word in hiragana is read as one of the language, whatever it names.
IN_KANA = frozenset(("field", "label_cell"))
OTHERWISE = frozenset(("called_person",))
WHOLE_WORD = re.compile(
    f"(?<![{KATAKANA}・=])[{KATAKANA}]{{2,10}}(?![{KATAKANA}・={KANJI}])"
    f"|(?<![{KANJI}])[{KANJI}]{{2,3}}(?![{KANJI}])"
)
BEFORE_KANA = f"(?:(?<![{HIRAGANA}{KANJI}{KATAKANA}])|(?<=[のとや]))"
BEHIND = "(?=[はがもをにとのへ、。)」』 (]|から|より|です|たち|$)"
SENTENCE_BEFORE = re.compile(r"(?:^|[。、「『\n( ])$")
QUOTED_BEHIND = re.compile("[」』]")
SAID_BEHIND = re.compile("[はがもを]|の(?!よう)")


def named_again(
    text: str, candidates: Sequence[Candidate], dictionary: NameDictionary
) -> list[Candidate]:
    """Mentions nothing had noticed; those weighed already get the evidence."""
    taken = {place for one in candidates for place in range(one.start, one.end)}
    spread_again(text, candidates)
    spread_of_today(text, candidates, dictionary)
    sure = [one for one in candidates if is_sure(one)]
    names = {name for one in sure for name in own_names(one.text_in(text), one, dictionary)}
    places = [*places_of_families(text, candidates)]
    places += [
        (found.span(), IN_KANA if HIRAGANA_ONLY.fullmatch(found.group()) else OTHERWISE)
        for found in places_of(names, text, dictionary)
    ]
    return [
        Candidate(*place, {"named_elsewhere", *evidence})
        for place, evidence in places
        if taken.isdisjoint(range(*place))
    ]


def is_sure(one: Candidate) -> bool:
    """Whether a name is certain enough for its other mentions; who is called by it is."""
    least = STOPS if "honorific" in one.evidence else SURE
    return bool(one.evidence & CONTEXT) and score(one.evidence) >= least


def places_of_families(
    text: str, candidates: Sequence[Candidate]
) -> Iterator[tuple[tuple[int, int], frozenset[str]]]:
    """Where a family that stands in full elsewhere is called by a post, though it is a word."""
    families = {
        one.text_in(text).partition(" ")[0]
        for one in candidates
        if " " in one.text_in(text) and score(one.evidence) >= STOPS
    }
    for run in KANJI_RUN.finditer(text) if families else ():
        for end in range(run.start() + 2, min(run.start() + LONGEST_FAMILY, run.end()) + 1):
            if text[run.start() : end] in families and CALLED_BEHIND.match(text, end):
                yield (run.start(), end), OTHERWISE


def spread_again(text: str, candidates: Sequence[Candidate]) -> None:
    """Who is certain by now, in katakana by whatever evidence, is nobody else in the same text."""
    sure = {
        one.text_in(text)
        for one in candidates
        if is_sure(one)
        or (KATAKANA_ONLY.fullmatch(text, one.start, one.end) and score(one.evidence) >= SURE)
    }
    for one in candidates:
        if one.text_in(text) in sure and score(one.evidence) < SURE:
            one.evidence.add("named_elsewhere")


def spread_of_today(text: str, candidates: Sequence[Candidate], dictionary: NameDictionary) -> None:
    """Who is certain in one place is no word before a blank, and nobody of the past, in another."""
    sure = {one.text_in(text) for one in candidates if score(one.evidence) >= SURE}
    families = {surface.partition(" ")[0] for surface in sure}
    for one in candidates:
        if one.evidence == ELSEWHERE and CALLED_BEHIND.match(text, one.end):
            one.evidence |= OTHERWISE
        first, blank, second = one.text_in(text).partition(" ")
        if first not in families or score(one.evidence) >= SURE:
            continue
        if not blank and "named_elsewhere" in one.evidence:
            one.evidence -= PAST
        # 早見 保健室の…: a name and what is said of it.
        elif (
            "pair_common_word" in one.evidence
            and len(first) > 1
            and not dictionary.known(second) & Known.GIVEN
        ):
            one.end = one.start + len(first)
            one.evidence -= PAIR
            one.evidence.add("named_elsewhere")


def own_names(surface: str, found: Candidate, dictionary: NameDictionary) -> Iterator[str]:
    """What somebody may be called besides the family's name."""
    first, blank, given = surface.partition(" ")
    name = PARTICLE_BEHIND.sub("", KIN_BEFORE.sub("", given or first))
    if KANA.fullmatch(name):
        yield name
        return
    is_given = blank and found.evidence & PAIRED and KANJI_GIVEN.fullmatch(name)
    if is_given and not dictionary.known(name) & (Known.COMMON | Known.PLACE | Known.OTHER):
        yield name


def places_of(names: Set[str], text: str, dictionary: NameDictionary) -> Iterator[re.Match[str]]:
    """Where one of many names stands as a word of its own."""
    kana = sorted(one for one in names if HIRAGANA_ONLY.fullmatch(one) and text.count(one) > 1)
    in_kana = re.compile(f"{BEFORE_KANA}(?:{'|'.join(kana)}){BEHIND}", re.MULTILINE)
    words = (found for found in WHOLE_WORD.finditer(text) if found.group() in names)
    for found in chain(words, in_kana.finditer(text) if kana else ()):
        name = found.group()
        others = Known.PLACE if KATAKANA_ONLY.fullmatch(name) else Known.OTHER
        is_word = dictionary.known(name) & (Known.COMMON | others)
        if not is_word or is_somebody(text, found):
            yield found


def is_somebody(text: str, found: re.Match[str]) -> bool:
    """Whether a word that is a name as well is spoken of as somebody."""
    before = text[max(0, found.start() - 2) : found.start()]
    if not SENTENCE_BEFORE.search(before):
        return DOES.match(text, found.end()) is not None
    is_quoted = before.endswith(("「", "『"))
    behind = QUOTED_BEHIND.match(text, found.end()) if is_quoted else None
    return bool(behind or SAID_BEHIND.match(text, found.end()))
