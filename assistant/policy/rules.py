"""Rules that differ from `config/pii.toml`: action, threshold and trial, per entity and department.

Functions run inside the caller's transaction; every change is in the audit log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlmodel import Session

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.policy.lists import require_reason
from assistant.policy.models import WHOLE_CITY, PolicyRuleRow
from assistant.policy.terms import PolicyError, RuleValues, Terms
from assistant.policy.version import bump, hold
from assistant.store.audit import AuditLog, Detail


class PolicyRules:
    """Sets and clears rules."""

    def __init__(self, audit: AuditLog, clock: Clock, terms: Terms) -> None:
        self._audit = audit
        self._clock = clock
        self._terms = terms

    def set(  # noqa: PLR0913  # who, what, where and why of one rule
        self,
        session: Session,
        actor: Actor,
        entity: str,
        values: RuleValues,
        *,
        department: str | None,
        departments: Collection[str],
        reason: str,
    ) -> RuleValues:
        """Change what a rule says; what is None stays as it was. In force within a second.

        Returns:
            What the rule says now.

        Raises:
            PolicyError: no such entity or department, no reason, nothing to change, or a value
                that is not allowed for this entity.
        """
        self._require(entity, department, departments)
        require_reason(reason)
        hold(session)
        row = session.get(PolicyRuleRow, (entity, department or WHOLE_CITY))
        before = values_of(row) if row else RuleValues()
        after = merged(values, before)
        if values == RuleValues():
            raise PolicyError("say what to change: --action, --threshold or --shadow/--no-shadow")
        problem = self._terms.rule_problem(entity, after)
        if problem is not None:
            raise PolicyError(problem)
        if row is None:
            row = PolicyRuleRow(
                entity=entity,
                department_id=department or WHOLE_CITY,
                reason=reason,
                author=actor.name,
                updated_at=self._clock.now(),
            )
            session.add(row)
        row.action, row.threshold, row.is_shadow = after.action, after.threshold, after.is_shadow
        row.reason, row.author, row.updated_at = reason, actor.name, self._clock.now()
        session.flush()
        details = {"reason": reason, **told("old", before), **told("new", after)}
        self._audit.record(session, actor, "rule.set", subject(entity, department), details)
        bump(session)
        return after

    def clear(
        self, session: Session, actor: Actor, entity: str, *, department: str | None, reason: str
    ) -> None:
        """Take a rule away: `config/pii.toml`, or the city's rule, holds again.

        Raises:
            PolicyError: there is no such rule, or no reason is given.
        """
        require_reason(reason)
        hold(session)
        row = session.get(PolicyRuleRow, (entity, department or WHOLE_CITY))
        if row is None:
            raise PolicyError("there is no such rule; `assistant allow rules` shows them")
        details = {"reason": reason, **told("old", values_of(row))}
        session.delete(row)
        self._audit.record(session, actor, "rule.clear", subject(entity, department), details)
        bump(session)

    def _require(self, entity: str, department: str | None, departments: Collection[str]) -> None:
        if entity not in self._terms.entities:
            raise PolicyError("there is no entity of this name; docs/pii_entities.md lists them")
        if department is not None and department not in departments:
            raise PolicyError(
                "there is no department of this name; `assistant accounts list` shows them"
            )


def values_of(row: PolicyRuleRow) -> RuleValues:
    """What a row says."""
    return RuleValues(row.action, row.threshold, row.is_shadow)


def merged(values: RuleValues, under: RuleValues) -> RuleValues:
    """Some values, with those left open taken from others."""
    return replace(
        under,
        **{
            name: given
            for name in ("action", "threshold", "is_shadow")
            if (given := getattr(values, name)) is not None
        },
    )


def subject(entity: str, department: str | None) -> str:
    """What the audit log calls a rule."""
    return f"rule:{entity}" + (f":{department}" if department else "")


def told(prefix: str, values: RuleValues) -> dict[str, Detail]:
    """Values for the audit log, which takes no fractions."""
    found: dict[str, Detail] = {
        "action": values.action,
        "threshold": None if values.threshold is None else str(values.threshold),
        "shadow": values.is_shadow,
    }
    return {f"{prefix}_{name}": value for name, value in found.items() if value is not None}
