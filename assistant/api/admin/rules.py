"""The filter's rules that differ from `config/pii.toml`, per entity and department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from assistant.api.admin.accounts import Changed
from assistant.api.desk import Call, Desk
from assistant.api.schemas import RuleChange, RuleOf
from assistant.gateway.policy_administration import department_ids
from assistant.policy.snapshot import stored_rules
from assistant.policy.terms import RuleValues


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule; what is null is as the wider rule or `config/pii.toml` has it."""

    entity: str
    department: str | None
    action: str | None
    threshold: float | None
    shadow: bool | None
    reason: str
    author: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class RuleNow:
    """What a rule says now."""

    action: str | None
    threshold: float | None
    shadow: bool | None


def rules_router(desk: Desk, route_class: type[APIRoute]) -> APIRouter:
    """Routes for rules."""
    router = APIRouter(route_class=route_class, tags=["policy"])
    rules = desk.administration.policy.rules

    @router.get("/api/admin/allow/rules")
    async def list_rules() -> list[RuleView]:
        """Rules that differ from the settings."""
        return [
            RuleView(
                each.entity,
                each.department,
                each.values.action,
                each.values.threshold,
                each.values.is_shadow,
                each.reason,
                each.author,
                each.updated_at,
            )
            for each in await desk.read(stored_rules)
        ]

    @router.post("/api/admin/allow/rules", response_model=RuleNow)
    async def set_rule(request: Request, wanted: RuleChange) -> Response:
        """Change what the filter does with an entity; in force everywhere within a second."""
        values = RuleValues(wanted.action, wanted.threshold, wanted.shadow)

        def work(call: Call) -> RuleNow:
            now = rules.set(
                call.session,
                call.actor,
                wanted.entity,
                values,
                department=wanted.department,
                departments=department_ids(call.session),
                reason=wanted.reason,
            )
            return RuleNow(now.action, now.threshold, now.is_shadow)

        return await desk.change(request, work)

    @router.post("/api/admin/allow/rules/clear", response_model=Changed)
    async def clear_rule(request: Request, wanted: RuleOf) -> Response:
        """Take a rule away: the wider rule or `config/pii.toml` holds again."""

        def work(call: Call) -> Changed:
            rules.clear(
                call.session,
                call.actor,
                wanted.entity,
                department=wanted.department,
                reason=wanted.reason,
            )
            return Changed(changed=True)

        return await desk.change(request, work)

    return router
