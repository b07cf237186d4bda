"""API tokens: 256 random bits, stored as a keyed digest, expiring, shown once."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.core.ids import AccountId, DepartmentId
from assistant.core.keys import Key
from assistant.core.periods import end_of_day, in_tokyo
from assistant.identity.faults import NotFoundError
from assistant.identity.models import AccessToken, Account
from assistant.identity.permissions import Permission, Principal
from assistant.identity.roles import Role
from assistant.identity.settings import AccessSettings
from assistant.store.audit import AuditLog
from assistant.store.one_at_a_time import lock_changes

PREFIX = "asst_"
TOKEN_BYTES = 32
LONGEST_SECRET = 200
LONGEST_LIFE = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What is known of a token; the token itself is not."""

    id: str
    account_id: AccountId
    role: Role
    scopes: tuple[Permission, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Whether it still opens anything, its account aside."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made: the only moment its secret is known."""

    facts: TokenFacts
    secret: str = field(repr=False)


class Tokens:
    """Makes, lists, revokes and recognises tokens. Takes a session; never commits."""

    def __init__(self, key: Key, audit: AuditLog, clock: Clock, settings: AccessSettings) -> None:
        self._key = key
        self._audit = audit
        self._clock = clock
        self._settings = settings

    def create(
        self,
        session: Session,
        actor: Actor,
        *,
        account_id: str,
        role: Role,
        until: date | None = None,
        scopes: Collection[Permission] = (),
    ) -> NewToken:
        """Make a token of an account.

        Args:
            session: of a writing transaction.
            actor: who asks.
            account_id: whose it is; it works only while the account is active.
            role: what it may do, whatever the account's own role.
            until: the last day it works, in Tokyo; None takes `access.token_days`.
            scopes: narrows it to these permissions of the role; none leaves it all of them.

        Raises:
            NotFoundError: no such account.
            InputError: the day is past, or more than ten years ahead.
        """
        now = self._clock.now()
        if session.get(Account, account_id) is None:
            raise NotFoundError("no account has this id; `assistant accounts list` shows them")
        days = timedelta(days=self._settings.token_days)
        expires_at = now + days if until is None else _end_of(until, now)
        secret = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        row = AccessToken(
            id=secrets.token_hex(6),
            account_id=account_id,
            role=role.value,
            scopes=" ".join(sorted(scopes)),
            digest=self._digest(secret),
            created_by=actor.name,
            created_at=now,
            expires_at=expires_at,
        )
        session.add(row)
        session.flush()
        details = {"role": role.value, "scopes": row.scopes, "expires_at": expires_at.isoformat()}
        self._audit.record(
            session, actor, "token.create", f"account:{account_id}", {"token": row.id, **details}
        )
        return NewToken(_facts(row), secret)

    def revoke(self, session: Session, actor: Actor, token_id: str) -> TokenFacts:
        """End a token at once; ending it again changes nothing.

        Raises:
            NotFoundError: no such token.
        """
        lock_changes(session)
        row = session.get(AccessToken, token_id, populate_existing=True)
        if row is None:
            raise NotFoundError("no token has this id; `assistant tokens list` shows them")
        if row.revoked_at is None:
            row.revoked_at = self._clock.now()
            session.flush()
            subject = f"account:{row.account_id}"
            self._audit.record(session, actor, "token.revoke", subject, {"token": row.id})
        return _facts(row)

    def list_tokens(self, session: Session, account_id: str | None = None) -> list[TokenFacts]:
        """Every token ever made, or those of an account, the newest first."""
        statement = select(AccessToken).order_by(
            col(AccessToken.created_at).desc(), col(AccessToken.id)
        )
        if account_id is not None:
            statement = statement.where(col(AccessToken.account_id) == account_id)
        return [_facts(row) for row in session.exec(statement)]

    def find(self, session: Session, secret: str) -> Principal | None:
        """Who a token stands for; None if it is unknown, over, revoked or its account disabled."""
        if not secret.startswith(PREFIX) or len(secret) > LONGEST_SECRET:
            return None
        found = session.exec(
            select(AccessToken, Account)
            .join(Account, col(Account.id) == col(AccessToken.account_id))
            .where(col(AccessToken.digest) == self._digest(secret))
        ).first()
        if found is None:
            return None
        facts, account = _facts(found[0]), found[1]
        if not (account.is_active and facts.is_good(self._clock.now())):
            return None
        department = DepartmentId(account.department_id)
        return Principal(facts.account_id, facts.role, department, frozenset(facts.scopes))

    def _digest(self, secret: str) -> str:
        return self._key.digest(f"token:{secret}")


def parse_scopes(words: Collection[str]) -> tuple[Permission, ...]:
    """The permissions some words name.

    Raises:
        InputError: a word names none.
    """
    unknown = sorted(set(words) - set(Permission))
    if unknown:
        raise InputError(f"scope {unknown[0]!r}: unknown; use {', '.join(Permission)}")
    return tuple(Permission(word) for word in words)


def _end_of(until: date, now: datetime) -> datetime:
    if until > in_tokyo(now).date() + LONGEST_LIFE:
        raise InputError("until: is more than ten years ahead; name an earlier day")
    ends_at = end_of_day(until)
    if ends_at <= now:
        raise InputError("until: this day is past; name a coming one")
    return ends_at


def _facts(row: AccessToken) -> TokenFacts:
    return TokenFacts(
        id=row.id,
        account_id=AccountId(row.account_id),
        role=Role(row.role),
        scopes=tuple(Permission(word) for word in row.scopes.split()),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
