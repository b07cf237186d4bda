"""Changes to accounts: audited with what was before, and never without an admin left."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial

import pytest
from sqlmodel import Session, col, select

from assistant.core.chat import Outcome, TokenUsage
from assistant.core.errors import InputError
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.identity.directory import get_member
from assistant.identity.faults import LastAdminError, NotFoundError
from assistant.identity.models import Account
from assistant.identity.roles import Role
from assistant.store.models import AuditEntry
from assistant.usage.log.events import UsageRecord, record
from assistant.usage.log.models import UsageEvent
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.settings import QuotaSettings
from tests.identity.conftest import ADMIN, Office
from tests.identity.rosters import roster

pytestmark = pytest.mark.anyio


async def account(office: Office, account_id: str) -> Account:
    found = await office.read(lambda session: session.get(Account, account_id))
    assert found is not None
    return found


async def details(office: Office, action: str) -> dict[str, object]:
    def work(session: Session) -> str:
        return session.exec(
            select(AuditEntry.details).where(col(AuditEntry.action) == action)
        ).one()

    found: dict[str, object] = json.loads(await office.read(work))
    return found


async def test_each_change_is_in_the_audit_log_once(office: Office) -> None:
    accounts = office.access.accounts

    def work(session: Session) -> list[bool]:
        return [
            accounts.set_active(session, ADMIN, "S1", is_active=False, reason="退職"),
            accounts.set_active(session, ADMIN, "S1", is_active=False),
            accounts.set_active(session, ADMIN, "S1", is_active=True),
            accounts.transfer(session, ADMIN, "S1", "税務課", "人事異動"),
            accounts.transfer(session, ADMIN, "S1", "税務課"),
            accounts.change_role(session, ADMIN, "S1", Role.AUDITOR),
            accounts.change_role(session, ADMIN, "S1", Role.AUDITOR),
        ]

    assert await office.write(work) == [True, False, True, True, False, True, False]
    assert [action for _, action, _ in await office.trail()] == [
        "account.disable",
        "account.enable",
        "account.transfer",
        "account.role",
    ]
    moved = {"before": "総務課", "after": "税務課", "reason": "人事異動"}
    assert await details(office, "account.transfer") == moved
    assert await details(office, "account.role") == {"before": "staff", "after": "auditor"}
    assert await office.read(lambda session: list(office.audit.faults(session))) == []


async def test_a_change_that_fails_leaves_no_entry(office: Office) -> None:
    def work(session: Session) -> None:
        office.access.accounts.set_active(session, ADMIN, "S1", is_active=False)
        office.access.accounts.transfer(session, ADMIN, "S2", "ない課")

    with pytest.raises(NotFoundError):
        await office.write(work)
    assert (await account(office, "S1")).is_active
    assert await office.trail() == []


async def test_the_last_admin_is_neither_disabled_nor_demoted(office: Office) -> None:
    accounts = office.access.accounts
    with pytest.raises(LastAdminError):
        await office.write(lambda s: accounts.set_active(s, ADMIN, "A1", is_active=False))
    with pytest.raises(LastAdminError):
        await office.write(lambda s: accounts.change_role(s, ADMIN, "A1", Role.STAFF))
    for line in ("A1,架空,総務課,staff,,,1", "A1,架空,総務課,admin,,,0"):
        for is_dry_run in (True, False):
            with pytest.raises(LastAdminError):
                await import_lines(office, line, is_dry_run=is_dry_run)
    assert await office.trail() == []
    kept = await account(office, "A1")
    assert (kept.role, kept.is_active, kept.department_id) == ("admin", True, "情報政策課")


async def import_lines(office: Office, *lines: str, is_dry_run: bool = False) -> object:
    given = roster(*lines)
    return await office.write(
        lambda session: office.access.accounts.import_roster(
            session, ADMIN, given, is_dry_run=is_dry_run
        )
    )


async def test_an_admin_may_go_where_another_comes_in_the_same_file(office: Office) -> None:
    await import_lines(office, "A1,架空,総務課,staff,,,1", "A2,架空,総務課,admin,,,1")
    assert (await account(office, "A1")).role == "staff"
    with pytest.raises(LastAdminError):
        await office.write(
            lambda s: office.access.accounts.set_active(s, ADMIN, "A2", is_active=False)
        )


async def test_two_admins_cannot_take_each_other_away_at_once(office: Office) -> None:
    await import_lines(office, "A2,架空,総務課,admin,,,1")
    accounts = office.access.accounts
    results = await asyncio.gather(
        *(
            office.write(
                partial(accounts.set_active, actor=ADMIN, account_id=name, is_active=False)
            )
            for name in ("A1", "A2")
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in results) == ["LastAdminError", "bool"]


async def test_an_import_names_transfers_roles_and_states_in_the_audit_log(office: Office) -> None:
    await import_lines(
        office,
        "S1,架空,税務課,analyst,,,1",
        "S2,架空,税務課,staff,,,0",
        "S9,架空,新設課,department-admin,,,1",
    )
    assert await office.trail() == [
        ("A1", "accounts.import", "accounts"),
        ("A1", "accounts.add", "accounts"),
        ("A1", "account.transfer", "account:S1"),
        ("A1", "account.role", "account:S9"),
        ("A1", "account.role", "account:S1"),
        ("A1", "account.disable", "account:S2"),
    ]
    assert await details(office, "accounts.add") == {"accounts": "S9"}
    trail = await office.trail()
    await import_lines(office, "S1,架空,税務課,analyst,,,1")
    assert await office.trail() == trail, "an import that changes nothing is no change"


def a_turn(office: Office, turn_id: TurnId, department: str) -> Callable[[Session], None]:
    """One settled turn of S1 with its usage row, as the gateway writes them."""
    ledger = Ledger(QuotaSettings(), office.clock)
    usage = UsageRecord(
        turn_id=turn_id,
        at=office.clock.now(),
        channel="generic",
        outcome=Outcome.ANSWERED,
        reason="model",
        account_pseudonym="p1-0000000000000000",
        department_id=DepartmentId(department),
        usage=TokenUsage(100, 50),
    )

    def work(session: Session) -> None:
        ledger.reserve(
            session,
            turn_id=turn_id,
            account_id=AccountId("S1"),
            department_id=DepartmentId(department),
            prompt_tokens=100,
            max_output_tokens=100,
        )
        ledger.settle(session, turn_id=turn_id, tokens=150, is_estimated=False)
        record(session, usage)

    return work


async def test_in_april_the_past_stays_with_the_old_department(office: Office) -> None:
    await office.write(a_turn(office, TurnId("turn-1"), "総務課"))
    await import_lines(office, "S1,架空,税務課,staff,,,1")
    moved = await account(office, "S1")
    await office.write(a_turn(office, TurnId("turn-2"), moved.department_id))
    ledger = Ledger(QuotaSettings(), office.clock)
    used = {}
    for department in ("総務課", "税務課"):
        balance = await office.read(
            partial(
                ledger.balance,
                account_id=AccountId("S1"),
                department_id=DepartmentId(department),
            )
        )
        used[department] = (balance.department.used, balance.account.used)
    assert used == {"総務課": (150, 300), "税務課": (150, 300)}
    rows = await office.read(
        lambda session: session.exec(
            select(UsageEvent.turn_id, UsageEvent.department_id).order_by(col(UsageEvent.turn_id))
        ).all()
    )
    assert [tuple(row) for row in rows] == [("turn-1", "総務課"), ("turn-2", "税務課")]
    assert await office.read(ledger.verify) == []


async def test_a_reason_that_fits_in_no_entry_is_one_sentence_and_changes_nothing(
    office: Office,
) -> None:
    changes = office.access.accounts
    with pytest.raises(InputError, match="reason: is longer than"):
        await office.write(
            lambda session: changes.set_active(
                session, ADMIN, "S1", is_active=False, reason="あ" * 10_000
            )
        )
    assert await office.trail() == []
    member = await office.read(lambda session: get_member(session, "S1"))
    assert member is not None
    assert member.is_active
