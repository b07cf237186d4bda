"""The staff as the filter's policy needs it: names of active accounts, and whether they changed."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from assistant.filters.policy import Roster, RosterMember
from assistant.identity.models import Account

RosterMark = tuple[int, datetime | None]


def load_roster(session: Session) -> Roster:
    """The names of all active accounts, by account."""
    statement = select(Account).where(col(Account.is_active).is_(True)).order_by(col(Account.id))
    return Roster(
        tuple(
            RosterMember(account.name, account.department_id, account_id=account.id)
            for account in session.exec(statement)
        )
    )


def roster_mark(session: Session) -> RosterMark:
    """What differs after any change of the staff: how many are active, and the last change."""
    active = func.count().filter(col(Account.is_active).is_(True))
    return session.exec(select(active, func.max(col(Account.updated_at)))).one()
