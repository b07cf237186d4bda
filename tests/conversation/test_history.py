from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from assistant.conversation.history import (
    StoredMessage,
    append_exchange,
    count_questions,
    current_conversation,
    load_messages,
    purge_expired,
    start_new,
)
from assistant.conversation.models import Conversation, Message
from assistant.core.chat import Role
from assistant.core.clock import ManualClock
from assistant.core.ids import ConversationId, TurnId, new_turn_id
from assistant.core.text import CleanText
from assistant.store.unit_of_work import UnitOfWork
from tests.at_once import at_once

pytestmark = pytest.mark.anyio

KEEP = timedelta(days=7)
DAY = 24 * 3600


def clean(text: str) -> CleanText:
    return CleanText(text, ruleset="rules-1", seal=f"v1:{len(text)}")


class Talk:
    """One database with people talking in it."""

    def __init__(self, unit_of_work: UnitOfWork, clock: ManualClock) -> None:
        self.unit_of_work = unit_of_work
        self.clock = clock

    async def current(self, account_id: str = "E1", place: str = "room") -> ConversationId:
        return await self.unit_of_work.write(
            partial(
                current_conversation,
                channel="generic",
                conversation_key=place,
                account_id=account_id,
                now=self.clock.now(),
                keep=KEEP,
            )
        )

    async def new(self, account_id: str = "E1", place: str = "room") -> ConversationId:
        return await self.unit_of_work.write(
            partial(
                start_new,
                channel="generic",
                conversation_key=place,
                account_id=account_id,
                now=self.clock.now(),
            )
        )

    async def say(
        self, where: ConversationId, question: str, answer: str, turn_id: TurnId | None = None
    ) -> bool:
        turn = turn_id or new_turn_id()
        now = self.clock.now()
        return await self.unit_of_work.write(
            lambda s: append_exchange(s, where, turn, clean(question), clean(answer), now)
        )

    async def messages(self, where: ConversationId, limit: int = 100) -> list[StoredMessage]:
        return await self.unit_of_work.read(lambda s: load_messages(s, where, limit))

    async def questions(self, where: ConversationId) -> int:
        return await self.unit_of_work.read(lambda s: count_questions(s, where))

    async def purge(self) -> int:
        return await self.unit_of_work.write(
            partial(purge_expired, now=self.clock.now(), keep=KEEP)
        )


@pytest.fixture
def talk(unit_of_work: UnitOfWork, clock: ManualClock) -> Talk:
    return Talk(unit_of_work, clock)


async def test_what_was_said_comes_back_in_order_with_its_seal(talk: Talk) -> None:
    where = await talk.current()
    for number in range(3):
        assert await talk.say(where, f"question {number}", f"answer {number}")
    messages = await talk.messages(where)
    assert [(m.role, m.text) for m in messages][:2] == [
        (Role.USER, "question 0"),
        (Role.ASSISTANT, "answer 0"),
    ]
    assert [m.text for m in await talk.messages(where, 2)] == ["question 2", "answer 2"]
    assert await talk.messages(where, 0) == []
    assert {(m.ruleset, m.seal) for m in messages} == {("rules-1", "v1:10"), ("rules-1", "v1:8")}
    assert await talk.questions(where) == 3


async def test_a_conversation_goes_on_until_it_is_started_anew(talk: Talk) -> None:
    first = await talk.current()
    assert await talk.current() == first
    second = await talk.new()
    assert second != first
    assert await talk.current() == second
    assert await talk.messages(second) == []


async def test_conversations_started_at_the_same_moment_are_all_begun_and_one_is_current(
    database_url: str, talk: Talk
) -> None:
    await talk.current()
    start = partial(
        start_new,
        channel="generic",
        conversation_key="room",
        account_id="E1",
        now=talk.clock.now(),
    )
    begun = await at_once(database_url, start)
    assert [fault for fault in begun if isinstance(fault, BaseException)] == []
    assert len(set(begun)) == len(begun)
    assert await talk.current() in begun


async def test_first_questions_at_the_same_moment_find_a_conversation(
    database_url: str, talk: Talk
) -> None:
    ask = partial(
        current_conversation,
        channel="generic",
        conversation_key="room",
        account_id="E1",
        now=talk.clock.now(),
        keep=KEEP,
    )
    begun = await at_once(database_url, ask)
    assert [fault for fault in begun if isinstance(fault, BaseException)] == []
    assert await talk.current() in begun


