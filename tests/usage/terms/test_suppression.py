"""What is shown gives nothing away about fewer than k accounts, whoever subtracts what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.usage.terms.models import ALL_DAYS, CITY, IN_COUNCIL, OUT_OF_COUNCIL
from assistant.usage.terms.suppression import Cell, Shown, hidden_departments, shown_of

NAME = ("文書", "")


@dataclass(frozen=True)
class Use:
    """One question with the word."""

    account: int
    department: str
    is_council: bool


# Accounts move: the same one may ask from two departments.
USES = st.lists(
    st.builds(Use, st.integers(0, 30), st.sampled_from("abcde"), st.booleans()), max_size=60
)
LEAST = st.integers(2, 8)


def cells_of(uses: list[Use]) -> list[Cell]:
    found: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for use in uses:
        found[use.department, use.is_council].append(use.account)
    return [
        Cell(department, is_council, len(accounts), frozenset(accounts))
        for (department, is_council), accounts in found.items()
    ]


def accounts_of(uses: list[Use], *departments: str) -> set[int]:
    return {use.account for use in uses if use.department in departments}


@given(USES, LEAST)
def test_nothing_shown_or_subtracted_is_about_fewer_than_k_accounts(
    uses: list[Use], least: int
) -> None:
    shown = shown_of(NAME, cells_of(uses), least)
    everybody = {use.account for use in uses}
    if len(everybody) < least:
        assert shown == []
        return
    by_place = {(one.department_id, one.council): one for one in shown}
    city = by_place.pop((CITY, ALL_DAYS))
    assert (city.uses, city.at_least) == (len(uses), len(everybody))
    inside, outside = (by_place.pop((CITY, part), None) for part in (IN_COUNCIL, OUT_OF_COUNCIL))
    assert (inside is None) == (outside is None)
    for part, is_council in ((inside, True), (outside, False)):
        own = {use.account for use in uses if use.is_council is is_council}
        assert part is None or not own or len(own) >= least
    departments = {department for department, _ in by_place}
    for department in departments:
        assert len(accounts_of(uses, department)) >= least
    left_out = {use.department for use in uses} - departments
    rest = accounts_of(uses, *left_out)
    assert not left_out or len(rest) >= least
    uses_left = city.uses - sum(one.uses for one in by_place.values())
    assert uses_left == sum(use.department in left_out for use in uses)


@given(USES, LEAST)
def test_no_more_departments_are_left_out_than_need_be(uses: list[Use], least: int) -> None:
    groups = {name: frozenset(accounts_of(uses, name)) for name in {one.department for one in uses}}
    hidden = hidden_departments(groups, least)
    small = {name for name, accounts in groups.items() if len(accounts) < least}
    assert small <= hidden
    if small and len(frozenset().union(*(groups[name] for name in small))) >= least:
        assert hidden == small
    if not small:
        assert hidden == set()


def shown(*cells: Cell, least: int = 5) -> set[tuple[str, str, int]]:
    found: list[Shown] = shown_of(NAME, cells, least)
    return {(one.department_id, one.council, one.uses) for one in found}


def people(first: int, last: int) -> frozenset[int]:
    return frozenset(range(first, last))


def test_a_small_department_takes_the_next_one_with_it() -> None:
    tax, welfare = Cell("tax", False, 20, people(0, 9)), Cell("welfare", False, 3, people(9, 11))
    assert shown(tax, welfare) == {("", "", 23), ("", "out", 23), ("", "in", 0)}


def test_small_departments_that_are_k_together_take_none_with_them() -> None:
    cells = [
        Cell("tax", False, 20, people(0, 9)),
        Cell("roads", False, 3, people(9, 12)),
        Cell("water", False, 4, people(12, 15)),
    ]
    assert ("tax", "", 20) in shown(*cells)
    assert {place for place, _, _ in shown(*cells)} == {"", "tax"}


def test_the_same_few_people_in_two_departments_are_counted_once() -> None:
    cells = [
        Cell("tax", False, 20, people(0, 9)),
        Cell("roads", False, 3, people(20, 23)),
        Cell("water", False, 4, people(20, 24)),
    ]
    assert {place for place, _, _ in shown(*cells)} == {""}


def test_a_part_of_too_few_hides_the_other_part_too() -> None:
    inside, outside = Cell("tax", True, 9, people(0, 9)), Cell("tax", False, 1, people(0, 1))
    assert shown(inside, outside) == {("", "", 10), ("tax", "", 10)}


@pytest.mark.parametrize("count", [0, 1, 4])
def test_too_few_people_show_nothing(count: int) -> None:
    cells = [Cell("tax", False, 50, people(0, count))] if count else []
    assert shown(*cells) == set()
