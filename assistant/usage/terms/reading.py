"""Reads what was published of a period: counts of words and pairs, and what may not be said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlmodel import Session

from assistant.usage.terms.choice import ALL, Pair
from assistant.usage.terms.models import (
    ALL_DAYS,
    CITY,
    IN_COUNCIL,
    OUT_OF_COUNCIL,
    PUBLISHED,
    TermCount,
    TermMonth,
)

_COUNTS = TermCount.metadata.tables["term_count"]
_MONTHS = TermMonth.metadata.tables["term_month"]


@dataclass(frozen=True, slots=True)
class Tally:
    """In how many questions something came up, and from about how many accounts."""

    uses: int
    accounts: int


ByMonth = Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class TermFigures:
    """What may be said of a period.

    Attributes:
        department_id: whose questions; empty for the city's.
        least_accounts: k, as it holds now.
        months: the months published, in order.
        pending: months in which words are counted, or were, and that are not published yet.
        questions: questions counted, by month; a month is missing if that may not be said.
        words: by word, by month.
        pairs: questions with both words, over the period.
        council: by word, by month: on days the council sat, and on the others; empty word for all
            questions. Of the city only.
    """

    department_id: str
    least_accounts: int
    months: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    questions: ByMonth = field(default_factory=dict)
    words: Mapping[str, ByMonth] = field(default_factory=dict)
    pairs: Mapping[Pair, int] = field(default_factory=dict)
    council: Mapping[str, Mapping[str, tuple[Tally, Tally]]] = field(default_factory=dict)

    @property
    def total_questions(self) -> int:
        """Questions counted in the months that may be told."""
        return sum(each.uses for each in self.questions.values())

    def uses_of(self, word: str) -> int:
        """Questions with a word, in the months that may be told."""
        return sum(each.uses for each in self.words.get(word, {}).values())

    @property
    def by_use(self) -> list[str]:
        """The words, the most used first."""
        return sorted(self.words, key=lambda word: (-self.uses_of(word), word))


def read_terms(
    session: Session,
    from_month: str,
    to_month: str,
    *,
    least_accounts: int,
    department_id: str = CITY,
    stop_words: Collection[str] = (),
) -> TermFigures:
    """Read the published counts of a period, both months included.

    A higher limit than the one a month was published with holds for that month too.

    Args:
        session: a snapshot.
        from_month: first month.
        to_month: last month.
        least_accounts: k.
        department_id: a department, or the city.
        stop_words: words to leave out, also where they were counted before.
    """
    months = _months(session, from_month, to_month)
    period = (from_month, to_month, least_accounts)
    weak = _weak_departments(session, *period) | _with_departments_left_out(session, *period)
    kept = _Kept(least_accounts, weak)
    words: dict[str, dict[str, Tally]] = defaultdict(dict)
    questions: dict[str, Tally] = {}
    pairs: dict[Pair, int] = defaultdict(int)
    council: dict[str, dict[str, dict[str, Tally]]] = defaultdict(lambda: defaultdict(dict))
    leave_out = frozenset(stop_words)
    for row in session.connection().execute(_rows(from_month, to_month, department_id)):
        name = (row.first, row.second)
        if leave_out.intersection(name) or not kept.is_kept(row):
            continue
        tally = Tally(row.uses, row.accounts)
        if row.council != ALL_DAYS:
            if not row.second:
                council[row.first][row.month][row.council] = tally
        elif name == ALL:
            questions[row.month] = tally
        elif row.second:
            pairs[name] += row.uses
        else:
            words[row.first][row.month] = tally
    return TermFigures(
        department_id,
        least_accounts,
        tuple(month for month, is_published in months if is_published),
        tuple(month for month, is_published in months if not is_published),
        questions,
        dict(words),
        dict(pairs),
        {word: _both(parts) for word, parts in council.items() if _both(parts)},
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """Applies a limit to counts published under a lower one."""

    least: int
    weak_departments: frozenset[tuple[str, str, str]]

    def is_kept(self, row: Row[Any]) -> bool:
        if row.council != ALL_DAYS:
            return bool(row.uses == 0 or row.at_least >= self.least)
        if row.at_least < self.least:
            return False
        # A department falls below, or may: the city's count less the others would tell it.
        name = (row.month, row.first, row.second)
        return row.department_id == CITY or name not in self.weak_departments


def _rows(from_month: str, to_month: str, department_id: str) -> Select[Any]:
    return (
        select(_COUNTS)
        .where(_COUNTS.c.month.between(from_month, to_month))
        .where(_COUNTS.c.department_id == department_id)
        .order_by(_COUNTS.c.month)
    )


def _months(session: Session, from_month: str, to_month: str) -> list[tuple[str, bool]]:
    statement = (
        select(_MONTHS.c.month, _MONTHS.c.state)
        .where(_MONTHS.c.month.between(from_month, to_month))
        .order_by(_MONTHS.c.month)
    )
    return [(month, state == PUBLISHED) for month, state in session.connection().execute(statement)]


def _weak_departments(
    session: Session, from_month: str, to_month: str, least: int
) -> frozenset[tuple[str, str, str]]:
    statement = (
        select(_COUNTS.c.month, _COUNTS.c.first, _COUNTS.c.second)
        .where(_COUNTS.c.month.between(from_month, to_month))
        .where(_COUNTS.c.department_id != CITY, _COUNTS.c.at_least < least)
        .distinct()
    )
    rows = session.connection().execute(statement)
    return frozenset((row.month, row.first, row.second) for row in rows)


def _with_departments_left_out(
    session: Session, from_month: str, to_month: str, least: int
) -> frozenset[tuple[str, str, str]]:
    """What departments were left out of under a lower limit: they may be below this one."""
    is_city = _COUNTS.c.department_id == CITY
    left_out = func.sum(case((is_city, _COUNTS.c.uses), else_=-_COUNTS.c.uses))
    names = (_COUNTS.c.month, _COUNTS.c.first, _COUNTS.c.second)
    statement = (
        select(*names)
        .join(_MONTHS, _MONTHS.c.month == _COUNTS.c.month)
        .where(_COUNTS.c.month.between(from_month, to_month))
        .where(_COUNTS.c.council == ALL_DAYS, _MONTHS.c.least_accounts < least)
        .group_by(*names)
        .having(left_out > 0)
    )
    rows = session.connection().execute(statement)
    return frozenset((row.month, row.first, row.second) for row in rows)


def _both(parts: Mapping[str, Mapping[str, Tally]]) -> dict[str, tuple[Tally, Tally]]:
    """Months of which both parts are told."""
    return {
        month: (each[IN_COUNCIL], each[OUT_OF_COUNCIL])
        for month, each in parts.items()
        if IN_COUNCIL in each and OUT_OF_COUNCIL in each
    }
