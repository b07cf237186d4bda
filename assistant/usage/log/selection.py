"""Which usage rows are meant: months, departments, outcomes, models, channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Table, and_, func, select, true
from sqlmodel import Session

from assistant.core.chat import Outcome
from assistant.core.errors import InputError
from assistant.core.periods import parse_month
from assistant.usage.log.models import UsageEvent

Place = tuple[str, str | None]
"""A month and a department."""

Places = frozenset[Place]
NOWHERE: Places = frozenset()

_COLUMN_OF = {
    "departments": "department_id",
    "outcomes": "outcome",
    "models": "model",
    "channels": "channel",
}


class SelectionError(InputError):
    """A period or a name that picks rows cannot be used.

    Attributes:
        field: which one: `from`, `to`, `department`, `outcome`, `model` or `channel`.
        problem: `month` (it is none), `order` (inverted), `future` (not begun), `empty` (no turn
            in it), `unknown` (not in the usage log) or `small` (too few people).
        known: the names there are, of an unknown one.
    """

    def __init__(
        self, message: str, *, field: str, problem: str, known: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.field = field
        self.problem = problem
        self.known = tuple(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Rows to be exported; what is empty or None limits nothing. Both months are included."""

    from_month: str | None = None
    to_month: str | None = None
    departments: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def as_text(self) -> dict[str, str]:
        """What limits the rows, for the audit log and the sheet beside the export."""
        stated = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: value if isinstance(value, str) else ",".join(value)
            for name, value in stated.items()
            if value
        }


ALL_ROWS = Selection()


def require_period(from_month: str | None, to_month: str | None) -> None:
    """Check a period as it was written.

    Raises:
        SelectionError: a wrong month, or the first after the last.
    """
    for field, month in (("from", from_month), ("to", to_month)):
        try:
            parse_month("2026-04" if month is None else month)
        except ValueError:
            message = f"--{field} is not a month; write it as 2026-04"
            raise SelectionError(message, field=field, problem="month") from None
    if from_month and to_month and from_month > to_month:
        message = f"--from {from_month} is after --to {to_month}; exchange them"
        raise SelectionError(message, field="from", problem="order")


def require_begun(from_month: str | None, this_month: str) -> None:
    """Check that a period has begun.

    Raises:
        SelectionError: its first month lies in the future.
    """
    if from_month is not None and from_month > this_month:
        message = f"--from {from_month} has not begun; choose an earlier month"
        raise SelectionError(message, field="from", problem="future")


def require_known(session: Session, selection: Selection) -> None:
    """Check that what rows are limited to was ever seen in the log.

    A misspelt department must not look like one that asked nothing.

    Raises:
        SelectionError: an outcome that does not exist, or a department, model or channel without
            rows.
    """
    _require("outcome", selection.outcomes, [outcome.value for outcome in Outcome])
    for name in ("departments", "models", "channels"):
        wanted = getattr(selection, name)
        if wanted:
            _require(name.removesuffix("s"), wanted, known_names(session, name))


def known_names(session: Session, name: str) -> list[str]:
    """The `departments`, `models` or `channels` that ever were in the log, in order."""
    column = UsageEvent.metadata.tables["usage_month"].c[_COLUMN_OF[name]]
    seen = session.connection().scalars(select(column).distinct().order_by(column))
    return [each for each in seen if each]


def count_rows(session: Session, selection: Selection, hidden: Places = NOWHERE) -> int:
    """How many rows a selection has, from the totals; see `is_selected`."""
    table = UsageEvent.metadata.tables["usage_month"]
    counting = select(func.coalesce(func.sum(table.c.requests), 0))
    wanted = counting.where(is_selected(table, selection, hidden))
    return int(session.connection().execute(wanted).scalar_one())


def _require(what: str, wanted: Iterable[str], known: list[str]) -> None:
    for name in wanted:
        if name not in known:
            some = ", ".join(known[:20]) or "there is none yet"
            message = f"no {what} {name!r} in the usage log; write one of: {some}"
            raise SelectionError(message, field=what, problem="unknown", known=known)


def is_selected(
    table: Table, selection: Selection, hidden: Places = NOWHERE
) -> ColumnElement[bool]:
    """The condition that picks the rows.

    Where departments are chosen, those that must not be named in a month have no rows in it: the
    choice would name them.
    """
    bounds: list[ColumnElement[bool]] = [true()]
    if selection.from_month is not None:
        bounds.append(table.c.month >= selection.from_month)
    if selection.to_month is not None:
        bounds.append(table.c.month <= selection.to_month)
    for name, column in _COLUMN_OF.items():
        wanted = getattr(selection, name)
        if wanted:
            bounds.append(table.c[column].in_(wanted))
    for department in selection.departments:
        months = sorted(month for month, place in hidden if place == department)
        if months:
            bounds.append(~((table.c.department_id == department) & table.c.month.in_(months)))
    return and_(*bounds)
