"""What only a process of its own can show: imports, the environment, closed output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.__main__ import TRACING_SWITCHES
from assistant.settings import child_environment
from tests.patience import PATIENCE_SECONDS

HEAVY = ("presidio_analyzer", "spacy", "ginza", "openai", "chromadb", "langchain", "sqlmodel")


def run(
    *arguments: str, folder: Path, variables: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=child_environment(variables or {}),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["caps", "--help"], ["filter", "scan", "--help"]]
)
def test_help_imports_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    program = (
        "import sys; from assistant.__main__ import main; sys.argv[1:] = %r\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, *sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = run("-c", program % arguments, folder=tmp_path)
    code, *modules = done.stderr.splitlines()
    assert code == "0"
    assert "Usage: " in done.stdout
    assert "typer" in modules
    loaded = {name.partition(".")[0] for name in modules}
    assert loaded.isdisjoint({*HEAVY, "sqlalchemy", "fastapi", "uvicorn"})


@pytest.mark.parametrize("switch", TRACING_SWITCHES)
def test_switched_on_tracing_is_refused(tmp_path: Path, switch: str) -> None:
    done = run("-m", "assistant", "--help", folder=tmp_path, variables={switch: "true"})
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"assistant: environment: {switch} would send what staff type")
    assert done.stderr.count("\n") == 1
    assert run(
        "-m", "assistant", "--help", folder=tmp_path, variables={switch: "false"}
    ).returncode == 0  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        ([], 2),
        (["nonsense"], 2),
        (["serve", "--nonsense"], 2),
        (["config", "check"], 2),
        (["accounts", "list"], 2),
        (["filter", "scan", "nowhere.txt"], 1),
    ],
)
def test_exit_code_of_the_process(tmp_path: Path, arguments: list[str], code: int) -> None:
    done = run("-m", "assistant", *arguments, folder=tmp_path)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_reader_that_goes_away_is_no_traceback(instance: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-u", "-m", "assistant", "caps", "show", "--json"],
            cwd=instance,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
