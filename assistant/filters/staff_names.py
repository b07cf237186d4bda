"""Which names are the city's own staff, written as staff: `staff_names = "allow_roster"`.

Allowed are a roster member's full name, a surname with a job title that such a member bears, the
sender's own signature, and the sender's surname in 土木課の…です. A surname with 様 or さん alone
is never allowed, nor a name written as a resident's: behind 申請者 or 世帯主, beside a home
address, a birth date or a personal number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.filters.finding import Finding
from assistant.filters.lexicon.staff_words import (
    OTHER_EMPLOYERS,
    STAFF_TITLES,
    VARIANTS,
)
from assistant.filters.normalize import normalize
from assistant.filters.policy import Roster, RosterMember
from assistant.filters.resident_context import ResidentContext
from assistant.filters.signature_block import Block, line_around, signature_around

PERSON = "PERSON"
STAFF_ENTITIES = frozenset({PERSON, "PHONE_NUMBER", "EMAIL_ADDRESS"})
FOLD = str.maketrans(VARIANTS)
BLANK = " \t\u3000・"
DIVISION_ENDS = ("課", "係", "室", "部", "局", "班", "担当")
LONGEST_GIVEN = 3
LONGEST_TITLE = 16
LONGEST_GIVEN_AFTER_ONE = 2
HONORIFIC = re.compile("さま|さん|様|氏|殿|先生|くん|君|ちゃん")
EMPLOYER_BEFORE = re.compile(f"(?:{'|'.join(map(re.escape, OTHER_EMPLOYERS))})[^。\n、]{{0,8}}$")
PRIVATE_CONTACT = re.compile("自宅|携帯|私用|個人|プライベート")
MOBILE = re.compile("^(?:\\+?81)?[-( ]?0?[5-9]0")
DIVISION_BEFORE = re.compile("(?:課|係|室|部|局|所|班|担当|センター|署)の?$")
SAID_OF_ONESELF = re.compile("です|でございます|と申し")
CITY_MAIL = re.compile(r"@(?:[A-Za-z0-9\-]+\.)*lg\.jp$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text as names are compared: normalised, variants folded, blanks left out.

    Attributes:
        text: the folded text.
        starts: per character, where it starts in the original.
        ends: per character, where it ends in the original.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """The roster, ready to look up."""

    full_names: frozenset[str]
    lengths: tuple[int, ...]
    members: dict[str, tuple[RosterMember, ...]]
    titles: re.Pattern[str]
    before: re.Pattern[str]


def allowed_staff(
    text: str,
    findings: Sequence[Finding],
    roster: Roster,
    sender_name: str | None,
    *,
    is_anybodys: bool = False,
) -> frozenset[int]:
    """The findings that staff policy allows.

    Args:
        text: the text as it was screened.
        findings: what was found in it; offsets in this text.
        roster: the active staff.
        sender_name: full name of whoever sends the text, if on the roster.
        is_anybodys: whether no sender is stated: the one member who signs the text counts as that.

    Returns:
        Indexes of PERSON findings; in the sender's own signature also of PHONE_NUMBER and
        EMAIL_ADDRESS findings.
    """
    if not roster.members or not any(one.entity in STAFF_ENTITIES for one in findings):
        return frozenset()
    staff = staff_of(roster)
    page = squeeze(text)
    context = ResidentContext.of(text, findings)
    allowed = {
        index
        for index, one in enumerate(findings)
        if one.entity == PERSON
        and is_staff(page, one, staff)
        and not context.is_resident(one.start, one.end)
    }
    name = only_signer(text, page, staff) if is_anybodys else sender_name
    if name:
        own = OwnName.on(page, name)
        allowed |= set(in_own_signature(text, findings, own))
        allowed |= {index for index, one in enumerate(findings) if own.introduces(page, one)}
    return frozenset(allowed)


def only_signer(text: str, page: Squeezed, staff: Staff) -> str | None:
    """The one member whose full name stands in a signature of the text; none if there are more."""
    places = full_names(page, 0, len(page.text), staff)
    signers = {
        page.text[start:end]
        for start, end in places
        if signature_around(text, page.starts[start]) is not None
    }
    return signers.pop() if len(signers) == 1 else None


@lru_cache(maxsize=4)
def staff_of(roster: Roster) -> Staff:
    """A roster made ready, once per roster."""
    members: dict[str, list[RosterMember]] = {}
    for member in roster.members:
        for surname in surnames_of(member.name):
            members.setdefault(surname, []).append(member)
    names = frozenset(folded(member.name) for member in roster.members)
    own = {title for member in roster.members for title in titles_of(member) if title}
    titles = sorted({*own, *map(folded, STAFF_TITLES)}, key=lambda one: (-len(one), one))
    pattern = "|".join(map(re.escape, titles))
    return Staff(
        full_names=names,
        lengths=tuple(sorted({len(name) for name in names}, reverse=True)),
        members={surname: tuple(found) for surname, found in members.items()},
        titles=re.compile(
            f"(?P<division>[一-龥ァ-ヶー]{{0,6}}?)(?P<title>{pattern})(?!(?!先生|様|殿|氏)[一-龥])"
        ),
        before=re.compile(f"(?P<title>{pattern})[の:、(]?$"),
    )


def surnames_of(name: str) -> list[str]:
    """What the surname of a roster name can be: what stands before its blank, or any fair start."""
    parts = re.split(f"[{BLANK}]+", normalize(name).text.strip())
    if len(parts) > 1:
        return [parts[0].translate(FOLD)]
    whole = folded(name)
    return [
        whole[:cut]
        for cut in range(1, len(whole))
        if len(whole) - cut <= (LONGEST_GIVEN if cut > 1 else LONGEST_GIVEN_AFTER_ONE)
        or not re.fullmatch("[一-龥々]+", whole[cut:])
    ]


def folded(name: str) -> str:
    """A name as it is compared."""
    return "".join(one for one in normalize(name).text if one not in BLANK).translate(FOLD)


def squeeze(text: str) -> Squeezed:
    """A text as names are compared, every character knowing its place."""
    normal = normalize(text)
    kept = [place for place, one in enumerate(normal.text) if one not in BLANK]
    return Squeezed(
        "".join(normal.text[place] for place in kept).translate(FOLD),
        tuple(normal.starts[place] for place in kept),
        tuple(normal.ends[place] for place in kept),
    )


def is_staff(page: Squeezed, finding: Finding, staff: Staff) -> bool:
    """Whether a finding is a member's full name, or a surname with that member's title."""
    low, high = place_of(page, finding)
    if low >= high:
        return False
    if any(covers(page, low, high, place, staff) for place in full_names(page, low, high, staff)):
        return True
    return has_title(page, low, high, staff)


def place_of(page: Squeezed, finding: Finding) -> tuple[int, int]:
    """The range of the squeezed text a finding lies in."""
    low = bisect_left(page.starts, finding.start)
    high = bisect_right(page.ends, finding.end)
    return (low, high) if low < high else (0, 0)


def full_names(page: Squeezed, low: int, high: int, staff: Staff) -> Iterator[tuple[int, int]]:
    """Full names of members that touch a range."""
    longest = staff.lengths[0]
    for start in range(max(0, low - longest), high):
        for length in staff.lengths:
            end = start + length
            if end > low and page.text[start:end] in staff.full_names:
                yield start, end


def covers(page: Squeezed, low: int, high: int, name: tuple[int, int], staff: Staff) -> bool:
    """Whether a finding lies in a full name, or is one with a title or an honorific at its ends."""
    start, end = name
    before, after = page.text[low:start], page.text[end:high]
    is_clean_end = not after or HONORIFIC.fullmatch(after) or staff.titles.fullmatch(after)
    is_clean_start = not before or staff.before.search(before) or before.endswith(("課", "係"))
    return bool(is_clean_end and is_clean_start)


def has_title(page: Squeezed, low: int, high: int, staff: Staff) -> bool:
    """Whether a finding is a surname beside a title which a member of that surname bears."""
    surface = page.text[low:high]
    glued = next(
        (found for cut in range(len(surface), 0, -1) if (found := surface[:cut]) in staff.members),
        None,
    )
    if glued is None or EMPLOYER_BEFORE.search(page.text[max(0, low - 24) : low]):
        return False
    rest = surface[len(glued) :]
    behind = title_behind(page, low + len(glued), staff)
    if behind and (not rest or behind.end() >= high):
        return bears(staff, glued, behind["title"], division=behind["division"])
    ahead = staff.before.search(page.text[max(0, low - 12) : low])
    if not ahead or rest:
        return False
    is_addressed = HONORIFIC.match(page.text, high) is not None
    return bears(staff, glued, ahead["title"], may_be_any=not is_addressed)


def title_behind(page: Squeezed, place: int, staff: Staff) -> re.Match[str] | None:
    """A title at a place; a blank of the text ends it as well (次長　来年度の方針を説明)."""
    last = min(place + LONGEST_TITLE, len(page.text) - 1)
    gaps = (one for one in range(place + 1, last + 1) if page.starts[one] > page.ends[one - 1])
    for end in (len(page.text), *gaps):
        if (found := staff.titles.match(page.text, place, end)) is not None:
            return found
    return None


def bears(
    staff: Staff, surname: str, title: str, *, division: str = "", may_be_any: bool = True
) -> bool:
    """Whether a member of a surname bears a title.

    Args:
        staff: the roster.
        surname: as it stands in the text.
        title: beside it.
        division: what stands between: a part of the member's own (財政 of 財政課), no given name.
        may_be_any: whether a member whose title the roster does not know may bear this one.
    """
    return any(
        (title in titles_of(member) if member.title else may_be_any)
        and (division in folded(member.department) or division.endswith(DIVISION_ENDS))
        for member in staff.members[surname]
    )


def titles_of(member: RosterMember) -> list[str]:
    """A member's titles: 課長補佐兼係長 is both."""
    return re.split("[兼/、]", folded(member.title or ""))


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
