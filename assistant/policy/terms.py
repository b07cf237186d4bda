"""What the lists have to agree on with the filter. It is handed in: the siblings are strangers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.core.errors import InputError


class PolicyError(InputError):
    """A change of the policy cannot be made. Names the field, never the listed text."""

    code = "invalid_policy"


@dataclass(frozen=True, slots=True)
class RuleValues:
    """What a rule says; None leaves it as the wider rule or `config/pii.toml` has it."""

    action: str | None = None
    threshold: float | None = None
    is_shadow: bool | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The filter's own words.

    Attributes:
        entities: every entity there is.
        rule_problem: what is wrong with a rule for an entity, or None.
        entry_form: the form in which a text is compared, for an entity or for any (None).
        contact_form: the same for a contact of a kind.
        contact_problem: what is wrong with a contact of a kind, or None.
    """

    entities: Collection[str]
    rule_problem: Callable[[str, RuleValues], str | None]
    entry_form: Callable[[str | None, str], str]
    contact_form: Callable[[str, str], str]
    contact_problem: Callable[[str, str], str | None]
