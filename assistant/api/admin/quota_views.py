"""What the API shows of caps, increases and requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.usage.analysis.forecast import PoolKind
from assistant.usage.analysis.models import ForecastWarning
from assistant.usage.quota.changes import CapChange
from assistant.usage.quota.increases import Increase
from assistant.usage.quota.requests import Request as MoreRequest
from assistant.usage.quota.reservation import ScopeBalance
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.quota.spending import Spending
from assistant.usage.quota.standing import Overview
from assistant.usage.quota.warnings import Warned


@dataclass(frozen=True, slots=True)
class CapView:
    """A cap that was set; null is unlimited."""

    scope: str
    subject: str
    cap_tokens: int | None
    reason: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class IncreaseView:
    """An increase: tokens a month more, both days included."""

    id: int
    scope: str
    subject: str
    tokens: int
    from_day: date
    until_day: date
    reason: str
    actor: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request for more. Once it is decided, what its sender wrote is erased."""

    id: int
    account_id: str
    department_id: str
    reason: str | None = field(repr=False)
    state: str
    created_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    word: str | None
    increase_id: int | None


@dataclass(frozen=True, slots=True)
class ScopeView:
    """What one of the three has used, holds and may use this month; null is unlimited."""

    used: int
    reserved: int
    cap: int | None
    remaining: int | None


@dataclass(frozen=True, slots=True)
class SpendingView:
    """What a fiscal year has cost; turns without a price are not in it."""

    fiscal_year: int
    yen: float
    unpriced_turns: int
    budget_yen: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class DefaultsView:
    """The caps of those that have none of their own."""

    account: int | str
    department: int | str
    city: int | str


@dataclass(frozen=True, slots=True)
class PilotView:
    """Which departments may ask; while there is no pilot, all."""

    is_pilot: bool
    departments: list[str]


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A pool that was warned of this month: it will probably run out. Null lies after its end."""

    kind: str
    name: str
    month: str
    percent: int
    early: date | None
    likely: date | None
    late: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CapsView:
    """Everything about the quota that is not the default, and what the fiscal year has cost.

    For a department admin without the city's warnings, forecasts and spending.
    """

    defaults: DefaultsView
    caps: list[CapView]
    increases: list[IncreaseView]
    pilot: list[str]
    waiting_requests: int
    warnings: int
    passed: list[Warned]
    forecasts: list[ForecastView]
    spending: SpendingView | None


@dataclass(frozen=True, slots=True)
class ChangedCap:
    """A cap as it was and as it is."""

    scope: str
    subject: str
    before: int | str
    after: int | str
    used: int
    is_change: bool
    is_below_used: bool


def narrowed(
    found: Overview,
    settings: QuotaSettings,
    own: str | None,
    accounts: frozenset[str],
    foreseen: Sequence[ForecastWarning],
) -> CapsView:
    """What was set; for a department admin only the own department and its accounts."""

    def is_seen(scope: str, subject: str) -> bool:
        ours = {"department": own, "account": subject if subject in accounts else None}
        return own is None or ours.get(scope) == subject

    requests = [each for each in found.requests if own is None or each.department_id == own]
    return CapsView(
        defaults=DefaultsView(
            settings.default_cap_tokens,
            settings.department_cap_tokens,
            settings.city_cap_tokens,
        ),
        caps=[
            CapView(
                each.scope.value, each.subject_id, each.cap_tokens, each.reason, each.updated_at
            )
            for each in found.caps
            if is_seen(each.scope.value, each.subject_id)
        ],
        increases=[
            increase_view(each)
            for each in found.increases
            if is_seen(each.target.scope.value, each.target.subject_id)
        ],
        pilot=_pilot(found.pilot, own),
        waiting_requests=len(requests),
        warnings=len(found.warnings) if own is None else 0,
        passed=found.warnings if own is None else [],
        forecasts=[
            ForecastView(
                each.kind,
                each.name,
                each.month,
                each.percent,
                each.early,
                each.likely,
                each.late,
                each.at,
            )
            for each in foreseen
            if own is None or (each.kind, each.name) == (PoolKind.DEPARTMENT.value, own)
        ],
        spending=spending_view(found.spending) if own is None else None,
    )


def scope_view(state: ScopeBalance) -> ScopeView:
    """One of the three."""
    return ScopeView(state.used, state.reserved, state.cap, state.remaining)


def spending_view(spent: Spending) -> SpendingView:
    """What a fiscal year has cost."""
    yen = spent.yen_micros / 1_000_000
    return SpendingView(
        spent.fiscal_year, yen, spent.unpriced_turns, spent.budget_yen, spent.percent
    )


def _pilot(names: Sequence[str], own: str | None) -> list[str]:
    return [name for name in names if own in (None, name)]


def change_view(change: CapChange) -> ChangedCap:
    """A changed cap."""
    target = change.target
    return ChangedCap(
        scope=target.scope.value,
        subject=target.subject_id,
        before=change.before,
        after=change.after,
        used=change.used,
        is_change=change.is_change,
        is_below_used=change.is_below_used,
    )


def increase_view(found: Increase) -> IncreaseView:
    """An increase."""
    target = found.target
    return IncreaseView(
        found.id,
        target.scope.value,
        target.subject_id,
        found.tokens,
        found.from_day,
        found.until_day,
        found.reason,
        found.actor,
    )


def request_view(found: MoreRequest) -> RequestView:
    """A request."""
    return RequestView(
        found.id,
        found.account_id,
        found.department_id,
        found.reason,
        found.state,
        found.created_at,
        found.decided_at,
        found.decided_by,
        found.word,
        found.increase_id,
    )
