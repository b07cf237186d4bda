"""A change of the policy in one process holds in all of them, and never lets a fault through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.chat import Outcome
from assistant.core.keys import Key
from assistant.filters.settings import FilterSettings, StaffNames
from assistant.gateway.policy_administration import (
    PolicyAdministration,
    department_ids,
    make_policy_administration,
)
from assistant.gateway.policy_watch import BrokenPolicyError
from assistant.identity.models import Account, Department
from assistant.policy.drafts import EntryDraft, ListKind
from assistant.policy.models import AllowEntryRow, PolicyRuleRow
from assistant.policy.terms import RuleValues
from assistant.policy.version import bump
from assistant.store.audit import AuditLog
from tests.gateway.conftest import PERSON, PHONE, MakeKit
from tests.gateway.kit import Kit
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 4, 15, 3, tzinfo=UTC)
ADMIN = Actor("A1", Face.PAGE)
ABOUT_PERSON = f"{PERSON}の件の文案"


@dataclass(frozen=True, slots=True)
class Office:
    """An admin at work in a process of their own."""

    kit: Kit
    policy: PolicyAdministration

    async def allow(
        self, text: str = PERSON, *, department: str | None = None, until: date | None = None
    ) -> int:
        draft = EntryDraft(text, "試験", "PERSON", department, until)
        return await self.kit.uow.write(
            lambda session: self.policy.lists.add(session, ADMIN, draft, department_ids(session))
        )

    async def remove(self, number: int) -> None:
        await self.kit.uow.write(
            lambda session: self.policy.lists.remove(
                session, ADMIN, ListKind.ENTRIES, number, reason="試験"
            )
        )

    async def rule(self, values: RuleValues, department: str | None = None) -> None:
        await self.kit.uow.write(
            lambda session: self.policy.rules.set(
                session,
                ADMIN,
                "PERSON",
                values,
                department=department,
                departments=department_ids(session),
                reason="試験",
            )
        )


def office_of(kit: Kit) -> Office:
    audit = AuditLog(Key("audit", 1, b"a" * 32), kit.clock)
    return Office(kit, make_policy_administration(FilterSettings(), audit, kit.clock))


async def outcome(kit: Kit, text: str = ABOUT_PERSON, user: str = "user-1") -> Outcome:
    found = (await kit.ask(text, user=user)).outcome
    assert isinstance(found, Outcome)
    return found


async def test_a_text_allowed_in_one_process_passes_in_the_other(make_kit: MakeKit) -> None:
    gateway, other = make_kit(), make_kit()
    office = office_of(other)
    await gateway.policy.load()
    assert await outcome(gateway) is Outcome.BLOCKED_INPUT
    number = await office.allow()
    await gateway.policy.refresh()
    assert await outcome(gateway) is Outcome.ANSWERED
    await office.remove(number)
    await gateway.policy.refresh()
    assert await outcome(gateway) is Outcome.BLOCKED_INPUT


async def test_a_running_watch_takes_a_change_over_by_itself(make_kit: MakeKit) -> None:
    gateway, other = make_kit(), make_kit()
    await gateway.policy.load()
    before = gateway.gate.ruleset
    gateway.policy.start()
    try:
        await office_of(other).allow()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while gateway.gate.ruleset == before:
                await asyncio.to_thread(lambda: None)
    finally:
        await gateway.policy.stop()
    assert await outcome(gateway) is Outcome.ANSWERED


async def test_a_question_queued_under_an_allowance_that_ended_is_stopped(kit: Kit) -> None:
    office = office_of(kit)
    await office.allow(until=date(2026, 4, 15))
    await kit.policy.load()
    await kit.admit(kit.message(ABOUT_PERSON))
    kit.clock.advance(14 * 3600)  # past midnight in Tokyo
    await kit.answer_next()
    assert kit.model.prompts == []
    assert kit.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "blocked_input",
        "reason": "personal_data",
    }


async def test_an_allowance_holds_for_its_department_alone(kit: Kit) -> None:
    await kit.uow.write(lambda session: move(session, "account-2", "care"))
    await office_of(kit).allow(department="tax")
    await kit.policy.load()
    assert await outcome(kit) is Outcome.ANSWERED
    assert await outcome(kit, user="user-2") is Outcome.BLOCKED_INPUT


async def test_history_of_an_allowance_that_was_taken_back_goes_nowhere(kit: Kit) -> None:
    office = office_of(kit)
    number = await office.allow()
    await kit.policy.load()
    assert await outcome(kit) is Outcome.ANSWERED
    await office.remove(number)
    await kit.policy.refresh()
    assert await outcome(kit, "続きを書いて") is Outcome.ANSWERED
    texts = [message.text.value for message in kit.model.prompts[-1].messages]
    assert not any(PERSON in text for text in texts)


async def test_a_rule_in_trial_counts_questions_and_stops_none(kit: Kit) -> None:
    office = office_of(kit)
    await office.rule(RuleValues(is_shadow=True))
    await kit.policy.load()
    assert await outcome(kit) is Outcome.ANSWERED
    assert await outcome(kit, f"{PERSON}と{PERSON}の件") is Outcome.ANSWERED
    assert await outcome(kit, f"{PERSON} {PHONE}") is Outcome.BLOCKED_INPUT
    assert await outcome(kit, "会議の案内") is Outcome.ANSWERED
    assert kit.row("SELECT * FROM shadow_count") == {
        "month": "2026-04", "department_id": "tax", "entity": "PERSON", "texts": 3, "stops": 2,
    }  # fmt: skip


async def test_a_departments_rule_starts_from_the_citys(kit: Kit) -> None:
    office = office_of(kit)
    await office.rule(RuleValues(threshold=0.95))
    await office.rule(RuleValues(is_shadow=True), "tax")
    await kit.policy.load()
    assert await outcome(kit) is Outcome.ANSWERED  # found with 0.9
    assert kit.rows("SELECT * FROM shadow_count") == []


def broken_entity(session: Session) -> None:
    row = PolicyRuleRow(
        entity="NO_ENTITY", department_id="", action="allow", reason="x", author="x",
        updated_at=NOON,
    )  # fmt: skip
    session.add(row)
    bump(session)


def broken_rule(session: Session) -> None:
    row = PolicyRuleRow(
        entity="JP_MY_NUMBER", department_id="", action="allow", reason="x", author="x",
        updated_at=NOON,
    )  # fmt: skip
    session.add(row)
    bump(session)


def broken_entry(session: Session) -> None:
    row = AllowEntryRow(
        entity="NO_ENTITY", text="x", form="x", reason="x", author="x",
        created_at=NOON,
    )  # fmt: skip
    session.add(row)
    bump(session)


@pytest.mark.parametrize("breaking", [broken_entity, broken_rule, broken_entry])
async def test_a_broken_line_keeps_the_policy_in_force_and_is_refused_at_start(
    make_kit: MakeKit, breaking: Callable[[Session], None], capsys: pytest.CaptureFixture[str]
) -> None:
    kit = make_kit()
    await office_of(kit).allow()
    await kit.policy.load()
    before = kit.gate.ruleset
    await kit.uow.write(breaking)
    capsys.readouterr()
    await kit.policy.refresh()
    await kit.policy.refresh()
    assert capsys.readouterr().out.count("policy.not_loaded") == 1
    assert kit.gate.ruleset == before
    assert await outcome(kit) is Outcome.ANSWERED
    with pytest.raises(BrokenPolicyError, match=r"rule |allow entry "):
        await make_kit(like=kit).policy.load()


@pytest.mark.sqlite
async def test_a_database_that_is_gone_keeps_the_policy_in_force(kit: Kit) -> None:
    await office_of(kit).allow()
    await kit.policy.load()
    before = kit.gate.ruleset
    kit.path.rename(kit.path.with_suffix(".away"))
    await kit.policy.refresh()
    assert kit.gate.ruleset == before
    kit.path.with_suffix(".away").rename(kit.path)


async def test_a_change_of_the_roster_is_a_change_of_the_policy(make_kit: MakeKit) -> None:
    settings = FilterSettings(staff_names=StaffNames.ALLOW_ROSTER)
    kit = make_kit(filter=settings)
    await kit.policy.load()
    assert await outcome(kit) is Outcome.BLOCKED_INPUT
    kit.clock.advance(1)
    now = kit.clock.now()

    def join(session: Session) -> None:
        account = session.get_one(Account, "account-3")
        account.name, account.updated_at = PERSON, now

    await kit.uow.write(join)
    await kit.policy.refresh()
    assert await outcome(kit, f"担当は{PERSON}です") is Outcome.ANSWERED
    kit.clock.advance(1)
    later = kit.clock.now()

    def leave(session: Session) -> None:
        account = session.get_one(Account, "account-3")
        account.is_active, account.updated_at = False, later

    await kit.uow.write(leave)
    await kit.policy.refresh()
    assert await outcome(kit, f"担当は{PERSON}です") is Outcome.BLOCKED_INPUT


async def test_an_allowed_text_stands_in_its_table_and_nowhere_else(
    kit: Kit, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "極秘田一郎"  # noqa: S105  # an invented person's name
    office = office_of(kit)
    number = await office.allow(secret)
    await kit.policy.load()
    await office.remove(number)
    await office.allow(secret)
    await kit.policy.refresh()
    assert await outcome(kit) is Outcome.BLOCKED_INPUT
    assert kit.tables_holding(secret) == {"policy_allow_entry.text", "policy_allow_entry.form"}
    printed = capsys.readouterr()
    assert "policy.loaded" in printed.out
    assert secret not in printed.out + printed.err


def move(session: Session, account_id: str, department: str) -> None:
    session.add(Department(id=department, name=department))
    session.flush()
    session.get_one(Account, account_id).department_id = department
