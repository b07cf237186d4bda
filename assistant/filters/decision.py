"""Which findings stop a text: the policy applied to what the recognizers found. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from assistant.filters.finding import IN_DOUBT, PUBLISHED_GROUNDS, Finding
from assistant.filters.forms import (
    FoldedText,
    Forms,
    address_form,
    is_same_address,
    make_forms,
    name_form,
    number_form,
)
from assistant.filters.policy import AllowEntry, ContactKind, PolicySnapshot, Rule, Sender
from assistant.filters.policy_line import BESIDE_LINE, STAFF_LINE, LineKind, PolicyLine, rule_line
from assistant.filters.settings import IDENTIFICATION_NUMBERS, Action, StaffNames
from assistant.filters.staff_names import allowed_staff

PERSON = "PERSON"
ADDRESS = "JP_ADDRESS"
POSTAL_CODE = "JP_POSTAL_CODE"
# Written with any separators or none: compared by their digits and letters.
NUMBERS = IDENTIFICATION_NUMBERS | {
    "PHONE_NUMBER", "CREDIT_CARD", "JP_INSURER_NUMBER", "JP_BANK_ACCOUNT", "JP_POSTAL_ACCOUNT",
    "JP_POSTAL_CODE", "EMPLOYEE_ID", "STUDENT_ID", "OTHER_ID",
}  # fmt: skip
NAME = "name"
# Somebody is named beyond doubt.
SURE = 0.8
# What was weighed to nothing stops a text under no rule.
LEAST_SCORE = 0.01
# What is named after somebody is found with the name: it makes no longer name of it.
THING = re.compile(
    r"(?<=..)[ \u3000]?(?:回顧展|展覧会|企画展|個展|展|記念館|美術館|文庫|賞|杯|像)$"
)
LONGEST_GAP = 12
"""Characters between a postal code and the address it belongs to."""


class Effect(StrEnum):
    """What a finding does to the text."""

    BLOCKS = "blocks"
    SHADOWED = "shadowed"
    PASSES = "passes"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy makes of one finding.

    Attributes:
        finding: what was found.
        effect: whether it stops the text.
        line: what decided: a rule of the policy, an entry, a member of a list, who is beside it.
    """

    finding: Finding
    effect: Effect
    line: PolicyLine


class Place:
    """Where findings lie: a text, folded once it is asked for, and whose it is."""

    def __init__(self, text: str, sender: Sender | None) -> None:
        self._text = text
        self.sender = sender

    def surface(self, finding: Finding) -> str:
        """What was found."""
        return self._text[finding.start : finding.end]

    def listed(self, finding: Finding, forms: Forms) -> Iterator[str]:
        """Listed forms that stand where a finding lies, or hold it."""
        end = finding.end
        if finding.entity == PERSON and (thing := THING.search(self.surface(finding))) is not None:
            end -= len(thing[0])
        return self._folded.listed_around(finding.start, end, forms)

    @cached_property
    def _folded(self) -> FoldedText:
        return FoldedText(self._text)


