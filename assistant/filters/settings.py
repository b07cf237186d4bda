"""Settings of the personal-data filter: what blocks, from which score on, and the city's lists."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.filters.lexicon import defaults
from assistant.filters.lexicon.confidential_words import CONFIDENTIALITY_MARKS


class Action(StrEnum):
    """What a finding of an entity does to the text."""

    BLOCK = "block"
    ALLOW = "allow"


class StaffNames(StrEnum):
    """What becomes of the names of the city's own staff."""

    BLOCK = "block"
    ALLOW_ROSTER = "allow_roster"


class EntityRule(BaseModel):
    """What one entity does, and from which score on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Action = Field(
        default=Action.BLOCK, description="block, or allow (never stops a text)."
    )
    threshold: float = Field(
        default=0.5, ge=0.0, le=1.0, description="Findings under this score are dropped."
    )
    shadow: bool = Field(
        default=False, description="Count what this would stop and let it through: for a trial."
    )


def default_entities() -> dict[str, EntityRule]:
    """Every entity blocks at 0.5."""
    return {entity: EntityRule() for entity in defaults.ENTITIES}


class FilterSettings(BaseModel):
    """The section `filter`, read from `config/pii.toml`. There is no key that turns it off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workers: int = Field(default=2, ge=1, le=64, description="Analysis processes (200 MB each).")
    deadline_seconds: float = Field(
        default=10.0, gt=0, le=600, description="Longest wait for a verdict, queueing included."
    )
    start_seconds: float = Field(
        default=120.0, gt=0, le=600, description="Longest wait for a process to load the model."
    )
    max_waiting: int = Field(
        default=256, ge=1, description="Texts that may wait for a process; more are refused."
    )
    max_chars: int = Field(
        default=8_000, ge=1, le=16_000, description="Longer texts are refused before any analysis."
    )
    cache_entries: int = Field(
        default=2_000, ge=0, description="Verdicts kept in memory, by keyed digest; 0 keeps none."
    )
    engine: Literal["fast", "stock"] = Field(
        default="fast",
        description="What runs ja_ginza: fast (same entities, a quarter of the time), or stock, "
        "spaCy itself. fast falls back to stock, and says so, if its self-check fails.",
    )
    staff_names: StaffNames = Field(
        default=StaffNames.BLOCK,
        description="Names of the city's own staff: block, like any other; or allow_roster, a "
        "roster member's full name, a surname with a job title, the sender's own signature.",
    )
    entities: dict[str, EntityRule] = Field(
        default_factory=default_entities, description="Action and threshold per entity."
    )
    public_phone_prefixes: tuple[str, ...] = Field(
        default=defaults.PUBLIC_PHONE_PREFIXES,
        description="Phone numbers starting like this are nobody's own (toll-free, navigation).",
    )
    public_phone_numbers: tuple[str, ...] = Field(
        default=defaults.PUBLIC_PHONE_NUMBERS,
        description="Numbers of public offices and services that may be written, digits only.",
    )
    public_mail_domains: tuple[str, ...] = Field(
        default=defaults.PUBLIC_MAIL_DOMAINS,
        description="Role mailboxes under these domains may be written.",
    )
    role_mailboxes: tuple[str, ...] = Field(
        default=defaults.ROLE_MAILBOXES,
        description="Local parts that name a role, not a person (info, soumu, no-reply).",
    )
    sample_mail_domains: tuple[str, ...] = Field(
        default=defaults.SAMPLE_MAIL_DOMAINS,
        description="Domains of sample addresses; only sample local parts there may be written.",
    )
    sample_mailboxes: tuple[str, ...] = Field(
        default=defaults.SAMPLE_MAILBOXES,
        description="Local parts of sample addresses (user, test).",
    )
    office_words: tuple[str, ...] = Field(
        default=defaults.OFFICE_WORDS,
        description="Words that name an office, a desk or a facility beside a contact.",
    )
    official_titles: tuple[str, ...] = Field(
        default=defaults.OFFICIAL_TITLES,
        description="Public offices whose holder may be named in that role.",
    )
    historical_names: tuple[str, ...] = Field(
        default=defaults.HISTORICAL_NAMES, description="Historical persons that may be named."
    )
    sample_names: tuple[str, ...] = Field(
        default=defaults.SAMPLE_NAMES, description="Names used on forms as an example."
    )
    character_names: tuple[str, ...] = Field(
        default=defaults.CHARACTER_NAMES,
        description="Mascots and characters of the city that may be named.",
    )
    honorific_stop_words: tuple[str, ...] = Field(
        default=defaults.HONORIFIC_STOP_WORDS,
        description="Words that stand before 様 or さん without being a name.",
    )
    organisation_suffixes: tuple[str, ...] = Field(
        default=defaults.ORGANISATION_SUFFIXES,
        description="Endings of organisations and shops; a surname before them is no person.",
    )
    confidentiality_marks: tuple[str, ...] = Field(
        default=CONFIDENTIALITY_MARKS,
        description="Markings of confidential documents; a text that bears one as a marking stops.",
    )
    place_suffixes: tuple[str, ...] = Field(
        default=defaults.PLACE_SUFFIXES,
        description="Endings of places and facilities; a surname before them is no person.",
    )

    @field_validator("entities")
    @classmethod
    def _complete(cls, given: Mapping[str, EntityRule]) -> dict[str, EntityRule]:
        unknown = sorted(set(given) - set(defaults.ENTITIES))
        if unknown:
            known = ", ".join(defaults.ENTITIES)
            raise ValueError(f"unknown entity {unknown[0]}; known are {known}")
        for entity, rule in given.items():
            problem = rule_problem(
                entity, action=rule.action, threshold=rule.threshold, is_shadow=rule.shadow
            )
            if problem is not None:
                raise ValueError(problem)
        return default_entities() | dict(given)

    def rule(self, entity: str) -> EntityRule:
        """The rule of an entity of `ENTITIES`."""
        return self.entities[entity]


ENTITIES = defaults.ENTITIES
# 個人識別符号: personal data by themselves (個人情報保護法 2条2項, 施行令 1条, 施行規則 4条).
IDENTIFICATION_NUMBERS = frozenset(
    (
        "JP_MY_NUMBER", "JP_RESIDENT_CODE", "JP_PENSION_NUMBER", "JP_DRIVER_LICENSE",
        "JP_PASSPORT", "JP_RESIDENCE_CARD", "JP_HEALTH_INSURANCE", "JP_CARE_INSURANCE",
        "JP_EMPLOYMENT_INSURANCE",
    )
)  # fmt: skip
LARGEST_IDENTIFICATION_THRESHOLD = 0.85
"""What has a label, a check digit or an unmistakable shape scores this much."""


def rule_problem(entity: str, *, action: Action, threshold: float, is_shadow: bool) -> str | None:
    """What is wrong with a rule for an entity, or None.

    Identification numbers always block: such a number can be let through by an allow-list entry
    with that very text, and in no other way.
    """
    if entity not in IDENTIFICATION_NUMBERS:
        return None
    if action is Action.ALLOW or is_shadow:
        return (
            f"{entity} is an identification number (個人識別符号) and always blocks; let one text "
            f"through with `assistant allow add --entity {entity} --reason WHY TEXT`"
        )
    if threshold > LARGEST_IDENTIFICATION_THRESHOLD:
        return (
            f"{entity} is an identification number (個人識別符号); its threshold may be "
            f"{LARGEST_IDENTIFICATION_THRESHOLD} at most, not {threshold}"
        )
    return None
