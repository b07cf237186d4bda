"""Ends months: the salt is destroyed, what may be shown is published, the rest is deleted.

Two short transactions. The first takes the salt away: from then on nothing can be added, and nobody
can be looked for in a sketch. The second puts the counts in place of the cells. Whoever comes to it
first does it, of any number of processes; a process that dies in between leaves the rest to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from sqlalchemy import Row, delete, insert, select, update
from sqlmodel import Session

from assistant.core.clock import Clock
from assistant.core.periods import month_of
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.terms.models import (
    CLOSED,
    OPEN,
    PUBLISHED,
    TermCell,
    TermCount,
    TermMonth,
)
from assistant.usage.terms.sketch import bits_of
from assistant.usage.terms.suppression import Cell, Shown, shown_of

_MONTHS = TermMonth.metadata.tables["term_month"]
_CELLS = TermCell.metadata.tables["term_cell"]
_COUNTS = TermCount.metadata.tables["term_count"]
_ROWS_AT_ONCE = 1000


class TermMonths:
    """Ends the months that are over, with the k of the settings."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, least_accounts: int) -> None:
        self._uow = uow
        self._clock = clock
        self._least_accounts = least_accounts

    async def end(self) -> int:
        """Destroy the salts of months that are over and publish their counts; returns how many."""
        month = month_of(self._clock.now())
        await self._uow.write(lambda session: destroy_salts(session, before=month))
        ended = 0
        for closed in await self._uow.read(closed_months):
            least = self._least_accounts
            shown = await self._uow.read(partial(read_shown, month=closed, least=least))
            ended += await self._uow.write(partial(publish, month=closed, shown=shown, least=least))
        return ended


def destroy_salts(session: Session, *, before: str) -> int:
    """Close every open month before this one; returns how many."""
    statement = (
        update(_MONTHS)
        .where(_MONTHS.c.month < before, _MONTHS.c.state == OPEN)
        .values(salt=None, state=CLOSED)
    )
    return session.connection().execute(statement).rowcount


def closed_months(session: Session) -> list[str]:
    """Months that are closed and not published."""
    statement = select(_MONTHS.c.month).where(_MONTHS.c.state == CLOSED).order_by(_MONTHS.c.month)
    return list(session.connection().execute(statement).scalars())


def read_shown(session: Session, month: str, least: int) -> list[Shown]:
    """What may be shown of a closed month."""
    statement = (
        select(_CELLS)
        .where(_CELLS.c.month == month)
        .order_by(_CELLS.c.first, _CELLS.c.second)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    rows = session.connection().execute(statement)
    return [
        one
        for name, cells in groupby(rows, key=lambda row: (row.first, row.second))
        for one in shown_of(name, map(_cell, cells), least)
    ]


def publish(session: Session, month: str, shown: Sequence[Shown], least: int) -> bool:
    """Put what may be shown in place of a month's cells; false if another process has done it."""
    connection = session.connection()
    taken = connection.execute(
        update(_MONTHS)
        .where(_MONTHS.c.month == month, _MONTHS.c.state == CLOSED)
        .values(state=PUBLISHED, least_accounts=least)
    )
    if not taken.rowcount:
        return False
    rows = [
        {
            "month": month,
            "department_id": one.department_id,
            "council": one.council,
            "first": one.name[0],
            "second": one.name[1],
            "uses": one.uses,
            "accounts": one.accounts,
            "at_least": one.at_least,
        }
        for one in shown
    ]
    if rows:
        connection.execute(insert(_COUNTS), rows)
    connection.execute(delete(_CELLS).where(_CELLS.c.month == month))
    return True


def _cell(row: Row[tuple[str, str, str, str, bool, int, bytes]]) -> Cell:
    return Cell(row.department_id, row.is_council, row.uses, bits_of(bytes(row.sketch)))
