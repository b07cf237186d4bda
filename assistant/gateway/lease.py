"""A process's hold on a turn or a reply: it ends by itself if the process dies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped

ABANDONED_AFTER = timedelta(minutes=5)
"""Longer than anybody waits in one process for a reply that only this process can show."""

UNSERVED_AFTER = timedelta(days=1)
"""When a turn that was begun is given up whose channel no process serves any more, so that what it
holds of the quota is given back."""

LEFT_AFTER = timedelta(days=30)
"""When one that only waits is given up in the same way: nobody keeps its text for ever."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who takes turns, and for how long at a time."""

    owner: str
    length: timedelta

    def has_run_out(self, until: datetime | None, now: datetime) -> bool:
        """Whether a lease is over, or was never taken.

        One that ends later than any process could have set it dates from before the clock was set
        back, and is over too; twice the length leaves room for hosts whose clocks differ.
        """
        return until is None or until <= now or until > now + 2 * self.length

    def run_out(self, until: Mapped[datetime | None], now: datetime) -> ColumnElement[bool]:
        """The same of a column."""
        return or_(until.is_(None), until <= now, until > now + 2 * self.length)
