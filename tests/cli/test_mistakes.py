"""A command typed wrongly: one line on what and how to mend it, exit code 2, at every level."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from assistant.cli import app
from assistant.cli.mistakes import told
from tests.cli.conftest import Assistant, Result, one_line


def commands() -> Iterator[tuple[str, Any]]:
    """Every group and command, with its words."""
    pending: list[tuple[str, Any]] = [("", typer.main.get_command(app))]
    while pending:
        path, command = pending.pop()
        yield path, command
        inner = getattr(command, "commands", {})
        pending += [(f"{path} {name}".strip(), each) for name, each in inner.items()]


PATHS = sorted(path for path, _ in commands())
GROUPS = sorted(path for path, command in commands() if getattr(command, "commands", {}))


def mistake(result: Result, path: str) -> str:
    """What a mistake is told in."""
    assert (result.exit_code, result.out) == (2, "")
    line = one_line(result)
    assert line.startswith(f"{path}: " if path else "there is no ")
    assert "; " in line, "it says how to mend it"
    return line


@pytest.mark.parametrize("path", PATHS)
def test_an_option_that_is_none(tmp_path: Path, assistant_command: Assistant, path: str) -> None:
    assert "--no-such-option" in mistake(assistant_command(*path.split(), "--no-such-option"), path)


@pytest.mark.parametrize("path", GROUPS)
def test_a_command_that_is_none(tmp_path: Path, assistant_command: Assistant, path: str) -> None:
    line = mistake(assistant_command(*path.split(), "nosuch"), path)
    assert "there is no command nosuch; `assistant" in line


@pytest.mark.parametrize("path", sorted(set(PATHS) - set(GROUPS)))
def test_too_many_arguments(tmp_path: Path, assistant_command: Assistant, path: str) -> None:
    takes_many = {"rag build", "caps pilot"}
    result = assistant_command(*path.split(), *["架空"] * 9)
    if path not in takes_many:
        assert "架空架空" not in mistake(result, path)


def required(command: Any) -> list[str]:
    return [each.name for each in command.params if each.required]


@pytest.mark.parametrize("path", sorted(path for path, command in commands() if required(command)))
def test_something_left_out(tmp_path: Path, assistant_command: Assistant, path: str) -> None:
    assert "is missing" in mistake(assistant_command(*path.split()), path)


def test_a_question_without_its_command_is_not_repeated(
    instance: Path, assistant_command: Assistant
) -> None:
    for typed in (("架空太郎の住所は",), ("ask", "一つ", "架空太郎の住所は")):
        result = assistant_command(*typed)
        assert result.exit_code == 2
        assert "架空太郎" not in result.err + result.out


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("acounts", "there is no command acounts (did you mean accounts?); `assistant --help`"),
        ("caps sho", "caps: there is no command sho (did you mean show?); `assistant caps --help`"),
        ("switch off --reasn x", "(did you mean --reason?)"),
        ("caps boost demo 5 --until", "--until: its value is missing; write one after it"),
        ("allow list --kind x", "--kind: 'x' is not one of 'entries', 'officials', 'contacts'; "),
        ("audit list --limit 0", "--limit: must be greater than or equal to 1; "),
        ("caps end x --reason y", "caps end: ID: must be a valid integer; "),
        ("caps end 1", "caps end: --reason is missing; `assistant caps end --help` shows"),
        ("caps set demo", "name one of ACCOUNT, --department D or --city, and then TOKENS; "),
        ("accounts role demo king", "'king': use staff, department-admin, admin,"),
        ("replies retry --reason x", "replies retry: name one of ID and --all; "),
    ],
)  # fmt: skip
def test_the_line_names_what_and_how(
    instance: Path, assistant_command: Assistant, typed: str, says: str
) -> None:
    result = assistant_command(*typed.split())
    assert result.exit_code == 2
    assert says in one_line(result)


@pytest.mark.parametrize("path", GROUPS)
def test_a_group_alone_shows_its_help(
    tmp_path: Path, assistant_command: Assistant, path: str
) -> None:
    result = assistant_command(*path.split())
    assert result.exit_code == 2
    assert result.err.startswith("Usage: ")
    assert "Commands:" in result.err


def test_whatever_the_parser_says_is_one_line() -> None:
    assert told("Could not\n open  file", "caps") == (
        "caps: Could not open file; `assistant caps --help` shows what it takes"
    )


@pytest.mark.parametrize(
    "fault", ["does not exist", "is a directory", "is a file", "is not readable", "is not writable"]
)
@pytest.mark.parametrize("quoted", ["'架空太郎の住所は'", "\"架空太郎's 'x' is a file\""])
def test_a_question_typed_for_a_file_is_not_repeated(fault: str, quoted: str) -> None:
    message = f"Invalid value for '--file': path {quoted} {fault}."
    assert told(message, "scan") == (
        f"scan: --file: path {fault}; `assistant scan --help` shows what it takes"
    )
