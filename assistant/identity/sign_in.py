"""Signing in with a password: counted before it is tried, the same work whoever is named."""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, text
from sqlmodel import Session, col, delete

from assistant.core.clock import Clock
from assistant.core.keys import Key
from assistant.core.logs import get_log
from assistant.identity.models import ACCOUNT_ID_LENGTH, SignInCount
from assistant.identity.passwords import LONGEST_PASSWORD, Hashing, stored_hash
from assistant.identity.permissions import Principal
from assistant.identity.sessions import Sessions
from assistant.identity.settings import AccessSettings
from assistant.store.types import UtcDateTime
from assistant.store.unit_of_work import UnitOfWork

AT_ONCE = 2
"""Passwords tried at the same time in one process: each takes 64 MiB."""

_COUNT = text("""
INSERT INTO sign_in_count (bucket, tries, since) VALUES (:bucket, 1, :now)
ON CONFLICT (bucket) DO UPDATE SET
  tries = CASE WHEN sign_in_count.since <= :start OR sign_in_count.since > :future
    THEN 1 ELSE sign_in_count.tries + 1 END,
  since = CASE WHEN sign_in_count.since <= :start OR sign_in_count.since > :future
    THEN :now ELSE sign_in_count.since END
RETURNING tries, since
""").bindparams(*(bindparam(name, type_=UtcDateTime) for name in ("now", "start", "future")))

_UNCOUNT = text("UPDATE sign_in_count SET tries = tries - 1 WHERE bucket = :bucket AND tries > 0")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its secret belongs into a cookie and nowhere else."""

    principal: Principal
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Not signed in.

    Attributes:
        wait_seconds: 0 if account or password is wrong - which of them is not told; else how long
            no further try is looked at.
    """

    wait_seconds: int = 0


class SignIn:
    """Turns an account id and a password into a session, at a bounded rate."""

    def __init__(
        self,
        uow: UnitOfWork,
        sessions: Sessions,
        hashing: Hashing,
        key: Key,
        clock: Clock,
        settings: AccessSettings,
    ) -> None:
        self._uow = uow
        self._sessions = sessions
        self._hashing = hashing
        self._key = key
        self._clock = clock
        self._settings = settings
        self._window = timedelta(minutes=settings.sign_in_window_minutes)
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def sign_in(
        self, account_id: str, password: str, *, address: str
    ) -> SignedIn | SignInRefused:
        """Try a password.

        A try is counted in the database before the password is looked at, so that no number of
        processes can be asked at once. A right password takes its counts back.

        Args:
            account_id: who says to be there, as typed.
            password: as typed.
            address: the client's, as the server sees it.
        """
        account_id = _plain(account_id)
        wait = await self._uow.write(lambda session: self._count(session, account_id, address))
        if wait:
            get_log().warning("sign_in.limited", seconds=wait)
            return SignInRefused(wait)
        stored = await self._uow.read(lambda session: stored_hash(session, account_id))
        typed = password[: LONGEST_PASSWORD + 1]
        async with self._slots:
            is_right = await asyncio.to_thread(self._hashing.is_right, stored, typed)
        if not is_right:
            get_log().warning("sign_in.refused")
            return SignInRefused()
        return await self._uow.write(
            lambda session: self._open(session, account_id, address, stored)
        )

    def _open(
        self, session: Session, account_id: str, address: str, stored: str | None
    ) -> SignedIn | SignInRefused:
        # Disabled, or another password set, while this one was compared: then it is not right.
        if stored_hash(session, account_id) != stored:
            return SignInRefused()
        session.exec(
            delete(SignInCount).where(col(SignInCount.bucket) == self._of_account(account_id))
        )
        session.connection().execute(_UNCOUNT, {"bucket": self._of_address(address)})
        secret = self._sessions.open(session, account_id)
        visit = self._sessions.find(session, secret)
        if visit is None:
            raise RuntimeError("a session that was just opened is not there")
        return SignedIn(visit.principal, secret)

    def _count(self, session: Session, account_id: str, address: str) -> int:
        """Count a try; the seconds to wait if it is one too many, else 0."""
        limits = {
            self._of_account(account_id): self._settings.sign_in_attempts,
            self._of_address(address): self._settings.sign_in_attempts_per_address,
        }
        # In one order everywhere: two tries at once must not wait for each other.
        waits = [self._count_one(session, bucket, limits[bucket]) for bucket in sorted(limits)]
        return max(waits)

    def _count_one(self, session: Session, bucket: str, limit: int) -> int:
        now = self._clock.now()
        # A count begun far in the future is of a clock that went wrong: nobody waits for weeks.
        start, future = now - self._window, now + self._window
        values = {"bucket": bucket, "now": now, "start": start, "future": future}
        counted = _COUNT.columns(tries=Integer, since=UtcDateTime)
        tries, since = session.connection().execute(counted, values).one()
        if tries <= limit:
            return 0
        wait: timedelta = since + self._window - now
        return max(1, round(wait.total_seconds()))

    def _of_account(self, account_id: str) -> str:
        return self._key.digest(f"sign-in:account:{account_id.casefold()}")

    def _of_address(self, address: str) -> str:
        return self._key.digest(f"sign-in:address:{_network(address)}")


def purge_counts(session: Session, *, before: datetime) -> int:
    """Delete counts begun before an instant; returns how many."""
    return session.exec(delete(SignInCount).where(col(SignInCount.since) < before)).rowcount


def _plain(account_id: str) -> str:
    """What was typed, if it can be an account's id at all; else nothing, which is nobody's."""
    typed = account_id.strip()
    return typed if typed.isprintable() and len(typed) <= ACCOUNT_ID_LENGTH else ""


def _network(address: str) -> str:
    """An IPv4 address, or the /64 an IPv6 address belongs to: its rest is free to choose."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
