"""What of a month may be shown: nothing of fewer than k accounts, nor what could be reckoned. Pure.

Shown are, for a word or a pair: the city's count; the counts on days the council sat and on the
others, apart; and departments' counts. Each has to be made by k accounts. Further

- both parts of the city's count are shown or none, so that neither follows from the other two;
- departments that are left out were k accounts together, so that the city's count less those shown
  tells of no fewer. Where they were not, the next smallest departments are left out too.

A part or department nobody used the word in is no secret of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.usage.terms.choice import Pair
from assistant.usage.terms.models import ALL_DAYS, CITY, IN_COUNCIL, OUT_OF_COUNCIL
from assistant.usage.terms.sketch import estimate

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """Uses of a word or pair in one department, on days of one kind, and the bits set by them."""

    department_id: str
    is_council: bool
    uses: int
    bits: frozenset[int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """One count that may be shown; at least so many accounts made it."""

    department_id: str
    council: str
    name: Pair
    uses: int
    at_least: int

    @property
    def accounts(self) -> int:
        """How many accounts made it, most likely."""
        return estimate(self.at_least)


@dataclass(slots=True)
class _Part:
    uses: int = 0
    bits: frozenset[int] = NOBODY

    def add(self, cell: Cell) -> None:
        self.uses += cell.uses
        self.bits |= cell.bits

    def is_shown(self, least: int) -> bool:
        return not self.uses or len(self.bits) >= least


def shown_of(name: Pair, cells: Iterable[Cell], least: int) -> list[Shown]:
    """What may be shown of one word or pair of a month.

    Args:
        name: the word or pair.
        cells: all of the month, at most one for a department and kind of day.
        least: k, accounts behind a count.
    """
    city = _Part()
    parts = {IN_COUNCIL: _Part(), OUT_OF_COUNCIL: _Part()}
    departments: dict[str, _Part] = {}
    for cell in cells:
        department = departments.setdefault(cell.department_id, _Part())
        for part in (city, department, parts[IN_COUNCIL if cell.is_council else OUT_OF_COUNCIL]):
            part.add(cell)
    if len(city.bits) < least:
        return []
    shown = [Shown(CITY, ALL_DAYS, name, city.uses, len(city.bits))]
    if all(part.is_shown(least) for part in parts.values()):
        shown += [_shown(CITY, council, name, part) for council, part in parts.items()]
    hidden = hidden_departments({id_: part.bits for id_, part in departments.items()}, least)
    return shown + [
        _shown(id_, ALL_DAYS, name, part)
        for id_, part in sorted(departments.items())
        if id_ not in hidden
    ]


def hidden_departments(bits: Mapping[str, frozenset[int]], least: int) -> set[str]:
    """Departments that must not be shown, given who set which bits in each."""
    hidden: set[str] = set()
    together: frozenset[int] = NOBODY
    for department in _smallest_first(bits):
        own = bits[department]
        if len(own) >= least and (not hidden or len(together) >= least):
            break
        hidden.add(department)
        together |= own
    return hidden


def _smallest_first(bits: Mapping[str, frozenset[int]]) -> Sequence[str]:
    return sorted(bits, key=lambda department: (len(bits[department]), department))


def _shown(department: str, council: str, name: Pair, part: _Part) -> Shown:
    return Shown(department, council, name, part.uses, len(part.bits))
