"""Reads the figures of a period from the tables of totals, whose size no row adds to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, select
from sqlmodel import Session

from assistant.core.chat import Outcome
from assistant.core.periods import last_day
from assistant.usage.analysis.comparison import Day
from assistant.usage.analysis.concentration import Concentration, concentration
from assistant.usage.analysis.figures import (
    PARTS,
    DepartmentFigures,
    Figures,
    ImportedFigures,
    ModelFigures,
    MonthFigures,
)
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.small_groups import SUPPRESSED, too_small


def read_figures(session: Session, from_month: str, to_month: str, small_group: int) -> Figures:
    """Read a period, both months included."""
    reader = Reader(session, from_month, to_month)
    departments = reader.departments(small_group)
    return Figures(
        from_month,
        to_month,
        months=reader.months(),
        days=reader.days(),
        hours=reader.hours(),
        departments=departments,
        outcomes=reader.outcomes(),
        reasons=reader.tally("reason"),
        categories=reader.tally("category"),
        cases=reader.tally("case"),
        models=reader.models(),
        imported=reader.imported(),
        head=reader.head(),
    )


class Reader:
    """The queries of one period, both months included, on one snapshot."""

    def __init__(self, session: Session, from_month: str, to_month: str) -> None:
        self._session = session
        self._from, self._to = from_month, to_month

    def months(self) -> tuple[MonthFigures, ...]:
        """Each month with turns."""
        table = _table("usage_month")
        answered = table.c.outcome == Outcome.ANSWERED.value
        is_stopped = table.c.outcome.in_(
            [Outcome.BLOCKED_INPUT.value, Outcome.BLOCKED_OUTPUT.value]
        )
        rows = self._rows(
            table,
            [table.c.month],
            {
                "requests": func.sum(table.c.requests),
                "answered": _sum_where(answered, table.c.requests),
                "stopped": _sum_where(is_stopped, table.c.requests),
                "tokens": func.sum(table.c.input_tokens + table.c.output_tokens),
                **{name: _sum_where(answered, table.c[name]) for name in PARTS},
                "conversations": func.sum(table.c.conversations),
                "retrieval_requests": func.sum(table.c.retrieval_requests),
                "micros": func.sum(table.c.cost_yen_micros),
                "unpriced": func.sum(table.c.unpriced_requests),
            },
        )
        active = self._people("usage_month_account", "month", func.count())
        registered = self._people("account_month", "month", func.sum(_registered()))
        return tuple(
            MonthFigures(
                month=row["month"],
                requests=int(row["requests"]),
                answered=int(row["answered"]),
                stopped=int(row["stopped"]),
                tokens=int(row["tokens"]),
                parts=tuple(int(row[name]) for name in PARTS),
                conversations=int(row["conversations"]),
                retrieval_requests=int(row["retrieval_requests"]),
                yen=int(row["micros"]) / 1_000_000,
                unpriced=int(row["unpriced"]),
                active=active.get(row["month"], 0),
                registered=registered.get(row["month"]),
            )
            for row in sorted(rows, key=lambda row: str(row["month"]))
        )

    def days(self) -> tuple[Day, ...]:
        """Each day with answered questions."""
        table = _table("usage_hour")
        sums = {
            "answered": func.sum(table.c.answered),
            "tokens": func.sum(table.c.input_tokens + table.c.output_tokens),
        }
        rows = self._execute(table, self._is_in_days(table), [table.c.day], sums)
        found = [
            Day(date.fromisoformat(row["day"]), int(row["answered"]), int(row["tokens"]))
            for row in rows
        ]
        return tuple(sorted((day for day in found if day.requests), key=lambda each: each.day))

    def hours(self) -> dict[tuple[int, int], int]:
        """Questions by weekday and hour."""
        table = _table("usage_hour")
        keys = [table.c.day, table.c.hour]
        sums = {"requests": func.sum(table.c.requests)}
        counted: dict[tuple[int, int], int] = defaultdict(int)
        for row in self._execute(table, self._is_in_days(table), keys, sums):
            counted[date.fromisoformat(row["day"]).weekday(), row["hour"]] += int(row["requests"])
        return dict(counted)

    def departments(self, small_group: int) -> tuple[DepartmentFigures, ...]:
        """Departments, the small ones added up."""
        months = _table("usage_month")
        sums = {
            "requests": func.sum(months.c.requests),
            "tokens": func.sum(months.c.input_tokens + months.c.output_tokens),
        }
        totals = {
            row["department_id"]: (int(row["requests"]), int(row["tokens"]))
            for row in self._rows(months, [months.c.department_id], sums)
        }
        accounts = _table("usage_month_account")
        people = func.count(accounts.c.account_pseudonym.distinct())
        active = self._people("usage_month_account", "department_id", people)
        registered = self._people("account_month", "department_id", func.max(_registered()))
        people_in = [(name, active.get(name, 0)) for name in totals if name]
        hidden = too_small(people_in, small_group) if small_group > 1 else set()
        return _departments(totals, hidden, active, registered)

    def outcomes(self) -> dict[str, int]:
        """Turns by outcome."""
        table = _table("usage_month")
        sums = {"requests": func.sum(table.c.requests)}
        rows = self._rows(table, [table.c.outcome], sums)
        return {row["outcome"]: int(row["requests"]) for row in rows}

    def tally(self, kind: str) -> dict[str, int]:
        """Turns by category, reason or case, the most frequent first."""
        table = _table("usage_month_tally")
        sums = {"requests": func.sum(table.c.requests)}
        rows = self._execute(
            table, self._is_in(table) & (table.c.kind == kind), [table.c.name], sums
        )
        found = {row["name"]: int(row["requests"]) for row in rows}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def models(self) -> tuple[ModelFigures, ...]:
        """Models that were called."""
        table = _table("usage_month")
        names = ("requests", "input_tokens", "output_tokens", "cost_yen_micros")
        sums = {name: func.sum(table.c[name]) for name in (*names, "unpriced_requests")}
        found = [
            ModelFigures(
                row["model"],
                int(row["requests"]),
                int(row["input_tokens"]),
                int(row["output_tokens"]),
                int(row["cost_yen_micros"]) / 1_000_000,
                int(row["unpriced_requests"]),
            )
            for row in self._rows(table, [table.c.model], sums)
            if row["model"]
        ]
        return tuple(sorted(found, key=lambda each: (-each.requests, each.name)))

    def imported(self) -> tuple[ImportedFigures, ...]:
        """Months other systems counted."""
        table = _table("usage_imported_month")
        sums = {
            "requests": func.sum(table.c.requests),
            "tokens": func.sum(table.c.input_tokens + table.c.output_tokens),
            "accounts": func.sum(table.c.accounts),
        }
        rows = self._execute(table, self._is_in(table), [table.c.source, table.c.month], sums)
        found = [
            ImportedFigures(
                row["source"],
                row["month"],
                int(row["requests"]),
                int(row["tokens"]),
                None if row["accounts"] is None else int(row["accounts"]),
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda each: (each.source, each.month)))

    def head(self) -> Concentration | None:
        """How concentrated the questions are."""
        accounts = _table("usage_month_account")
        sums = {"requests": func.sum(accounts.c.requests)}
        rows = self._rows(accounts, [accounts.c.account_pseudonym], sums)
        monthly = self._people("account_month", "month", func.sum(_registered()))
        registered = max(monthly.values(), default=0)
        return concentration([int(row["requests"]) for row in rows], registered)

    def _people(self, table_name: str, key: str, count: ColumnElement[Any]) -> dict[str, int]:
        table = _table(table_name)
        rows = self._rows(table, [table.c[key]], {"people": count})
        return {row[key]: int(row["people"]) for row in rows}

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
        named = [expression.label(name) for name, expression in sums.items()]
        statement = select(*keys, *named).select_from(table).where(condition).group_by(*keys)
        return [dict(row) for row in self._session.connection().execute(statement).mappings()]

    def _is_in(self, table: Table) -> ColumnElement[bool]:
        return table.c.month.between(self._from, self._to)

    def _is_in_days(self, table: Table) -> ColumnElement[bool]:
        return table.c.day.between(f"{self._from}-01", last_day(self._to).isoformat())


def _departments(
    totals: Mapping[str, tuple[int, int]],
    hidden: set[str],
    active: Mapping[str, int],
    registered: Mapping[str, int],
) -> tuple[DepartmentFigures, ...]:
    shown = [
        DepartmentFigures(
            name, totals[name][0], totals[name][1], active.get(name, 0), registered.get(name)
        )
        for name in totals
        if name not in hidden
    ]
    shown.sort(key=lambda each: (-each.requests, each.name))
    if hidden:
        requests = sum(totals[name][0] for name in hidden)
        tokens = sum(totals[name][1] for name in hidden)
        people = sum(active.get(name, 0) for name in hidden)
        shown.append(DepartmentFigures(SUPPRESSED, requests, tokens, people, None))
    return tuple(shown)


def _sum_where(condition: ColumnElement[bool], column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(case((condition, column), else_=0))


def _registered() -> ColumnElement[Any]:
    return _table("account_month").c.registered


def _table(name: str) -> Table:
    return UsageEvent.metadata.tables[name]
