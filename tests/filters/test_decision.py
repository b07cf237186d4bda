"""What the policy makes of findings: rules, lists, offices, staff, trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.ids import AccountId, DepartmentId
from assistant.filters.decision import Effect, Policy, blocking
from assistant.filters.finding import IN_DOUBT, PUBLISHED_GROUNDS, Finding
from assistant.filters.policy import (
    AllowEntry,
    Contact,
    ContactKind,
    Official,
    PolicySnapshot,
    Roster,
    RosterMember,
    Rule,
    Sender,
    default_snapshot,
)
from assistant.filters.policy_line import LineKind
from assistant.filters.settings import IDENTIFICATION_NUMBERS, Action, FilterSettings, StaffNames

PLAIN = default_snapshot(FilterSettings())
TAX = Sender(AccountId("E0001"), DepartmentId("税務課"))
MY_NUMBER = "1234-5678-9018"


def find(text: str, surface: str, entity: str = "PERSON", score: float = 0.9) -> Finding:
    start = text.index(surface)
    return Finding(entity, start, start + len(surface), score, "Test")


def effect(
    policy: PolicySnapshot,
    text: str,
    surface: str,
    entity: str = "PERSON",
    *,
    score: float = 0.9,
    sender: Sender | None = None,
) -> Effect:
    (decision,) = Policy(policy).decide(text, [find(text, surface, entity, score)], sender)
    return decision.effect


def with_entry(text: str, entity: str | None = "PERSON", **scope: str) -> PolicySnapshot:
    return replace(PLAIN, entries=(AllowEntry(7, text, entity, scope.get("department")),))


def with_rule(entity: str, department: str | None = None, **values: object) -> PolicySnapshot:
    base = Rule(entity, Action.BLOCK, 0.5, department=department)
    rule = replace(base, **values)  # type: ignore[arg-type]  # fields of a rule by name
    return replace(PLAIN, rules={**PLAIN.rules, (entity, department): rule})


def test_a_rule_decides_by_its_threshold() -> None:
    assert effect(PLAIN, "架空田さん", "架空田", score=0.5) is Effect.BLOCKS
    assert effect(PLAIN, "架空田さん", "架空田", score=0.49) is Effect.PASSES


def test_what_was_weighed_to_nothing_stops_no_text() -> None:
    policy = with_rule("PERSON", threshold=0.0)
    assert effect(policy, "架空田市長", "架空田", score=0.0) is Effect.PASSES
    assert effect(policy, "架空田市長", "架空田", score=0.01) is Effect.BLOCKS


def test_what_no_rule_speaks_of_stops_the_text() -> None:
    assert effect(PLAIN, "架空田さん", "架空田", "NEW_ENTITY", score=0.1) is Effect.BLOCKS


def test_a_departments_rule_holds_for_its_senders_alone() -> None:
    policy = with_rule("PERSON", "税務課", action=Action.ALLOW)
    other = Sender(AccountId("E0002"), DepartmentId("福祉課"))
    found = [effect(policy, "架空田", "架空田", sender=one) for one in (TAX, other, None)]
    assert found == [Effect.PASSES, Effect.BLOCKS, Effect.BLOCKS]


def test_a_rule_in_trial_counts_and_stops_nothing() -> None:
    assert effect(with_rule("PERSON", is_shadow=True), "架空田", "架空田") is Effect.SHADOWED


@pytest.mark.parametrize(
    ("listed", "text", "surface", "is_allowed"),
    [
        pytest.param("架空田太郎", "架空田太郎さん", "架空田太郎", True, id="as listed"),
        pytest.param("架空田太郎", "架空田　太郎さん", "架空田　太郎", True, id="blank inside"),
        pytest.param("架空田 太郎", "架空田太郎さん", "架空田太郎", True, id="blank in the list"),
        pytest.param("髙崎太郎", "高﨑太郎さん", "高﨑太郎", True, id="old forms"),
        pytest.param("ﾀﾛｳ", "タロウさん", "タロウ", True, id="half width"),
        pytest.param("Taro Kakuu", "TARO KAKUU", "TARO KAKUU", True, id="case"),
        pytest.param("架空田太郎", "架空田太郎さん", "架空田", True, id="found in part"),
        pytest.param("架空田", "架空田太郎さん", "架空田太郎", False, id="found is longer"),
        pytest.param("架空田太郎", "架空田次郎さん", "架空田次郎", False, id="somebody else"),
        pytest.param("架空田太郎", "架空田さんと太郎さん", "架空田", False, id="half of it alone"),
    ],
)
def test_an_entry_frees_its_text_however_it_is_written(
    listed: str, text: str, surface: str, is_allowed: bool
) -> None:
    expected = Effect.PASSES if is_allowed else Effect.BLOCKS
    assert effect(with_entry(listed), text, surface) is expected


@pytest.mark.parametrize(
    ("listed", "surface", "is_allowed"),
    [
        ("03-0000-1234", "03(0000)1234", True),
        ("03-0000-1234", "０３－００００－１２３４", True),
        ("03-0000-1234", "+81 3-0000-1234", True),
        ("03-0000-1234", "03-0000-1235", False),
        ("03-0000-1234", "103-0000-1234", False),
        ("0000-1234", "03-0000-1234", False),
    ],
)
def test_an_entry_for_a_number_is_compared_by_its_digits(
    listed: str, surface: str, is_allowed: bool
) -> None:
    policy = with_entry(listed, "PHONE_NUMBER")
    expected = Effect.PASSES if is_allowed else Effect.BLOCKS
    assert effect(policy, f"電話は{surface}です", surface, "PHONE_NUMBER") is expected


def test_an_entry_holds_for_its_entity_and_department() -> None:
    assert effect(with_entry("花山", "JP_ADDRESS"), "花山へ", "花山") is Effect.BLOCKS
    assert effect(with_entry("花山", None), "花山へ", "花山") is Effect.PASSES
    scoped = with_entry("花山", department="税務課")
    assert effect(scoped, "花山へ", "花山", sender=TAX) is Effect.PASSES
    assert effect(scoped, "花山へ", "花山") is Effect.BLOCKS


@pytest.mark.parametrize("entity", sorted(IDENTIFICATION_NUMBERS))
def test_an_identification_number_is_freed_by_its_exact_text_and_entity_alone(entity: str) -> None:
    text = f"番号は{MY_NUMBER}です"
    around = with_entry(text, entity)
    assert effect(with_entry(MY_NUMBER, entity), text, MY_NUMBER, entity) is Effect.PASSES
    assert effect(with_entry("123456789018", entity), text, MY_NUMBER, entity) is Effect.PASSES
    assert effect(with_entry(MY_NUMBER, None), text, MY_NUMBER, entity) is Effect.BLOCKS
    assert effect(around, text, MY_NUMBER, entity) is Effect.BLOCKS


def test_two_findings_at_one_place_are_decided_on_each_by_itself() -> None:
    text = f"番号は{MY_NUMBER}です"
    findings = [find(text, MY_NUMBER, one) for one in ("OTHER_ID", "JP_MY_NUMBER")]
    decided = Policy(with_entry(MY_NUMBER, None)).decide(text, findings, None)
    assert [one.effect for one in decided] == [Effect.PASSES, Effect.BLOCKS]


def test_an_official_may_be_named_but_not_reached() -> None:
    policy = replace(PLAIN, officials=(Official(3, "架空 一郎"),))
    assert effect(policy, "架空　一郎が出席", "架空　一郎") is Effect.PASSES
    assert effect(policy, "架空一郎が出席", "一郎") is Effect.PASSES
    assert effect(policy, "架空が出席", "架空") is Effect.BLOCKS
    assert effect(policy, "架空一郎", "架空一郎", "EMAIL_ADDRESS") is Effect.BLOCKS


@pytest.mark.parametrize(
    ("kind", "listed", "surface", "entity", "is_allowed"),
    [
        (ContactKind.PHONE, "03-0000-1234", "03（0000）1234", "PHONE_NUMBER", True),
        (ContactKind.PHONE, "03-0000-1234", "03-0000-9999", "PHONE_NUMBER", False),
        (ContactKind.PHONE, "03-0000-1234", "03-0000-1234", "OTHER_ID", False),
        (ContactKind.MAIL, "Shimin@city.kakuu.lg.jp", "ｓｈｉｍｉｎ@city.kakuu.lg.jp",
         "EMAIL_ADDRESS", True),
        (ContactKind.MAIL, "shimin@city.kakuu.lg.jp", "imin@city.kakuu.lg.jp",
         "EMAIL_ADDRESS", False),
        (ContactKind.ADDRESS, "架空県架空市緑台3丁目14番27号", "架空市緑台三丁目14-27",
         "JP_ADDRESS", True),
        (ContactKind.ADDRESS, "〒000-0000 架空市緑台3-14-27", "架空県架空市緑台3-14-27",
         "JP_ADDRESS", True),
        (ContactKind.ADDRESS, "架空市緑台3-14-27", "緑台3-14-27", "JP_ADDRESS", True),
        (ContactKind.ADDRESS, "緑台3-14-27", "別市緑台3-14-27", "JP_ADDRESS", False),
        (ContactKind.ADDRESS, "架空市緑台3-14-27", "架空市緑台3-14-27-203", "JP_ADDRESS", False),
        (ContactKind.ADDRESS, "架空市緑台3-14-27", "架空市緑台31-4-27", "JP_ADDRESS", False),
        (ContactKind.ADDRESS, "架空市緑台3-14-27", "14-27", "JP_ADDRESS", False),
    ],
)  # fmt: skip
def test_a_contact_of_an_office_may_be_written(
    kind: ContactKind, listed: str, surface: str, entity: str, is_allowed: bool
) -> None:
    policy = replace(PLAIN, contacts=(Contact(2, kind, listed),))
    expected = Effect.PASSES if is_allowed else Effect.BLOCKS
    assert effect(policy, f"宛先は{surface}", surface, entity) is expected


def test_the_postal_code_goes_with_the_offices_address_and_no_other() -> None:
    text = "〒000-0001 架空市緑台3-14-27、〒000-0002 架空市青台1-2-3"
    findings = [
        find(text, "000-0001", "JP_POSTAL_CODE"),
        find(text, "架空市緑台3-14-27", "JP_ADDRESS"),
        find(text, "000-0002", "JP_POSTAL_CODE"),
        find(text, "架空市青台1-2-3", "JP_ADDRESS"),
    ]
    policy = replace(PLAIN, contacts=(Contact(2, ContactKind.ADDRESS, "架空市緑台3-14-27"),))
    decided = Policy(policy).decide(text, findings, None)
    assert [one.effect for one in decided] == [Effect.PASSES] * 2 + [Effect.BLOCKS] * 2


def test_staff_are_allowed_by_roster_only_where_the_policy_says_so() -> None:
    roster = Roster((RosterMember("架空田 太郎", "税務課", account_id="E0001"),))
    text = "本件は架空田 太郎が担当します"
    blocked = replace(PLAIN, roster=roster)
    allowed = replace(blocked, staff_names=StaffNames.ALLOW_ROSTER)
    assert effect(blocked, text, "架空田 太郎", sender=TAX) is Effect.BLOCKS
    assert effect(allowed, text, "架空田 太郎", sender=TAX) is Effect.PASSES
    assert effect(allowed, "架空田様が来庁", "架空田", sender=TAX) is Effect.BLOCKS


@pytest.mark.parametrize(
    ("policy", "line"),
    [
        (PLAIN, "config/pii.toml: PERSON block from 0.5"),
        (with_rule("PERSON", line="assistant allow rule"), "assistant allow rule: PERSON block "
         "from 0.5"),
        (with_rule("PERSON", "税務課", action=Action.ALLOW),
         "config/pii.toml, 税務課: PERSON allow"),
        (with_entry("花山"), "allow entry 7"),
        (replace(PLAIN, officials=(Official(3, "花山"),)), "official 3"),
    ],
)  # fmt: skip
def test_the_line_that_decided_is_named(policy: PolicySnapshot, line: str) -> None:
    (decision,) = Policy(policy).decide("花山", [find("花山", "花山")], TAX)
    assert str(decision.line) == line


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("甲斐 冬馬展", Effect.PASSES),
        ("甲斐冬馬記念館", Effect.PASSES),
        ("甲斐 冬馬", Effect.PASSES),
        ("甲斐 冬馬子", Effect.BLOCKS),
        ("甲斐 冬馬子展", Effect.BLOCKS),
    ],
)
def test_what_is_named_after_somebody_listed_passes(surface: str, expected: Effect) -> None:
    assert effect(with_entry("甲斐 冬馬"), f"{surface}の案内文", surface, sender=TAX) is expected


@pytest.mark.parametrize(
    ("policy", "kind", "number"),
    [
        (PLAIN, LineKind.RULE, None),
        (with_entry("花山"), LineKind.ALLOW_ENTRY, 7),
        (replace(PLAIN, officials=(Official(3, "花山"),)), LineKind.OFFICIAL, 3),
        (
            replace(
                PLAIN,
                staff_names=StaffNames.ALLOW_ROSTER,
                roster=Roster((RosterMember("花山", "税務課"),)),
            ),
            LineKind.STAFF_ROSTER,
            None,
        ),
    ],
)
def test_the_line_is_a_value_others_can_decide_by(
    policy: PolicySnapshot, kind: LineKind, number: int | None
) -> None:
    (decision,) = Policy(policy).decide("花山", [find("花山", "花山")], TAX)
    assert (decision.line.kind, decision.line.number) == (kind, number)


def changed_policies() -> Sequence[PolicySnapshot]:
    entry = AllowEntry(1, "花山", "PERSON", None, None)
    return (
        PLAIN,
        with_rule("PERSON", threshold=0.6),
        with_rule("PERSON", is_shadow=True),
        with_rule("PERSON", "税務課"),
        replace(PLAIN, entries=(entry,)),
        replace(PLAIN, entries=(replace(entry, text="花川"),)),
        replace(PLAIN, entries=(replace(entry, department="税務課"),)),
        replace(PLAIN, officials=(Official(1, "花山"),)),
        replace(PLAIN, contacts=(Contact(1, ContactKind.PHONE, "03-0000-1234"),)),
        replace(PLAIN, staff_names=StaffNames.ALLOW_ROSTER),
        replace(PLAIN, roster=Roster((RosterMember("架空田", "税務課"),))),
    )


def test_whatever_decides_changes_the_version() -> None:
    versions = [policy.version for policy in changed_policies()]
    assert len(set(versions)) == len(versions)
    assert versions == [policy.version for policy in changed_policies()]


def test_an_entry_ends_by_time_and_the_version_with_it() -> None:
    end = datetime(2026, 5, 1, tzinfo=UTC)
    policy = replace(PLAIN, entries=(AllowEntry(1, "花山", "PERSON", None, end),))
    assert policy.at(end - timedelta(seconds=1)) is policy
    assert policy.at(end).entries == ()
    assert policy.at(end).version == PLAIN.version != policy.version
    assert policy.next_expiry == end


def test_nothing_listed_is_in_a_repr() -> None:
    policy = replace(
        PLAIN,
        entries=(AllowEntry(1, "花山", "PERSON"),),
        officials=(Official(1, "花山"),),
        contacts=(Contact(1, ContactKind.PHONE, "花山"),),
        roster=Roster((RosterMember("花山", "税務課"),)),
    )
    assert "花山" not in repr(policy)


@pytest.mark.parametrize("ground", PUBLISHED_GROUNDS)
def test_beside_somebody_who_is_stopped_the_look_of_a_text_makes_nothing_public(
    ground: str,
) -> None:
    text = "佐野 花様の件。手引は架空町二丁目3番4号へ。"
    name = find(text, "佐野 花")
    address = replace(find(text, "架空町二丁目3番4号", "JP_ADDRESS", 0.3), reasons=(ground,))
    assert blocked_by(PLAIN, text, [name, address]) == [name, address]
    assert blocked_by(PLAIN, text, [address]) == []
    assert blocked_by(PLAIN, text, [replace(name, score=0.6), address])[1:] == []


def test_an_office_s_address_stays_beside_somebody_who_is_stopped() -> None:
    text = "佐野 花様の件。手引は架空町二丁目3番4号へ。"
    name = find(text, "佐野 花")
    reasons = ("office or facility before it",)
    address = replace(find(text, "架空町二丁目3番4号", "JP_ADDRESS", 0.3), reasons=reasons)
    assert blocked_by(PLAIN, text, [name, address]) == [name]


def test_a_rule_in_trial_stops_nothing_beside_somebody_either() -> None:
    text = "佐野 花様の件。手引は架空町二丁目3番4号へ。"
    name = find(text, "佐野 花")
    address = replace(
        find(text, "架空町二丁目3番4号", "JP_ADDRESS", 0.3), reasons=PUBLISHED_GROUNDS[:1]
    )
    assert blocked_by(with_rule("JP_ADDRESS", is_shadow=True), text, [name, address]) == [name]


def test_a_listed_contact_stays_beside_somebody_who_is_stopped() -> None:
    text = "佐野 花様の件。手引は0748-00-1234へ。"
    name = find(text, "佐野 花")
    number = replace(find(text, "0748-00-1234", "PHONE_NUMBER", 0.3), reasons=PUBLISHED_GROUNDS[:1])
    listed = replace(PLAIN, contacts=(Contact(1, ContactKind.PHONE, "0748-00-1234"),))
    assert blocked_by(PLAIN, text, [name, number]) == [name, number]
    assert blocked_by(listed, text, [name, number]) == [name]


IN_MINUTES = "佐野 花さんの件。書記は柳沢。"


def in_doubt(text: str, surface: str) -> Finding:
    return replace(find(text, surface, score=0.3), reasons=("bare", IN_DOUBT))


def test_a_name_in_doubt_counts_beside_somebody_who_is_stopped() -> None:
    name, other = find(IN_MINUTES, "佐野 花"), in_doubt(IN_MINUTES, "柳沢")
    assert blocked_by(PLAIN, IN_MINUTES, [name, other]) == [name, other]
    assert blocked_by(PLAIN, IN_MINUTES, [other]) == []
    assert blocked_by(PLAIN, IN_MINUTES, [replace(name, score=0.6), other])[1:] == []
    weak = replace(other, reasons=("bare",))
    assert blocked_by(PLAIN, IN_MINUTES, [name, weak]) == [name]


def test_what_is_stopped_beside_somebody_says_so() -> None:
    name, other = find(IN_MINUTES, "佐野 花"), in_doubt(IN_MINUTES, "柳沢")
    decided = Policy(PLAIN).decide(IN_MINUTES, [name, other], None)
    assert [str(one.line) for one in decided] == [
        "config/pii.toml: PERSON block from 0.5",
        "beside a person who is stopped",
    ]


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(replace(PLAIN, officials=(Official(1, "柳沢"),)), id="official"),
        pytest.param(with_entry("柳沢"), id="entry"),
    ],
)
def test_a_listed_name_in_doubt_stays_beside_somebody_who_is_stopped(
    policy: PolicySnapshot,
) -> None:
    name, other = find(IN_MINUTES, "佐野 花"), in_doubt(IN_MINUTES, "柳沢")
    assert blocked_by(policy, IN_MINUTES, [name, other]) == [name]


def test_staff_in_doubt_stay_beside_somebody_who_is_stopped() -> None:
    text = "佐野 花さんの件。書記は柳沢主事。"
    name, other = find(text, "佐野 花"), in_doubt(text, "柳沢")
    roster = Roster((RosterMember("柳沢 太郎", "税務課", title="主事"),))
    allowed = replace(PLAIN, roster=roster, staff_names=StaffNames.ALLOW_ROSTER)
    assert blocked_by(replace(PLAIN, roster=roster), text, [name, other]) == [name, other]
    assert blocked_by(allowed, text, [name, other]) == [name]


def blocked_by(policy: PolicySnapshot, text: str, findings: Sequence[Finding]) -> list[Finding]:
    return blocking(Policy(policy).decide(text, findings, None))
