"""The city's policy as one frozen value: what the gate decides by. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RosterMember:
    """One member of the city's staff. Its `repr` shows no name.

    Attributes:
        name: the full name as the roster has it, blanks and all.
        department: id of the department.
        title: the job title (係長), if the roster knows it.
    """

    name: str = field(repr=False)
    department: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The active staff of the city, for `staff_names = "allow_roster"`."""

    members: tuple[RosterMember, ...] = field(default=(), repr=False)
