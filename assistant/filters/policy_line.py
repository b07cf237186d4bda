"""The line of the policy that decided on a finding: what kind of line, and which one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.filters.policy import Rule
from assistant.filters.settings import Action


class LineKind(StrEnum):
    """What a line of the policy is; the value is how `filter scan --explain` calls it."""

    RULE = "rule"
    ALLOW_ENTRY = "allow entry"
    OFFICIAL = "official"
    CONTACT = "contact"
    STAFF_ROSTER = "staff roster"
    BESIDE_PERSON = "beside a person who is stopped"


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One line of the policy. `str` gives it in a few words; decisions go by `kind`.

    Attributes:
        kind: what it is.
        number: which entry of its list it is; None for what is no list.
        rule: the rule, if it is one.
    """

    kind: LineKind
    number: int | None = None
    rule: Rule | None = None

    def __str__(self) -> str:
        if self.rule is not None:
            return described(self.rule)
        return self.kind.value if self.number is None else f"{self.kind.value} {self.number}"


STAFF_LINE = PolicyLine(LineKind.STAFF_ROSTER)
BESIDE_LINE = PolicyLine(LineKind.BESIDE_PERSON)


def rule_line(rule: Rule) -> PolicyLine:
    """The line of a rule."""
    return PolicyLine(LineKind.RULE, rule=rule)


def described(rule: Rule) -> str:
    """A rule in a few words."""
    where = f"{rule.line}, {rule.department}" if rule.department else rule.line
    if rule.action is Action.ALLOW:
        return f"{where}: {rule.entity} allow"
    return f"{where}: {rule.entity} {'shadow' if rule.is_shadow else 'block'} from {rule.threshold}"
