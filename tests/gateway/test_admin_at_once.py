"""The same change by several admins at the same moment: one winner, a plain answer for the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select, update

from assistant.core.actor import Actor, Face
from assistant.core.clock import ManualClock
from assistant.core.errors import AssistantError, InputError
from assistant.core.ids import AccountId, DepartmentId
from assistant.core.keys import Key, Keyring
from assistant.core.packaged import packaged_folder
from assistant.gateway.administration import Administration, make_administration
from assistant.gateway.incidents import list_incidents
from assistant.gateway.models import ModelAttemptRow, OutboxRow, TurnRow
from assistant.gateway.policy_administration import department_ids
from assistant.gateway.replies import load_replies
from assistant.gateway.switch import EVERYTHING, list_stops
from assistant.identity.models import Account, Department
from assistant.identity.roles import Role
from assistant.policy.drafts import EntryDraft, ListKind
from assistant.policy.terms import RuleValues
from assistant.settings import Settings
from assistant.store.engine import make_engine
from assistant.store.models import AuditEntry
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import Affiliation, account
from assistant.usage.quota.requests import Sender, ask
from tests.at_once import TOGETHER, at_once
from tests.identity.rosters import roster

pytestmark = pytest.mark.anyio

ADMIN = Actor("A1", Face.API)
KEYS = Keyring(
    *(Key(name, 1, name.encode() * 4) for name in ("pseudonym", "seal", "audit", "access"))
)
LOSERS = TOGETHER - 1


@dataclass(frozen=True, slots=True)
class City:
    """A city's administration on a database that others use as well."""

    url: str
    uow: UnitOfWork
    administration: Administration
    clock: ManualClock

    async def at_once(self, work: Any) -> tuple[list[Any], list[AssistantError]]:
        """What the winners got, and the faults of the others: each in one plain line."""
        results = await at_once(self.url, work)
        faults = [each for each in results if isinstance(each, BaseException)]
        assert [each for each in faults if not isinstance(each, InputError)] == []
        assert [each for each in faults if "\n" in str(each)] == []
        done = [each for each in results if not isinstance(each, BaseException)]
        return done, [each for each in faults if isinstance(each, AssistantError)]

    async def actions(self) -> Counter[str]:
        """How often each kind of change is in the audit log, whose chain is sound."""

        def work(session: Session) -> list[str]:
            assert list(self.administration.audit.faults(session)) == []
            return list(session.exec(select(AuditEntry.action)))

        return Counter(await self.uow.read(work))


@pytest.fixture
async def city(database_url: str, clock: ManualClock, tmp_path: Path) -> Any:
    uow = UnitOfWork(make_engine(database_url, busy_timeout_seconds=30))
    administration = make_administration(
        Settings(), KEYS, uow, clock,
        replies=load_replies(packaged_folder("config")), data_folder=tmp_path,
    )  # fmt: skip

    def people(session: Session) -> None:
        for name in ("総務課", "税務課"):
            session.add(Department(id=name, name=name))
        session.flush()
        now = clock.now()
        for account_id, role in {"A1": "admin", "A2": "admin", "S1": "staff"}.items():
            session.add(
                Account(id=account_id, name="架空", department_id="総務課", role=role,
                        is_active=True, created_at=now, updated_at=now)
            )  # fmt: skip

    await uow.write(people)
    yield City(database_url, uow, administration, clock)
    uow.close()


async def test_the_switch(city: City) -> None:
    board = city.administration.switchboard
    done, faults = await city.at_once(lambda s: board.off(s, ADMIN, EVERYTHING, reason="事故"))
    assert (len(done), faults) == (TOGETHER, [])
    assert len(await city.uow.read(list_stops)) == 1
    done, faults = await city.at_once(lambda s: board.on(s, ADMIN, EVERYTHING, reason="済んだ"))
    assert (sorted(done), faults) == ([False] * LOSERS + [True], [])
    assert (await city.actions())["switch.on"] == 1


