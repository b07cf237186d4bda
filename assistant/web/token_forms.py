"""API tokens on pages: how they are listed, asked for, and shown once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.periods import day_of
from assistant.identity.roles import Role
from assistant.identity.tokens import NewToken, TokenFacts
from assistant.usage.quota.amounts import read_day
from assistant.web.forms import Check
from assistant.web.visit import Visit

LONGEST = timedelta(days=3650)
"""How far ahead an admin may let a token end."""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token and whether it opens anything now."""

    facts: TokenFacts
    is_good: bool

    @property
    def last_moment(self) -> datetime:
        """The end as people say it: a token that lasts to midnight lasts to the day before."""
        return last_moment(self.facts)


@dataclass(frozen=True, slots=True)
class TokenOrder:
    """What is typed for a new token."""

    role: Role
    until: date


def token_lines(visit: Visit, session: Session, account_id: str | None) -> list[TokenLine]:
    """The tokens of an account, or of all, those that are good first, then the newest."""
    now = visit.desk.clock.now()
    found = visit.desk.access.tokens.list_tokens(session, account_id)
    lines = [TokenLine(facts, facts.is_good(now)) for facts in found]
    return sorted(lines, key=lambda line: not line.is_good)


def token_order(visit: Visit, roles: Collection[Role], *, latest: timedelta) -> TokenOrder:
    """What is typed for a new token.

    Args:
        visit: with the form.
        roles: that may be chosen.
        latest: how far ahead its last day may be.

    Raises:
        FormError: the role is none of these, or the day is past or too far ahead.
    """
    check, today = Check(visit.form), day_of(visit.desk.clock.now())
    until = check.take("until", read_day, "day", instead=today)
    if until < today:
        check.refuse("until", "day_past")
    elif until > today + latest:
        check.refuse("until", "token_far")
    role = check.take("role", Role, "role", instead=Role.STAFF)
    if role not in roles:
        check.refuse("role", "role")
    check.done()
    return TokenOrder(role, until)


def roles_named(visit: Visit, roles: Sequence[Role]) -> list[tuple[str, str]]:
    """Roles with their names, to choose from."""
    words = visit.rendering.words
    return [(role.value, words.name_of("roles", role)) for role in roles]


def made_page(visit: Visit, made: NewToken, *, back: str) -> Response:
    """The one page that shows a new token. It is an answer to a form: nothing keeps it."""
    return visit.page("token_made.html", made=made, last_moment=last_moment(made.facts), back=back)


def last_moment(facts: TokenFacts) -> datetime:
    """The last moment at which a token works, to the second."""
    return facts.expires_at - timedelta(seconds=1)
