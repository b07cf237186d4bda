"""Ends what lets an account in: sessions, and tokens of a role it has lost."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, delete, update

from assistant.identity.models import AccessToken, WebSession
from assistant.identity.roles import Role


def end_sessions(session: Session, account_id: str) -> None:
    """Sign an account out everywhere."""
    session.exec(delete(WebSession).where(col(WebSession.account_id) == account_id))


def end_access(session: Session, account_id: str, *, now: datetime) -> None:
    """After another role: sign out, and revoke every token that may more than ask questions."""
    end_sessions(session, account_id)
    session.exec(
        update(AccessToken)
        .where(
            col(AccessToken.account_id) == account_id,
            col(AccessToken.role) != Role.STAFF.value,
            col(AccessToken.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )
