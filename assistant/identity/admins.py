"""The last admin stays: no change may leave nobody who can administer the installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session, col, select

from assistant.identity.faults import LastAdminError
from assistant.identity.models import Account
from assistant.identity.roles import Role


@contextmanager
def keeping_an_admin(session: Session) -> Iterator[None]:
    """Run a change that may not take away the last active account with the role admin.

    An installation that has none yet (a fresh one, run from its machine) is left to make its first.

    Raises:
        LastAdminError: there was one before and there is none after; the transaction must end.
    """
    before = lock_active_admins(session)
    yield
    session.flush()
    if before and not _active_admins(session):
        raise LastAdminError


def lock_active_admins(session: Session) -> list[str]:
    """The ids of the active admins, locked until the transaction ends.

    Without the lock two transactions on PostgreSQL could each take away another one of the last
    two; SQLite has one writer.
    """
    return list(session.exec(_ACTIVE_ADMINS.with_for_update()))


def _active_admins(session: Session) -> list[str]:
    return list(session.exec(_ACTIVE_ADMINS))


_ACTIVE_ADMINS = (
    select(Account.id)
    .where(col(Account.role) == Role.ADMIN.value, col(Account.is_active).is_(True))
    .order_by(col(Account.id))
)
