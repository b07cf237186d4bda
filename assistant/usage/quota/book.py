"""The book of caps: what an admin may change, each change audited in its transaction.

Commands, the API and the pages call this and nothing below it. Takes a session; never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.core.periods import day_of, month_of
from assistant.store.audit import AuditLog, Detail
from assistant.store.one_at_a_time import lock_changes
from assistant.usage.quota.amounts import CapAmount, Word, check_reason, check_tokens
from assistant.usage.quota.cap_import import CapFileError, CapLine
from assistant.usage.quota.caps import CapEntry, find_cap, remove_cap, store_cap
from assistant.usage.quota.changes import CapChange
from assistant.usage.quota.increases import (
    Increase,
    IncreaseOrder,
    check_increase,
    end_increase,
    overlapping,
    store_increase,
)
from assistant.usage.quota.members import (
    Members,
    Target,
    account,
    require_account,
    require_department,
)
from assistant.usage.quota.models import QuotaCounter, QuotaIncrease, Scope
from assistant.usage.quota.pilot import load_pilot, store_pilot
from assistant.usage.quota.settings import UNLIMITED, CapSetting, QuotaSettings


class CapBook:
    """Sets caps, increases and the pilot. What was used is never touched."""

    def __init__(
        self, settings: QuotaSettings, audit: AuditLog, clock: Clock, members: Members
    ) -> None:
        self._settings = settings
        self._audit = audit
        self._clock = clock
        self.members = members

    @property
    def today(self) -> date:
        """The day in Asia/Tokyo."""
        return day_of(self._clock.now())

    def set_cap(
        self, session: Session, actor: Actor, target: Target, amount: CapAmount, *, reason: str = ""
    ) -> CapChange:
        """Set a cap, or with `default` forget it. It holds from the next reservation, everywhere.

        A cap below what is used is taken: the change says so, and nothing remains.

        Raises:
            InputError: no such account or department, or an impossible number.
        """
        lock_changes(session)
        self.require(session, target)
        return self._set(session, actor, target, amount, check_reason(reason, is_required=False))

    def import_caps(
        self,
        session: Session,
        actor: Actor,
        lines: Sequence[CapLine],
        *,
        is_dry_run: bool,
        reason: str = "",
    ) -> list[CapChange]:
        """Set the caps of many accounts, all of them or none.

        Args:
            session: of the unit of work; with `is_dry_run` one that only reads will do.
            actor: who asks for it.
            lines: see `cap_import.read_caps`.
            is_dry_run: true to look only.
            reason: kept with every cap that changes.

        Returns:
            One change a line, in the order of the lines; what changes nothing is not audited.

        Raises:
            CapFileError: accounts that do not exist, each with its line; nothing was set.
        """
        if not is_dry_run:
            lock_changes(session)
        why = check_reason(reason, is_required=False)
        known = {member.account_id for member in self.members.all(session)}
        problems = [
            f"line {line.number}: no account {line.account_id!r}"
            for line in lines
            if line.account_id not in known
        ]
        if problems:
            raise CapFileError(problems)
        changes = [self._change(session, account(line.account_id), line.amount) for line in lines]
        if not is_dry_run:
            for change in changes:
                if change.is_change:
                    self._set(session, actor, change.target, change.after, why)
        return changes

    def boost(self, session: Session, actor: Actor, order: IncreaseOrder) -> Increase:
        """Add tokens a month to a cap from a day until another, both included.

        Raises:
            InputError: amount, dates or reason are wrong, the cap is 0 (stopped) or unlimited, or
                it overlaps another increase and does not say that it adds to it.
        """
        lock_changes(session)
        self.require(session, order.target)
        increase = self.add_increase(session, actor, order)
        details: dict[str, Detail] = {
            "increase": increase.id,
            "tokens": increase.tokens,
            "from": increase.from_day.isoformat(),
            "until": increase.until_day.isoformat(),
            "reason": increase.reason,
        }
        self._audit.record(session, actor, "cap.boost", order.target.audit_subject, details)
        return increase

    def end(self, session: Session, actor: Actor, increase_id: int, *, reason: str) -> Increase:
        """End an increase now, before its last day.

        Raises:
            InputError: no such increase, it has ended, or no reason is given.
        """
        lock_changes(session)
        why = check_reason(reason, is_required=True)
        ended = end_increase(session, increase_id, self._clock.now(), self.today)
        details: dict[str, Detail] = {"increase": ended.id, "tokens": ended.tokens, "reason": why}
        self._audit.record(session, actor, "cap.boost_end", ended.target.audit_subject, details)
        return ended

    def set_pilot(
        self, session: Session, actor: Actor, departments: Collection[str], *, reason: str
    ) -> None:
        """Let only these departments ask, in place of those named before; none ends the pilot.

        Raises:
            InputError: a department that is not registered, or no reason.
        """
        lock_changes(session)
        why = check_reason(reason, is_required=True)
        for name in departments:
            require_department(self.members, session, name)
        before = load_pilot(session)
        store_pilot(session, departments, self._clock.now())
        details = {
            "before": _listed(before),
            "after": _listed(sorted(departments)),
            "reason": why,
        }
        self._audit.record(session, actor, "cap.pilot", "city", details)

    def require(self, session: Session, target: Target) -> None:
        """Check that an account or department exists.

        Raises:
            InputError: it does not.
        """
        if target.scope is Scope.ACCOUNT:
            require_account(self.members, session, target.subject_id)
        elif target.scope is Scope.DEPARTMENT:
            require_department(self.members, session, target.subject_id)

    def add_increase(self, session: Session, actor: Actor, order: IncreaseOrder) -> Increase:
        """Write an increase down without auditing it; for `boost` and the desk of requests."""
        target, first = order.target, order.start or self.today
        check_increase(order.tokens, first, order.until, self.today)
        base = self.base_cap(session, target)
        if base == 0:
            raise InputError(f"{target} is stopped (cap 0), which no increase lifts; set a cap")
        if base == Word.UNLIMITED:
            raise InputError(f"{target} has no limit, so an increase would add nothing")
        others = overlapping(session, target, first, order.until)
        if others and not order.adds:
            other = others[0]
            raise InputError(
                f"increase {other.id} of {other.tokens:,} tokens runs from {other.from_day} until "
                f"{other.until_day}; end it first, or say that this one comes on top (--add)"
            )
        row = QuotaIncrease(
            scope=target.scope.value,
            subject_id=target.subject_id,
            tokens=order.tokens,
            from_day=first,
            until_day=order.until,
            reason=order.reason,
            actor=actor.name,
            created_at=self._clock.now(),
        )
        return store_increase(session, row)

    def base_cap(self, session: Session, target: Target) -> CapAmount:
        """The cap of a subject before increases: its own, or the default it has now."""
        is_set, tokens = find_cap(session, target.scope, target.subject_id)
        if is_set:
            return Word.UNLIMITED if tokens is None else tokens
        default = self._default_of(session, target)
        return Word.UNLIMITED if default == UNLIMITED else default

    def _default_of(self, session: Session, target: Target) -> CapSetting:
        if target.scope is Scope.CITY:
            return self._settings.city_cap_tokens
        if target.scope is Scope.DEPARTMENT:
            return self._settings.department_cap(target.subject_id)
        member = require_account(self.members, session, target.subject_id)
        return self._settings.account_cap(member.department_id, member.role)

    def _change(self, session: Session, target: Target, amount: CapAmount) -> CapChange:
        is_set, tokens = find_cap(session, target.scope, target.subject_id)
        before: CapAmount = Word.DEFAULT
        if is_set:
            before = Word.UNLIMITED if tokens is None else tokens
        key = (target.scope.value, target.subject_id, month_of(self._clock.now()))
        counter = session.get(QuotaCounter, key, populate_existing=True)
        return CapChange(target, before, amount, counter.used if counter else 0)

    def _set(
        self, session: Session, actor: Actor, target: Target, amount: CapAmount, reason: str
    ) -> CapChange:
        if isinstance(amount, int):
            check_tokens(amount, or_else=", or unlimited")
        change = self._change(session, target, amount)
        if amount == Word.DEFAULT:
            remove_cap(session, target.scope, target.subject_id)
        else:
            tokens = None if amount == Word.UNLIMITED else int(amount)
            now = self._clock.now()
            store_cap(session, CapEntry(target.scope, target.subject_id, tokens, reason, now))
        details: dict[str, Detail] = {
            "before": change.before,
            "after": amount,
            "used": change.used,
            "reason": reason,
        }
        self._audit.record(session, actor, "cap.set", target.audit_subject, details)
        return change


def _listed(departments: Sequence[str]) -> str:
    shown = ", ".join(departments)
    return shown if len(shown) <= 2000 else f"{len(departments)} departments"
