"""Things for the pages to show: use, requests, reports, an incident, a dead letter, entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, select

from assistant.core.actor import Actor, Face
from assistant.core.clock import Clock
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.gateway import outbox
from assistant.gateway.models import ModelAttemptRow, OutboxRow, TurnRow
from assistant.gateway.policy_administration import department_ids
from assistant.identity.roles import Role
from assistant.policy.desk import Address, file_report
from assistant.policy.drafts import ContactDraft, EntryDraft, ListKind, OfficialDraft
from assistant.policy.shadow import add_counts
from assistant.policy.stops import Place, Stop
from assistant.policy.terms import RuleValues
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import Affiliation, account
from assistant.usage.quota.requests import Sender, ask
from assistant.web.desk import Desk

COMMAND = Actor("root", Face.COMMAND)
TURN = "0" * 31 + "1"


@dataclass(frozen=True, slots=True)
class Filled:
    """The numbers of what was made."""

    request: int
    other_request: int
    report: int
    incident: str
    increase: int


def fill(session: Session, desk: Desk) -> Filled:
    """Make one of everything."""
    now = desk.clock.now()
    use(session, desk, "S1", "総務課", 190_000)
    use(session, desk, "S2", "税務課", 10_000)
    request, _ = ask(
        session,
        Affiliation(AccountId("S1"), DepartmentId("総務課"), "staff"),
        "議会の答弁を作るため",
        Sender("generic", "u-s1", "room-1", "event-1"),
        now,
    )
    other, _ = ask(
        session,
        Affiliation(AccountId("S2"), DepartmentId("税務課"), "staff"),
        "当初課税のため",
        Sender("generic", "u-s2", "room-2", "event-2"),
        now,
    )
    add_counts(session, "2026-04", {("総務課", "PERSON"): (3, 1)})
    session.add(_turn(desk.clock))
    session.add(ModelAttemptRow(turn_id=TURN, number=1, model="fake", status="answered", at=now))
    session.flush()
    incident = desk.administration.incidents.open(session, COMMAND, TURN, reason="確かめるため")
    outbox.post_notice(session, outbox.Recipient("generic", "u", "room"), "返事", now=now)
    session.flush()
    for row in session.exec(select(OutboxRow)):
        row.state = "dead"
    draft = EntryDraft(
        text="架空会館<b>",
        reason="公の施設",
        entity="PERSON",
        until=desk.quota.book.today + timedelta(days=300),
    )
    desk.policy.lists.add(session, COMMAND, draft, department_ids(session))
    fill_policy(session, desk)
    desk.access.tokens.create(session, COMMAND, account_id="U1", role=Role.AUDITOR)
    order = IncreaseOrder(
        target=account("S2"),
        tokens=5_000,
        until=desk.quota.book.today + timedelta(days=15),
        reason="試し",
    )
    increase = desk.quota.book.boost(session, COMMAND, order)
    return Filled(request.id, other.id, file_one(session, desk), incident.id, increase.id)


def fill_policy(session: Session, desk: Desk) -> None:
    """An official, a contact, and a rule on trial for one department."""
    lists = desk.policy.lists
    official = OfficialDraft("架空 市子", "市長")
    contact = ContactDraft("phone", "03-0000-0001", "架空窓口")
    lists.import_all(session, COMMAND, ListKind.OFFICIALS, [(2, official)])
    lists.import_all(session, COMMAND, ListKind.CONTACTS, [(2, contact)])
    desk.policy.rules.set(
        session,
        COMMAND,
        "PERSON",
        RuleValues(is_shadow=True),
        department="総務課",
        departments=department_ids(session),
        reason="1週間の試し",
    )


def use(session: Session, desk: Desk, account_id: str, department: str, tokens: int) -> None:
    """Charge tokens as a turn does."""
    turn = TurnId(f"use-{account_id}")
    ledger = desk.quota.ledger
    ledger.reserve(
        session,
        turn_id=turn,
        account_id=AccountId(account_id),
        department_id=DepartmentId(department),
        prompt_tokens=100,
        max_output_tokens=1000,
    )
    ledger.settle(session, turn_id=turn, tokens=tokens, is_estimated=False)


def file_one(session: Session, desk: Desk) -> int:
    """A false-positive report of S1."""
    now = desk.clock.now()
    stop = Stop(
        turn_id=TurnId("0" * 31 + "2"),
        account_id=AccountId("S1"),
        department_id=DepartmentId("総務課"),
        ruleset="r1",
        stopped_at=now,
        places=(Place("PERSON", "JapanesePersonRecognizer", 2, 0.85),),
    )
    filed = file_report(session, stop, Address("generic", "u-s1", "room-1", "event-3"), now=now)
    assert filed.number > 0
    return filed.number


def _turn(clock: Clock) -> TurnRow:
    now = clock.now()
    return TurnRow(
        id=TURN,
        channel="generic",
        event_id="event-9",
        channel_user_id="u-s1",
        conversation_key="room-1",
        is_direct=True,
        account_id="S1",
        department_id="総務課",
        state="closed",
        outcome="answered",
        received_at=now,
        call_started_at=now,
        closed_at=now,
    )
