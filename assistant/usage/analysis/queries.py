"""Queries of the tables of totals over one period, of the city or of one department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, select, true
from sqlmodel import Session

from assistant.core.periods import fiscal_year_of
from assistant.usage.analysis.figures import Scope
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.small_groups import small_places
from assistant.usage.log.totals import SURVEY


class Queries:
    """Runs queries on one snapshot, within what may be told of a scope."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope
        self._from, self._to = scope.from_month, scope.to_month
        self._april = f"{fiscal_year_of(scope.from_month)}-04"
        places = small_places(session, scope.small_group, first=self._april, last=self._to)
        self._small = {(month, name or "") for month, name in places}
        own = scope.department
        self._hidden = sorted(month for month, name in self._small if name == own)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Months of the department in which too few of its people asked."""
        return tuple(month for month in self._hidden if self._from <= month <= self._to)

    def _people(self, table_name: str, key: str, count: ColumnElement[Any]) -> dict[str, int]:
        table = table_of(table_name)
        rows = self._rows(table, [table.c[key]], {"people": count})
        return {row[key]: int(row["people"]) for row in rows}

    def _surveyed(self) -> Counter[tuple[str, str]]:
        """Turns by month and department that answered the survey: no requests, nor answered."""
        return self._with_reason(SURVEY)

    def _with_reason(self, reason: str) -> Counter[tuple[str, str]]:
        """Turns by month and department that ended for a reason."""
        table = table_of("usage_month_tally")
        keys = [table.c.month, table.c.department_id]
        within = self._is_in(table) & (table.c.kind == "reason") & (table.c.name == reason)
        rows = self._execute(table, within, keys, {"n": func.sum(table.c.requests)})
        return Counter({(row["month"], row["department_id"]): int(row["n"]) for row in rows})

    def _by_month(self, reason: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for (month, _), count in self._with_reason(reason).items():
            found[month] += count
        return found

    def _rows(
        self, table: Table, keys: Iterable[ColumnElement[Any]], sums: Mapping[str, Any]
    ) -> list[Mapping[str, Any]]:
        return self._execute(table, self._is_in(table), keys, sums)

    def _execute(
        self,
        table: Table,
        condition: ColumnElement[bool],
        keys: Iterable[ColumnElement[Any]],
        sums: Mapping[str, Any],
    ) -> list[Mapping[str, Any]]:
        grouped = list(keys)
        named = [expression.label(name) for name, expression in sums.items()]
        statement = select(*grouped, *named).select_from(table).where(condition).group_by(*grouped)
        return [dict(row) for row in self._session.connection().execute(statement).mappings()]

    def _is_in(self, table: Table) -> ColumnElement[bool]:
        return table.c.month.between(self._from, self._to) & self._is_own(table)

    def _is_own(self, table: Table) -> ColumnElement[bool]:
        department = self._scope.department
        if department is None:
            return true()
        return (table.c.department_id == department) & table.c.month.not_in(self._hidden)

    def _is_in_days(self, table: Table) -> ColumnElement[bool]:
        within = table.c.day.between(f"{self._from}-01", f"{self._to}-31")
        department = self._scope.department
        if department is None:
            return within
        month = func.substr(table.c.day, 1, 7)
        return within & (table.c.department_id == department) & month.not_in(self._hidden)


def table_of(name: str) -> Table:
    """A table of the usage log by its name."""
    return UsageEvent.metadata.tables[name]


def sum_where(condition: ColumnElement[bool], column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The sum of a column over the rows that meet a condition."""
    return func.sum(case((condition, column), else_=0))
