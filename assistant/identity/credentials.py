"""From credentials to a principal: the one place where a token or a session is looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session

from assistant.identity.permissions import Principal
from assistant.identity.sessions import Sessions, Visit
from assistant.identity.tokens import Tokens
from assistant.store.unit_of_work import UnitOfWork

COOKIE = "__Host-assistant-session"
"""The prefix lets a browser take it only with Secure, Path=/ and no Domain (RFC 6265bis)."""

LOOPBACK_COOKIE = "assistant-session"
"""The name on plain http to this machine itself, where no browser takes a `__Host-` cookie."""

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def cookie_name(scheme: str, host: str | None) -> str:
    """The cookie a browser keeps its session in, by the address it has asked.

    Plain http to anything but this machine comes from a TLS proxy, whatever scheme is seen here.
    """
    return LOOPBACK_COOKIE if scheme == "http" and host in LOOPBACK_HOSTS else COOKIE


@dataclass(frozen=True, slots=True)
class SignedInRequest:
    """Who a request comes from.

    Attributes:
        principal: who it is.
        session_secret: of a browser's session; empty for a token. A change asked for by a session
            needs its CSRF token, as a browser sends the cookie along with anybody's form.
    """

    principal: Principal
    session_secret: str = field(default="", repr=False)


class Credentials:
    """Looks up bearer tokens and session cookies, at every request: what was ended is over."""

    def __init__(self, uow: UnitOfWork, tokens: Tokens, sessions: Sessions) -> None:
        self._uow = uow
        self._tokens = tokens
        self._sessions = sessions

    async def identify(
        self, *, authorization: str | None, cookie: str | None
    ) -> SignedInRequest | None:
        """Who a request comes from; None if its credentials are missing or not good.

        A header `Authorization` alone decides if there is one; else the session cookie.
        """
        if authorization is not None:
            scheme, _, secret = authorization.strip().partition(" ")
            if scheme.casefold() != "bearer":
                return None
            return await self._by_token(secret.strip())
        return await self._by_session(cookie) if cookie else None

    async def _by_token(self, secret: str) -> SignedInRequest | None:
        principal = await self._uow.read(lambda session: self._tokens.find(session, secret))
        return None if principal is None else SignedInRequest(principal)

    async def _by_session(self, secret: str) -> SignedInRequest | None:
        def look(session: Session) -> Visit | None:
            return self._sessions.find(session, secret)

        visit = await self._uow.read(look)
        if visit is None:
            return None
        if visit.is_due:
            await self._uow.write(lambda session: self._sessions.see(session, secret))
        return SignedInRequest(visit.principal, secret)
