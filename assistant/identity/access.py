"""Everything about who may do what, joined: one object for commands, API and pages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.keys import Key
from assistant.identity.changes import AccountChanges
from assistant.identity.credentials import Credentials
from assistant.identity.idempotency import KeptAnswers, purge_answers
from assistant.identity.passwords import Hashing, Passwords
from assistant.identity.sessions import Sessions, purge_sessions
from assistant.identity.settings import AccessSettings
from assistant.identity.sign_in import SignIn, purge_counts
from assistant.identity.tokens import Tokens
from assistant.store.audit import AuditLog
from assistant.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Access:
    """Accounts, tokens, passwords, sessions, and the way from credentials to a principal."""

    accounts: AccountChanges
    tokens: Tokens
    passwords: Passwords
    sessions: Sessions
    sign_in: SignIn
    credentials: Credentials
    answers: KeptAnswers
    hashing: Hashing
    clock: Clock
    settings: AccessSettings

    def purge(self, session: Session) -> int:
        """Delete sessions, counts and kept answers that are over; returns how many."""
        now = self.clock.now()
        window = timedelta(minutes=self.settings.sign_in_window_minutes)
        keep = timedelta(hours=self.settings.keep_answers_hours)
        count = purge_sessions(session, now=now)
        count += purge_counts(session, before=now - window)
        return count + purge_answers(session, before=now - keep)

    async def set_password(
        self, uow: UnitOfWork, actor: Actor, account_id: str, password: str
    ) -> None:
        """Check, hash and store a password; the account's sessions end.

        Raises:
            PasswordError: it cannot be taken.
            NotFoundError: no such account.
        """
        self.passwords.check(account_id, password)
        # Outside the transaction and the loop: it takes its time on purpose.
        hashed = await asyncio.to_thread(self.hashing.hash, password)
        await uow.write(lambda session: self.passwords.store(session, actor, account_id, hashed))


def open_access(
    uow: UnitOfWork, key: Key, audit: AuditLog, clock: Clock, settings: AccessSettings
) -> Access:
    """Join the parts on one database."""
    tokens = Tokens(key, audit, clock, settings)
    sessions = Sessions(key, clock, settings)
    hashing = Hashing()
    return Access(
        accounts=AccountChanges(audit, clock),
        tokens=tokens,
        passwords=Passwords(audit, clock, settings),
        sessions=sessions,
        sign_in=SignIn(uow, sessions, hashing, key, clock, settings),
        credentials=Credentials(uow, tokens, sessions),
        answers=KeptAnswers(key, clock),
        hashing=hashing,
        clock=clock,
        settings=settings,
    )
