"""The number every change of the policy counts up: how other processes learn of it."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col, select

from assistant.policy.models import PolicyVersionRow


def version(session: Session) -> int:
    """How many changes there have been."""
    return session.exec(select(PolicyVersionRow.number)).one()


def hold(session: Session) -> None:
    """Let changes wait for one another: what this transaction looks up stays so to its end."""
    session.exec(
        select(PolicyVersionRow.id).where(col(PolicyVersionRow.id) == 1).with_for_update()
    ).one()


def bump(session: Session) -> None:
    """Count one change, in the transaction of the change itself."""
    session.connection().execute(
        update(PolicyVersionRow)
        .where(col(PolicyVersionRow.id) == 1)
        .values(number=PolicyVersionRow.number + 1)
    )
