"""The off switch: stops everything, a department or a model, in every process at once.

It is read from the database before a turn goes on and again before the model is called, so that a
stop holds for the next question everywhere, queued ones included.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from assistant.core.actor import Actor, Face
from assistant.core.clock import Clock
from assistant.core.errors import InputError, ModelError
from assistant.core.text import CleanText
from assistant.gateway.models import StopRow
from assistant.gateway.turn import Turn
from assistant.identity.directory import get_member, has_department
from assistant.identity.faults import ForbiddenError, NotFoundError
from assistant.identity.permissions import TABLE, Permission, Reach
from assistant.store.audit import AuditLog
from assistant.store.models import AuditEntry
from assistant.store.one_at_a_time import lock_changes
from assistant.store.unit_of_work import UnitOfWork

LONGEST_REASON = 500
LONGEST_TEXT = 1_000
_OFF = "switch.off"


class StopScope(StrEnum):
    """What is stopped."""

    ALL = "all"
    DEPARTMENT = "department"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Target:
    """What a switch is about: everything, or a department or model by name."""

    scope: StopScope
    subject: str = ""

    def __str__(self) -> str:
        return f"{self.scope}:{self.subject}" if self.subject else str(self.scope)


EVERYTHING = Target(StopScope.ALL)


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that is switched off now.

    Attributes:
        target: what.
        reason: why, for admins and the audit log.
        text: what staff read; None is the standard sentence.
        stopped_by: who switched it off.
        stopped_at: when.
    """

    target: Target
    reason: str = field(repr=False)
    text: str | None = field(repr=False)
    stopped_by: str
    stopped_at: datetime


class SwitchedOffError(ModelError):
    """The model must not be called: it, the department or everything is switched off."""

    code = "switched_off"
    http_status = 503

    def __init__(self, stop: Stop) -> None:
        super().__init__("switched off by an admin", is_outcome_known=True)
        self.stop = stop


class CityStopError(ForbiddenError):
    """A stop that was not set by the department's own admins is not theirs to change."""

    def __init__(self) -> None:
        super().__init__(
            "this stop was not set by an admin of the department; an admin of the city changes it "
            "or ends it"
        )


class Switchboard:
    """Switches off and on. Takes a session; never commits.

    Whoever may switch the own department alone changes and ends only what somebody of that
    department has set: never a stop that was set for the city. `reach` says how far whoever asks
    may go; None looks it up by the actor's account. Commands reach the city.
    """

    def __init__(self, audit: AuditLog, clock: Clock, *, models: Collection[str]) -> None:
        self._audit = audit
        self._clock = clock
        self._models = frozenset(models)

    def off(
        self,
        session: Session,
        actor: Actor,
        target: Target,
        *,
        reason: str,
        text: CleanText | None = None,
        reach: Reach | None = None,
    ) -> None:
        """Stop something from the next question on; doing it again changes reason and text.

        What staff are to read has passed the gate, like everything that is sent to them.

        Raises:
            InputError: no reason, too long a reason or text, or a model that is not configured.
            NotFoundError: no such department.
            CityStopError: the city has stopped it, and whoever asks reaches a department alone.
        """
        reason, said = _checked(reason, "reason", LONGEST_REASON), text.value if text else ""
        if not reason:
            raise InputError("reason: is empty; say why, for whoever looks later")
        _checked(said, "text", LONGEST_TEXT)
        lock_changes(session)
        self._require_target(session, target)
        row = _row(session, target)
        _require_own(session, actor, row, reach)
        values: dict[str, Any] = {
            "reason": reason,
            "text": said or None,
            "stopped_by": actor.name,
            "stopped_at": self._clock.now(),
        }
        if row is None:
            row = StopRow(scope=target.scope.value, subject=target.subject, **values)
            session.add(row)
        row.sqlmodel_update(values)
        session.flush()
        details = {"reason": reason, "text": said}
        self._audit.record(session, actor, _OFF, f"switch:{target}", details)

    def on(
        self,
        session: Session,
        actor: Actor,
        target: Target,
        *,
        reason: str,
        reach: Reach | None = None,
    ) -> bool:
        """Let something run again.

        Returns:
            False if it was not switched off; nothing is recorded then.

        Raises:
            InputError: no reason, or too long a reason.
            CityStopError: the city has stopped it, and whoever asks reaches a department alone.
        """
        reason = _checked(reason, "reason", LONGEST_REASON)
        if not reason:
            raise InputError("reason: is empty; say why, for whoever looks later")
        lock_changes(session)
        row = _row(session, target)
        if row is None:
            return False
        _require_own(session, actor, row, reach)
        session.delete(row)
        session.flush()
        self._audit.record(session, actor, "switch.on", f"switch:{target}", {"reason": reason})
        return True

    def _require_target(self, session: Session, target: Target) -> None:
        if target.scope is StopScope.DEPARTMENT and not has_department(session, target.subject):
            raise NotFoundError("no department has this name; `assistant accounts list` shows them")
        if target.scope is StopScope.MODEL and target.subject not in self._models:
            known = ", ".join(sorted(self._models))
            raise InputError(f"model: none of this name is configured; use {known}")


