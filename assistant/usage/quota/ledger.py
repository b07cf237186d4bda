"""The ledger: what a turn reserves before the model is called and is charged afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session

from assistant.core.clock import Clock
from assistant.core.errors import StoreError
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.usage.quota import statements
from assistant.usage.quota.caps import CapEntry, load_caps, store_cap
from assistant.usage.quota.counters import (
    Subject,
    charge,
    hold,
    read_balance,
    subjects_of,
    unhold,
    when_of,
)
from assistant.usage.quota.models import EntryKind, Phase, Scope
from assistant.usage.quota.reservation import (
    Balance,
    Granted,
    Refused,
    decide,
    in_full,
    refusal,
)
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.quota.verification import find_problems
from assistant.usage.quota.warnings import Passed, pass_thresholds

ATTEMPTS = 5

RoleOf = Callable[[Session, AccountId], str | None]
"""The role of an account, looked up in the transaction that needs it."""


@dataclass(frozen=True, slots=True)
class OpenReservation:
    """Tokens a turn still holds."""

    turn_id: TurnId
    month: str
    tokens: int


@dataclass(frozen=True, slots=True)
class _Entry:
    account_id: str
    department_id: str
    month: str
    tokens: int


class Ledger:
    """Reserves, charges and reports tokens. Takes a session of the unit of work; never commits.

    Counters are always touched in the order account, department, city, so that two transactions
    on PostgreSQL cannot wait for each other.
    """

    def __init__(
        self, settings: QuotaSettings, clock: Clock, role_of: RoleOf | None = None
    ) -> None:
        """Take the defaults, the clock, and where to look an account's role up.

        Without the last, accounts have no role: `role_cap_tokens` gives nobody a cap.
        """
        self._settings = settings
        self._clock = clock
        self._role_of = role_of

    def reserve(
        self,
        session: Session,
        *,
        turn_id: TurnId,
        account_id: AccountId,
        department_id: DepartmentId,
        prompt_tokens: int,
        max_output_tokens: int,
    ) -> Granted | Refused:
        """Hold the prompt and the output a turn may need, or nothing.

        Near a cap the output is shortened; the turn is refused only if less than
        `minimum_output_tokens` would be left for it. The month is fixed here. Asking again for a
        turn whose reservation is open (after a restart) holds nothing more: the answer is the
        tokens held then, less the prompt given now.

        Raises:
            StoreError: other processes were faster several times in a row.
            ValueError: a negative prompt, no output, or a turn that is closed already.
        """
        connection = session.connection()
        when = when_of(self._clock.now())
        subjects = self._subjects(session, account_id, department_id)
        # Mostly all of it fits, and the statement itself says so; only else the balance is read.
        offer = in_full(when.month, prompt_tokens, max_output_tokens)
        decision: Granted | Refused = offer
        for _ in range(ATTEMPTS):
            if hold(connection, subjects, when, offer.tokens):
                entry = _Entry(account_id, department_id, when.month, offer.tokens)
                if self._add(connection, turn_id, EntryKind.RESERVE, entry, is_estimated=True):
                    return offer
                unhold(connection, subjects, when.month, offer.tokens)
                break
            decision = decide(
                read_balance(connection, subjects, when),
                prompt_tokens=prompt_tokens,
                max_output_tokens=max_output_tokens,
                minimum_output_tokens=self._settings.minimum_output_tokens,
            )
            if isinstance(decision, Refused):
                break
            offer = decision
        else:
            raise StoreError("the quota is being changed by others again and again; try again")
        # Whether the turn is known already is looked up only here: it rarely is.
        before = _entries(connection, turn_id)
        if before:
            return self._granted_again(session, before, prompt_tokens, max_output_tokens)
        return decision

    def settle(self, session: Session, *, turn_id: TurnId, tokens: int, is_estimated: bool) -> bool:
        """Charge what a turn really used, as it is, even if it is more than was held.

        Returns:
            True if this closed the reservation; false, with no effect, if there is none open.

        Raises:
            ValueError: negative tokens.
        """
        if tokens < 0:
            raise ValueError(f"cannot charge {tokens} tokens")
        return self._close(session, turn_id, EntryKind.SETTLE, tokens, is_estimated=is_estimated)

    def release(self, session: Session, *, turn_id: TurnId) -> bool:
        """Give back what a turn held: the model was certainly not called.

        Returns:
            True if this closed the reservation; false, with no effect, if there is none open.
        """
        return self._close(session, turn_id, EntryKind.RELEASE, 0, is_estimated=False)

    def expire(self, session: Session, *, turn_id: TurnId, charge_estimate: bool) -> bool:
        """Close the reservation of a turn nobody will finish.

        Args:
            session: of the unit of work.
            turn_id: the turn.
            charge_estimate: true if the model may have been called: all that was held is charged
                and flagged as estimated; otherwise nothing is charged.

        Returns:
            True if this closed the reservation; false, with no effect, if there is none open.
        """
        tokens = None if charge_estimate else 0
        return self._close(session, turn_id, EntryKind.EXPIRE, tokens, is_estimated=charge_estimate)

    def balance(
        self, session: Session, *, account_id: AccountId, department_id: DepartmentId
    ) -> Balance:
        """What is used, held and left this month in the three scopes of an account."""
        subjects = self._subjects(session, account_id, department_id)
        return read_balance(session.connection(), subjects, when_of(self._clock.now()))

    def warn(
        self, session: Session, *, account_id: AccountId, department_id: DepartmentId
    ) -> list[Passed]:
        """Note which thresholds of the three caps are passed now and were not noted this month.

        Each is noted once, whoever passes it together: for one caller it is new.
        """
        subjects = self._subjects(session, account_id, department_id)
        now = self._clock.now()
        balance = read_balance(session.connection(), subjects, when_of(now))
        names = {subject.scope: subject.id for subject in subjects}
        return pass_thresholds(
            session.connection(), balance, names, self._settings.warning_percents, now
        )

    def set_cap(
        self,
        session: Session,
        *,
        scope: Scope,
        subject_id: str,
        cap_tokens: int | None,
        reason: str,
    ) -> None:
        """Set the cap of an account, a department or the city; see `caps.store_cap`.

        Args:
            session: of the unit of work.
            scope: what the cap applies to.
            subject_id: the account's or department's id; `models.CITY` for the city.
            cap_tokens: tokens a month, 0 to stop; none for unlimited.
            reason: why, for whoever looks later.

        Raises:
            InputError: a cap that is negative or absurdly large.
        """
        store_cap(session, CapEntry(scope, subject_id, cap_tokens, reason, self._clock.now()))

    def caps(self, session: Session) -> list[CapEntry]:
        """All caps set in the database; who is not listed has the default."""
        return load_caps(session)

    def open_reservation(self, session: Session, *, turn_id: TurnId) -> OpenReservation | None:
        """What a turn still holds; None if it holds nothing."""
        entries = _entries(session.connection(), turn_id)
        if Phase.OPEN not in entries or Phase.CLOSE in entries:
            return None
        held = entries[Phase.OPEN]
        return OpenReservation(turn_id, held.month, held.tokens)

    def verify(self, session: Session) -> list[str]:
        """Check L2: each counter is the sum of its entries, each turn opened and closed once.

        Returns:
            One line per problem; empty if the ledger is sound.
        """
        return find_problems(session.connection())

    def _subjects(self, session: Session, account_id: str, department_id: str) -> list[Subject]:
        role = None
        if self._role_of is not None and self._settings.role_cap_tokens:
            role = self._role_of(session, AccountId(account_id))
        return subjects_of(account_id, department_id, self._settings, role)

    def _granted_again(
        self,
        session: Session,
        entries: dict[Phase, _Entry],
        prompt_tokens: int,
        max_output_tokens: int,
    ) -> Granted | Refused:
        if Phase.CLOSE in entries:
            raise ValueError("this turn was closed already; a turn reserves once")
        held = entries[Phase.OPEN]
        output = min(held.tokens - prompt_tokens, max_output_tokens)
        if output >= min(self._settings.minimum_output_tokens, max_output_tokens):
            return Granted(held.month, held.tokens, output)
        subjects = self._subjects(session, held.account_id, held.department_id)
        when = when_of(self._clock.now())._replace(month=held.month)
        balance = read_balance(session.connection(), subjects, when)
        return refusal(balance, balance.binding)

    def _close(
        self,
        session: Session,
        turn_id: TurnId,
        kind: EntryKind,
        tokens: int | None,
        *,
        is_estimated: bool,
    ) -> bool:
        connection = session.connection()
        entries = _entries(connection, turn_id)
        if Phase.OPEN not in entries or Phase.CLOSE in entries:
            return False
        held = entries[Phase.OPEN]
        charged = held.tokens if tokens is None else tokens
        entry = _Entry(held.account_id, held.department_id, held.month, charged)
        if not self._add(connection, turn_id, kind, entry, is_estimated=is_estimated):
            return False
        subjects = subjects_of(held.account_id, held.department_id, self._settings)
        charge(connection, subjects, held.month, held=held.tokens, charged=charged)
        return True

    def _add(
        self,
        connection: Connection,
        turn_id: TurnId,
        kind: EntryKind,
        entry: _Entry,
        *,
        is_estimated: bool,
    ) -> bool:
        parameters = {
            "turn": turn_id,
            "phase": Phase.OPEN if kind is EntryKind.RESERVE else Phase.CLOSE,
            "kind": kind,
            "account": entry.account_id,
            "department": entry.department_id,
            "month": entry.month,
            "tokens": entry.tokens,
            "is_estimated": is_estimated,
            "now": self._clock.now(),
        }
        return connection.execute(statements.ADD_ENTRY, parameters).rowcount == 1


def _entries(connection: Connection, turn_id: TurnId) -> dict[Phase, _Entry]:
    found = connection.execute(statements.ENTRIES_OF_TURN, {"turn": turn_id})
    return {Phase(phase): _Entry(*values) for phase, *values in found}
