"""What the filter does with each kind of finding, for the city or a department; rules on trial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session
from starlette.responses import Response

from assistant.filters.policy import PolicySnapshot, Rule
from assistant.filters.settings import (
    ENTITIES,
    IDENTIFICATION_NUMBERS,
    LARGEST_IDENTIFICATION_THRESHOLD,
    Action,
)
from assistant.gateway.policy_administration import department_ids
from assistant.gateway.policy_watch import read_snapshot
from assistant.identity.faults import NotFoundError
from assistant.identity.permissions import Permission
from assistant.policy.shadow import ShadowCount, list_counts
from assistant.policy.snapshot import StoredRule, stored_rules
from assistant.policy.terms import RuleValues
from assistant.web.entries import reason_of, score_of
from assistant.web.forms import Check, FormError
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

HERE = "/admin/rules"
ONE = "/admin/rules/of"


class Mode(StrEnum):
    """What a rule does with what it finds, in one word."""

    BLOCK = "block"
    SHADOW = "shadow"
    ALLOW = "allow"


def mode_of(rule: Rule) -> Mode:
    """What a rule does."""
    if rule.action is Action.ALLOW:
        return Mode.ALLOW
    return Mode.SHADOW if rule.is_shadow else Mode.BLOCK


@dataclass(frozen=True, slots=True)
class Line:
    """A rule in force, and who changed it; a department's, or the city's (None)."""

    entity: str
    department: str | None
    mode: Mode
    threshold: float
    stored: StoredRule | None

    @property
    def is_number(self) -> bool:
        """Whether it is about an identification number, which always stops."""
        return self.entity in IDENTIFICATION_NUMBERS


@dataclass(frozen=True, slots=True)
class One:
    """One rule with what stands behind it."""

    line: Line
    shipped: Line
    departments: Sequence[str]
    counts: Sequence[ShadowCount]


async def show(visit: Visit) -> Response:
    """Every rule, and what those on trial would have stopped."""

    def work(session: Session) -> tuple[list[Line], Sequence[ShadowCount]]:
        snapshot = read_snapshot(session, visit.desk.settings.filter)
        stored = {(each.entity, each.department): each for each in stored_rules(session)}
        lines = [_line(snapshot, stored.get(key), *key) for key in snapshot.rules]
        name = visit.desk.replies.category
        lines.sort(key=lambda line: (name(line.entity), line.department or ""))
        return lines, list_counts(session)

    lines, counts = await visit.read(work)
    category = visit.desk.replies.category
    return visit.page("rules.html", lines=lines, counts=counts, category=category)


async def show_one(visit: Visit) -> Response:
    """One rule, with the forms that change it."""
    return await _one_page(visit, visit.query("entity"), visit.query("department"))


async def set_rule(visit: Visit) -> Response:
    """Change what a rule does; in force everywhere within a second."""
    form = visit.form
    entity, department = form.text("entity"), form.text("department")
    check = Check(form)
    mode = check.take("mode", Mode, "rule_mode", instead=Mode.BLOCK)
    threshold = check.take("threshold", score_of, "threshold", instead=1.0)
    reason = check.take("reason", reason_of, "reason", instead="")
    if entity in IDENTIFICATION_NUMBERS:
        if mode is not Mode.BLOCK:
            check.refuse("mode", "rule_number")
        if threshold > LARGEST_IDENTIFICATION_THRESHOLD:
            check.refuse("threshold", "rule_number_threshold")

    def work(session: Session) -> str:
        line = _find(visit, session, entity, department).line
        values = _changed(line, mode, threshold)
        place = {"entity": entity, "department": department}
        if values == RuleValues():
            return address(ONE, **place, done="rule_same")
        visit.desk.policy.rules.set(
            session,
            visit.actor,
            entity,
            values,
            department=department or None,
            departments=department_ids(session),
            reason=reason,
        )
        return address(ONE, **place, done="rule")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _one_page(visit, entity, department, wrong)


async def clear_rule(visit: Visit) -> Response:
    """Take a change away: the wider rule, or the one of the file, holds again."""
    entity, department = visit.form.text("entity"), visit.form.text("department")
    check = Check(visit.form)
    reason = check.take("clear-reason", reason_of, "reason", instead="")

    def work(session: Session) -> str:
        if _find(visit, session, entity, department).line.stored is None:
            raise FormError({"form": "rule_as_shipped"})
        visit.desk.policy.rules.clear(
            session, visit.actor, entity, department=department or None, reason=reason
        )
        return address(ONE, entity=entity, department=department, done="rule_cleared")

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _one_page(visit, entity, department, wrong)


def _changed(line: Line, mode: Mode, threshold: float) -> RuleValues:
    """What must be stored for a rule to be as it was typed; what is so already is left open."""
    action = Action.ALLOW if mode is Mode.ALLOW else Action.BLOCK
    was = Action.ALLOW if line.mode is Mode.ALLOW else Action.BLOCK
    is_other = mode is not line.mode
    return RuleValues(
        action=action.value if action is not was else None,
        threshold=None if threshold == line.threshold else threshold,
        is_shadow=(mode is Mode.SHADOW) if is_other and mode is not Mode.ALLOW else None,
    )


async def _one_page(
    visit: Visit, entity: str, department: str, wrong: FormError | None = None
) -> Response:
    one = await visit.read(lambda session: _find(visit, session, entity, department))
    words = visit.rendering.words
    wanted = [Mode.BLOCK] if one.line.is_number else list(Mode)
    return visit.page(
        "rule.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        one=one,
        category=visit.desk.replies.category,
        modes=[(mode.value, words.name_of("rule_modes", mode)) for mode in wanted],
        largest=LARGEST_IDENTIFICATION_THRESHOLD if one.line.is_number else 1,
    )


def _find(visit: Visit, session: Session, entity: str, department: str) -> One:
    """One rule as it is in force.

    Raises:
        NotFoundError: there is no such kind of finding, or no such department.
    """
    names = department_ids(session)
    if entity not in ENTITIES or (department and department not in names):
        raise NotFoundError("there is no such rule")
    settings = visit.desk.settings.filter
    stored = {(each.entity, each.department): each for each in stored_rules(session)}
    key = entity, department or None
    shipped = settings.rule(entity)
    base = Rule(entity, shipped.action, shipped.threshold, shipped.shadow)
    return One(
        line=_line(read_snapshot(session, settings), stored.get(key), *key),
        shipped=Line(entity, None, mode_of(base), base.threshold, None),
        departments=sorted(names),
        counts=[each for each in list_counts(session) if each.entity == entity],
    )


def _line(
    snapshot: PolicySnapshot, stored: StoredRule | None, entity: str, department: str | None
) -> Line:
    rule = snapshot.rule(entity, department)
    return Line(entity, department, mode_of(rule), rule.threshold, stored)


PAGES = (
    Page(Method.GET, HERE, Permission.POLICY_READ, show),
    Page(Method.GET, ONE, Permission.POLICY_READ, show_one),
    Page(Method.POST, f"{HERE}/set", Permission.POLICY_WRITE, set_rule),
    Page(Method.POST, f"{HERE}/clear", Permission.POLICY_WRITE, clear_rule),
)
