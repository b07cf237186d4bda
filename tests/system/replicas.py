"""Two gateways on one database, as a chat tool, an admin's program and their books see them."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.simulator import ChatToolSimulator
from assistant.core.clock import SystemClock
from tests.e2e.installation import REPLY_SECONDS, Installation, Process, new_client, wait_until
from tests.llm.fake_model import FakeModelServer

IN_FORCE_SECONDS = 1.0


@dataclass(frozen=True)
class Replicas:
    """Two processes at work, and the chat tool in front of both.

    Attributes:
        city: their installation.
        model: the model of both.
        first: one process.
        second: the other one.
        past: events of tests before this one.
        past_calls: calls of the model before this test.
    """

    city: Installation
    model: FakeModelServer
    first: Process
    second: Process
    past: frozenset[str]
    past_calls: int

    @property
    def calls(self) -> int:
        """How often the model was called in this test."""
        return len(self.model.requests) - self.past_calls

    async def until_called(self, count: int) -> None:
        """Wait for so many calls of the model in this test."""
        wanted = self.past_calls + count
        await asyncio.to_thread(self.model.wait_for_requests, wanted, REPLY_SECONDS)

    def settled(self) -> list[tuple[int, bool]]:
        """What was charged in this test, and whether by estimate."""
        rows = self.city.rows(
            "SELECT e.tokens, e.is_estimated, t.event_id FROM ledger_entry e "
            "JOIN turn t ON t.id = e.turn_id WHERE e.kind = 'settle'"
        )
        return [(tokens, flag) for tokens, flag, event in rows if event not in self.past]

    @asynccontextmanager
    async def tools(self) -> AsyncIterator[tuple[ChatToolSimulator, ChatToolSimulator]]:
        """One sender for each process; the first one hears every reply."""
        deaf = ChatToolSimulator(
            self.second.url,
            secret=self.city.secret,
            callback_url="http://127.0.0.1:0/callback",
            clock=SystemClock(),
        )
        async with self.city.chat_tool(self.first.url) as tool, deaf:
            yield tool, deaf

    async def check_sound(self, tool: ChatToolSimulator, turns: int) -> None:
        """Every turn has ended once, in every book, and the books are whole."""
        city, all_turns = self.city, len(self.past) + turns
        for what, statement in (
            ("all closed", "SELECT count(*) FROM turn WHERE state = 'closed'"),
            ("all delivered", "SELECT count(*) FROM outbox WHERE state = 'delivered'"),
        ):
            await asyncio.to_thread(wait_until, partial(self._counts, statement, all_turns), what)
        assert city.value("SELECT count(*) FROM outbox") == all_turns
        for book, column in (("usage_event", "turn_id"), ("turn", "id")):
            assert city.value(f"SELECT count(*) FROM {book}") == all_turns  # noqa: S608  # ours
            assert city.value(f"SELECT count(DISTINCT {column}) FROM {book}") == all_turns  # noqa: S608
        events = {str(event) for (event,) in city.rows("SELECT event_id FROM turn")}
        assert Counter(reply.in_reply_to for reply in tool.replies) == Counter(events - self.past)
        assert tool.rejected_count == 0
        assert city.value("SELECT coalesce(sum(reserved), 0) FROM quota_counter") == 0
        opened, closed = (
            city.rows("SELECT turn_id FROM ledger_entry WHERE phase = ? ORDER BY turn_id", phase)
            for phase in ("open", "close")
        )
        assert opened == closed
        for check in ("ledger", "audit"):
            city.done(check, "verify")

    def _counts(self, statement: str, expected: int) -> bool:
        return bool(self.city.value(statement) == expected)


@dataclass(frozen=True)
class Api:
    """An admin's program that knows one process."""

    url: str
    token: str

    async def change(self, path: str, **body: object) -> float:
        """Make a change; the instant at which it had been made."""
        async with new_client() as client:
            response = await client.post(
                f"{self.url}/api/admin/{path}",
                json=body,
                headers={"authorization": f"Bearer {self.token}"},
            )
        assert response.status_code == 200, response.text
        return SystemClock().monotonic()


@dataclass(frozen=True)
class Asked:
    """A member of staff who writes to the other process."""

    tool: ChatToolSimulator
    other: ChatToolSimulator

    async def reply(self, text: str) -> CallbackBody:
        """What the bot says to a message."""
        receipt = await self.other.say("u-1", text)
        return await self.tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)

    async def until(
        self, changed: float, text: str, is_in_force: Callable[[CallbackBody], bool]
    ) -> None:
        """Ask again and again; whatever is sent a second after the change must meet it.

        A second where everybody at work has a processor; on a busy machine as much longer.
        """
        while True:
            age = SystemClock().monotonic() - changed
            if is_in_force(await self.reply(text)):
                return
            longest = IN_FORCE_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
            assert age < longest, f"not in force after {age:.2f} s"
