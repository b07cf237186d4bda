"""`demo`: a short day of one member of staff, against a gateway it starts and stops itself."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from assistant.channels.generic.simulator import ChatToolSimulator

START_SECONDS = 120.0
REPLY_SECONDS = 120.0
USER = "demo"
QUESTION = "出張の旅費は、何日以内に精算しますか。"
PERSONAL = "窓口に来た甲斐 冬馬さん（電話 090-0000-1234）への、折り返しの文を作ってください。"
AFTER_THE_CAP = "会議室の使用申請は、いつまでに出しますか。"
SHOWN_COLUMNS = (
    "outcome", "reason", "categories", "model", "input_tokens", "output_tokens", "is_estimated",
)  # fmt: skip


def demo() -> None:
    """Play a short day: a question answered, one stopped, one at the cap, and the usage rows."""
    with TemporaryDirectory(prefix="assistant-demo-") as folder:
        root = Path(folder)
        _command(root, ["init", "."])
        port, callback_port = _free_port(), _free_port()
        callback = f"http://127.0.0.1:{callback_port}/callback"
        with _gateway(root, port, callback):
            asyncio.run(_play(root, f"http://127.0.0.1:{port}", callback))
        _show_usage(root)


async def _play(root: Path, gateway: str, callback: str) -> None:
    from assistant.channels.generic.simulator import ChatToolSimulator
    from assistant.core.clock import SystemClock

    secret = (root / "data" / "keys" / "generic.secrets").read_text(encoding="ascii").strip()
    clock = SystemClock()
    async with ChatToolSimulator(
        gateway, secret=secret, callback_url=callback, clock=clock
    ) as tool:
        _title("1. A question, answered with its source")
        await _say(tool, QUESTION)
        _title("2. A question with personal data: stopped before it reaches any model")
        await _say(tool, PERSONAL)
        _title("3. The admin sets the cap to 100 tokens; the next question is refused")
        typer.echo(_command(root, ["caps", "set", USER, "100", "--reason", "demo"]).strip())
        await _say(tool, AFTER_THE_CAP)


async def _say(tool: ChatToolSimulator, text: str) -> None:
    typer.echo(f"{USER}> {text}")
    receipt = await tool.say(USER, text)
    typer.echo(f"  [{receipt.status_code} {receipt.status}, {round(receipt.seconds * 1000)} ms]")
    reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
    typer.echo(f"bot ({reply.outcome})> {reply.text}")


def _show_usage(root: Path) -> None:
    _title("4. What the usage log keeps of the day: figures and codes, no text")
    for line in _command(root, ["usage", "export", "--format", "jsonl"]).splitlines():
        row = json.loads(line)
        typer.echo("  " + ", ".join(f"{name}={row[name]}" for name in SHOWN_COLUMNS))


def _title(text: str) -> None:
    typer.echo(f"\n== {text}")


def _command(root: Path, arguments: Sequence[str]) -> str:
    """Run one command of this program in a folder; its output."""
    from assistant.core.errors import ConfigurationError

    command = [sys.executable, "-m", "assistant", *arguments]
    done = subprocess.run(  # noqa: S603  # our own program with our own arguments
        command, cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ConfigurationError(f"demo: {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def _gateway(root: Path, port: int, callback: str) -> Iterator[None]:
    from assistant.core.errors import ConfigurationError
    from assistant.settings import child_environment

    process = subprocess.Popen(  # our own program
        [sys.executable, "-m", "assistant", "serve"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=child_environment(
            {
                "ASSISTANT__SERVER__PORT": str(port),
                "ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL": callback,
                "ASSISTANT__RAG__COMPLETES_FIRST_INDEX": "false",  # it ends before that would
            }
        ),
    )
    try:
        if not _wait_until_listening(process, port):
            raise ConfigurationError("demo: the gateway did not start; try `assistant doctor`")
        yield
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
