"""The first page: who is near a cap, what waits for somebody, what is stopped, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from assistant.core.periods import month_of, reset_date
from assistant.gateway.forecasts import forecast_warnings
from assistant.gateway.incidents import list_incidents
from assistant.gateway.switch import Stop, StopScope, list_stops
from assistant.identity.permissions import Permission, visible_department
from assistant.policy.desk import ReportState, list_reports
from assistant.usage.analysis.models import ForecastWarning
from assistant.usage.quota.spending import Spending, spending
from assistant.usage.quota.standing import account_states
from assistant.web.pages.dead_letters import count_dead
from assistant.web.people import people
from assistant.web.pools import Pool, pools
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit

NEAR_PERCENT = 80
MOST_NEAR = 20


@dataclass(frozen=True, slots=True)
class Near:
    """An account that has used much of its cap."""

    account_id: str
    name: str
    state: object


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things wait for somebody; None for what this person may not see."""

    requests: int | None
    reports: int | None
    incidents: int | None
    dead_letters: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows."""

    near: Sequence[Near]
    near_count: int
    pools: Sequence[Pool]
    waiting: Waiting
    stops: Sequence[Stop]
    forecasts: Sequence[ForecastWarning]
    spending: Spending | None


async def show(visit: Visit) -> Response:
    """The page; its parts are those the role may see."""
    found = await visit.read(lambda session: _look(visit, session))
    checks = await visit.desk.readiness()
    month = month_of(visit.desk.clock.now())
    return visit.page(
        "overview.html",
        found=found,
        checks=checks,
        model=visit.desk.model,
        month=month,
        reset_date=reset_date(month),
    )


def _look(visit: Visit, session: Session) -> Overview:
    near = _near(visit, session)
    own = visible_department(visit.principal, Permission.CAPS_READ)
    month = month_of(visit.desk.clock.now())
    return Overview(
        near=near[:MOST_NEAR],
        near_count=len(near),
        pools=[
            pool
            for pool in pools(visit.desk, session, department=own)
            if pool.scope == "city" or pool.percent >= NEAR_PERCENT or own
        ],
        waiting=_waiting(visit, session),
        stops=[stop for stop in list_stops(session) if _concerns(stop, own)],
        forecasts=[
            each
            for each in forecast_warnings(session, visit.desk.clock.now())
            if own in {None, each.name}
        ],
        spending=None if own else spending(session, month, visit.desk.settings.quota),
    )


def _near(visit: Visit, session: Session) -> list[Near]:
    own = visible_department(visit.principal, Permission.CAPS_READ)
    found = {person.account_id: person for person in people(session, department=own)}
    members = [
        member
        for member in visit.desk.quota.members.all(session)
        if (person := found.get(member.account_id)) is not None and person.is_active
    ]
    desk = visit.desk
    states = account_states(session, members, desk.settings.quota, desk.clock.now())
    near = [state for state in states if state.cap and state.percent >= NEAR_PERCENT]
    near.sort(key=lambda state: (-state.percent, state.account_id))
    return [Near(state.account_id, found[state.account_id].name, state) for state in near]


def _waiting(visit: Visit, session: Session) -> Waiting:
    own = visible_department(visit.principal, Permission.CAPS_READ)
    everyone = visit.desk.quota.waiting(session)
    requests = [each for each in everyone if own in (None, each.department_id)]
    may_reports = visit.may(Permission.REPORTS_READ)
    may_incidents = visit.may(Permission.INCIDENTS_READ)
    may_replies = visit.may(Permission.REPLIES_READ)
    return Waiting(
        requests=len(requests),
        reports=len(list_reports(session, ReportState.OPEN)) if may_reports else None,
        incidents=len(list_incidents(session, is_open=True)) if may_incidents else None,
        dead_letters=count_dead(session) if may_replies else None,
    )


def _concerns(stop: Stop, department: str | None) -> bool:
    is_narrow = stop.target.scope is StopScope.DEPARTMENT
    return department is None or not is_narrow or stop.target.subject == department


PAGES = (Page(Method.GET, "/admin", Permission.ADMIN_PAGES, show),)
