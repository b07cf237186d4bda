"""Usage records of invented turns for the tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select
from sqlmodel import Session

from assistant.core.chat import Outcome, TokenUsage
from assistant.core.ids import ConversationId, DepartmentId, TurnId, new_turn_id
from assistant.core.periods import fiscal_year_of, month_of
from assistant.usage.log.events import UsageRecord, record
from assistant.usage.log.models import UsageEvent

APRIL = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)


def answered(
    *, at: datetime = APRIL, turn_id: TurnId | None = None, department: str = "総務課"
) -> UsageRecord:
    return UsageRecord(
        turn_id=turn_id or new_turn_id(),
        at=at,
        account_pseudonym="p1-0123456789abcdef",
        department_id=DepartmentId(department),
        channel="generic",
        outcome=Outcome.ANSWERED,
        reason="model",
        conversation_id=ConversationId("c" * 32),
        question_number=2,
        ruleset="rules-1",
        model="offline",
        user_text_chars=12,
        question_tokens=10,
        history_tokens=20,
        retrieval_tokens=30,
        system_tokens=40,
        embedding_tokens=5,
        usage=TokenUsage(100, 50, cached_tokens=64),
        is_estimated=True,
        milliseconds_screening=7,
        milliseconds_retrieval=8,
        milliseconds_model=900,
        milliseconds_total=1000,
        is_retrieval=True,
        source_ids=("guide;1", "条例#第5条"),
    )


def blocked(*, at: datetime = APRIL) -> UsageRecord:
    return UsageRecord(
        turn_id=new_turn_id(),
        at=at,
        account_pseudonym="p1-0123456789abcdef",
        department_id=DepartmentId("総務課"),
        channel="generic",
        outcome=Outcome.BLOCKED_INPUT,
        reason="personal_data",
        conversation_id=ConversationId("c" * 32),
        question_number=3,
        categories=("PHONE_NUMBER", "PERSON", "PERSON"),
        ruleset="rules-1",
    )


def write_all(session: Session, records: Iterable[UsageRecord]) -> None:
    for one in records:
        assert record(session, one)


def write_alike(session: Session, records: Iterable[UsageRecord]) -> None:
    """Rows of records that differ in turn and time alone, at once: one by one takes minutes.

    The totals have the first one only.
    """
    first, *others = records
    write_all(session, [first])
    table = UsageEvent.metadata.tables["usage_event"]
    found = session.connection().execute(select(table).where(table.c.turn_id == first.turn_id))
    pattern = {name: value for name, value in found.mappings().one().items() if name != "id"}
    rows = []
    for one in others:
        month = month_of(one.at)
        times = {"at": one.at, "month": month, "fiscal_year": fiscal_year_of(month)}
        rows.append({**pattern, "turn_id": one.turn_id, **times})
    session.connection().execute(insert(table), rows)


def many(count: int, *, begin: datetime = APRIL) -> list[UsageRecord]:
    return [answered(at=begin + timedelta(seconds=n)) for n in range(count)]
