"""Replies on their way: retries, dead letters, one key, no second model call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.errors import DeliveryError
from assistant.gateway import outbox
from assistant.gateway.lease import ABANDONED_AFTER
from assistant.settings import GatewaySettings
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import LEASE_SECONDS, Kit

QUESTION = "転入届の手続き"
BUSY = DeliveryError("the chat tool answered 503")
GONE = DeliveryError("the chat tool answered 410", is_permanent=True)


@given(first=st.floats(0.001, 1e6), attempts=st.integers(1, 100_000))
def test_wait_doubles_up_to_an_hour_however_many_tries(first: float, attempts: int) -> None:
    wait = outbox.backoff(first, attempts)
    hour = timedelta(hours=1)
    assert timedelta(0) < wait <= hour
    assert outbox.backoff(first, attempts + 1) == min(hour, wait * 2)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 2), (2, 4), (3, 8), (11, 2048), (12, 3600), (99, 3600)]
)
def test_waits_with_the_shipped_settings(attempts: int, seconds: int) -> None:
    first = GatewaySettings().delivery_backoff_seconds
    assert outbox.backoff(first, attempts) == timedelta(seconds=seconds)


@pytest.mark.anyio
async def test_refused_reply_is_tried_again_after_its_wait_with_the_same_key(kit: Kit) -> None:
    kit.channel.faults = [BUSY, BUSY]
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    tries = []
    for wait in (0, 1.9, 0.1, 3.9, 0.1, 3600):
        kit.clock.advance(wait)
        tries.append(await kit.deliver_due())
    assert tries == [1, 0, 1, 0, 1, 0]
    (key,) = set(kit.channel.keys)
    turn = kit.row("SELECT id FROM turn")
    assert key == f"reply_{turn['id']}"
    assert len(kit.channel.replies) == 1
    assert len(kit.model.prompts) == 1
    row = kit.row("SELECT state, attempts, text, lease_owner FROM outbox")
    assert tuple(row.values()) == ("delivered", 3, None, None)


@pytest.mark.anyio
async def test_permanent_refusal_is_a_dead_letter_at_once(kit: Kit) -> None:
    kit.channel.faults = [GONE]
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    assert await kit.deliver_due() == 1
    kit.clock.advance(86_400)
    assert await kit.deliver_due() == 0
    assert kit.row("SELECT state, attempts FROM outbox") == {"state": "dead", "attempts": 1}


@pytest.mark.anyio
async def test_reply_is_a_dead_letter_after_so_many_tries(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=GatewaySettings(delivery_attempts=3))
    kit.channel.faults = [BUSY] * 9
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    for _ in range(6):
        await kit.deliver_due()
        kit.clock.advance(3600)
    assert kit.row("SELECT state, attempts FROM outbox") == {"state": "dead", "attempts": 3}
    assert kit.entries()[1] == ("settle", 120, False)


@pytest.mark.anyio
async def test_adapter_that_breaks_is_tried_again_like_a_refusal(kit: Kit) -> None:
    kit.channel.faults = [KeyError("a defect of an adapter")]
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    await kit.deliver_due()
    assert kit.row("SELECT state, lease_owner FROM outbox") == {
        "state": "pending",
        "lease_owner": None,
    }
    kit.clock.advance(2)
    assert await kit.deliver_due() == 1
    assert len(kit.channel.replies) == 1


@pytest.mark.anyio
async def test_delivered_text_is_erased(kit: Kit) -> None:
    await kit.admit(kit.message("ヘルプ"))
    assert kit.tables_holding("このボットの使い方") == {"outbox.text"}
    await kit.deliver_due()
    assert kit.tables_holding("このボットの使い方") == set()


@pytest.mark.anyio
async def test_restarted_process_delivers_what_was_pending_without_a_model_call(
    make_kit: MakeKit,
) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    await dead.answer_next()
    kit = make_kit(like=dead)
    assert await kit.deliver_due() == 1
    assert kit.channel.replies[0].text.startswith("手続きは窓口でできます。")
    assert len(kit.model.prompts) == 1


@pytest.mark.anyio
async def test_reply_in_another_process_s_hands_waits_for_its_lease(make_kit: MakeKit) -> None:
    dead = make_kit()
    await dead.admit(dead.message(QUESTION))
    await dead.answer_next()
    taken = await dead.deliveries.take()
    assert taken is not None
    kit = make_kit(like=dead)
    assert await kit.deliver_due() == 0
    kit.clock.advance(LEASE_SECONDS)
    again = await kit.deliveries.take()
    assert again is not None
    assert (again.idempotency_key, again.attempts) == (taken.idempotency_key, 2)


@pytest.mark.anyio
async def test_late_failure_does_not_bring_a_delivered_reply_back(make_kit: MakeKit) -> None:
    slow = make_kit()
    await slow.admit(slow.message(QUESTION))
    await slow.answer_next()
    posting = await slow.deliveries.take()
    assert posting is not None
    slow.clock.advance(LEASE_SECONDS)
    other = make_kit(like=slow)
    assert await other.deliver_due() == 1
    slow.channel.faults = [BUSY]
    await slow.deliveries.deliver(posting)
    assert slow.row("SELECT state FROM outbox") == {"state": "delivered"}
    slow.clock.advance(86_400)
    assert await slow.deliver_due() == 0


@pytest.mark.anyio
async def test_only_replies_of_served_channels_are_taken(make_kit: MakeKit) -> None:
    kit = make_kit()
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    console = make_kit()
    console.channel.name = "console"
    console.deliveries.channels = {"console": console.channel}
    assert await console.deliver_due() == 0
    assert await kit.deliver_due() == 1


@pytest.mark.anyio
async def test_process_with_one_event_takes_its_reply_and_those_nobody_waits_for(
    make_kit: MakeKit,
) -> None:
    kit = make_kit()
    for number in (1, 2):
        await kit.admit(kit.message("ヘルプ", user=f"user-{number}", event=f"e-{number}"))
    kit.deliveries.only_event = "e-2"
    assert await kit.deliver_due() == 1
    assert [reply.in_reply_to for reply in kit.channel.replies] == ["e-2"]
    kit.clock.advance(ABANDONED_AFTER.total_seconds())
    assert await kit.deliver_due() == 1


@pytest.mark.anyio
@pytest.mark.parametrize(
    "damage",
    ["citations = 'no JSON'", "citations = '[{\"page\": 1}]'", "choices = '3'", "outcome = 'x'"],
)
async def test_reply_that_cannot_be_read_holds_up_no_other(make_kit: MakeKit, damage: str) -> None:
    kit = make_kit(gateway=GatewaySettings(delivery_attempts=3))
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    await kit.uow.write(
        lambda session: session.connection().exec_driver_sql(f"UPDATE outbox SET {damage}")  # noqa: S608  # ours
    )
    kit.clock.advance(1)
    await kit.admit(kit.message("ヘルプ", user="user-2"))
    assert await kit.deliver_due() == 2
    assert [reply.channel_user_id for reply in kit.channel.replies] == ["user-2"]
    for _ in range(2):
        kit.clock.advance(3600)
        await kit.deliver_due()
    states = kit.rows("SELECT state, attempts FROM outbox ORDER BY created_at")
    assert [tuple(row.values()) for row in states] == [("dead", 3), ("delivered", 1)]


@pytest.mark.anyio
async def test_oldest_reply_goes_first(kit: Kit) -> None:
    for user in ("user-3", "user-1", "user-2"):
        await kit.admit(kit.message("ヘルプ", user=user))
        kit.clock.advance(1)
    await kit.deliver_due()
    assert [reply.channel_user_id for reply in kit.channel.replies] == [
        "user-3",
        "user-1",
        "user-2",
    ]