async def a_turn(city: City) -> None:
    now = city.clock.now()

    def work(session: Session) -> None:
        session.add(
            TurnRow(
                id="t1", channel="generic", event_id="e1", channel_user_id="u1",
                conversation_key="c1", is_direct=True, received_at=now, account_id="S1",
                department_id="総務課", state="closed", outcome="answered",
                call_started_at=now, closed_at=now,
            )
        )  # fmt: skip
        session.add(ModelAttemptRow(turn_id="t1", number=1, model="m", status="ok", at=now))

    await city.uow.write(work)


async def test_incidents(city: City) -> None:
    await a_turn(city)
    incidents = city.administration.incidents
    staff = Actor("S1", Face.CHAT)
    done, faults = await city.at_once(lambda s: incidents.report(s, staff, AccountId("S1")))
    assert (len({each.id for each in done}), faults) == (1, []), "staff report one incident once"
    (incident,) = await city.uow.read(list_incidents)
    done, faults = await city.at_once(
        lambda s: incidents.close(s, ADMIN, incident.id, note="確認済み")
    )
    assert len(done) == 1
    assert {str(each) for each in faults} == {"this incident is closed already"}
    assert len(faults) == LOSERS
    assert await city.actions() == {"incident.open": 1, "incident.close": 1}


async def test_dead_letters(city: City) -> None:
    now = city.clock.now()

    def dead(session: Session) -> None:
        for name in ("r1", "r2"):
            session.add(
                OutboxRow(turn_id=name, channel="generic", in_reply_to="e1", channel_user_id="u1",
                          conversation_key="c1", outcome="answered", text="返事", is_private=False,
                          state="dead", attempts=40, next_attempt_at=now, created_at=now)
            )  # fmt: skip

    await city.uow.write(dead)
    letters = city.administration.dead_letters
    done, faults = await city.at_once(lambda s: letters.retry(s, ADMIN, "r1", reason="復旧"))
    assert (len(done), len(faults)) == (1, LOSERS)
    done, faults = await city.at_once(lambda s: letters.drop(s, ADMIN, "r2", reason="不要"))
    assert (len(done), len(faults)) == (1, LOSERS)
    assert await city.actions() == {"reply.retry": 1, "reply.drop": 1}


async def test_accounts(city: City) -> None:
    accounts = city.administration.access.accounts
    for change in (
        partial(accounts.set_active, account_id="S1", is_active=False),
        partial(accounts.set_active, account_id="S1", is_active=True),
        partial(accounts.transfer, account_id="S1", department_id="税務課"),
        partial(accounts.change_role, account_id="S1", role=Role.ANALYST),
    ):
        done, faults = await city.at_once(partial(change, actor=ADMIN))
        assert (sorted(done), faults) == ([False] * LOSERS + [True], [])
    assert await city.actions() == {
        "account.disable": 1, "account.enable": 1, "account.transfer": 1, "account.role": 1,
    }  # fmt: skip


@pytest.mark.parametrize("has_admins", [True, False], ids=["admins", "a fresh installation"])
async def test_a_roster_with_new_accounts(city: City, *, has_admins: bool) -> None:
    if not has_admins:
        await city.uow.write(lambda s: s.exec(update(Account).values(role="staff")))
    given = roster("N1,架空,新設課,staff,generic,n1,1", "S1,架空,税務課,staff,,,1")
    accounts = city.administration.access.accounts
    done, faults = await city.at_once(
        lambda s: accounts.import_roster(s, ADMIN, given, is_dry_run=False)
    )
    assert (sorted(len(each.added) for each in done), faults) == ([0] * LOSERS + [1], [])
    assert await city.actions() == {
        "accounts.import": 1, "accounts.add": 1, "account.transfer": 1,
    }  # fmt: skip


async def test_tokens_and_passwords(city: City) -> None:
    access = city.administration.access
    made = await city.uow.write(
        lambda s: access.tokens.create(s, ADMIN, account_id="S1", role=Role.STAFF)
    )
    done, faults = await city.at_once(lambda s: access.tokens.revoke(s, ADMIN, made.facts.id))
    assert (len({each.revoked_at for each in done}), faults) == (1, [])
    done, faults = await city.at_once(lambda s: access.passwords.store(s, ADMIN, "S1", "hash"))
    assert (len(done), faults) == (TOGETHER, [])
    assert (await city.actions())["token.revoke"] == 1


