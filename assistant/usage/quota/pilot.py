"""The pilot: while departments are named here, only they may ask. Never commits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, delete, select

from assistant.usage.quota.models import QuotaPilot


def load_pilot(session: Session) -> list[str]:
    """The departments that take part, by name; none means that there is no pilot."""
    found = select(QuotaPilot.department_id).order_by(col(QuotaPilot.department_id))
    return list(session.exec(found))


def store_pilot(session: Session, departments: Iterable[str], now: datetime) -> None:
    """Name the departments that take part in place of those named before; none ends the pilot."""
    session.exec(delete(QuotaPilot))
    for name in sorted(set(departments)):
        session.add(QuotaPilot(department_id=name, added_at=now))
    session.flush()
