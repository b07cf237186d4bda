"""Reads the figures of a period from the tables of totals, whose size no row adds to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, true, tuple_
from sqlmodel import Session

from assistant.core.chat import Outcome
from assistant.core.periods import fiscal_year_of, months_between
from assistant.usage.analysis.comparison import Day
from assistant.usage.analysis.concentration import Concentration, concentration
from assistant.usage.analysis.figures import (
    PARTS,
    DepartmentFigures,
    Figures,
    ImportedFigures,
    ModelFigures,
    MonthFigures,
    Scope,
    YearFigures,
)
from assistant.usage.analysis.queries import Queries, sum_where, table_of
from assistant.usage.log.small_groups import SUPPRESSED
from assistant.usage.log.totals import COMMAND, SURVEY

EVERYTHING = (
    "months",
    "days",
    "hours",
    "departments",
    "outcomes",
    "reasons",
    "categories",
    "cases",
    "models",
    "years",
    "imported",
    "head",
)
"""What can be read, by the names it has in `Figures`."""


def read_figures(session: Session, scope: Scope, only: Iterable[str] = EVERYTHING) -> Figures:
    """Read a period, both months included.

    Args:
        session: a snapshot.
        scope: period and department.
        only: what is wanted, by names of `EVERYTHING`.
    """
    reader = Reader(session, scope)
    found: dict[str, Any] = {name: getattr(reader, name)() for name in only}
    return Figures(scope=scope, left_out=reader.left_out, **found)


class Reader(Queries):
    """What is read of one period, both months included, on one snapshot."""

    def months(self) -> tuple[MonthFigures, ...]:
        """Each month from the first with turns to the last."""
        table = table_of("usage_month")
        answered = table.c.outcome == Outcome.ANSWERED.value
        is_stopped = table.c.outcome.in_(
            [Outcome.BLOCKED_INPUT.value, Outcome.BLOCKED_OUTPUT.value]
        )
        rows = self._rows(
            table,
            [table.c.month],
            {
                "requests": func.sum(table.c.requests),
                "answered": sum_where(answered, table.c.requests),
                "stopped": sum_where(is_stopped, table.c.requests),
                "tokens": func.sum(table.c.input_tokens + table.c.output_tokens),
                **{name: sum_where(answered, table.c[name]) for name in PARTS},
                "conversations": func.sum(table.c.conversations),
                "retrieval_requests": func.sum(table.c.retrieval_requests),
                "micros": func.sum(table.c.cost_yen_micros),
                "unpriced": func.sum(table.c.unpriced_requests),
            },
        )
        surveyed, commands = self._by_month(SURVEY), self._by_month(COMMAND)
        active = self._people("usage_month_account", "month", func.count())
        registered = self._people("account_month", "month", func.sum(_registered()))
        found = {
            row["month"]: MonthFigures(
                month=row["month"],
                requests=int(row["requests"]) - surveyed[row["month"]],
                answered=int(row["answered"]) - surveyed[row["month"]] - commands[row["month"]],
                stopped=int(row["stopped"]),
                tokens=int(row["tokens"]),
                parts=tuple(int(row[name]) for name in PARTS),
                conversations=int(row["conversations"]),
                retrieval_requests=int(row["retrieval_requests"]),
                yen=int(row["micros"]) / 1_000_000,
                unpriced=int(row["unpriced"]),
                surveyed=surveyed[row["month"]],
                commands=commands[row["month"]],
                active=active.get(row["month"], 0),
                registered=registered.get(row["month"]),
            )
            for row in rows
        }
        between = months_between(min(found), max(found)) if found else ()
        return tuple(
            found.get(month) or MonthFigures(month=month, registered=registered.get(month))
            for month in between
            if month not in self._hidden
        )

    def days(self) -> tuple[Day, ...]:
        """Each day with answered questions."""
        table = table_of("usage_hour")
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
        table = table_of("usage_hour")
        keys = [table.c.day, table.c.hour]
        sums = {"requests": func.sum(table.c.requests)}
        counted: dict[tuple[int, int], int] = defaultdict(int)
        for row in self._execute(table, self._is_in_days(table), keys, sums):
            counted[date.fromisoformat(row["day"]).weekday(), row["hour"]] += int(row["requests"])
        return {place: count for place, count in counted.items() if count}

    def departments(self) -> tuple[DepartmentFigures, ...]:
        """Departments, the busiest first; months in which one is too small are added up apart."""
        months = table_of("usage_month")
        sums = {
            "requests": func.sum(months.c.requests),
            "tokens": func.sum(months.c.input_tokens + months.c.output_tokens),
        }
        rows = self._rows(months, [months.c.month, months.c.department_id], sums)
        totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        surveyed = self._surveyed()
        for row in rows:
            place = (row["month"], row["department_id"])
            name = SUPPRESSED if place in self._small else place[1]
            totals[name][0] += int(row["requests"]) - surveyed[place]
            totals[name][1] += int(row["tokens"])
        active = self._active()
        registered = self._people("account_month", "department_id", func.max(_registered()))
        found = [
            DepartmentFigures(name, requests, tokens, active.get(name, 0), registered.get(name))
            for name, (requests, tokens) in totals.items()
        ]
        found.sort(key=lambda each: (each.name == SUPPRESSED, -each.requests, each.name))
        return tuple(found)

    def _active(self) -> dict[str, int]:
        """Accounts that were answered, by department; those of small ones together."""
        table = table_of("usage_month_account")
        people = func.count(table.c.account_pseudonym.distinct())
        small = [place for place in self._small if self._from <= place[0] <= self._to]
        if not small:
            return self._people("usage_month_account", "department_id", people)
        is_small = tuple_(table.c.month, table.c.department_id).in_(small)
        within = self._is_in(table)
        named = self._execute(
            table, within & ~is_small, [table.c.department_id], {"people": people}
        )
        ((count,),) = self._session.connection().execute(select(people).where(within & is_small))
        found = {row["department_id"]: int(row["people"]) for row in named}
        return {**found, SUPPRESSED: int(count)}

    def outcomes(self) -> dict[str, int]:
        """Requests by outcome."""
        table = table_of("usage_month")
        sums = {"requests": func.sum(table.c.requests)}
        rows = self._rows(table, [table.c.outcome], sums)
        found = Counter({row["outcome"]: int(row["requests"]) for row in rows})
        found[Outcome.ANSWERED.value] -= self._surveyed().total()
        return {outcome: count for outcome, count in found.items() if count}

    def reasons(self) -> dict[str, int]:
        """Requests by reason, of the city."""
        found = {} if self._scope.department else self._tally("reason")
        found.pop(SURVEY, None)
        return found

    def categories(self) -> dict[str, int]:
        """Stopped turns by kind of personal data, of the city."""
        return {} if self._scope.department else self._tally("category")

    def cases(self) -> dict[str, int]:
        """Turns by case of the library."""
        return self._tally("case")

    def _tally(self, kind: str) -> dict[str, int]:
        table = table_of("usage_month_tally")
        sums = {"requests": func.sum(table.c.requests)}
        rows = self._execute(
            table, self._is_in(table) & (table.c.kind == kind), [table.c.name], sums
        )
        found = {row["name"]: int(row["requests"]) for row in rows}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def models(self) -> tuple[ModelFigures, ...]:
        """Models that were called; without a name what cost something though none answered."""
        table = table_of("usage_month")
        names = ("requests", "input_tokens", "output_tokens", "cost_yen_micros")
        sums = {name: func.sum(table.c[name]) for name in (*names, "unpriced_requests")}
        surveyed = self._surveyed().total()
        found = [
            ModelFigures(
                row["model"],
                int(row["requests"]) - (0 if row["model"] else surveyed),
                int(row["input_tokens"]),
                int(row["output_tokens"]),
                int(row["cost_yen_micros"]) / 1_000_000,
                int(row["unpriced_requests"]),
            )
            for row in self._rows(table, [table.c.model], sums)
            if row["model"] or row["cost_yen_micros"] or row["unpriced_requests"]
        ]
        return tuple(sorted(found, key=lambda each: (not each.name, -each.requests, each.name)))

    def years(self) -> tuple[YearFigures, ...]:
        """What each fiscal year has cost, from its April to the end of the period."""
        table = table_of("usage_month")
        sums = {
            "micros": func.sum(table.c.cost_yen_micros),
            "unpriced": func.sum(table.c.unpriced_requests),
        }
        within = table.c.month.between(self._april, self._to) & self._is_own(table)
        found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for row in self._execute(table, within, [table.c.month], sums):
            year = found[fiscal_year_of(row["month"])]
            year[0] += int(row["micros"])
            year[1] += int(row["unpriced"])
        return tuple(
            YearFigures(year, micros / 1_000_000, unpriced)
            for year, (micros, unpriced) in sorted(found.items())
        )

    def imported(self) -> tuple[ImportedFigures, ...]:
        """Months other systems counted: what a system says of the whole city, else the sum.

        Of a department those in which enough of its people are known to have asked.
        """
        table = table_of("usage_imported_month")
        sums = {
            "requests": func.sum(table.c.requests),
            "tokens": func.sum(table.c.input_tokens + table.c.output_tokens),
            "accounts": func.sum(table.c.accounts),
        }
        keys = [table.c.source, table.c.month, table.c.department_id]
        department = self._scope.department
        is_meant = true() if department is None else table.c.department_id == department
        if department is not None and self._scope.small_group > 1:
            # Nothing is greater than an unknown number: it is left out, too.
            is_meant &= table.c.accounts >= self._scope.small_group
        within = table.c.month.between(self._from, self._to) & is_meant
        rows = self._execute(table, within, keys, sums)
        of_city = {(row["source"], row["month"]) for row in rows if not row["department_id"]}
        found: dict[tuple[str, str], ImportedFigures] = {}
        for row in rows:
            key = (row["source"], row["month"])
            if not row["department_id"] or key not in of_city:
                found[key] = _imported(row, found.get(key))
        return tuple(found[key] for key in sorted(found))

    def head(self) -> Concentration | None:
        """How concentrated the questions of the city are."""
        if self._scope.department is not None:
            return None
        accounts = table_of("usage_month_account")
        sums = {"requests": func.sum(accounts.c.requests)}
        rows = self._rows(accounts, [accounts.c.account_pseudonym], sums)
        monthly = self._people("account_month", "month", func.sum(_registered()))
        registered = max(monthly.values(), default=0)
        return concentration([int(row["requests"]) for row in rows], registered)


def _imported(row: Mapping[str, Any], before: ImportedFigures | None) -> ImportedFigures:
    """A row of another system's counts, added to what another department had."""
    counts = [int(row["requests"]), int(row["tokens"])]
    accounts = None if row["accounts"] is None else int(row["accounts"])
    if before is not None:
        counts = [counts[0] + before.requests, counts[1] + before.tokens]
        # Somebody unknown is among them: the sum is unknown, too.
        is_known = accounts is not None and before.accounts is not None
        accounts = (accounts or 0) + (before.accounts or 0) if is_known else None
    return ImportedFigures(row["source"], row["month"], counts[0], counts[1], accounts)


def _registered() -> ColumnElement[Any]:
    return table_of("account_month").c.registered