class SwitchGuard:
    """Asks before a turn goes on and before a model is called."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def stop_of(self, turn: Turn, *, model: str | None = None) -> Stop | None:
        """What stops a turn now, the widest first; with a model also what stops that model."""
        return await self._uow.read(lambda session: _stop_of(session, turn.department_id, model))

    async def require_on(self, turn: Turn, model: str) -> None:
        """Refuse a call that must not be made.

        Raises:
            SwitchedOffError: everything, the department or the model is switched off.
        """
        stop = await self.stop_of(turn, model=model)
        if stop is not None:
            raise SwitchedOffError(stop)


def may_change(session: Session, actor: Actor, stop: Stop, reach: Reach | None = None) -> bool:
    """Whether somebody who may switch this target at all may change or end this stop of it.

    Args:
        session: a snapshot.
        actor: who asks.
        stop: what is off.
        reach: how far the actor may go; None as the role of the actor's account says.
    """
    if (reach or _reach_of(session, actor)) is Reach.CITY:
        return True
    if not _is_of_account(session, stop.target):
        return False
    if stop.stopped_by == actor.name:
        return True
    # A colleague who has the role for the same department now, so that nobody's absence blocks it.
    setter = get_member(session, stop.stopped_by)
    return (
        setter is not None
        and TABLE[Permission.SWITCH_WRITE].get(setter.role) is Reach.DEPARTMENT
        and stop.target == Target(StopScope.DEPARTMENT, setter.department_id)
    )


def list_stops(session: Session) -> list[Stop]:
    """Everything that is switched off now, the widest first."""
    statement = select(StopRow).order_by(col(StopRow.scope), col(StopRow.subject))
    return [_stop(row) for row in session.exec(statement)]


def _stop_of(session: Session, department_id: str | None, model: str | None) -> Stop | None:
    def names(target: Target) -> ColumnElement[bool]:
        return and_(
            col(StopRow.scope) == target.scope.value, col(StopRow.subject) == target.subject
        )

    targets = [EVERYTHING, Target(StopScope.DEPARTMENT, department_id or "")]
    if model is not None:
        targets.append(Target(StopScope.MODEL, model))
    # `all` sorts before `department` before `model`.
    row = session.exec(
        select(StopRow).where(or_(*map(names, targets))).order_by(col(StopRow.scope)).limit(1)
    ).first()
    return None if row is None else _stop(row)


def is_model_off(session: Session, model: str) -> bool:
    """Whether a model is switched off; of the embedding server's too."""
    return _row(session, Target(StopScope.MODEL, model)) is not None


def _row(session: Session, target: Target) -> StopRow | None:
    return session.get(StopRow, (target.scope.value, target.subject), populate_existing=True)


def _require_own(session: Session, actor: Actor, row: StopRow | None, reach: Reach | None) -> None:
    if row is not None and not may_change(session, actor, _stop(row), reach):
        raise CityStopError


def _is_of_account(session: Session, target: Target) -> bool:
    """Whether an account has set this stop; a command's user may have the name of one."""
    last = session.exec(
        select(AuditEntry.face)
        .where(col(AuditEntry.action) == _OFF, col(AuditEntry.subject) == f"switch:{target}")
        .order_by(col(AuditEntry.sequence).desc())
        .limit(1)
    ).first()
    return last in {Face.API, Face.PAGE}


def _reach_of(session: Session, actor: Actor) -> Reach | None:
    """How far the account of an actor may switch; a command reaches the city."""
    if actor.face not in {Face.API, Face.PAGE}:
        return Reach.CITY
    member = get_member(session, actor.name)
    return None if member is None else TABLE[Permission.SWITCH_WRITE].get(member.role)


def _stop(row: StopRow) -> Stop:
    target = Target(StopScope(row.scope), row.subject)
    return Stop(target, row.reason, row.text, row.stopped_by, row.stopped_at)


def _checked(text: str, name: str, longest: int) -> str:
    text = text.strip()
    if len(text) > longest:
        raise InputError(f"{name}: is longer than {longest} characters; shorten it")
    return text
