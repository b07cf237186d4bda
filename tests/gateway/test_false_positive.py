"""「誤検知」: a report without text, decided on once, and the sender hears of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.core.actor import Actor, Face
from assistant.core.chat import Notice, Outcome
from assistant.core.errors import DeliveryError
from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
from assistant.filters.decision import Policy
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason
from assistant.filters.policy import default_snapshot
from assistant.filters.settings import Action, FilterSettings
from assistant.gateway.false_positive import MAX_PLACES, ReportDecision, cause_of, decide_report
from assistant.gateway.replies import Replies
from assistant.policy.desk import ReportDesk, ReportState, list_reports
from assistant.policy.stops import EARLIER_TURN, FoundIn
from assistant.policy.terms import PolicyError
from assistant.settings import GatewaySettings
from assistant.store.audit import AuditLog
from tests.gateway.conftest import PERSON, PHONE, MakeKit
from tests.gateway.fakes import answer
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio
ADMIN = Actor("A1", Face.PAGE)
STOPPED = f"会議の案内\n{PERSON}と{PERSON}の件\n電話 {PHONE}"


async def decide(
    kit: Kit, replies: Replies, number: int, state: ReportState, note: CleanText | None = None
) -> bool:
    desk = ReportDesk(AuditLog(Key("audit", 1, b"a" * 32), kit.clock), kit.clock)
    decision = ReportDecision(number, state, note)
    _, is_told = await kit.uow.write(
        lambda session: decide_report(session, desk, replies, ADMIN, decision)
    )
    return is_told


async def words(kit: Kit, text: str) -> CleanText:
    clean = await kit.gate.screen(RawText(text))
    assert isinstance(clean, CleanText)
    return clean


async def test_a_report_holds_category_rule_and_line_and_no_text(kit: Kit) -> None:
    await kit.ask(STOPPED)
    stopped = kit.row("SELECT id FROM turn")["id"]
    kit.clock.advance(60)
    reply = await kit.ask("「誤検知」")
    assert (reply.outcome, reply.is_private) == (Outcome.ANSWERED, True)
    assert "受付番号1" in reply.text
    (report,) = await kit.uow.read(list_reports)
    stop = report.stop
    assert (stop.turn_id, stop.account_id, stop.department_id) == (stopped, "account-1", "tax")
    assert stop.ruleset == kit.gate.ruleset
    assert [(one.entity, one.recognizer, one.line) for one in stop.places] == [
        ("PERSON", "Fake", 2),
        ("PHONE_NUMBER", "Fake", 3),
    ]
    assert report.state is ReportState.OPEN
    assert kit.tables_holding(PERSON) == kit.tables_holding(PHONE) == set()
    assert kit.tables_holding("会議") == set()


async def test_the_same_stop_is_reported_once(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask("誤検知")
    again = await kit.ask("誤検知")
    assert "すでに管理者に知らせてあります（受付番号1）" in again.text
    assert len(await kit.uow.read(list_reports)) == 1


async def test_after_the_decision_the_same_stop_is_not_reported_anew(
    kit: Kit, replies: Replies
) -> None:
    await kit.ask(STOPPED)
    await kit.ask("誤検知")
    await decide(kit, replies, 1, ReportState.ACCEPTED)
    await kit.deliver_due()
    assert "受付番号1）は、管理者の判断が済み" in (await kit.ask("誤検知")).text
    await kit.ask(STOPPED)
    assert "受付番号2" in (await kit.ask("誤検知")).text


async def test_a_stopped_reason_for_more_is_the_stop_that_is_reported(kit: Kit) -> None:
    await kit.ask(STOPPED)
    kit.clock.advance(60)
    notice = await kit.ask(f"増枠 資料\n{PERSON}の件に使うため")
    assert notice.outcome is Outcome.BLOCKED_INPUT
    stopped = kit.rows("SELECT id FROM turn ORDER BY received_at DESC")[0]["id"]
    assert "受付番号1" in (await kit.ask("誤検知")).text
    (report,) = await kit.uow.read(list_reports)
    assert report.stop.turn_id == stopped
    assert [(one.entity, one.line) for one in report.stop.places] == [("PERSON", 2)]


async def test_after_a_stopped_reason_no_older_rewrite_is_sent(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask(f"増枠 {PERSON}の件に使うため")
    reply = await kit.ask("置換")
    assert (reply.outcome, kit.model.prompts) == (Outcome.REFUSED, [])


async def test_the_last_stop_counts(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask("会議の案内")
    await kit.ask(f"二つめ {PHONE}")
    await kit.ask("誤検知")
    (report,) = await kit.uow.read(list_reports)
    assert [one.entity for one in report.stop.places] == ["PHONE_NUMBER"]


@pytest.mark.parametrize(
    ("text", "wait", "where"),
    [
        pytest.param("会議の案内", 0, {}, id="nothing was stopped"),
        pytest.param(STOPPED, 3601, {}, id="too long ago"),
        pytest.param(STOPPED, -5, {}, id="clock set back"),
        pytest.param(STOPPED, 0, {"user": "user-2"}, id="somebody else's"),
        pytest.param(STOPPED, 0, {"room": "room-2"}, id="another conversation"),
        pytest.param("あ" * 9000, 0, {}, id="too long is no finding"),
    ],
)
async def test_without_a_stop_to_report_it_says_so(
    kit: Kit, text: str, wait: int, where: dict[str, str]
) -> None:
    await kit.ask(text)
    kit.clock.advance(wait)
    reply = await kit.ask("誤検知", **where)
    assert reply.outcome is Outcome.REFUSED
    assert "誤検知として知らせられる件がありません" in reply.text
    last = kit.rows("SELECT reason FROM usage_event ORDER BY at")[-1 if wait >= 0 else 0]
    assert last == {"reason": "nothing_to_report"}
    assert await kit.uow.read(list_reports) == ()


async def test_a_stop_can_be_reported_after_a_restart_and_at_another_gateway(
    make_kit: MakeKit,
) -> None:
    first = make_kit()
    await first.ask(STOPPED)
    second = make_kit(like=first)
    second.clock.advance(1)
    reply = await second.ask("誤検知", event="event-at-the-second")
    assert "受付番号1" in reply.text
    (report,) = await second.uow.read(list_reports)
    assert [one.line for one in report.stop.places] == [2, 3]
    assert "すでに" in (await first.ask("誤検知", event="event-at-the-first")).text


async def test_a_stop_by_newer_rules_can_be_reported(kit: Kit) -> None:
    rules = default_snapshot(FilterSettings())
    person = replace(rules.rule("PERSON", None), action=Action.ALLOW)
    kit.gate.adopt(Policy(replace(rules, rules={**rules.rules, ("PERSON", None): person})))
    await kit.admit(kit.message(f"案内\n{PERSON}"))
    kit.gate.adopt(Policy(rules))
    assert await kit.answer_next()
    await kit.deliver_due()
    assert "「誤検知」" in kit.channel.replies[-1].text
    assert kit.model.prompts == []
    await kit.ask("誤検知")
    (report,) = await kit.uow.read(list_reports)
    assert report.stop.found_in is FoundIn.QUESTION
    assert [(one.entity, one.line) for one in report.stop.places] == [("PERSON", 2)]
    assert report.stop.ruleset == kit.gate.ruleset


async def test_a_combination_can_be_reported(kit: Kit) -> None:
    first, second = "番号の前半は 090-1234", "続けます。\n後半は 5678 です"
    kit.analyzer.surfaces[f"{first}\n{second}"] = "PHONE_NUMBER"
    await kit.ask(first)
    assert "「誤検知」" in (await kit.ask(second)).text
    await kit.ask("誤検知")
    (report,) = await kit.uow.read(list_reports)
    assert report.stop.found_in is FoundIn.COMBINATION
    assert [(one.entity, one.line) for one in report.stop.places] == [("PHONE_NUMBER", 1)]


async def test_a_place_in_an_earlier_turn_has_no_line() -> None:
    found = Finding("JP_ADDRESS", 0, 0, 0.9, "Fake")
    stopped = Blocked(BlockReason.PERSONAL_DATA, (found,))
    cause = cause_of(RawText("次の行"), stopped, FoundIn.COMBINATION)
    assert cause is not None
    assert [one.line for one in cause.places] == [EARLIER_TURN]


async def test_an_answer_that_was_not_shown_can_be_reported(kit: Kit) -> None:
    kit.model.steps = [answer(f"お答えします。\n{PERSON}さんです。")]
    reply = await kit.ask("館長は誰ですか")
    assert reply.outcome is Outcome.BLOCKED_OUTPUT
    assert "「誤検知」" in reply.text
    told = await kit.ask("誤検知")
    assert "質問も回答も伝わっていません" in told.text
    (report,) = await kit.uow.read(list_reports)
    assert report.stop.found_in is FoundIn.ANSWER
    assert [(one.entity, one.line) for one in report.stop.places] == [("PERSON", 2)]
    assert kit.tables_holding(PERSON) == set()


async def test_stops_go_when_they_can_no_longer_be_reported(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask(f"二つめ {PHONE}")
    assert len(kit.rows("SELECT * FROM stopped_text")) == 1
    kit.clock.advance(3599)
    await kit.retention.purge()
    assert len(kit.rows("SELECT * FROM stopped_place")) == 1
    kit.clock.advance(2)
    await kit.retention.purge()
    assert kit.rows("SELECT * FROM stopped_text") == kit.rows("SELECT * FROM stopped_place") == []


async def test_a_report_never_asks_the_model_or_costs_tokens(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask("誤検知")
    assert kit.model.prompts == []
    assert kit.entries() == []


@pytest.mark.parametrize(
    ("state", "sentence"),
    [(ReportState.ACCEPTED, "誤りと認めました"), (ReportState.REFUSED, "止めるのが正しい")],
)
async def test_the_sender_is_told_what_was_decided(
    kit: Kit, replies: Replies, state: ReportState, sentence: str
) -> None:
    await kit.ask(STOPPED)
    asked = await kit.ask("誤検知", event="event-of-the-report")
    note = await words(kit, "施設名として登録しました。")
    assert await decide(kit, replies, 1, state, note)
    assert await kit.deliver_due() == 1
    notice = kit.channel.replies[-1]
    assert notice.outcome is Notice.NOTICE
    assert notice.is_private
    assert notice.in_reply_to == "event-of-the-report"
    assert (notice.channel_user_id, notice.conversation_key) == (
        asked.channel_user_id,
        asked.conversation_key,
    )
    assert sentence in notice.text
    assert notice.text.endswith("管理者から: 施設名として登録しました。")
    assert kit.rows("SELECT text FROM outbox WHERE text IS NOT NULL") == []


async def test_a_notice_is_tried_again_under_one_key(kit: Kit, replies: Replies) -> None:
    await kit.ask(STOPPED)
    await kit.ask("誤検知")
    await decide(kit, replies, 1, ReportState.ACCEPTED)
    kit.channel.faults = [DeliveryError("the chat tool answered 503")]
    sent = len(kit.channel.keys)
    await kit.deliver_due()
    kit.clock.advance(3600)
    assert await kit.deliver_due() == 1
    keys = kit.channel.keys[sent:]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert keys[0] not in kit.channel.keys[:sent]


async def test_a_report_is_decided_once_and_with_a_reason(kit: Kit, replies: Replies) -> None:
    await kit.ask(STOPPED)
    await kit.ask("誤検知")
    with pytest.raises(PolicyError, match="reason"):
        await decide(kit, replies, 1, ReportState.REFUSED)
    with pytest.raises(PolicyError, match="no report 2"):
        await decide(kit, replies, 2, ReportState.ACCEPTED)
    await decide(kit, replies, 1, ReportState.ACCEPTED)
    with pytest.raises(PolicyError, match="accepted already"):
        await decide(kit, replies, 1, ReportState.REFUSED, await words(kit, "理由"))
    assert kit.rows("SELECT action, subject FROM audit_entry") == [
        {"action": "report.accept", "subject": "report:1"}
    ]
    assert await kit.deliver_due() == 1


async def test_reports_go_when_their_time_is_over(make_kit: MakeKit) -> None:
    kit = make_kit(gateway=GatewaySettings(keep_report_days=100))
    await kit.ask(STOPPED)
    await kit.ask("誤検知")
    kit.clock.advance(99 * 86_400)
    await kit.retention.purge()
    assert len(await kit.uow.read(list_reports)) == 1
    kit.clock.advance(2 * 86_400)
    await kit.retention.purge()
    assert await kit.uow.read(list_reports) == ()
    assert kit.rows("SELECT * FROM false_positive_place") == []


async def test_a_table_full_of_names_makes_a_short_report(kit: Kit) -> None:
    raw = RawText("\n".join([PERSON] * 500))
    blocked = await kit.gate.screen(raw)
    assert isinstance(blocked, Blocked)
    cause = cause_of(raw, blocked)
    assert cause is not None
    assert len(cause.places) == MAX_PLACES
