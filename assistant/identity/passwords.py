"""Passwords of the pages: argon2id hashes (RFC 9106), and what a password must be."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.identity.faults import NotFoundError
from assistant.identity.models import Account, AccountPassword
from assistant.identity.revocation import end_sessions
from assistant.identity.settings import AccessSettings
from assistant.store.audit import AuditLog
from assistant.store.one_at_a_time import lock_changes

LONGEST_PASSWORD = 200
"""Code points. Hashing an endless password would be work for whoever sends one."""


class PasswordError(InputError):
    """A password that cannot be taken; never quotes it."""

    code = "unfit_password"


class Hashing:
    """Makes and compares hashes: 50 to 100 ms of one core each, outside any transaction."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""

    def hash(self, password: str) -> str:
        """The hash to store."""
        return self._hasher.hash(_bytes(password))

    def is_right(self, stored: str | None, password: str) -> bool:
        """Whether a password has this hash. Takes as long if there is none to compare with."""
        self._nobody = self._nobody or self._hasher.hash("nobody has this password")
        try:
            self._hasher.verify(stored or self._nobody, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None


class Passwords:
    """Checks and stores the passwords of accounts. Takes a session; never commits."""

    def __init__(self, audit: AuditLog, clock: Clock, settings: AccessSettings) -> None:
        self._audit = audit
        self._clock = clock
        self._settings = settings

    def check(self, account_id: str, password: str) -> None:
        """Refuse what is no password for an account.

        Raises:
            PasswordError: too short, too long, or it holds the account's id.
        """
        folded = _fold(password)
        shortest = self._settings.password_min_length
        if len(folded) < shortest:
            raise PasswordError(f"the password is shorter than {shortest} characters")
        if len(folded) > LONGEST_PASSWORD:
            raise PasswordError(f"the password is longer than {LONGEST_PASSWORD} characters")
        if len(set(folded)) < 5:
            raise PasswordError("the password repeats few characters; use more different ones")
        if account_id.casefold() in folded.casefold():
            raise PasswordError("the password holds the account's id; choose another")

    def store(self, session: Session, actor: Actor, account_id: str, hashed: str) -> None:
        """Set the password of an account; its sessions end.

        Raises:
            NotFoundError: no such account.
        """
        lock_changes(session)
        if session.get(Account, account_id) is None:
            raise NotFoundError("no account has this id; `assistant accounts list` shows them")
        now = self._clock.now()
        row = session.get(AccountPassword, account_id, populate_existing=True)
        if row is None:
            session.add(AccountPassword(account_id=account_id, hash=hashed, changed_at=now))
        else:
            row.hash, row.changed_at = hashed, now
        session.flush()
        end_sessions(session, account_id)
        self._audit.record(session, actor, "password.set", f"account:{account_id}")


def stored_hash(session: Session, account_id: str) -> str | None:
    """The hash of an active account's password; None if there is none."""
    account = session.get(Account, account_id)
    row = session.get(AccountPassword, account_id)
    return row.hash if row is not None and account is not None and account.is_active else None


def password_changed_at(session: Session, account_id: str) -> datetime | None:
    """When the password was set; None if the account has none."""
    row = session.get(AccountPassword, account_id)
    return row.changed_at if row is not None else None


def _fold(password: str) -> str:
    """What is hashed: keyboards and systems write one character in several ways (NIST 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _fold(password).encode("utf-8", "surrogatepass")
