"""Words that answer a reply reach a tool whose template asks for them, as a list."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.core.clock import ManualClock
from tests.channels.generic.test_delivery import REPLY, Tool

pytestmark = pytest.mark.anyio
TEMPLATE = '{"m": "{text}", "to": "{user_id}", "hidden": "{private}", "quick": "{choices}"}'


@pytest.mark.parametrize("choices", [(), ("なし", "10分", "👍")])
async def test_a_tool_with_buttons_gets_the_words(clock: ManualClock, choices: tuple[str]) -> None:
    tool = Tool()
    channel = tool.channel(clock, outgoing={"template": TEMPLATE})
    await channel.deliver(replace(REPLY, choices=choices), idempotency_key="out-1")
    await channel.aclose()
    sent = json.loads(tool.requests[0].content)
    assert (sent["m"], sent["quick"]) == (REPLY.text, list(choices))


async def test_the_contract_is_as_it_was(clock: ManualClock) -> None:
    tool = Tool()
    channel = tool.channel(clock)
    await channel.deliver(replace(REPLY, choices=("なし",)), idempotency_key="out-1")
    await channel.aclose()
    assert "choices" not in json.loads(tool.requests[0].content)
