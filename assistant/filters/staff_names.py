"""Which names are the city's own staff, written as staff: `staff_names = "allow_roster"`.

Allowed are a roster member's full name, a surname with a job title that such a member bears, the
sender's own signature, and the sender's surname in 土木課の…です. A surname with 様 or さん alone
is never allowed, nor a name written as a resident's: behind 申請者 or 世帯主, beside a home
address, a birth date or a personal number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.filters.finding import Finding
from assistant.filters.lexicon.staff_words import OTHER_EMPLOYERS
from assistant.filters.own_signature import PERSON, OwnName, in_own_signature, only_signer
from assistant.filters.policy import Roster
from assistant.filters.resident_context import ResidentContext
from assistant.filters.staff_roster import (
    Squeezed,
    Staff,
    folded,
    full_names,
    place_of,
    squeeze,
    staff_of,
    titles_of,
)

STAFF_ENTITIES = frozenset({PERSON, "PHONE_NUMBER", "EMAIL_ADDRESS"})
DIVISION_ENDS = ("課", "係", "室", "部", "局", "班", "担当")
LONGEST_TITLE = 16
HONORIFIC = re.compile("さま|さん|様|氏|殿|先生|くん|君|ちゃん")
EMPLOYER_BEFORE = re.compile(f"(?:{'|'.join(map(re.escape, OTHER_EMPLOYERS))})[^。\n、]{{0,8}}$")


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


def is_staff(page: Squeezed, finding: Finding, staff: Staff) -> bool:
    """Whether a finding is a member's full name, or a surname with that member's title."""
    low, high = place_of(page, finding)
    if low >= high:
        return False
    if any(covers(page, low, high, place, staff) for place in full_names(page, low, high, staff)):
        return True
    return has_title(page, low, high, staff)


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
