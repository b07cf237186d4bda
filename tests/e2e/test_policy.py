"""From a stop to 「誤検知」, the admin's decision and a list: two real gateways, one database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.simulator import ChatToolSimulator
from assistant.core.chat import Notice, Outcome
from tests.e2e.installation import (
    POLL_SECONDS,
    REPLY_SECONDS,
    Installation,
    copied,
    model_settings,
    new_client,
    wait_until,
)
from tests.e2e.webhooks import headers_for, message
from tests.llm.fake_model import FakeModelServer
from tests.ports import free_port

pytestmark = [pytest.mark.anyio, pytest.mark.nlp]

NAME = "甲斐 冬馬"
TEXT = f"{NAME}さんの展覧会の案内文を、三行で書いてください。"


@pytest.fixture
def city(
    template: Installation, model: FakeModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    root = tmp_path_factory.mktemp("policy") / "city"
    with copied(template, root, model_settings(model.base_url)) as made:
        made.settings["ASSISTANT__FILTER__WORKERS"] = "1"
        made.start()
        made.port = free_port()
        made.start()
        yield made


async def ask(tool: ChatToolSimulator, text: str) -> CallbackBody:
    receipt = await tool.say("demo", text)
    assert receipt.status_code == 202
    return await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)


async def wait_for_notice(tool: ChatToolSimulator) -> CallbackBody:
    async with asyncio.timeout(REPLY_SECONDS):
        while not (found := [one for one in tool.replies if one.outcome is Notice.NOTICE]):
            await asyncio.sleep(POLL_SECONDS)
    return found[0]


def wait_for_loads(city: Installation, count: int) -> None:
    """Both gateways have taken so many policies over, the one at the start included."""
    wait_until(
        lambda: all(one.log.count('"policy.loaded"') >= count for one in city.processes),
        f"policy {count} in force",
    )


async def outcomes_everywhere(city: Installation, tool: ChatToolSimulator) -> set[Outcome | Notice]:
    """What becomes of the text in each gateway."""
    events = []
    async with new_client() as client:
        for number, process in enumerate(city.processes):
            body, event_id = message(TEXT, user="demo"), f"msg_{len(tool.replies)}_{number}"
            headers = headers_for(city, body, event_id=event_id)
            url = f"{process.url}/webhooks/generic"
            assert (await client.post(url, content=body, headers=headers)).status_code == 202
            events.append(event_id)
    replies = [await tool.wait_for_reply(event, timeout_seconds=REPLY_SECONDS) for event in events]
    return {reply.outcome for reply in replies}


async def test_a_stop_that_was_wrong_is_reported_decided_and_mended_without_a_restart(
    city: Installation,
) -> None:
    async with city.chat_tool(city.processes[0].url) as tool:
        assert (await ask(tool, TEXT)).outcome is Outcome.BLOCKED_INPUT
        assert "受付番号1" in (await ask(tool, "誤検知")).text
        report = await asyncio.to_thread(city.done, "reports", "list")
        assert "line 1\tPERSON\tPersonRecognizer" in report
        await asyncio.to_thread(city.done, "reports", "accept", "1")
        assert "誤りと認めました" in (await wait_for_notice(tool)).text
        added = ("allow", "add", "--entity", "PERSON", "--reason", "公表された展覧会", NAME)
        await asyncio.to_thread(city.done, *added)
        await asyncio.to_thread(wait_for_loads, city, 2)
        assert await outcomes_everywhere(city, tool) == {Outcome.ANSWERED}
        await asyncio.to_thread(city.done, "allow", "remove", "1", "--reason", "終了")
        await asyncio.to_thread(wait_for_loads, city, 3)
        assert await outcomes_everywhere(city, tool) == {Outcome.BLOCKED_INPUT}
    for shown in (report, *(process.log for process in city.processes)):
        assert "甲斐" not in shown
        assert "展覧会" not in shown
