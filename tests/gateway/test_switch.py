"""The off switch, rehearsed: the next question everywhere stops, queued ones included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.chat import Outcome
from assistant.core.errors import InputError
from assistant.core.text import RawText
from assistant.filters.gate import Blocked
from assistant.gateway.context import Retrieval
from assistant.gateway.switch import EVERYTHING, StopScope, Switchboard, Target, list_stops
from assistant.identity.faults import NotFoundError
from assistant.rag.documents import Record
from assistant.store.audit import AuditLog
from assistant.store.models import AuditEntry
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import AUDIT_KEY, Kit, assert_ended

pytestmark = pytest.mark.anyio

ADMIN = Actor("A1", Face.PAGE)
DEPARTMENT, MODEL = Target(StopScope.DEPARTMENT, "tax"), Target(StopScope.MODEL, "fake-1")
QUESTION = "転入届の手続き"
PASSAGE = Record(
    "guide.md#1", "guide.md", "手引き", "手引き 1", "転入届の手続きは14日以内に届け出る。"
)


async def turn_off(kit: Kit, target: Target, *, text: str = "") -> None:
    said = await kit.gate.screen(RawText(text)) if text else None
    assert not isinstance(said, Blocked)
    await change(kit, lambda board, s: board.off(s, ADMIN, target, reason="事故", text=said))


async def turn_on(kit: Kit, target: Target) -> bool:
    done: list[bool] = []
    await change(kit, lambda board, s: done.append(board.on(s, ADMIN, target, reason="済んだ")))
    return done[0]


async def change(kit: Kit, work: Callable[[Switchboard, Session], None]) -> None:
    audit = AuditLog(AUDIT_KEY, kit.clock)
    board = Switchboard(audit, kit.clock, models=["fake-1", "offline"])
    await kit.uow.write(lambda session: work(board, session))


@pytest.mark.parametrize("target", [EVERYTHING, DEPARTMENT, MODEL], ids=str)
async def test_a_stop_refuses_the_next_question_without_a_call(kit: Kit, target: Target) -> None:
    await turn_off(kit, target)
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.REFUSED, "switched_off")
    assert kit.model.prompts == []
    assert "一時的に止めている" in reply.text
    assert sum(tokens for kind, tokens, _ in kit.entries() if kind == "settle") == 0


async def test_staff_read_the_text_the_admin_wrote(kit: Kit) -> None:
    await turn_off(kit, EVERYTHING, text="点検のため、15時まで使えません。")
    assert (await kit.ask(QUESTION)).text == "点検のため、15時まで使えません。"
    await turn_off(kit, DEPARTMENT, text="税務課だけ止めています。")
    assert (await kit.ask(QUESTION)).text.startswith("点検"), "the widest stop speaks"


async def test_a_question_that_was_queued_before_is_stopped_too(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    await turn_off(kit, EVERYTHING)
    assert await kit.answer_next()
    assert kit.row("SELECT outcome, reason FROM usage_event")["reason"] == "switched_off"
    assert kit.model.prompts == []


async def test_a_stop_holds_in_every_process_and_ends_at_once(make_kit: MakeKit) -> None:
    here = make_kit()
    there = make_kit(like=here)
    await turn_off(here, EVERYTHING)
    assert (await there.ask(QUESTION)).outcome == Outcome.REFUSED
    assert await turn_on(there, EVERYTHING)
    assert (await here.ask(QUESTION)).outcome == Outcome.ANSWERED
    assert not await turn_on(there, EVERYTHING), "it was on already"


async def test_a_switch_thrown_between_reservation_and_call_is_seen(kit: Kit) -> None:
    """The model's own check: the early one has passed when retrieval takes its time."""
    await kit.admit(kit.message(QUESTION))
    reserve = kit.records.reserve

    async def reserve_then_stop(*args: object, **values: object) -> object:
        granted = await reserve(*args, **values)  # type: ignore[arg-type]
        await turn_off(kit, EVERYTHING)
        return granted

    kit.pipeline.records.reserve = reserve_then_stop  # type: ignore[method-assign,assignment]
    assert await kit.answer_next()
    assert kit.model.prompts == []
    assert kit.row("SELECT reason FROM usage_event")["reason"] == "switched_off"
    assert [kind for kind, _, _ in kit.entries()] == ["reserve", "release"]


async def test_commands_and_the_filter_go_on_while_all_is_off(kit: Kit) -> None:
    await turn_off(kit, EVERYTHING)
    assert (await kit.ask("残量")).outcome == Outcome.ANSWERED
    assert (await kit.ask("架空田太郎の件")).outcome == Outcome.BLOCKED_INPUT


async def test_another_departments_or_models_stop_is_not_ours(kit: Kit) -> None:
    await change(
        kit,
        lambda board, s: board.off(s, ADMIN, Target(StopScope.MODEL, "offline"), reason="x"),
    )
    assert (await kit.ask(QUESTION)).outcome == Outcome.ANSWERED


async def test_with_the_model_off_the_fallback_answers_if_there_is_one(make_kit: MakeKit) -> None:
    kit = make_kit(retrieval=Retrieval.FALLBACK, sections=[PASSAGE], max_output_tokens=2000)
    await turn_off(kit, MODEL)
    reply = await kit.ask(QUESTION)
    assert (reply.outcome, kit.model.prompts) == (Outcome.ANSWERED, [])
    assert "生成AI未接続" in reply.text
    await turn_off(kit, Target(StopScope.MODEL, "offline"))
    assert (await kit.ask(QUESTION)).outcome == Outcome.REFUSED


async def test_changes_are_audited_and_listed(kit: Kit) -> None:
    await turn_off(kit, DEPARTMENT, text="止めます")
    (stop,) = await kit.uow.read(list_stops)
    assert (stop.target, stop.reason, stop.text) == (DEPARTMENT, "事故", "止めます")
    assert (stop.stopped_by, stop.stopped_at) == ("A1", kit.clock.now())
    await turn_on(kit, DEPARTMENT)
    assert await kit.uow.read(list_stops) == []
    rows = kit.rows(f"SELECT action, subject FROM {AuditEntry.__tablename__} ORDER BY sequence")  # noqa: S608  # our own name
    assert [tuple(row.values()) for row in rows] == [
        ("switch.off", "switch:department:tax"),
        ("switch.on", "switch:department:tax"),
    ]


@pytest.mark.parametrize(
    ("target", "reason", "fault"),
    [
        (Target(StopScope.DEPARTMENT, "nowhere"), "x", NotFoundError),
        (Target(StopScope.MODEL, "nothing"), "x", InputError),
        (EVERYTHING, "  ", InputError),
        (EVERYTHING, "x" * 501, InputError),
    ],
)
async def test_a_switch_that_cannot_be_changes_nothing(
    kit: Kit, target: Target, reason: str, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        await change(kit, lambda board, s: board.off(s, ADMIN, target, reason=reason))
    assert await kit.uow.read(list_stops) == []
