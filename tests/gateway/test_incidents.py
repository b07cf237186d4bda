"""Incidents: what they keep from being deleted, what they list, and who reads the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.chat import Completion, Outcome
from assistant.core.errors import InputError, ModelError
from assistant.gateway.incidents import (
    Incident,
    Incidents,
    Reach,
    find_incident,
    list_incidents,
    reach_of,
)
from assistant.identity.faults import ConflictError, NotFoundError
from assistant.store.audit import AuditLog
from tests.gateway.conftest import PERSON
from tests.gateway.fakes import CUT_STREAM, REFUSED_CONNECTION, answer
from tests.gateway.kit import AUDIT_KEY, Kit

pytestmark = pytest.mark.anyio

T = TypeVar("T")
AUDITOR = Actor("U1", Face.COMMAND)
QUESTION = "転入届の手続き"
DAY = 86_400


async def act(kit: Kit, work: Callable[[Incidents, Session], T]) -> T:
    incidents = Incidents(AuditLog(AUDIT_KEY, kit.clock), kit.clock)
    return await kit.uow.write(lambda session: work(incidents, session))


async def asked(kit: Kit, text: str = QUESTION, **where: str) -> str:
    """A question that was answered; its turn's id."""
    await kit.ask(text, **where)
    return str(kit.rows("SELECT id FROM turn ORDER BY received_at DESC")[0]["id"])


async def opened(kit: Kit, turn_id: str) -> Incident:
    return await act(kit, lambda each, s: each.open(s, AUDITOR, turn_id, reason="氏名が通った"))


async def reach(kit: Kit, incident: Incident) -> Reach:
    found = await kit.uow.read(lambda session: reach_of(session, incident))
    assert found is not None
    return found


def trail(kit: Kit) -> list[tuple[str, str]]:
    rows = kit.rows("SELECT actor, action FROM audit_entry ORDER BY sequence")
    return [(row["actor"], row["action"]) for row in rows]


async def test_what_an_incident_names_outlives_retention_until_it_is_closed(kit: Kit) -> None:
    named = await asked(kit)
    kit.clock.advance(60)
    await asked(kit, "別の人の質問", user="user-2", room="room-2")
    incident = await opened(kit, named)
    kit.clock.advance(400 * DAY)
    await kit.retention.purge()
    assert [row["id"] for row in kit.rows("SELECT id FROM turn")] == [named]
    assert {row["turn_id"] for row in kit.rows("SELECT turn_id FROM message")} == {named}
    assert [row["turn_id"] for row in kit.rows("SELECT turn_id FROM model_attempt")] == [named]
    assert not kit.tables_holding("別の人の質問")
    await act(kit, lambda each, s: each.close(s, AUDITOR, incident.id, note="誤報"))
    await kit.retention.purge()
    assert not kit.tables_holding(QUESTION)
    assert kit.rows("SELECT id FROM turn") == []
    assert trail(kit) == [("U1", "incident.open"), ("U1", "incident.close")]


async def test_later_calls_of_the_conversation_are_listed_and_kept(kit: Kit) -> None:
    earlier = await asked(kit, "その前の質問")
    kit.clock.advance(60)
    named = await asked(kit)
    kit.clock.advance(60)
    kit.model.steps = [REFUSED_CONNECTION]
    later = await asked(kit, "続けて聞きます")
    kit.clock.advance(60)
    other = await asked(kit, "別の場所", room="room-2")
    found = await reach(kit, await opened(kit, named))
    assert (found.account_id, found.outcome, found.texts_kept) == ("account-1", "answered", 2)
    calls = [(call.turn_id, call.model, call.status, call.error_code) for call in found.calls]
    assert calls == [
        (named, "fake-1", "answered", None),
        (later, "fake-1", "failed", "http_503"),
    ]
    assert {earlier, other}.isdisjoint(call.turn_id for call in found.calls)
    assert found.calls[0].at < found.calls[1].at


async def test_nothing_but_the_audited_look_shows_the_text(kit: Kit) -> None:
    incident = await opened(kit, await asked(kit))
    shown = repr((incident, await reach(kit, incident), await kit.uow.read(list_incidents)))
    assert QUESTION not in shown
    texts = await act(kit, lambda each, s: each.texts(s, AUDITOR, incident.id, reason="調査"))
    assert [(each.role, each.text) for each in texts] == [
        ("user", QUESTION),
        ("assistant", "手続きは窓口でできます。"),
    ]
    assert QUESTION not in repr(texts)
    assert trail(kit)[-1] == ("U1", "incident.text")
    assert QUESTION not in str(kit.rows("SELECT * FROM audit_entry"))


