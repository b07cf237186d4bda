"""Which departments are too small to be named in a month, and how accounts are named outside."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlmodel import Session

from assistant.core.keys import Key
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.selection import Places

SUPPRESSED = "suppressed"
"""Stands in an export in the place of a department that is too small to be named."""


def too_small(groups: Iterable[tuple[str, int]], at_least: int) -> set[str]:
    """Groups that must not be named, given how many people are in each.

    Those below the limit, and as long as they are fewer than the limit together, the next smallest
    one too: else the city's total would give away what was left out.
    """
    ordered = sorted(groups, key=lambda group: (group[1], group[0]))
    hidden: set[str] = set()
    people = 0
    for name, count in ordered:
        if count >= at_least and (not hidden or people >= at_least):
            break
        hidden.add(name)
        people += count
    return hidden


def small_places(
    session: Session, at_least: int, *, first: str = "0000-00", last: str = "9999-12"
) -> Places:
    """Months and departments in which fewer accounts than the limit were answered.

    Rows without a department belong to nobody registered and name none.

    Args:
        session: a snapshot.
        at_least: the limit; 1 hides nothing.
        first: month to begin with.
        last: month to end with.
    """
    if at_least <= 1:
        return frozenset()
    rows = UsageEvent.metadata.tables["usage_month"].c
    accounts = UsageEvent.metadata.tables["usage_month_account"].c
    counted = (
        select(accounts.month, accounts.department_id, func.count().label("people"))
        .where(accounts.month.between(first, last))
        .group_by(accounts.month, accounts.department_id)
        .subquery()
    )
    is_same = (counted.c.month == rows.month) & (counted.c.department_id == rows.department_id)
    statement = (
        select(rows.month, rows.department_id, func.max(func.coalesce(counted.c.people, 0)))
        .select_from(rows.month.table.outerjoin(counted, is_same))
        .where(rows.department_id != "", rows.month.between(first, last))
        .group_by(rows.month, rows.department_id)
    )
    by_month: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for month, department, people in session.connection().execute(statement):
        by_month[month].append((department, people))
    return frozenset(
        (month, department)
        for month, groups in by_month.items()
        for department in too_small(groups, at_least)
    )


@dataclass(frozen=True, slots=True)
class Relabel:
    """Names accounts, conversations and turns anew for one recipient.

    The same in all exports for that recipient; exports for different ones cannot be joined.
    """

    secret: bytes = field(repr=False)

    def __call__(self, name: str) -> str:
        """The name in exports for the recipient, 32 hexadecimal digits."""
        return hashlib.blake2b(name.encode(), key=self.secret, digest_size=16).hexdigest()


def relabel_for(key: Key, recipient: str) -> Relabel:
    """How accounts are named for a recipient: a key of its own, derived from the pseudonym key."""
    message = f"usage export for {recipient}".encode()
    return Relabel(hmac.digest(key.secret, message, "sha256"))