class Policy:
    """A snapshot made ready to decide by. Making it takes time for long lists."""

    def __init__(self, snapshot: PolicySnapshot) -> None:
        self.snapshot = snapshot
        self.version = snapshot.version
        self.next_expiry = snapshot.next_expiry
        self._entries = listed_entries(snapshot)
        self._entry_names = make_forms({form for kind, form in self._entries if kind == NAME})
        self._officials = {name_form(one.name): one.id for one in snapshot.officials}
        self._official_names = make_forms(self._officials.keys())
        self._contacts = listed_contacts(snapshot)
        self._addresses = tuple(
            (address_form(one.value), one.id)
            for one in snapshot.contacts
            if one.kind is ContactKind.ADDRESS
        )

    def decide(
        self, text: str, findings: Sequence[Finding], sender: Sender | None
    ) -> tuple[Decision, ...]:
        """One decision per finding, in the same order.

        Args:
            text: the text the findings lie in.
            findings: everything the recognizers found, however weak.
            sender: whose text it is; without one only what holds for the whole city applies.
        """
        strong: dict[int, Rule] = {}
        decided: dict[int, Decision] = {}
        place = Place(text, sender)
        for number, finding in enumerate(findings):
            rule = self.snapshot.rule(finding.entity, sender.department_id if sender else None)
            passed = self._passed_by_rule(rule, finding) or self._passed_by_list(place, finding)
            if passed is None:
                strong[number] = rule
            else:
                decided[number] = Decision(finding, Effect.PASSES, passed)
        staff = self._staff(text, [findings[number] for number in strong], sender)
        for position, (number, rule) in enumerate(strong.items()):
            finding = findings[number]
            if position in staff:
                decided[number] = Decision(finding, Effect.PASSES, STAFF_LINE)
            else:
                effect = Effect.SHADOWED if rule.is_shadow else Effect.BLOCKS
                decided[number] = Decision(finding, effect, rule_line(rule))
        decisions = [decided[number] for number in range(len(findings))]
        return self._beside_people(text, self._with_postal_codes(decisions), place)

    def _beside_people(
        self, text: str, decisions: Sequence[Decision], place: Place
    ) -> tuple[Decision, ...]:
        """Where the text is stopped for a person, what was in doubt is taken for somebody's too.

        Without this the rewrite would keep the address or the colleague of somebody it takes the
        name of.
        """
        stopped = [one.finding for one in decisions if one.effect is Effect.BLOCKS]
        if not any(one.entity == PERSON and one.score >= SURE for one in stopped):
            return tuple(decisions)
        doubtful = [one.finding for one in decisions if self._is_stopped_beside(one, place)]
        if not doubtful:
            return tuple(decisions)
        staff = self._staff(text, [*doubtful, *stopped], place.sender)
        stopped_now = {one for number, one in enumerate(doubtful) if number not in staff}
        return tuple(
            Decision(one.finding, Effect.BLOCKS, BESIDE_LINE) if one.finding in stopped_now else one
            for one in decisions
        )

    def _is_stopped_beside(self, one: Decision, place: Place) -> bool:
        grounds = (IN_DOUBT,) if one.finding.entity == PERSON else PUBLISHED_GROUNDS
        if (
            one.effect is not Effect.PASSES
            or one.line.kind is not LineKind.RULE
            or not any(ground in one.finding.reasons for ground in grounds)
        ):
            return False
        department = place.sender.department_id if place.sender else None
        rule = self.snapshot.rule(one.finding.entity, department)
        is_stopping = rule.action is Action.BLOCK and not rule.is_shadow
        return is_stopping and self._passed_by_list(place, one.finding) is None

    def _passed_by_rule(self, rule: Rule, finding: Finding) -> PolicyLine | None:
        if rule.action is Action.ALLOW or finding.score < max(rule.threshold, LEAST_SCORE):
            return rule_line(rule)
        return None

    def _passed_by_list(self, place: Place, finding: Finding) -> PolicyLine | None:
        entry = self._entry(place, finding)
        if entry is not None:
            return PolicyLine(LineKind.ALLOW_ENTRY, entry.id)
        if finding.entity == PERSON and self._officials:
            for form in place.listed(finding, self._official_names):
                return PolicyLine(LineKind.OFFICIAL, self._officials[form])
            return None
        return self._contact(place.surface(finding), finding.entity)

    def _entry(self, place: Place, finding: Finding) -> AllowEntry | None:
        if not self._entries:
            return None
        department = place.sender.department_id if place.sender else None
        for form in self._entry_forms_at(place, finding):
            for entry in self._entries.get(form, ()):
                is_meant = entry.entity == finding.entity or (
                    entry.entity is None and finding.entity not in IDENTIFICATION_NUMBERS
                )
                if is_meant and entry.department in (None, department):
                    return entry
        return None

    def _entry_forms_at(self, place: Place, finding: Finding) -> Iterator[tuple[str, str]]:
        """The forms an entry may have to free a finding."""
        if finding.entity in NUMBERS:
            yield "number", number_form(place.surface(finding))
        if finding.entity == ADDRESS:
            yield "address", address_form(place.surface(finding))
        if finding.entity not in IDENTIFICATION_NUMBERS:
            for form in place.listed(finding, self._entry_names):
                yield NAME, form

    def _contact(self, surface: str, entity: str) -> PolicyLine | None:
        number: int | None = None
        if entity == "PHONE_NUMBER":
            number = self._contacts.get((ContactKind.PHONE, number_form(surface)))
        elif entity == "EMAIL_ADDRESS":
            number = self._contacts.get((ContactKind.MAIL, name_form(surface)))
        elif entity == ADDRESS:
            found = address_form(surface)
            listed = (id_ for form, id_ in self._addresses if is_same_address(found, form))
            number = next(listed, None)
        return None if number is None else PolicyLine(LineKind.CONTACT, number)

    def _staff(
        self, text: str, findings: Sequence[Finding], sender: Sender | None
    ) -> frozenset[int]:
        snapshot = self.snapshot
        if snapshot.staff_names is not StaffNames.ALLOW_ROSTER or not findings:
            return frozenset()
        name = snapshot.roster.name_of(sender.account_id) if sender else None
        return allowed_staff(text, findings, snapshot.roster, name, is_anybodys=sender is None)

    def _with_postal_codes(self, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
        """A postal code goes with the address of an office that stands right behind it."""
        offices = [
            one for one in decisions
            if one.finding.entity == ADDRESS and one.line.kind is LineKind.CONTACT
        ]  # fmt: skip
        return tuple(
            Decision(one.finding, Effect.PASSES, office.line)
            if one.finding.entity == POSTAL_CODE and (office := _office_of(one, offices))
            else one
            for one in decisions
        )


def listed_entries(snapshot: PolicySnapshot) -> dict[tuple[str, str], list[AllowEntry]]:
    """The allowed texts by their forms."""
    entries: dict[tuple[str, str], list[AllowEntry]] = {}
    for entry in snapshot.entries:
        for form in entry_forms(entry.entity, entry.text):
            entries.setdefault(form, []).append(entry)
    return entries


def listed_contacts(snapshot: PolicySnapshot) -> dict[tuple[ContactKind, str], int]:
    """The telephone numbers and mail addresses of offices by kind and form."""
    made = {ContactKind.PHONE: number_form, ContactKind.MAIL: name_form}
    return {
        (one.kind, made[one.kind](one.value)): one.id
        for one in snapshot.contacts
        if one.kind in made
    }


def entry_forms(entity: str | None, text: str) -> set[tuple[str, str]]:
    """The forms under which a listed text is found, each behind what kind of form it is."""
    forms = {NAME: name_form(text)}
    if entity is None or entity in NUMBERS:
        forms["number"] = number_form(text)
    if entity in (None, ADDRESS):
        forms["address"] = address_form(text)
    return {(kind, form) for kind, form in forms.items() if form}


def entry_form(entity: str | None, text: str) -> str:
    """One form of a listed text: two texts with the same one are the same entry."""
    if entity is not None and entity in NUMBERS:
        return number_form(text)
    return address_form(text) if entity == ADDRESS else name_form(text)


def blocking(decisions: Iterable[Decision]) -> list[Finding]:
    """The findings that stop the text, in order."""
    return [one.finding for one in decisions if one.effect is Effect.BLOCKS]


def _office_of(code: Decision, offices: Sequence[Decision]) -> Decision | None:
    for office in offices:
        if 0 <= office.finding.start - code.finding.end <= LONGEST_GAP:
            return office
    return None
