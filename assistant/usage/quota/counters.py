"""Counters and caps in the database: read, hold, charge. Called by the ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from assistant.core.periods import day_of, month_of
from assistant.usage.quota import statements
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.reservation import Balance, ScopeBalance
from assistant.usage.quota.settings import UNLIMITED, CapSetting, QuotaSettings


class Subject(NamedTuple):
    """One counter a turn counts in, and the cap it has if the database names none."""

    scope: Scope
    id: str
    default_cap: int


class When(NamedTuple):
    """The month whose counters count, and the day whose increases add, both in Asia/Tokyo."""

    month: str
    today: date


def when_of(instant: datetime) -> When:
    """Month and day of an instant."""
    return When(month_of(instant), day_of(instant))


def subjects_of(
    account_id: str, department_id: str, settings: QuotaSettings, role: str | None = None
) -> list[Subject]:
    """The three subjects of a turn in their fixed order."""
    account_cap = settings.account_cap(department_id, role)
    department_cap = settings.department_cap(department_id)
    return [
        Subject(Scope.ACCOUNT, account_id, _as_number(account_cap)),
        Subject(Scope.DEPARTMENT, department_id, _as_number(department_cap)),
        Subject(Scope.CITY, CITY, _as_number(settings.city_cap_tokens)),
    ]


def read_balance(connection: Connection, subjects: Sequence[Subject], when: When) -> Balance:
    """What the three subjects used, hold and may use; makes nothing."""
    parameters: dict[str, str | int | date] = {"month": when.month, "today": when.today}
    for subject in subjects:
        parameters[subject.scope] = subject.id
        parameters[f"{subject.scope}_default"] = subject.default_cap
    found: dict[Scope, ScopeBalance] = {}
    takes_part = True
    rows = connection.execute(statements.BALANCE, parameters)
    for scope, used, reserved, cap, increase, is_in in rows:
        found[Scope(scope)] = _scope_balance(used or 0, reserved or 0, cap, increase)
        takes_part = takes_part and bool(is_in)
    return Balance(
        when.month,
        account=found[Scope.ACCOUNT],
        department=found[Scope.DEPARTMENT],
        city=found[Scope.CITY],
        takes_part=takes_part,
    )


def hold(connection: Connection, subjects: Sequence[Subject], when: When, tokens: int) -> bool:
    """Add tokens to what all three hold, or to none.

    Returns:
        False if one of them has not enough left any more.
    """
    for position, subject in enumerate(subjects):
        if not _hold_one(connection, subject, when, tokens):
            unhold(connection, subjects[:position], when.month, tokens)
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


def _scope_balance(used: int, reserved: int, cap: int, increase: int) -> ScopeBalance:
    if cap >= statements.NO_LIMIT:
        return ScopeBalance(used, reserved, None)
    if cap == 0:  # a stop wins over increases, as in statements.HOLD
        return ScopeBalance(used, reserved, 0)
    return ScopeBalance(used, reserved, cap + increase, increase)


def _hold_one(connection: Connection, subject: Subject, when: When, tokens: int) -> bool:
    key = _key(subject, when.month)
    parameters = {
        **key, "tokens": tokens, "default_cap": subject.default_cap, "today": when.today
    }  # fmt: skip
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
