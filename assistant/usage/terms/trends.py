"""Words that rise and fall, from month to month and in council periods. Pure.

What is compared is not how often a word was used - one person asking thirty times would make a
trend - but by how many accounts, as a share of all (account, word) pairs of the month: a month in
which everybody asks more lets no word rise by itself. An account counts once for a word, so the
counts of two months are independent but for accounts in both, which makes them more alike and the
test more careful. The test is exact at any size (Fisher; over several months the exact conditional
test of a common odds ratio), two-sided, and corrected for the number of words tested (Holm).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.usage.terms.models import CITY
from assistant.usage.terms.reading import Tally, TermFigures

CLAIM = 0.05
"""A change is claimed below this chance of any false claim among all words compared."""
_DRAW = 1 + 1e-9


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that used a word, of all pairs of account and word."""

    accounts: int
    whole: int


@dataclass(frozen=True, slots=True)
class Change:
    """One word in two groups of questions.

    Attributes:
        word: the word.
        label: what is compared: the later month, or empty for council periods.
        before: share of questions with the word, in percent, in the earlier month or outside
            council periods; None if that may not be told.
        after: the same in the later month or inside.
        accounts_before: accounts behind it; of several months, added up.
        accounts_after: the same.
        is_rise: whether the later or inner share of accounts is the greater one.
        p: chance of so great a difference without any.
        p_adjusted: the same, corrected for the number of words compared.
    """

    word: str
    label: str
    before: float | None
    after: float | None
    accounts_before: int
    accounts_after: int
    is_rise: bool
    p: float
    p_adjusted: float = 1.0

    @property
    def is_claimed(self) -> bool:
        """Whether chance is an unlikely reason."""
        return self.p_adjusted < CLAIM


def monthly_changes(figures: TermFigures) -> list[Change]:
    """Every word of each month against the month before, the surest first.

    A word that is not told of in one of the two was used by fewer than k accounts there; it is
    taken as k - 1, the least favourable to a claim. Of a department it may have been left out for
    another reason: then it is not compared.
    """
    told = [month for month in figures.months if month in figures.questions]
    neighbours = [pair for pair in pairwise(told) if _are_neighbours(*pair)]
    changes = [
        change
        for before, after in neighbours
        for word in sorted(figures.words)
        if (change := _monthly(figures, word, before, after)) is not None
    ]
    return adjusted(changes)


def council_changes(figures: TermFigures) -> list[Change]:
    """Every word on days the council sat against the other days of the same months."""
    wholes = _council_wholes(figures.council)
    changes = []
    for word, parts in sorted(figures.council.items()):
        strata = [
            (Group(inside.accounts, wholes[month][0]), Group(outside.accounts, wholes[month][1]))
            for month, (inside, outside) in sorted(parts.items())
            if all(wholes[month])
        ]
        if word and strata:
            changes.append(_council(figures, word, strata))
    return adjusted(changes)


def months_with_council(figures: TermFigures) -> list[str]:
    """Months that have questions both on days the council sat and on others."""
    both = figures.council.get("", {})
    return sorted(m for m, (inside, outside) in both.items() if inside.uses and outside.uses)


def adjusted(changes: Sequence[Change]) -> list[Change]:
    """Changes with their p corrected for their number (Holm 1979), the surest first."""
    ordered = sorted(changes, key=lambda each: (each.p, each.label, each.word))
    corrected, highest = [], 0.0
    for at, change in enumerate(ordered):
        highest = max(highest, min(1.0, change.p * (len(ordered) - at)))
        corrected.append(replace(change, p_adjusted=highest))
    return corrected


def exact_p(strata: Iterable[tuple[Group, Group]]) -> float:
    """Two-sided p that a word is as common in the one group as in the other, in every stratum.

    Given how often the word came up in each stratum at all, how many of them fall to the first
    group is hypergeometric; the sum over strata is told exactly. As improbable or more counts.
    """
    chances: NDArray[np.float64] = np.ones(1)
    observed = 0
    for one, other in strata:
        lowest, own = _hypergeometric(one, other)
        chances = np.convolve(chances, own)
        observed += one.accounts - lowest
    return float(min(1.0, chances[chances <= chances[observed] * _DRAW].sum()))


