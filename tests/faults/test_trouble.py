"""A database in trouble, a killed worker: told clearly, stopped, and mended."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from assistant.core.chat import Outcome
from tests.e2e.installation import (
    REPLY_SECONDS,
    Installation,
    copied,
    fetch,
    model_settings,
    wait_until,
    workers_of,
)
from tests.llm.fake_model import FakeModelServer

pytestmark = pytest.mark.anyio

QUESTION = "出張の旅費を精算する手順を、三つにまとめてください。"
PERSONAL = "窓口に来た甲斐 冬馬さん（電話 090-0000-1234）への、折り返しの文を作ってください。"


@contextmanager
def locked(city: Installation) -> Iterator[None]:
    """Another process holds the database's write lock."""
    with closing(
        sqlite3.connect(city.database, isolation_level=None, timeout=REPLY_SECONDS)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_fault_06_a_lock_that_ends_in_time_is_waited_for(
    city: Installation, upstream: FakeModelServer
) -> None:
    before = len(upstream.requests)
    async with city.chat_tool() as tool:
        with locked(city):
            asking = asyncio.create_task(tool.say("demo", QUESTION))
            await asyncio.wait({asking}, timeout=0.7)
            assert not asking.done()
        receipt = await asking
        assert receipt.status_code == 202
        reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
    assert reply.outcome is Outcome.ANSWERED
    assert len(upstream.requests) == before + 1


async def test_fault_06_a_lock_that_lasts_is_503_and_the_repeat_is_taken(
    city: Installation, upstream: FakeModelServer
) -> None:
    before = len(upstream.requests)
    async with city.chat_tool() as tool:
        with locked(city):
            receipt = await tool.say("demo", QUESTION, event_id="msg_locked")
            assert (receipt.status_code, receipt.status) == (503, "store_unavailable")
            assert len(upstream.requests) == before
        again = await tool.say("demo", QUESTION, event_id="msg_locked")
        assert again.status_code == 202
        await tool.wait_for_reply("msg_locked", timeout_seconds=REPLY_SECONDS)
    assert len(upstream.requests) == before + 1


async def test_fault_07_a_database_that_is_gone_is_503_and_red(
    city: Installation, upstream: FakeModelServer
) -> None:
    before = upstream.connection_count
    away = city.database.with_name("away.db")
    process = city.processes[-1]
    async with city.chat_tool() as tool:
        city.database.rename(away)
        try:
            receipt = await tool.say("demo", QUESTION)
            ready = fetch(f"{city.url}/health/ready")
        finally:
            assert not city.database.exists()  # and no empty one was made in its place
            away.rename(city.database)
    assert (receipt.status_code, receipt.status) == (503, "store_unavailable")
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, False)
    assert upstream.connection_count == before
    await asyncio.to_thread(wait_until, process.is_ready, "ready with its database back")


@pytest.mark.nlp
async def test_fault_31_a_killed_worker_blocks_and_is_replaced(
    template: Installation, upstream: FakeModelServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = {**model_settings(upstream.base_url), "ASSISTANT__FILTER__WORKERS": "1"}
    before = upstream.connection_count
    with copied(template, tmp_path_factory.mktemp("worker") / "city", settings) as city:
        process = city.start()
        (worker,) = workers_of(process.pid)
        async with city.chat_tool() as tool:
            os.kill(worker, signal.SIGSTOP)
            receipt = await tool.say("demo", PERSONAL)
            assert (receipt.status_code, receipt.status) == (202, "accepted")
            os.kill(worker, signal.SIGKILL)
            reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
            assert reply.outcome is Outcome.BLOCKED_INPUT
            assert "検査ができなかった" in reply.text

            await asyncio.to_thread(
                wait_until, lambda: is_replaced(process.pid, worker), "a new worker"
            )
            receipt = await tool.say("demo", PERSONAL)
            reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
            assert reply.outcome is Outcome.BLOCKED_INPUT
            assert "氏名" in reply.text
            assert upstream.connection_count == before

            await asyncio.to_thread(wait_until, process.is_ready, "ready again")
            receipt = await tool.say("demo", QUESTION)
            reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
            assert reply.outcome is Outcome.ANSWERED
        assert "filter.worker_replaced" in process.log


def is_replaced(gateway: int, worker: int) -> bool:
    now = workers_of(gateway)
    return bool(now) and worker not in now
