"""What the policy is administered with: lists, rules and the desk, in the filter's own words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from assistant.core.clock import Clock
from assistant.filters.decision import entry_form
from assistant.filters.forms import address_form, contact_problem, name_form, number_form
from assistant.filters.policy import ContactKind
from assistant.filters.settings import ENTITIES, Action, FilterSettings, rule_problem
from assistant.identity.models import Department
from assistant.policy.desk import ReportDesk
from assistant.policy.lists import PolicyLists
from assistant.policy.rules import PolicyRules
from assistant.policy.terms import RuleValues, Terms
from assistant.store.audit import AuditLog

CONTACT_FORMS = {
    ContactKind.PHONE: number_form,
    ContactKind.MAIL: name_form,
    ContactKind.ADDRESS: address_form,
}


@dataclass(frozen=True, slots=True)
class PolicyAdministration:
    """Changes the policy; every change is one transaction with its audit entry."""

    lists: PolicyLists
    rules: PolicyRules
    desk: ReportDesk


def make_policy_administration(
    settings: FilterSettings, audit: AuditLog, clock: Clock
) -> PolicyAdministration:
    """Join lists, rules and desk with what the filter knows."""

    def problem_of(entity: str, values: RuleValues) -> str | None:
        return _rule_problem(settings, entity, values)

    terms = Terms(
        entities=ENTITIES,
        rule_problem=problem_of,
        entry_form=entry_form,
        contact_form=lambda kind, value: CONTACT_FORMS[ContactKind(kind)](value),
        contact_problem=contact_problem,
    )
    return PolicyAdministration(
        PolicyLists(audit, clock, terms), PolicyRules(audit, clock, terms), ReportDesk(audit, clock)
    )


def department_ids(session: Session) -> frozenset[str]:
    """Every department there is."""
    return frozenset(session.exec(select(Department.id)))


def _rule_problem(settings: FilterSettings, entity: str, values: RuleValues) -> str | None:
    base = settings.rule(entity)
    if values.action not in (None, *Action):
        return "action: write block or allow"
    if values.threshold is not None and not 0 <= values.threshold <= 1:
        return "threshold: write a number from 0 to 1"
    return rule_problem(
        entity,
        action=base.action if values.action is None else Action(values.action),
        threshold=base.threshold if values.threshold is None else values.threshold,
        is_shadow=base.shadow if values.is_shadow is None else values.is_shadow,
    )