def _hypergeometric(one: Group, other: Group) -> tuple[int, NDArray[np.float64]]:
    """Chances of each count in the first group, from the lowest possible one on."""
    drawn = one.accounts + other.accounts
    lowest = max(0, drawn - other.whole)
    counts = np.arange(lowest, min(drawn, one.whole) + 1)
    logs = _log_choose(one.whole, counts) + _log_choose(other.whole, drawn - counts)
    logs -= _log_choose(one.whole + other.whole, np.array([drawn]))[0]
    chances: NDArray[np.float64] = np.exp(logs)
    return lowest, chances


def _log_choose(whole: int, part: NDArray[np.int64]) -> NDArray[np.float64]:
    # A fifth of a second to load, for a report asked for now and then. It carries no types.
    from scipy.special import gammaln  # type: ignore[import-untyped]  # noqa: PLC0415

    logs: NDArray[np.float64] = gammaln(whole + 1) - gammaln(part + 1) - gammaln(whole - part + 1)
    return logs


def _monthly(figures: TermFigures, word: str, before: str, after: str) -> Change | None:
    tallies = figures.words[word].get(before), figures.words[word].get(after)
    if tallies == (None, None) or (figures.department_id != CITY and None in tallies):
        return None
    hidden = figures.least_accounts - 1
    earlier, later = (hidden if each is None else each.accounts for each in tallies)
    groups = (
        Group(later, max(later, _whole(figures, after))),
        Group(earlier, max(earlier, _whole(figures, before))),
    )
    return Change(
        word,
        after,
        _percent(tallies[0], figures.questions[before]),
        _percent(tallies[1], figures.questions[after]),
        earlier,
        later,
        is_rise=_is_greater(*groups),
        p=exact_p([groups]),
    )


def _council(figures: TermFigures, word: str, strata: Sequence[tuple[Group, Group]]) -> Change:
    months = figures.council[word]
    inside = [part[0] for part in months.values()]
    outside = [part[1] for part in months.values()]
    every = figures.council.get("", {})
    total_inside = Group(sum(each.accounts for each, _ in strata), sum(g.whole for g, _ in strata))
    total_outside = Group(sum(g.accounts for _, g in strata), sum(g.whole for _, g in strata))
    return Change(
        word,
        "",
        _percent(_sum(outside), _sum(part[1] for month, part in every.items() if month in months)),
        _percent(_sum(inside), _sum(part[0] for month, part in every.items() if month in months)),
        total_outside.accounts,
        total_inside.accounts,
        is_rise=_is_greater(total_inside, total_outside),
        p=exact_p(strata),
    )


def _council_wholes(
    council: Mapping[str, Mapping[str, tuple[Tally, Tally]]],
) -> dict[str, tuple[int, int]]:
    wholes: dict[str, tuple[int, int]] = {}
    for word, parts in council.items():
        for month, (inside, outside) in parts.items() if word else ():
            so_far = wholes.get(month, (0, 0))
            wholes[month] = (so_far[0] + inside.accounts, so_far[1] + outside.accounts)
    return wholes


def _whole(figures: TermFigures, month: str) -> int:
    return sum(each[month].accounts for each in figures.words.values() if month in each)


def _sum(tallies: Iterable[Tally]) -> Tally:
    every = list(tallies)
    return Tally(sum(each.uses for each in every), sum(each.accounts for each in every))


def _percent(part: Tally | None, whole: Tally) -> float | None:
    return None if part is None or not whole.uses else 100.0 * part.uses / whole.uses


def _is_greater(one: Group, other: Group) -> bool:
    return one.accounts * other.whole > other.accounts * one.whole


def _are_neighbours(before: str, after: str) -> bool:
    years, months = int(after[:4]) - int(before[:4]), int(after[5:]) - int(before[5:])
    return 12 * years + months == 1
