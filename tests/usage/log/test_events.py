from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from annotated_types import Le
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, select

from assistant.core.chat import TokenUsage
from assistant.core.ids import new_turn_id
from assistant.rag.documents import LONGEST_ID, id_length
from assistant.rag.settings import RagSettings
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.events import UsageRecord, join_ids, record
from assistant.usage.log.models import SOURCE_IDS_LENGTH, UsageEvent
from tests.usage.log.turns import answered, blocked, write_all

pytestmark = pytest.mark.anyio


async def rows_of(unit_of_work: UnitOfWork) -> list[UsageEvent]:
    return await unit_of_work.read(lambda session: list(session.exec(select(UsageEvent)).all()))


async def test_a_row_holds_all_that_is_known_of_a_turn(unit_of_work: UnitOfWork) -> None:
    one = answered()
    assert await unit_of_work.write(lambda session: record(session, one))
    (row,) = await rows_of(unit_of_work)
    assert row.model_dump(exclude={"id"}) == {
        "turn_id": one.turn_id,
        "at": one.at,
        "month": "2026-04",
        "fiscal_year": 2026,
        "account_pseudonym": "p1-0123456789abcdef",
        "department_id": "総務課",
        "channel": "generic",
        "conversation_id": "c" * 32,
        "question_number": 2,
        "outcome": "answered",
        "reason": "model",
        "categories": "",
        "finding_count": 0,
        "ruleset": "rules-1",
        "model": "offline",
        "user_text_chars": 12,
        "question_tokens": 10,
        "history_tokens": 20,
        "retrieval_tokens": 30,
        "system_tokens": 40,
        "embedding_tokens": 5,
        "cached_tokens": 64,
        "input_tokens": 100,
        "output_tokens": 50,
        "is_estimated": True,
        "milliseconds_screening": 7,
        "milliseconds_retrieval": 8,
        "milliseconds_model": 900,
        "milliseconds_total": 1000,
        "is_retrieval": True,
        "source_ids": "guide%3B1;条例#第5条",
        "cost_yen_micros": 0,
        "price_version": None,
        "case_id": None,
        "council_period": None,
        "council_phase": None,
        "grounding": "none",
    }


async def test_a_turn_has_one_row_whoever_writes_it_again(unit_of_work: UnitOfWork) -> None:
    one = answered()
    assert await unit_of_work.write(lambda session: record(session, one))
    again = replace(one, usage=TokenUsage(9, 9))
    assert not await unit_of_work.write(lambda session: record(session, again))
    assert [row.input_tokens for row in await rows_of(unit_of_work)] == [100]


async def test_findings_are_counted_and_categories_named_once(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(lambda session: record(session, blocked()))
    (row,) = await rows_of(unit_of_work)
    assert (row.categories, row.finding_count) == ("PERSON,PHONE_NUMBER", 3)


@pytest.mark.parametrize(
    ("at", "charged", "month", "fiscal_year"),
    [
        (datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC), None, "2027-03", 2026),
        (datetime(2027, 3, 31, 15, 0, 0, tzinfo=UTC), None, "2027-04", 2027),
        (datetime(2027, 3, 31, 15, 0, 1, tzinfo=UTC), "2027-03", "2027-03", 2026),
    ],
    ids=["last second of March", "first of April", "reserved in March"],
)
async def test_the_month_is_tokyos_unless_the_reservation_fixed_it(
    unit_of_work: UnitOfWork, at: datetime, charged: str | None, month: str, fiscal_year: int
) -> None:
    one = replace(answered(at=at), month=charged)
    await unit_of_work.write(lambda session: record(session, one))
    (row,) = await rows_of(unit_of_work)
    assert (row.at, row.month, row.fiscal_year) == (at, month, fiscal_year)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "秘密の質問"},
        {"reason": "not a code"},
        {"reason": ""},
        {"categories": ("架空 花子",)},
        {"categories": ("A" * 1001,)},
        {"source_ids": ("x" * 4001,)},
    ],
    ids=str,
)
async def test_what_could_be_text_is_not_written(
    unit_of_work: UnitOfWork, wrong: dict[str, object]
) -> None:
    one = replace(answered(), **wrong)  # type: ignore[arg-type]  # one field of several types
    with pytest.raises(ValueError, match="usage record") as caught:
        await unit_of_work.write(lambda session: record(session, one))
    assert "秘" not in str(caught.value)
    assert "架" not in str(caught.value)
    assert await rows_of(unit_of_work) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_text_chars": -1},
        {"usage": TokenUsage(-1, 0)},
        {"usage": TokenUsage(0, -1)},
        {"milliseconds_total": -1},
        {"question_number": 0},
        {"month": "2026-4"},
        {"model": "m" * 101},
    ],
    ids=str,
)
async def test_the_table_refuses_impossible_values(
    unit_of_work: UnitOfWork, wrong: dict[str, object]
) -> None:
    one: UsageRecord = replace(answered(), **wrong)  # type: ignore[arg-type]  # as above
    # PostgreSQL finds a text too long for its column before it looks at the constraint.
    with pytest.raises((IntegrityError, DataError)):
        await unit_of_work.write(lambda session: record(session, one))


async def test_a_failed_transaction_leaves_no_row(unit_of_work: UnitOfWork) -> None:
    def work(session: Session) -> None:
        write_all(session, [answered(), blocked()])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await unit_of_work.write(work)
    assert await rows_of(unit_of_work) == []


@given(st.lists(st.text(min_size=1, max_size=20), max_size=8))
def test_joined_ids_can_be_taken_apart_again(ids: list[str]) -> None:
    joined = join_ids(ids)
    assert [unquote(part) for part in joined.split(";") if part] == ids


@given(st.text(min_size=1, max_size=20))
def test_the_ids_of_a_question_fit_its_row(identifier: str) -> None:
    """Hits, and as many records they refer to; a turn must not fail for what it was given."""
    assert len(join_ids([identifier])) == id_length(identifier)
    (most,) = (
        each.le
        for each in RagSettings.model_fields["max_passages"].metadata
        if isinstance(each, Le)
    )
    assert isinstance(most, int)
    assert 2 * most * (LONGEST_ID + 1) <= SOURCE_IDS_LENGTH


def test_the_log_has_no_unbounded_text_column() -> None:
    columns = UsageEvent.metadata.tables["usage_event"].columns
    texts = [column for column in columns if column.type.python_type is str]
    assert len(texts) == 17
    assert all(getattr(column.type, "length", None) for column in texts)
    assert "text" not in {type(column.type).__name__.lower() for column in columns}


def test_new_turn_ids_fit_their_column() -> None:
    assert len(new_turn_id()) == 32
