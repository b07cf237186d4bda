"""Rising and falling words: the exact test against known values, and its honesty on seeded data."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from assistant.usage.terms.reading import Tally, TermFigures
from assistant.usage.terms.trends import (
    Change,
    Group,
    adjusted,
    council_changes,
    exact_p,
    monthly_changes,
    months_with_council,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((3, 10), (9, 12)),
        ((0, 5), (5, 5)),
        ((1, 1), (0, 40)),
        ((30, 900), (60, 950)),
        ((0, 4), (0, 9)),
    ],
)
def test_one_stratum_is_fishers_test(one: tuple[int, int], other: tuple[int, int]) -> None:
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    expected = stats.fisher_exact(table).pvalue
    assert exact_p([(Group(*one), Group(*other))]) == pytest.approx(expected, rel=1e-6)


def test_several_strata_are_counted_through() -> None:
    """Against every outcome written out one by one."""
    strata = [(Group(4, 6), Group(1, 7)), (Group(3, 5), Group(1, 4))]
    chances: dict[int, float] = {}
    ranges = [range(one.accounts + other.accounts + 1) for one, other in strata]
    for drawn in product(*ranges):
        chance = 1.0
        for count, (one, other) in zip(drawn, strata, strict=True):
            total = one.accounts + other.accounts
            chance *= (
                math.comb(one.whole, count)
                * math.comb(other.whole, total - count)
                / math.comb(one.whole + other.whole, total)
            )
        chances[sum(drawn)] = chances.get(sum(drawn), 0.0) + chance
    expected = sum(chance for chance in chances.values() if chance <= chances[7] * (1 + 1e-9))
    assert sum(chances.values()) == pytest.approx(1)
    assert exact_p(strata) == pytest.approx(expected, rel=1e-9)


def test_holm_never_orders_anew_and_never_lowers() -> None:
    changes = [change(p) for p in (0.02, 0.001, 0.04, 0.9)]
    found = adjusted(changes)
    assert [one.p for one in found] == [0.001, 0.02, 0.04, 0.9]
    assert [one.p_adjusted for one in found] == pytest.approx([0.004, 0.06, 0.08, 0.9])


def change(p: float) -> Change:
    return Change(f"語{p}", "2026-05", 1.0, 2.0, 5, 9, is_rise=True, p=p)


def figures(counts: dict[str, list[int]], *, least: int = 5, department: str = "") -> TermFigures:
    """Months of accounts by word; 0 stands for what may not be told."""
    months = tuple(f"2026-{number:02}" for number in range(4, 4 + len(next(iter(counts.values())))))
    words = {
        word: {month: Tally(n, n) for month, n in zip(months, each, strict=True) if n}
        for word, each in counts.items()
    }
    questions = {month: Tally(1000, 300) for month in months}
    return TermFigures(department, least, months, (), questions, words)


def test_a_word_many_take_up_rises_and_others_do_not() -> None:
    counts = {f"語{number}": [40, 42] for number in range(30)} | {"防災": [10, 90]}
    claimed = [one for one in monthly_changes(figures(counts)) if one.is_claimed]
    assert [(one.word, one.is_rise, one.before, one.after) for one in claimed] == [
        ("防災", True, 1.0, 9.0)
    ]


def test_a_month_in_which_everybody_asks_more_lets_no_word_rise() -> None:
    counts = {f"語{number}": [40, 120] for number in range(30)}
    assert not any(one.is_claimed for one in monthly_changes(figures(counts)))


def test_what_is_not_told_of_is_taken_as_just_below_the_limit() -> None:
    counts = {f"語{number}": [40, 40] for number in range(30)} | {"選挙": [0, 60], "祭り": [0, 6]}
    found = {one.word: one for one in monthly_changes(figures(counts))}
    assert (found["選挙"].before, found["選挙"].accounts_before) == (None, 4)
    assert found["選挙"].is_claimed
    assert not found["祭り"].is_claimed


def test_of_a_department_what_is_not_told_of_is_not_compared() -> None:
    counts = {f"語{number}": [40, 40] for number in range(3)} | {"選挙": [0, 60]}
    found = monthly_changes(figures(counts, department="tax"))
    assert "選挙" not in {one.word for one in found}


def test_months_with_one_between_them_are_not_compared() -> None:
    counted = figures({"語": [10, 0, 90]})
    questions = {m: t for m, t in counted.questions.items() if m != "2026-05"}
    gap = TermFigures("", 5, counted.months, (), questions, counted.words)
    assert monthly_changes(gap) == []


def test_flat_cities_show_a_change_in_at_most_one_of_twenty() -> None:
    """200 seeded pairs of months drawn from one distribution: any claim at all is a false one."""
    claims = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        means = np.concatenate([random.uniform(5, 15, 60), random.uniform(30, 200, 12)])
        drawn = {f"語{at}": [int(n) for n in random.poisson(m, 2)] for at, m in enumerate(means)}
        told = {word: [n if n >= 5 else 0 for n in pair] for word, pair in drawn.items()}
        claims += any(
            one.is_claimed
            for one in monthly_changes(figures({w: p for w, p in told.items() if any(p)}))
        )
    assert claims <= 10


def council(inside: int, outside: int, others: int = 40) -> TermFigures:
    words = {f"語{number}": (others, others) for number in range(20)} | {"答弁": (inside, outside)}
    parts = {
        word: {
            month: (Tally(pair[0], pair[0]), Tally(pair[1], pair[1]))
            for month in ("2026-06", "2026-09")
        }
        for word, pair in {"": (400, 800), **words}.items()
    }
    return TermFigures("", 5, ("2026-06", "2026-09"), (), {}, {}, {}, parts)


def test_words_of_the_council_are_told_over_several_months() -> None:
    found = council_changes(council(60, 10))
    assert [(one.word, one.is_rise) for one in found if one.is_claimed] == [("答弁", True)]
    assert (found[0].after, found[0].before) == (15.0, 1.25)
    assert (found[0].accounts_after, found[0].accounts_before) == (120, 20)
    assert not any(one.is_claimed for one in council_changes(council(45, 40)))


def test_a_month_wholly_inside_tells_nothing_of_the_council() -> None:
    counted = council(60, 10)
    whole = {
        word: {month: (inside, Tally(0, 0)) for month, (inside, _) in parts.items()}
        for word, parts in counted.council.items()
    }
    inside_only = TermFigures("", 5, counted.months, (), {}, {}, {}, whole)
    assert council_changes(inside_only) == []
    assert months_with_council(inside_only) == []
    assert months_with_council(counted) == ["2026-06", "2026-09"]
