"""Sessions of the pages: a random id stored as a keyed digest, with two ends."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from assistant.core.clock import Clock
from assistant.core.ids import AccountId, DepartmentId
from assistant.core.keys import Key
from assistant.identity.models import Account, WebSession
from assistant.identity.permissions import Principal
from assistant.identity.roles import Role
from assistant.identity.settings import AccessSettings

SESSION_BYTES = 32
LONGEST_SECRET = 200
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last request is known: not every request needs to write."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a session that is good.

    Attributes:
        principal: who is signed in.
        is_due: whether `Sessions.see` should note this request.
    """

    principal: Principal
    is_due: bool


class Sessions:
    """Opens, recognises and ends sessions. Takes a database session; never commits."""

    def __init__(self, key: Key, clock: Clock, settings: AccessSettings) -> None:
        self._key = key
        self._clock = clock
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._longest = timedelta(hours=settings.session_hours)

    def open(self, session: Session, account_id: str) -> str:
        """Sign an account in; the secret for its cookie. Call it after the password was right."""
        now = self._clock.now()
        secret = secrets.token_urlsafe(SESSION_BYTES)
        session.add(
            WebSession(
                digest=self._digest(secret),
                account_id=account_id,
                created_at=now,
                last_seen_at=now,
                expires_at=now + self._longest,
            )
        )
        session.flush()
        return secret

    def find(self, session: Session, secret: str) -> Visit | None:
        """Who a session belongs to; None if it is unknown, over, or its account disabled."""
        if not secret or len(secret) > LONGEST_SECRET:
            return None
        found = session.exec(
            select(WebSession, Account)
            .join(Account, col(Account.id) == col(WebSession.account_id))
            .where(col(WebSession.digest) == self._digest(secret))
        ).first()
        if found is None:
            return None
        (row, account), now = found, self._clock.now()
        is_over = now >= row.expires_at or now >= row.last_seen_at + self._idle
        if is_over or not account.is_active:
            return None
        department = DepartmentId(account.department_id)
        principal = Principal(AccountId(account.id), Role(account.role), department)
        return Visit(principal, is_due=now - row.last_seen_at >= min(SEEN_EVERY, self._idle / 2))

    def see(self, session: Session, secret: str) -> None:
        """Note that a session is in use."""
        session.exec(
            update(WebSession)
            .where(col(WebSession.digest) == self._digest(secret))
            .values(last_seen_at=self._clock.now())
        )

    def close(self, session: Session, secret: str) -> None:
        """Sign out."""
        session.exec(delete(WebSession).where(col(WebSession.digest) == self._digest(secret)))

    def csrf_token(self, secret: str) -> str:
        """What forms of a session must send along; it tells nothing about the session's secret."""
        return self._key.digest(f"csrf:{secret}").partition(":")[2]

    def is_csrf_token(self, secret: str, token: str) -> bool:
        """Whether a form came from a page of this session, in constant time."""
        return hmac.compare_digest(
            self.csrf_token(secret).encode(), token.encode("utf-8", "replace")
        )

    def _digest(self, secret: str) -> str:
        return self._key.digest(f"session:{secret}")


def purge_sessions(session: Session, *, now: datetime) -> int:
    """Delete sessions that are over; returns how many."""
    return session.exec(delete(WebSession).where(col(WebSession.expires_at) <= now)).rowcount