async def test_accounts_and_places_do_not_share_a_conversation(talk: Talk) -> None:
    ids = {await talk.current(who, where) for who in ("E1", "E2") for where in ("room", "hall")}
    assert len(ids) == 4
    await talk.new("E1", "room")
    assert await talk.current("E2", "room") in ids


async def test_an_expired_conversation_is_not_taken_up_even_if_not_purged(talk: Talk) -> None:
    where = await talk.current()
    await talk.say(where, "q", "a")
    talk.clock.advance(7 * DAY - 1)
    assert await talk.current() == where
    talk.clock.advance(7 * DAY)
    assert await talk.current() != where


async def test_purge_erases_what_expired_and_nothing_else(
    talk: Talk, unit_of_work: UnitOfWork
) -> None:
    old = await talk.current("E1")
    await talk.say(old, "old question", "old answer")
    talk.clock.advance(DAY)
    left = await talk.current("E2")
    await talk.say(left, "q", "a")
    talk.clock.advance(6 * DAY)
    assert await talk.purge() == 1
    assert await talk.purge() == 0
    assert await talk.messages(old) == []
    assert len(await talk.messages(left)) == 2
    rows = await unit_of_work.read(
        lambda session: session.exec(select(func.count()).select_from(Conversation)).one()
    )
    assert rows == 1


async def test_an_answer_for_an_erased_conversation_is_dropped(talk: Talk) -> None:
    where = await talk.current()
    talk.clock.advance(8 * DAY)
    await talk.purge()
    assert not await talk.say(where, "q", "a")
    assert await talk.questions(where) == 0


async def test_a_running_turn_keeps_its_conversation(talk: Talk) -> None:
    where = await talk.current()
    talk.clock.advance(7 * DAY - 1)
    assert await talk.current() == where
    talk.clock.advance(60)
    assert await talk.purge() == 0
    assert await talk.say(where, "q", "a")


async def test_a_clock_set_back_does_not_shorten_a_conversation(talk: Talk) -> None:
    where = await talk.current()
    talk.clock.advance(-40 * DAY)
    assert await talk.current() == where
    await talk.say(where, "q", "a")
    talk.clock.advance(41 * DAY)
    assert await talk.purge() == 0
    assert await talk.current() == where


async def test_one_turn_is_stored_once(talk: Talk) -> None:
    where = await talk.current()
    turn = new_turn_id()
    await talk.say(where, "q", "a", turn)
    with pytest.raises(IntegrityError) as caught:
        await talk.say(where, "canary-text", "a", turn)
    assert "canary-text" not in str(caught.value)
    assert len(await talk.messages(where)) == 2


async def test_two_current_conversations_of_one_account_are_impossible(
    talk: Talk, unit_of_work: UnitOfWork, clock: ManualClock
) -> None:
    await talk.current()
    now = clock.now()

    def work(session: Session) -> None:
        session.add(
            Conversation(
                id="f" * 32,
                channel="generic",
                conversation_key="room",
                account_id="E1",
                is_current=True,
                created_at=now,
                last_turn_at=now,
            )
        )

    with pytest.raises(IntegrityError):
        await unit_of_work.write(work)


@pytest.mark.sqlite
async def test_purged_bytes_are_gone_from_the_file(talk: Talk, tmp_path: Path) -> None:
    canary = "消えるべき合言葉"
    where = await talk.current()
    await talk.say(where, canary * 2000, canary)
    await talk.say(where, canary, canary)

    def everything() -> bytes:
        with closing(sqlite3.connect(tmp_path / "assistant.db")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert canary.encode() in everything()
    talk.clock.advance(7 * DAY)
    assert await talk.purge() == 1
    assert canary.encode() not in everything()


def test_repr_shows_no_text(clock: ManualClock) -> None:
    stored = StoredMessage(Role.USER, "canary-text", "r", "seal-canary")
    row = Message(
        conversation_id="c",
        turn_id="t",
        role="user",
        text="canary-text",
        ruleset="r",
        seal="seal-canary",
        created_at=clock.now(),
    )
    assert "canary" not in f"{stored!r} {stored} {row!r} {row}"