async def test_caps_and_increases(city: City) -> None:
    book, target = city.administration.quota.book, account("S1")
    done, faults = await city.at_once(lambda s: book.set_cap(s, ADMIN, target, 5_000))
    assert (sum(each.is_change for each in done), faults) == (1, [])
    order = IncreaseOrder(target=target, tokens=10, until=date(2026, 4, 30), reason="議会")
    done, faults = await city.at_once(lambda s: book.boost(s, ADMIN, order))
    assert (len(done), len(faults)) == (1, LOSERS)
    number = done[0].id
    done, faults = await city.at_once(lambda s: book.end(s, ADMIN, number, reason="済んだ"))
    assert (len(done), len(faults)) == (1, LOSERS)
    done, faults = await city.at_once(lambda s: book.set_pilot(s, ADMIN, ["総務課"], reason="x"))
    assert (len(done), faults) == (TOGETHER, [])


@pytest.mark.parametrize("decision", ["approve", "refuse"])
async def test_requests_for_more(city: City, decision: str) -> None:
    member = Affiliation(AccountId("S1"), DepartmentId("総務課"), "staff")
    sender = Sender("generic", "s1", "room", "event")
    now = city.clock.now()
    asked, faults = await city.at_once(lambda s: ask(s, member, "資料", sender, now))
    assert (len({request.id for request, _ in asked}), faults) == (1, [])
    assert sum(is_new for _, is_new in asked) == 1
    requests, number = city.administration.quota.requests, asked[0][0].id

    def decide(session: Session) -> Any:
        if decision == "approve":
            return requests.approve(session, ADMIN, number, 100)
        return requests.refuse(session, ADMIN, number, word="来月に")

    done, faults = await city.at_once(decide)
    assert (len(done), len(faults)) == (1, LOSERS)
    assert all("already by A1" in str(each) for each in faults)
    told = await city.uow.read(
        lambda s: s.exec(select(OutboxRow).where(col(OutboxRow.outcome) == "notice")).all()
    )
    assert len(told) == 1


async def test_lists_and_rules(city: City) -> None:
    policy = city.administration.policy
    draft = EntryDraft("架空公園", "施設名")
    done, faults = await city.at_once(
        lambda s: policy.lists.add(s, ADMIN, draft, department_ids(s))
    )
    assert (len(done), len(faults)) == (1, LOSERS)
    assert all("allowed already, by entry" in str(each) for each in faults)
    done, faults = await city.at_once(
        lambda s: policy.lists.remove(s, ADMIN, ListKind.ENTRIES, done[0], reason="廃止")
    )
    assert (len(done), len(faults)) == (1, LOSERS)
    values = RuleValues(threshold=0.9)
    done, faults = await city.at_once(
        lambda s: policy.rules.set(
            s, ADMIN, "PERSON", values, department=None, departments=[], reason="x"
        )
    )
    assert (len(done), faults) == (TOGETHER, [])
    done, faults = await city.at_once(
        lambda s: policy.rules.clear(s, ADMIN, "PERSON", department=None, reason="x")
    )
    assert (len(done), len(faults)) == (1, LOSERS)


async def test_two_admins_take_each_other_away(city: City) -> None:
    accounts = city.administration.access.accounts
    names = iter(["A1", "A2"] * TOGETHER)

    def work(session: Session) -> bool:
        return accounts.set_active(session, ADMIN, next(names), is_active=False)

    _, faults = await city.at_once(work)
    active = await city.uow.read(
        lambda s: s.exec(select(Account.id).where(col(Account.is_active).is_(True))).all()
    )
    assert len({"A1", "A2"} & set(active)) == 1
    assert {type(each).__name__ for each in faults} == {"LastAdminError"}