async def test_a_closed_incident_shows_no_text_and_closes_once(kit: Kit) -> None:
    incident = await opened(kit, await asked(kit))
    closed = await act(kit, lambda each, s: each.close(s, AUDITOR, incident.id, note="済"))
    assert not closed.is_open
    with pytest.raises(ConflictError):
        await act(kit, lambda each, s: each.close(s, AUDITOR, incident.id, note="済"))
    with pytest.raises(ConflictError):
        await act(kit, lambda each, s: each.texts(s, AUDITOR, incident.id, reason="調査"))
    assert await kit.uow.read(lambda s: list_incidents(s, is_open=True)) == []
    assert await kit.uow.read(lambda s: find_incident(s, incident.id)) == closed


@pytest.mark.parametrize(("turn_id", "reason"), [("nothing", "x"), (None, " "), (None, "x" * 501)])
async def test_an_incident_that_cannot_be_is_refused(
    kit: Kit, turn_id: str | None, reason: str
) -> None:
    known = await asked(kit)
    with pytest.raises((NotFoundError, InputError)):
        await act(kit, lambda each, s: each.open(s, AUDITOR, turn_id or known, reason=reason))
    assert await kit.uow.read(list_incidents) == []
    assert trail(kit) == []


@pytest.mark.parametrize("word", ["漏えい報告", "「漏洩報告」", "/漏えい報告。"])
async def test_staff_report_their_last_answered_question(kit: Kit, word: str) -> None:
    await asked(kit, "前の質問")
    kit.clock.advance(60)
    named = await asked(kit)
    kit.clock.advance(60)
    await kit.ask("残量")  # a command is no question
    reply = await kit.ask(word)
    (incident,) = await kit.uow.read(list_incidents)
    assert (incident.turn_id, incident.opened_by, incident.opened_face) == (
        named,
        "account-1",
        "chat",
    )
    assert reply.outcome == Outcome.ANSWERED
    assert reply.is_private
    assert incident.id in reply.text
    again = await kit.ask(word)
    assert incident.id in again.text
    assert await kit.uow.read(list_incidents) == [incident]
    assert trail(kit) == [("account-1", "incident.open")]


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        pytest.param(CUT_STREAM, Outcome.FAILED, id="unknown outcome"),
        pytest.param(REFUSED_CONNECTION, Outcome.FAILED, id="refused by the server"),
        pytest.param(answer(f"{PERSON}さんです"), Outcome.BLOCKED_OUTPUT, id="not shown"),
    ],
)
async def test_a_question_the_model_got_is_reported_however_it_ended(
    kit: Kit, step: Completion | ModelError, outcome: Outcome
) -> None:
    await asked(kit, "前の質問")
    kit.clock.advance(60)
    kit.model.steps = [step]
    assert (await kit.ask(QUESTION)).outcome is outcome
    named = kit.rows("SELECT id FROM turn ORDER BY received_at DESC")[0]["id"]
    kit.clock.advance(60)
    reply = await kit.ask("漏えい報告")
    (incident,) = await kit.uow.read(list_incidents)
    assert (incident.turn_id, (await reach(kit, incident)).texts_kept) == (named, 0)
    assert incident.id in reply.text
    assert "会話の記録にありません" in reply.text


async def test_a_question_that_never_left_is_not_the_one_reported(kit: Kit) -> None:
    named = await asked(kit)
    kit.clock.advance(60)
    kit.model.steps = [REFUSED_CONNECTION]
    kit.model.error_code = "connect"
    await asked(kit, "つながらなかった質問")
    kit.clock.advance(60)
    reply = await kit.ask("漏えい報告")
    (incident,) = await kit.uow.read(list_incidents)
    assert incident.turn_id == named
    assert "質問の文と、どの生成AIに送ったかの記録" in reply.text


async def test_no_text_is_promised_once_it_is_deleted(kit: Kit) -> None:
    await asked(kit)
    kit.clock.advance(8 * DAY)
    await kit.retention.purge()
    assert not kit.tables_holding(QUESTION)
    reply = await kit.ask("漏えい報告")
    assert "会話の記録にありません" in reply.text
    assert "残す期間が過ぎています" in reply.text


async def test_without_a_question_that_was_sent_nothing_is_opened(kit: Kit) -> None:
    await asked(kit, user="user-2", room="room-2")
    reply = await kit.ask("漏えい報告")
    assert "見つからない" in reply.text
    assert await kit.uow.read(list_incidents) == []
