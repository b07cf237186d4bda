"""Counters and caps in the database: read, hold, charge. Called by the ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from assistant.usage.quota import statements
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.reservation import Balance, ScopeBalance
from assistant.usage.quota.settings import UNLIMITED, CapSetting, QuotaSettings


class Subject(NamedTuple):
    """One counter a turn counts in, and the cap it has if the database names none."""

    scope: Scope
    id: str
    default_cap: int


def subjects_of(account_id: str, department_id: str, settings: QuotaSettings) -> list[Subject]:
    """The three subjects of a turn in their fixed order."""
    return [
        Subject(Scope.ACCOUNT, account_id, _as_number(settings.default_cap_tokens)),
        Subject(Scope.DEPARTMENT, department_id, _as_number(settings.department_cap_tokens)),
        Subject(Scope.CITY, CITY, _as_number(settings.city_cap_tokens)),
    ]


def read_balance(connection: Connection, subjects: Sequence[Subject], month: str) -> Balance:
    """What the three subjects used, hold and may use; makes nothing."""
    parameters: dict[str, str | int] = {"month": month}
    for subject in subjects:
        parameters[subject.scope] = subject.id
        parameters[f"{subject.scope}_default"] = subject.default_cap
    found = {
        scope: ScopeBalance(used or 0, reserved or 0, None if cap >= statements.NO_LIMIT else cap)
        for scope, used, reserved, cap in connection.execute(statements.BALANCE, parameters)
    }
    return Balance(
        month,
        account=found[Scope.ACCOUNT],
        department=found[Scope.DEPARTMENT],
        city=found[Scope.CITY],
    )


def hold(connection: Connection, subjects: Sequence[Subject], month: str, tokens: int) -> bool:
    """Add tokens to what all three hold, or to none.

    Returns:
        False if one of them has not enough left any more.
    """
    for position, subject in enumerate(subjects):
        if not _hold_one(connection, subject, month, tokens):
            unhold(connection, subjects[:position], month, tokens)
            return False
    return True


def unhold(connection: Connection, subjects: Sequence[Subject], month: str, tokens: int) -> None:
    """Take back what `hold` added in this same transaction."""
    for subject in subjects:
        connection.execute(statements.UNHOLD, {**_key(subject, month), "tokens": tokens})


def charge(
    connection: Connection, subjects: Sequence[Subject], month: str, *, held: int, charged: int
) -> None:
    """Give back what a turn held and add what it cost, for all three."""
    amounts = {"held": held, "charged": charged}
    connection.execute(
        statements.CHARGE, [{**_key(subject, month), **amounts} for subject in subjects]
    )


def _hold_one(connection: Connection, subject: Subject, month: str, tokens: int) -> bool:
    key = _key(subject, month)
    parameters = {**key, "tokens": tokens, "default_cap": subject.default_cap}
    if connection.execute(statements.HOLD, parameters).rowcount == 1:
        return True
    # Either the cap is reached or this is the subject's first turn of the month.
    if connection.execute(statements.ADD_COUNTER, key).rowcount != 1:
        return False
    return connection.execute(statements.HOLD, parameters).rowcount == 1


def _key(subject: Subject, month: str) -> dict[str, str | int]:
    return {"scope": subject.scope, "subject": subject.id, "month": month}


def _as_number(cap: CapSetting) -> int:
    return statements.NO_LIMIT if cap == UNLIMITED else cap
