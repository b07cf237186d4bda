"""Caps set by an admin; they win over the defaults of `config/quotas.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.usage.quota import statements
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.settings import MAX_CAP_TOKENS


@dataclass(frozen=True, slots=True)
class CapEntry:
    """A cap in the database; no tokens means unlimited, said explicitly."""

    scope: Scope
    subject_id: str
    cap_tokens: int | None
    reason: str = field(repr=False)
    updated_at: datetime


def store_cap(session: Session, entry: CapEntry) -> None:
    """Set a cap, in place of an earlier one. Takes effect with the next reservation everywhere.

    What was used is not touched, and turns that hold tokens go on: a cap below what is used and
    held leaves nothing remaining.

    Raises:
        InputError: negative or absurdly large, or the city's cap under another name.
    """
    if entry.cap_tokens is not None and not 0 <= entry.cap_tokens <= MAX_CAP_TOKENS:
        raise InputError(
            f"a cap is a whole number of tokens from 0 to {MAX_CAP_TOKENS}, or unlimited"
        )
    if (entry.scope is Scope.CITY) != (entry.subject_id == CITY):
        raise InputError(f"the city's cap is kept under scope and subject {CITY!r}, both")
    parameters = {
        "scope": entry.scope,
        "subject": entry.subject_id,
        "cap": entry.cap_tokens,
        "reason": entry.reason,
        "now": entry.updated_at,
    }
    session.connection().execute(statements.SET_CAP, parameters)


def remove_cap(session: Session, scope: Scope, subject_id: str) -> None:
    """Forget a cap set by an admin: the default holds again, with the next reservation."""
    key = {"scope": scope, "subject": subject_id}
    session.connection().execute(statements.REMOVE_CAP, key)


def find_cap(session: Session, scope: Scope, subject_id: str) -> tuple[bool, int | None]:
    """Whether a cap is set, and which; no tokens means unlimited."""
    key = {"scope": scope, "subject": subject_id}
    row = session.connection().execute(statements.CAP_OF, key).one_or_none()
    return (False, None) if row is None else (True, row[0])


def load_caps(session: Session) -> list[CapEntry]:
    """All caps in the database, by scope and subject."""
    return [
        CapEntry(Scope(scope), subject_id, cap_tokens, reason, updated_at)
        for scope, subject_id, cap_tokens, reason, updated_at in session.connection().execute(
            statements.CAPS
        )
    ]
