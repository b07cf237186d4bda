"""The words of answered questions are counted as their turn closes; the others leave nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from assistant.core.chat import Outcome
from assistant.filters.finding import Term, TermKind
from assistant.store.engine import make_engine
from assistant.usage.analysis.settings import CouncilPeriodSettings, CouncilSettings
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.terms.sealing import TermMonths
from assistant.usage.terms.settings import TermsSettings
from assistant.usage.terms.sketch import bits_of
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import CUT_STREAM, REFUSED_CONNECTION, Hold, answer
from tests.gateway.kit import Kit, finish
from tests.usage.terms.salts import fix_salts

pytestmark = pytest.mark.anyio

QUESTION = "国民健康保険の申込みを案内する文書を作りたい"
WORDS = (Term("国民健康保険"), Term("申込み"), Term("案内"), Term("文書"))
DAY = 86_400
CELLS = "SELECT first, second, uses FROM term_cell ORDER BY first, second"


def words_counted(kit: Kit) -> set[str]:
    return {row["first"] for row in kit.rows(CELLS) if row["first"] and not row["second"]}


def execute(kit: Kit, statement: str) -> None:
    engine = make_engine(kit.url, busy_timeout_seconds=5)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(autouse=True)
def salts(monkeypatch: pytest.MonkeyPatch) -> None:
    fix_salts(monkeypatch)


@pytest.fixture
def reading(make_kit: MakeKit) -> Callable[..., Kit]:
    """A gateway whose analysis reads the words of `WORDS`."""

    def make(**options: Any) -> Kit:
        kit = make_kit(**options)
        kit.analyzer.words = WORDS
        return kit

    return make


async def test_words_and_pairs_of_an_answered_question_are_counted_once(
    reading: Callable[..., Kit],
) -> None:
    kit = reading()
    await kit.ask(QUESTION)
    rows = {(row["first"], row["second"]): row["uses"] for row in kit.rows(CELLS)}
    names = sorted(term.lemma for term in WORDS)
    pairs = {(a, b) for a in names for b in names if a < b}
    assert set(rows) == {("", ""), *((name, "") for name in names), *pairs}
    assert set(rows.values()) == {1}
    place = kit.rows("SELECT DISTINCT month, department_id, is_council FROM term_cell")
    assert [(row["month"], row["department_id"]) for row in place] == [("2026-04", "tax")]
    assert not place[0]["is_council"]


async def test_accounts_are_told_apart_and_counted_once_each(reading: Callable[..., Kit]) -> None:
    kit = reading()
    for user in ("user-1", "user-2", "user-1", "user-1"):
        await kit.ask(QUESTION, user=user, room=user)
    row = kit.row("SELECT uses, sketch FROM term_cell WHERE first = '文書' AND second = ''")
    assert row["uses"] == 4
    assert len(bits_of(bytes(row["sketch"]))) == 2


async def test_a_blocked_question_counts_nothing(reading: Callable[..., Kit]) -> None:
    kit = reading()
    reply = await kit.ask(f"{PERSON}さんの{QUESTION}")
    assert reply.outcome is Outcome.BLOCKED_INPUT
    assert kit.rows("SELECT * FROM term_cell") == kit.rows("SELECT * FROM term_month") == []


async def test_a_question_whose_answer_is_blocked_counts_nothing(
    reading: Callable[..., Kit],
) -> None:
    kit = reading()
    kit.model.steps = [answer(f"担当は{PERSON}です")]
    assert (await kit.ask(QUESTION)).outcome is Outcome.BLOCKED_OUTPUT
    assert kit.rows("SELECT * FROM term_cell") == []


@pytest.mark.parametrize("fault", [REFUSED_CONNECTION, CUT_STREAM])
async def test_a_question_without_an_answer_counts_nothing(
    reading: Callable[..., Kit], fault: Exception
) -> None:
    kit = reading()
    kit.model.steps = [fault]
    assert (await kit.ask(QUESTION)).outcome is Outcome.FAILED
    assert kit.rows("SELECT * FROM term_cell") == []


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("ヘルプ", {}),
        ("残量", {}),
        (QUESTION, {"quota": QuotaSettings(default_cap_tokens=1)}),
    ],
    ids=["help", "balance", "over quota"],
)
async def test_commands_and_refusals_count_nothing(
    reading: Callable[..., Kit], words: str, options: dict[str, Any]
) -> None:
    kit = reading(**options)
    await kit.ask(words)
    assert kit.rows("SELECT * FROM term_cell") == []


async def test_off_reads_and_writes_nothing(reading: Callable[..., Kit]) -> None:
    kit = reading(terms=TermsSettings(mode="off"))
    await kit.ask(QUESTION)
    for table in ("term_cell", "term_month", "term_count"):
        assert kit.rows(f"SELECT * FROM {table}") == []  # noqa: S608  # names of our own
    assert kit.analyzer.asked.count(QUESTION) == 1


async def test_only_the_question_is_counted_not_what_was_said_before(
    reading: Callable[..., Kit],
) -> None:
    kit = reading()
    await kit.ask("文書の書式は")
    await kit.ask("案内はどうしますか")
    rows = {(row["first"], row["second"]): row["uses"] for row in kit.rows(CELLS)}
    assert rows == {("", ""): 2, ("文書", ""): 1, ("案内", ""): 1}


async def test_a_question_screened_by_another_process_is_read_again(
    reading: Callable[..., Kit], make_kit: MakeKit
) -> None:
    first = reading()
    await first.admit(first.message(QUESTION))
    second = make_kit(like=first)
    assert await second.answer_next()
    assert words_counted(second) == {term.lemma for term in WORDS}


async def test_a_question_asked_twice_is_counted_twice(reading: Callable[..., Kit]) -> None:
    kit = reading()
    await kit.ask(QUESTION)
    await kit.ask(QUESTION, user="user-2", room="room-2")  # its verdict was remembered
    assert kit.row("SELECT uses FROM term_cell WHERE first = '' AND second = ''") == {"uses": 2}
    assert kit.row("SELECT uses FROM term_cell WHERE first = '文書' AND second = ''")["uses"] == 2


async def test_stop_words_unlisted_places_and_given_names_are_not_counted(
    make_kit: MakeKit,
) -> None:
    settings = TermsSettings(
        stop_words=("方法",), places=("大津市",), also_given_names=("健康",), most_terms=3
    )
    kit = make_kit(terms=settings)
    kit.analyzer.words = (
        Term("方法"),
        Term("大津市", TermKind.PLACE),
        Term("架空市", TermKind.PLACE),
        Term("健康", TermKind.ALSO_GIVEN_NAME),
        Term("太郎", TermKind.ALSO_GIVEN_NAME),
        Term("申請"),
        Term("窓口"),
    )
    await kit.ask("大津市と架空市の健康と太郎の方法、申請の窓口")
    assert words_counted(kit) == {"大津市", "健康", "申請"}


async def test_pairs_are_bounded_and_near_words_come_first(make_kit: MakeKit) -> None:
    kit = make_kit(terms=TermsSettings(most_pairs=3))
    kit.analyzer.words = tuple(map(Term, ("一番", "二番", "三番", "四番")))
    await kit.ask("一番二番三番四番")
    pairs = {(row["first"], row["second"]) for row in kit.rows(CELLS) if row["second"]}
    assert pairs == {("一番", "二番"), ("三番", "二番"), ("三番", "四番")}


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 4, 30, 14, 59, 59, tzinfo=UTC), "2026-04"),
        (datetime(2026, 4, 30, 15, 0, 0, tzinfo=UTC), "2026-05"),
    ],
    ids=["last second in Tokyo", "first second in Tokyo"],
)
async def test_the_month_is_tokyos(reading: Callable[..., Kit], at: datetime, month: str) -> None:
    kit = reading()
    kit.clock.advance((at - kit.clock.now()).total_seconds())
    await kit.ask(QUESTION)
    assert kit.rows("SELECT DISTINCT month FROM term_cell") == [{"month": month}]


async def test_days_the_council_sits_are_counted_apart(reading: Callable[..., Kit]) -> None:
    period = CouncilPeriodSettings(
        label="4月臨時会", kind="臨時会", begins=date(2026, 4, 16), ends=date(2026, 4, 17)
    )
    kit = reading(council=CouncilSettings(periods=(period,)))
    await kit.ask("文書")
    kit.clock.advance(DAY)
    await kit.ask("案内")
    found = kit.rows("SELECT first, is_council FROM term_cell WHERE first <> '' AND second = ''")
    assert {row["first"]: bool(row["is_council"]) for row in found} == {"文書": False, "案内": True}


async def test_a_question_settled_in_a_month_that_is_over_elsewhere_is_answered_uncounted(
    reading: Callable[..., Kit],
) -> None:
    kit = reading()
    await kit.ask(QUESTION)
    before = kit.rows(CELLS)
    execute(kit, "UPDATE term_month SET salt = NULL, state = 'closed'")
    reply = await kit.ask(QUESTION, user="user-2", room="room-2")
    assert reply.outcome is Outcome.ANSWERED
    assert kit.rows(CELLS) == before


async def test_a_fault_in_counting_fails_no_turn_and_leaves_no_half(
    reading: Callable[..., Kit],
) -> None:
    kit = reading()
    execute(kit, "DROP TABLE term_cell")
    reply = await kit.ask(QUESTION)
    assert reply.outcome is Outcome.ANSWERED
    assert kit.rows("SELECT * FROM term_month") == []
    assert kit.row("SELECT outcome FROM usage_event") == {"outcome": "answered"}
    assert kit.rows("SELECT text FROM message WHERE role = 'user'")[0]["text"] == QUESTION


async def test_a_fault_in_reading_the_words_again_fails_no_turn(
    reading: Callable[..., Kit], make_kit: MakeKit
) -> None:
    first = reading()
    await first.admit(first.message(QUESTION))
    second = make_kit(like=first)
    second.analyzer.fault, second.model.hold = RuntimeError("no analysis"), Hold()
    second.model.hold.close()
    answering = asyncio.create_task(second.answer_next())
    await second.model.hold.arrived.wait()
    second.analyzer.fault = None  # the answer has to be screened
    second.model.hold.open()
    assert (await finish(answering)) == [True]
    assert second.row("SELECT outcome FROM usage_event") == {"outcome": "answered"}
    assert second.rows("SELECT * FROM term_cell") == []


async def test_processes_that_answer_at_once_count_every_question(
    reading: Callable[..., Kit], make_kit: MakeKit
) -> None:
    kits = [first := reading(), make_kit(like=first), make_kit(like=first)]
    for number in range(12):
        await first.admit(first.message(QUESTION, user=f"user-{number % 3 + 1}", room=f"r{number}"))

    async def work(kit: Kit) -> None:
        while await kit.answer_next():
            pass

    await asyncio.gather(*map(work, kits))
    rows = kits[0].rows("SELECT first, second, uses, sketch FROM term_cell")
    assert {row["uses"] for row in rows} == {12}
    assert {len(bits_of(bytes(row["sketch"]))) for row in rows} <= {2, 3}


async def test_no_question_is_in_the_database_once_the_conversation_is_gone(
    reading: Callable[..., Kit],
) -> None:
    kit = reading()
    await kit.ask(QUESTION)
    assert kit.is_in_files(QUESTION)  # in the conversation: the search is not blind
    kit.clock.advance(40 * DAY)
    await kit.retention.purge()
    await TermMonths(kit.uow, kit.clock, least_accounts=2).end()
    assert kit.tables_holding(QUESTION) == set()
    for word in ("国民健康保険", "文書"):
        assert kit.tables_holding(word) == set()
    assert kit.rows("SELECT * FROM term_cell") == []


async def test_rows_hold_no_turn_no_account_and_no_time(reading: Callable[..., Kit]) -> None:
    kit = reading()
    await kit.ask(QUESTION)
    columns = {name for row in kit.rows("SELECT * FROM term_cell") for name in row}
    assert columns == {
        "month", "first", "second", "department_id", "is_council", "uses", "sketch"
    }  # fmt: skip
    turn = kit.row("SELECT turn_id, account_pseudonym FROM usage_event")
    for value in (*turn.values(), "account-1"):
        assert not {place for place in kit.tables_holding(value) if place.startswith("term_")}
