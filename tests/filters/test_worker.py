"""The real worker process behind the real pool."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.pool import WorkerPool
from assistant.filters.rewrite import rewrite
from assistant.filters.settings import FilterSettings
from assistant.filters.wire import WireError, decode, encode, read_message
from assistant.filters.worker import answer
from tests.e2e.installation import children_of

SECRET = "大空 遥"  # noqa: S105  # an invented person's name


@pytest.mark.nlp
@pytest.mark.anyio
async def test_the_gate_over_real_processes_stops_rewrites_and_lets_through() -> None:
    settings = FilterSettings(workers=1)
    pool = WorkerPool(settings)
    await pool.start()
    try:
        gate = PiiGate(settings, key=Key("seal", 1, b"k"), analyzer=pool)
        raw = RawText(f"氏名：{SECRET}\n電話：090-1234-5678\nの方への案内文を")
        blocked = await gate.screen(raw)
        assert isinstance(blocked, Blocked)
        assert blocked.reason is BlockReason.PERSONAL_DATA
        assert {one.entity for one in blocked.findings} == {"PERSON", "PHONE_NUMBER"}
        assert isinstance(await gate.screen(rewrite(raw, blocked.findings).text), CleanText)
        assert isinstance(await gate.screen(RawText("ごみの分別の案内文を")), CleanText)
        assert pool.versions["ja-ginza"].startswith("5.3")
    finally:
        await pool.close()


@pytest.mark.nlp
@pytest.mark.anyio
async def test_nothing_runs_beside_the_main_thread_of_what_is_forked() -> None:
    before = set(children_of(os.getpid()))
    pool = WorkerPool(FilterSettings(workers=1))
    await pool.start()
    try:
        (template,) = set(children_of(os.getpid())) - before
        assert len(list(Path(f"/proc/{template}/task").iterdir())) == 1
        # The line to the gateway is its only connection: a worker can reach no other's texts.
        open_now = [str(one.readlink()) for one in Path(f"/proc/{template}/fd").iterdir()]
        assert sum(one.startswith("socket:") for one in open_now) == 1
    finally:
        await pool.close()


@pytest.mark.nlp
def test_a_fault_is_answered_with_its_class_and_no_text(text_analyzer: TextAnalyzer) -> None:
    reply = answer(text_analyzer, {"wrong": SECRET})
    assert reply == {"error": "KeyError"}


@pytest.mark.nlp
def test_findings_are_answered_without_text(text_analyzer: TextAnalyzer) -> None:
    reply = answer(text_analyzer, {"text": f"氏名：{SECRET}"})
    assert reply["findings"][0][:3] == ["PERSON", 3, 7]
    assert "大空" not in str(reply)


def test_a_message_survives_the_wire() -> None:
    message = {"text": "架空市\n\ud800 \u0000"}
    assert read_message(io.BytesIO(encode(message))) == message


def test_the_end_of_the_stream_is_no_message() -> None:
    assert read_message(io.BytesIO(b"")) is None


@pytest.mark.parametrize(
    "stream", [b"\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x05{}", b"\x00\x00\x00\x02[]"]
)
def test_garbage_on_the_wire_is_an_error(stream: bytes) -> None:
    with pytest.raises(WireError):
        read_message(io.BytesIO(stream))


def test_decode_takes_objects_only() -> None:
    with pytest.raises(WireError):
        decode(b"3")


@pytest.mark.nlp
def test_everything_found_is_answered_whatever_the_settings_say(
    text_analyzer: TextAnalyzer,
) -> None:
    # A landline beside nothing is weak, and the settings would drop it.
    text = "料金は窓口で。郵便番号は123-4567です。"
    reply = answer(text_analyzer, {"text": text})
    weak = [row for row in reply["findings"] if row[3] < 0.5]
    assert weak
    assert text_analyzer.analyze(text).findings == ()
