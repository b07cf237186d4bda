"""Nothing leaves but to configured hosts (P3): real processes under an audit hook on sockets."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.core.chat import Outcome
from tests.e2e import egress_watch
from tests.e2e.installation import REPLY_SECONDS, Installation, copied

pytestmark = pytest.mark.anyio

QUESTION = "出張の旅費は、何日以内に精算しますか。"
PERSONAL = "窓口に来た甲斐 冬馬さん（電話 090-0000-1234）への、折り返しの文を作ってください。"
LOOK_UP = """
import contextlib, socket
with contextlib.suppress(OSError):
    socket.getaddrinfo("model.invalid", 443)
with contextlib.suppress(OSError):
    socket.gethostbyname("tool.invalid")
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, contextlib.suppress(OSError):
    one.connect(("192.0.2.1", 9))
"""


@pytest.fixture
def city(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    with copied(template, tmp_path / "city", {"ASSISTANT__FILTER__WORKERS": "1"}) as made:
        yield made


def watched(record: Path, *program: str) -> tuple[str, ...]:
    return (sys.executable, egress_watch.__file__, str(record), *program)


def lines_of(record: Path, kind: str) -> list[str]:
    return [line for line in record.read_text("utf-8").splitlines() if line.startswith(kind)]


@pytest.mark.nlp
async def test_a_gateway_and_its_filter_turn_to_no_other_machine(
    city: Installation, tmp_path: Path
) -> None:
    record = tmp_path / "serve.txt"
    process = city.start(watched(record, "assistant", "serve"))
    async with city.chat_tool() as tool:
        for text, outcome in (
            (QUESTION, Outcome.ANSWERED),
            (PERSONAL, Outcome.BLOCKED_INPUT),
            ("置換", Outcome.ANSWERED),
        ):
            receipt = await tool.say("demo", text)
            reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
            assert reply.outcome is outcome
    assert process.terminate() == 0

    assert lines_of(record, "outside") == []
    assert lines_of(record, "started") == ["started assistant", "started assistant.filters.worker"]
    assert any("socket.connect" in line for line in lines_of(record, "inside"))  # the callback


@pytest.mark.nlp
async def test_asking_at_the_machine_turns_to_no_other_machine(
    city: Installation, tmp_path: Path
) -> None:
    record = tmp_path / "ask.txt"
    done = city.command("ask", QUESTION, "--json", program=watched(record, "assistant"))
    assert json.loads(done.stdout)["outcome"] == "answered", done.stderr
    assert lines_of(record, "outside") == []
    assert lines_of(record, "started") == ["started assistant", "started assistant.filters.worker"]


def test_the_watch_sees_a_look_up_and_a_connection(city: Installation, tmp_path: Path) -> None:
    record, program = tmp_path / "control.txt", tmp_path / "control.py"
    program.write_text(LOOK_UP, encoding="utf-8")
    assert city.command(program=watched(record, str(program))).returncode == 0
    assert lines_of(record, "outside") == [
        "outside socket.getaddrinfo 'model.invalid'",
        "outside socket.gethostbyname 'tool.invalid'",
        "outside socket.connect '192.0.2.1'",
    ]
