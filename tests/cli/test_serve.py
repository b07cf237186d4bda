"""`serve` as a process: its one line, its port, its end, and a machine without the model."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.settings import child_environment
from tests.cli.conftest import Assistant, one_line
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port

CALLBACK = "http://127.0.0.1:9/callback"  # where nothing is posted to
# Stands in for a machine without the language model: what asks for the package does not find it.
WITHOUT_MODEL = """
import importlib.metadata, sys
sys.modules["ja_ginza"] = None
found = importlib.metadata.Distribution.from_name
def from_name(name):
    if name.replace("-", "_") == "ja_ginza":
        raise importlib.metadata.PackageNotFoundError(name)
    return found(name)
importlib.metadata.Distribution.from_name = from_name
"""


@dataclass(frozen=True, slots=True)
class Serving:
    """A gateway that takes messages."""

    process: subprocess.Popen[str]
    folder: Path
    address: str
    callback: str


# Whoever runs the suite in the background of a shell has SIGINT ignored, and children inherit that.
SERVE = (
    "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "sys.argv = ['assistant', 'serve']; runpy.run_module('assistant', run_name='__main__')"
)


def start(folder: Path, python: str, callback: str, port: int = 0) -> subprocess.Popen[str]:
    """Start a gateway on an installation."""
    return subprocess.Popen(
        [python, "-c", SERVE],
        cwd=folder,
        env=child_environment(
            {
                "ASSISTANT__SERVER__PORT": str(port),
                "ASSISTANT__FILTER__WORKERS": "1",
                "ASSISTANT__RAG__COMPLETES_FIRST_INDEX": "false",
                "ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL": callback,
            }
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def serving(fresh_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One gateway for the tests of this module."""
    folder = tmp_path_factory.mktemp("serve") / "instance"
    shutil.copytree(fresh_instance, folder)
    callback = f"http://127.0.0.1:{free_port()}/callback"
    process = start(folder, sys.executable, callback)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("assistant: http://127.0.0.1:"), line
    yield Serving(process, folder, line.split()[1], callback)
    process.terminate()
    rest, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert rest == ""
    for log_line in errors.splitlines():
        assert json.loads(log_line)["event"]


@pytest.fixture
def in_that_folder(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Serving:
    """The gateway; commands run in its folder, with its callback."""
    monkeypatch.chdir(serving.folder)
    monkeypatch.setenv("ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL", serving.callback)
    return serving


@pytest.mark.nlp
def test_simulated_question_is_answered(
    in_that_folder: Serving, assistant_command: Assistant
) -> None:
    result = assistant_command("simulate", "generic", "--gateway", in_that_folder.address)
    assert result.exit_code == 0, result.err
    assert "[202 accepted, " in result.out
    assert "bot (answered)> 【生成AI未接続】" in result.out


@pytest.mark.nlp
def test_copies_of_one_event_get_one_reply(
    in_that_folder: Serving, assistant_command: Assistant
) -> None:
    arguments = ["残量", "--copies", "4", "--json", "--gateway", in_that_folder.address]
    document = json.loads(assistant_command("simulate", "generic", *arguments).out)
    statuses = sorted(receipt["status"] for receipt in document["receipts"])
    assert statuses == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert document["reply"]["outcome"] == "answered"


@pytest.mark.nlp
@pytest.mark.parametrize("option", ["--stale", "--wrong-key"])
def test_wrongly_signed_message_is_refused(
    in_that_folder: Serving, assistant_command: Assistant, option: str
) -> None:
    result = assistant_command("simulate", "generic", option, "--gateway", in_that_folder.address)
    assert result.exit_code == 1
    assert "[401 invalid_signature, " in result.out
    assert result.err == "refused, as a message signed like this must be\n"


@pytest.mark.nlp
def test_second_gateway_on_the_port_is_refused(
    in_that_folder: Serving, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = in_that_folder.address.rpartition(":")[2]
    monkeypatch.setenv("ASSISTANT__SERVER__PORT", port)
    result = assistant_command("serve")
    assert result.exit_code == 2
    assert f"server.port {port}: cannot listen there (Address already in use)" in one_line(result)


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "::g"])
def test_host_that_is_not_this_machine_is_refused(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("ASSISTANT__SERVER__HOST", host)
    result = assistant_command("serve")
    assert result.exit_code == 2
    assert f"server.host {host}, " in one_line(result)


@pytest.mark.nlp
def test_interrupt_while_starting_ends_at_once(instance: Path) -> None:
    process = start(instance, sys.executable, CALLBACK)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not children.read_text(encoding="ascii").strip():  # the filter's process is not there yet
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode != 0
    assert "Traceback" not in errors


@pytest.mark.nlp
def test_machine_without_the_language_model_is_told_how_to_get_it(
    instance: Path, tmp_path: Path
) -> None:
    environment = tmp_path / "python"
    venv.create(environment, with_pip=False, symlinks=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "sitecustomize.py").write_text(WITHOUT_MODEL, encoding="utf-8")
    places = [place for place in sys.path if place.endswith("site-packages")]
    root = Path(__file__).parents[2]
    (packages / "real.pth").write_text("\n".join([str(root), *places]), encoding="utf-8")
    python = str(environment / "bin" / "python")
    process = start(instance, python, CALLBACK)
    out, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, out) == (2, "")
    assert errors.count("\n") == 1, errors
    assert errors.startswith("assistant: ja-ginza is not installed and the filter needs it; ")


@pytest.mark.nlp
def test_two_gateways_on_one_folder_take_messages_side_by_side(
    in_that_folder: Serving, assistant_command: Assistant
) -> None:
    second = start(in_that_folder.folder, sys.executable, in_that_folder.callback)
    assert second.stdout is not None
    address = second.stdout.readline().split()[1]
    try:
        for each in (in_that_folder.address, address):
            result = assistant_command("simulate", "generic", "残量", "--gateway", each)
            assert result.exit_code == 0, result.err
    finally:
        second.send_signal(signal.SIGINT)
        second.communicate(timeout=PATIENCE_SECONDS)
    assert second.returncode == 0


def test_port_nobody_may_take_is_told(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("ASSISTANT__SERVER__PORT", str(taken.getsockname()[1]))
        result = assistant_command("serve")
    assert result.exit_code == 2
    assert "or ASSISTANT__SERVER__PORT" in one_line(result)
