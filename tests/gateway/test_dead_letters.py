"""A dead letter is sent again under its key, without the model, or dropped; audited either way."""

from __future__ import annotations

import pytest

from assistant.core.actor import Actor, Face
from assistant.core.errors import DeliveryError, InputError
from assistant.gateway.dead_letters import DeadLetters, list_dead_letters
from assistant.gateway.incidents import Incidents
from assistant.identity.faults import ConflictError
from assistant.store.audit import AuditLog
from tests.gateway.kit import AUDIT_KEY, Kit

pytestmark = pytest.mark.anyio

ADMIN = Actor("A1", Face.PAGE)
GONE = DeliveryError("the chat tool answered 410", is_permanent=True)
QUESTION = "転入届の手続き"


async def dead(kit: Kit) -> str:
    """One reply the chat tool has refused for good; its id."""
    kit.channel.faults = [GONE]
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    await kit.deliver_due()
    (letter,) = await kit.uow.read(list_dead_letters)
    assert (letter.channel, letter.attempts, letter.is_notice) == (kit.channel.name, 1, False)
    return letter.id


def desk(kit: Kit) -> DeadLetters:
    return DeadLetters(AuditLog(AUDIT_KEY, kit.clock), kit.clock)


async def test_sent_again_it_arrives_once_under_the_same_key(kit: Kit) -> None:
    letter = await dead(kit)
    kit.clock.advance(3_600)
    assert await kit.deliver_due() == 0
    await kit.uow.write(lambda s: desk(kit).retry(s, ADMIN, letter, reason="復旧"))
    assert await kit.deliver_due() == 1
    assert set(kit.channel.keys) == {f"reply_{letter}"}
    assert len(kit.channel.replies) == len(kit.model.prompts) == 1
    assert kit.row("SELECT state, text FROM outbox") == {"state": "delivered", "text": None}
    assert await kit.uow.read(list_dead_letters) == []
    with pytest.raises(ConflictError, match="is delivered, not dead"):
        await kit.uow.write(lambda s: desk(kit).retry(s, ADMIN, letter, reason="もう一度"))


async def test_all_of_them_get_all_their_tries_again(kit: Kit) -> None:
    await dead(kit)
    assert await kit.uow.write(lambda s: desk(kit).retry_all(s, ADMIN, reason="復旧")) == 1
    assert kit.row("SELECT state, attempts FROM outbox") == {"state": "pending", "attempts": 0}
    assert await kit.uow.write(lambda s: desk(kit).retry_all(s, ADMIN, reason="復旧")) == 0
    entries = kit.rows("SELECT action, subject, details FROM audit_entry")
    assert [(each["action"], each["subject"]) for each in entries] == [("reply.retry", "replies")]


async def test_dropped_its_text_is_gone_and_its_turn_stays_counted(kit: Kit) -> None:
    letter = await dead(kit)
    charged = kit.entries()
    await kit.uow.write(lambda s: desk(kit).drop(s, ADMIN, letter, reason="不要"))
    assert kit.rows("SELECT turn_id FROM outbox") == []
    assert kit.entries() == charged
    assert kit.row("SELECT outcome FROM usage_event") == {"outcome": "answered"}


async def test_what_an_open_incident_keeps_is_not_dropped(kit: Kit) -> None:
    letter = await dead(kit)
    incidents = Incidents(AuditLog(AUDIT_KEY, kit.clock), kit.clock)
    opened = await kit.uow.write(lambda s: incidents.open(s, ADMIN, letter, reason="漏えい"))
    with pytest.raises(ConflictError, match="an open incident keeps this reply"):
        await kit.uow.write(lambda s: desk(kit).drop(s, ADMIN, letter, reason="不要"))
    await kit.uow.write(lambda s: incidents.close(s, ADMIN, opened.id, note="済んだ"))
    await kit.uow.write(lambda s: desk(kit).drop(s, ADMIN, letter, reason="不要"))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
async def test_without_a_reason_nothing_happens(kit: Kit, reason: str) -> None:
    letter = await dead(kit)
    for change in (desk(kit).retry, desk(kit).drop):
        with pytest.raises(InputError, match=r"^reason: "):
            await kit.uow.write(lambda s, do=change: do(s, ADMIN, letter, reason=reason))  # type: ignore[misc]
    assert len(await kit.uow.read(list_dead_letters)) == 1
