"""The period and the department somebody asks figures of, and the places of `/analysis`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.core.periods import month_of, months_between
from assistant.identity.permissions import Permission, Reach, reach, visible_department
from assistant.usage.analysis.report import ReportRequest
from assistant.usage.log.selection import SelectionError
from assistant.web.forms import Form, FormError
from assistant.web.visit import Visit, address

PLACES: tuple[tuple[str, str, Permission, bool], ...] = (
    ("/analysis", "overview", Permission.USAGE_READ, False),
    ("/analysis/council", "council", Permission.USAGE_READ, False),
    ("/analysis/adoption", "adoption", Permission.USAGE_READ, False),
    ("/analysis/outcomes", "outcomes", Permission.USAGE_READ, False),
    ("/analysis/money", "money", Permission.USAGE_READ, False),
    ("/analysis/terms", "terms", Permission.USAGE_READ, False),
    ("/analysis/survey", "survey", Permission.USAGE_READ, True),
    ("/analysis/exports", "exports", Permission.USAGE_EXPORT, True),
)
"""Pages of `/analysis`: address, name, what one must be allowed, and whether city-wide."""

_SAYS: Mapping[str, str] = {
    "month": "not_a_month",
    "order": "month_order",
    "future": "month_future",
    "empty": "no_turns",
    "unknown": "unknown_name",
    "small": "too_few_people",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Attributes:
        from_month: first month.
        to_month: last month, included.
        department: empty for the city.
        is_typed: whether somebody chose it; else it is what a page begins with.
    """

    from_month: str
    to_month: str
    department: str
    is_typed: bool

    @property
    def query(self) -> str:
        """As it stands behind an address; empty for what a page begins with."""
        if not self.is_typed:
            return ""
        return address(
            "", **{"from": self.from_month, "to": self.to_month, "department": self.department}
        )


def own_department(visit: Visit) -> str | None:
    """The one department somebody sees; None for who sees the whole city."""
    return visible_department(visit.principal, Permission.USAGE_READ)


def asked(visit: Visit, form: Form | None = None) -> Asked:
    """What the address asks for, or a form; the last twelve months without a word."""
    typed = {
        name: form.text(name).strip() if form else visit.query(name)
        for name in ("from", "to", "department")
    }
    this_month = month_of(visit.desk.clock.now())
    months = months_between(f"{int(this_month[:4]) - 1}{this_month[4:]}", this_month)
    own = own_department(visit)
    return Asked(
        typed["from"] or (min(months[1], typed["to"]) if typed["to"] else months[1]),
        typed["to"] or max(this_month, typed["from"]),
        own if own is not None else typed["department"],
        any(typed.values()),
    )


def request_of(visit: Visit, wanted: Asked) -> ReportRequest:
    """The report that is asked for."""
    return visit.desk.reporter.request(
        wanted.from_month, wanted.to_month, department=wanted.department or None
    )


def options(visit: Visit, names: Sequence[str], without: str = "all") -> list[tuple[str, str]]:
    """What a list offers: one of these, or without a choice what a word of `choices` says."""
    word = visit.rendering.words.name_of("choices", without)
    return [("", word), *((name, name) for name in names)]


def told(fault: SelectionError) -> FormError:
    """A fault of a period or a name, at the field it is about."""
    return FormError({fault.field: _SAYS[fault.problem]})


def places(visit: Visit) -> list[tuple[str, str]]:
    """The pages of `/analysis` this person may open: address and name."""
    found = []
    for path, name, permission, is_of_city in PLACES:
        goes = reach(visit.principal, permission)
        if goes is Reach.CITY or (goes is not None and not is_of_city):
            found.append((path, name))
    return found
