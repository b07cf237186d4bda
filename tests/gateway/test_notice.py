"""What senders read, compared with files under tests/golden: rewrite those only on purpose."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.core.chat import Outcome
from assistant.core.text import RawText
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason
from assistant.gateway.notice import other_notice, output_notice, personal_data_notice
from assistant.gateway.replies import Replies
from assistant.usage.quota.settings import QuotaSettings
from tests.gateway.conftest import PERSON, PHONE, MakeKit
from tests.gateway.fakes import CUT_STREAM, REFUSED_CONNECTION, answer
from tests.gateway.kit import Kit

GOLDEN = Path(__file__).parent.parent / "golden"
QUESTION = "転入届の手続き"
SURFACES = (PERSON, PHONE)


def assert_golden(name: str, text: str) -> None:
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert text + "\n" == expected


async def stopped(kit: Kit) -> str:
    return (await kit.ask(f"件名: 相談\n{PERSON}さんから電話（{PHONE}）\n{PERSON}さんへ返事")).text


async def stopped_in_many_lines(kit: Kit) -> str:
    kit.analyzer.surfaces["○○○○"] = "OTHER_ID"
    kit.analyzer.surfaces["受付票"] = "OTHER_ID"
    return (await kit.ask("\n".join(f"{PERSON}さん 受付票" for _ in range(8)))).text


async def too_long(kit: Kit) -> str:
    return (await kit.ask("長" * 8001)).text


async def filter_unavailable(kit: Kit) -> str:
    kit.analyzer.fault = RuntimeError("down")
    return (await kit.ask(QUESTION)).text


async def over_quota(kit: Kit) -> str:
    return (await kit.ask(QUESTION)).text


async def output_blocked(kit: Kit) -> str:
    kit.model.steps = [answer(f"{PHONE}の{PERSON}へ。{PERSON}まで。")]
    return (await kit.ask(QUESTION)).text


async def rewrite_restored(kit: Kit) -> str:
    kit.model.steps = [answer("Aさんへ通知します。")]
    await kit.ask(f"{PERSON}さんへの通知")
    return (await kit.ask("置換")).text.replace(PERSON, "（元の表記）")


async def model_unavailable(kit: Kit) -> str:
    kit.model.steps = [REFUSED_CONNECTION]
    return (await kit.ask(QUESTION)).text


async def model_interrupted(kit: Kit) -> str:
    kit.model.steps = [CUT_STREAM]
    return (await kit.ask(QUESTION)).text


NOTICES = (
    stopped, stopped_in_many_lines, too_long, filter_unavailable, over_quota, output_blocked,
    rewrite_restored, model_unavailable, model_interrupted,
)  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.__name__)
async def test_notice_reads_as_reviewed(
    make_kit: MakeKit, notice: Callable[[Kit], Awaitable[str]]
) -> None:
    cap = 100 if notice is over_quota else 200_000
    text = await notice(make_kit(quota=QuotaSettings(default_cap_tokens=cap)))
    assert_golden(str(getattr(notice, "__name__", "")), text)
    assert not any(surface in text for surface in SURFACES)


@pytest.mark.anyio
async def test_text_too_long_once_written_out_is_told_its_written_out_length(kit: Kit) -> None:
    text = (await kit.ask("\ufdfa" * 1000)).text
    assert "18,000文字" in text


def test_places_beyond_the_fifth_are_counted(replies: Replies) -> None:
    text = "\n".join("あ" for _ in range(8))
    findings = tuple(Finding("PERSON", at, at + 1, 0.9, "Fake") for at in range(0, 16, 2))[:8]
    blocked = Blocked(BlockReason.PERSONAL_DATA, findings)
    notice = personal_data_notice(replies, blocked, RawText(text), rewrite=None, minutes=10)
    assert "・氏名らしき表記が8件（1行目、2行目、3行目、4行目、5行目ほか3行）" in notice


@pytest.mark.parametrize("reason", [r for r in BlockReason if r is not BlockReason.PERSONAL_DATA])
def test_every_other_reason_has_a_notice_for_question_and_answer(
    replies: Replies, reason: BlockReason
) -> None:
    blocked = Blocked(reason)
    assert "生成AIに送りませんでした" in other_notice(replies, blocked, RawText("x"), limit=10)
    assert "表示しませんでした" in output_notice(replies, blocked)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(
        st.tuples(st.text("甲乙丙\n", max_size=6), st.text("xyzwv", min_size=3, max_size=6)),
        min_size=1,
        max_size=12,
    )
)
def test_notice_tells_lines_and_counts_and_no_piece_of_the_text(
    replies: Replies, pieces: list[tuple[str, str]]
) -> None:
    text, findings = "", []
    for before, surface in pieces:
        text += before
        findings.append(Finding("PERSON", len(text), len(text) + len(surface), 0.9, "Fake"))
        text += surface
    blocked = Blocked(BlockReason.PERSONAL_DATA, tuple(findings))
    notice = personal_data_notice(replies, blocked, RawText(text), rewrite=None, minutes=10)
    assert not any(surface in notice for _, surface in pieces)
    assert f"{len(pieces)}件" in notice
    lines = sorted({text.count("\n", 0, finding.start) + 1 for finding in findings})
    shown = [int(number) for number in re.findall(r"(\d+)行目", notice)]
    assert shown == lines[:5]
    more = re.search(r"ほか(\d+)行", notice)
    assert (int(more[1]) if more else 0) == max(len(lines) - 5, 0)


@pytest.mark.anyio
async def test_every_outcome_has_been_read(make_kit: MakeKit) -> None:
    kit = make_kit()
    await stopped(kit)
    await output_blocked(kit)
    await model_unavailable(kit)
    await kit.ask(QUESTION)
    await kit.ask("置換", user="user-2")
    low = make_kit(like=kit, quota=QuotaSettings(default_cap_tokens=0))
    await low.ask(QUESTION, user="user-3")
    found = {row["outcome"] for row in kit.rows("SELECT outcome FROM usage_event")}
    assert found == {outcome.value for outcome in Outcome}
