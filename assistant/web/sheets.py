"""One cap with everything there is to know of it, and who may see and change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from assistant.core.ids import AccountId, DepartmentId
from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import Permission, require
from assistant.usage.quota.amounts import CapAmount, Word
from assistant.usage.quota.caps import CapEntry, load_caps
from assistant.usage.quota.increases import (
    LONGEST,
    Increase,
    IncreaseOrder,
    current_increases,
    overlapping,
)
from assistant.usage.quota.members import THE_CITY, Target
from assistant.usage.quota.models import Scope
from assistant.usage.quota.requests import Request, find_open
from assistant.usage.quota.reservation import Balance
from assistant.web.entries import long_enough
from assistant.web.forms import FormError
from assistant.web.people import Person, departments, person
from assistant.web.pools import NOBODY
from assistant.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about one cap.

    Attributes:
        target: whose it is.
        person: the account's, if it is one.
        balance: of the three scopes a question must fit; a department's and the city's too.
        entry: the cap an admin set; None if the default holds.
        base: the cap before increases.
        increases: that run or will run.
        request: the account's open request.
    """

    target: Target
    person: Person | None
    balance: Balance
    entry: CapEntry | None
    base: CapAmount
    increases: Sequence[Increase]
    request: Request | None


def check_order(visit: Visit, session: Session, order: IncreaseOrder) -> None:
    """Say in which field an increase is impossible.

    Raises:
        FormError: it is.
    """
    today = visit.desk.quota.book.today
    start = order.start or today
    base = visit.desk.quota.book.base_cap(session, order.target)
    facts = (
        (order.tokens == 0, "tokens", "tokens_zero"),
        (order.until < start, "until", "day_order"),
        (order.until < today, "until", "day_past"),
        (order.until > today + LONGEST, "until", "day_far"),
        (base == 0, "tokens", "stopped_cap"),
        (base == Word.UNLIMITED, "tokens", "no_limit"),
    )
    wrong = {field: sentence for is_wrong, field, sentence in reversed(facts) if is_wrong}
    if not wrong and not order.adds and overlapping(session, order.target, start, order.until):
        wrong = {"adds": "overlap"}
    if wrong:
        raise FormError(wrong)


def look_up(visit: Visit, session: Session, target: Target) -> Sheet:
    """A cap, if this person may see it.

    Raises:
        NotFoundError: there is no such account or department.
        ForbiddenError: it is another department's.
    """
    require(visit.principal, Permission.CAPS_READ, department=department_of(session, target))
    person = _person(session, target)
    department = person.department_id if person else target.subject_id
    balance = visit.desk.quota.ledger.balance(
        session,
        account_id=AccountId(target.subject_id) if person else NOBODY,
        department_id=DepartmentId(department),
    )
    key = (target.scope, target.subject_id)
    entries = {(entry.scope, entry.subject_id): entry for entry in load_caps(session)}
    return Sheet(
        target=target,
        person=person,
        balance=balance,
        entry=entries.get(key),
        base=visit.desk.quota.book.base_cap(session, target),
        increases=increases_of(session, target, visit.desk.quota.book.today),
        request=find_open(session, target.subject_id) if person else None,
    )


def require_change(visit: Visit, session: Session, target: Target) -> None:
    """Refuse who may not change a cap.

    Raises:
        NotFoundError: there is no such account or department.
        ForbiddenError: this role may not.
    """
    require(visit.principal, Permission.CAPS_WRITE, department=department_of(session, target))


def department_of(session: Session, target: Target) -> str | None:
    """The department a cap belongs to; None for the city's.

    Raises:
        NotFoundError: there is no such account or department.
    """
    if target.scope is Scope.CITY:
        return None
    if target.scope is Scope.DEPARTMENT:
        if target.subject_id not in departments(session):
            raise NotFoundError("there is no such department")
        return target.subject_id
    person = _person(session, target)
    if person is None:
        raise NotFoundError("there is no such account")
    return person.department_id


def _person(session: Session, target: Target) -> Person | None:
    if target.scope is not Scope.ACCOUNT:
        return None
    return person(session, target.subject_id)


def increases_of(session: Session, target: Target, today: date) -> list[Increase]:
    """The increases of a cap that run or will run."""
    return [each for each in current_increases(session, today) if each.target == target]


def target_of(scope: str, subject: str) -> Target:
    """The cap an address or a form names.

    Raises:
        NotFoundError: it names none.
    """
    if scope == Scope.CITY.value:
        return THE_CITY
    if scope not in (Scope.ACCOUNT.value, Scope.DEPARTMENT.value) or not long_enough(subject):
        raise NotFoundError("there is no such cap")
    return Target(Scope(scope), subject)
