"""What the API shows of caps, increases and requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.usage.quota.changes import CapChange
from assistant.usage.quota.increases import Increase
from assistant.usage.quota.requests import Request as MoreRequest
from assistant.usage.quota.standing import Overview


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
    """A request for more that waits."""

    id: int
    account_id: str
    department_id: str
    reason: str | None = field(repr=False)
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CapsView:
    """Everything about the quota that is not the default, and what the fiscal year has cost."""

    caps: list[CapView]
    increases: list[IncreaseView]
    pilot: list[str]
    waiting_requests: int
    warnings: int


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


def narrowed(found: Overview, own: str | None, accounts: frozenset[str]) -> CapsView:
    """What was set; for a department admin only the own department and its accounts."""

    def is_seen(scope: str, subject: str) -> bool:
        ours = {"department": own, "account": subject if subject in accounts else None}
        return own is None or ours.get(scope) == subject

    requests = [each for each in found.requests if own is None or each.department_id == own]
    return CapsView(
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
    )
