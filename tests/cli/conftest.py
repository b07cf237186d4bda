"""An installation in a temporary folder, and commands run in it as a person would."""

from __future__ import annotations

import io
import logging
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import structlog
import typer.main

import assistant.cli
from assistant.__main__ import _fail, _fail_unexpectedly
from assistant.cli.install import install
from assistant.settings import environment_variables


@dataclass(frozen=True, slots=True)
class Result:
    """What a command gave back."""

    exit_code: int
    out: str
    err: str


Assistant = Callable[..., Result]


@pytest.fixture(scope="session", autouse=True)
def _commands_made_once() -> Iterator[None]:
    """typer makes every command anew for each line it runs, which takes longer than most lines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of the machine, and no trace of the command line's log settings afterwards."""
    for name in environment_variables():
        monkeypatch.delenv(name)
    root = logging.getLogger()
    handlers, level, saved = root.handlers, root.level, structlog.get_config()
    yield
    structlog.configure(**saved)
    root.handlers, root.level = handlers, level


@pytest.fixture(scope="session")
def fresh_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init` makes; copied for each test, never used itself."""
    folder = tmp_path_factory.mktemp("fresh")
    list(install(folder))
    return folder


@pytest.fixture
def instance(fresh_instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of one's own, and the current folder."""
    folder = tmp_path / "instance"
    shutil.copytree(fresh_instance, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def assistant_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Assistant:
    """Runs one command in the current folder, through the wrapper that `assistant` runs in."""

    def command(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            assistant.cli.run(_fail, _fail_unexpectedly)
        printed = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        assert "Traceback" not in printed.err
        return Result(code, printed.out, printed.err)

    return command


def change_database(instance: Path, *statements: str) -> None:
    """Change the database behind the program's back, checks switched off."""
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def one_line(result: Result) -> str:
    """The one line a fault is told in."""
    assert result.err.startswith("assistant: ")
    assert result.err.count("\n") == 1, result.err
    return result.err.removeprefix("assistant: ").rstrip("\n")


def mode_of(path: Path) -> int:
    """Permission bits of a file or folder."""
    return path.stat().st_mode & 0o777
