"""What a mistake on the command line is told in: one line that says where, what and how to mend it.

Typer's own form takes four lines and repeats what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import typer
from typer.exceptions import TyperException

_NAME = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_-]{0,29}")
_MISSING = re.compile(r"Missing (?:argument|option|parameter) '(.+?)'")
_NO_VALUE = re.compile(r"Option '(.+?)' requires")
_INVALID_AT = re.compile(r"Invalid value for (.+?): (.+)")
_UNKNOWN = re.compile(r"No such (command|option):? '?([^' ]*)'?(.*)")
_FILE = re.compile(r"(\w+) (['\"]).*\2 (?=does not exist|is a |is not (?:read|writ)able)")
_NEAR = re.compile(r"--[a-z-]+|(?<=')[a-z-]+(?=')")


def run_commands(app: typer.Typer, fail: Callable[[str, int], None]) -> int:
    """Run the command line; a mistake in what was typed goes to `fail` as one line.

    Returns:
        The exit code of the command.
    """
    try:
        code = app(standalone_mode=False)
    except TyperException as mistake:
        message = mistake.format_message()
        if message.startswith("Usage: "):  # a group without a command: its help
            typer.echo(message, err=True)
        else:
            fail(told(message, _path(mistake)), mistake.exit_code)
        return mistake.exit_code
    except typer.Abort:
        fail("stopped before anything was done", 1)
        return 1
    return code if isinstance(code, int) else 0


def told(message: str, path: str) -> str:
    """A mistake in one line.

    Args:
        message: as the parser words it.
        path: the command it was made at, without the program's name; empty for none.
    """
    what = _worded(" ".join(message.split()))
    where = f"{path}: " if path else ""
    if "; " in what:  # it says how to mend it
        return f"{where}{what}"
    help_of = " ".join(["assistant", *path.split(), "--help"])
    return f"{where}{what}; `{help_of}` shows what it takes"


def _worded(message: str) -> str:
    if found := _MISSING.match(message):
        return f"{found[1]} is missing"
    if found := _INVALID_AT.match(message):
        name = found[1].strip("'")
        return f"{name}: {_value_fault(found[2])}"
    if found := _UNKNOWN.match(message):
        near = " or ".join(_NEAR.findall(found[3]))
        hint = f" (did you mean {near}?)" if near else ""
        # What is no name may be a question, typed without the command before it.
        name = found[2] if _NAME.fullmatch(found[2]) else "of that name"
        return f"there is no {found[1]} {name}{hint}"
    if "unexpected extra argument" in message:
        return "more arguments than it takes; put a text with spaces in quotation marks"
    if found := _NO_VALUE.match(message):
        return f"{found[1]}: its value is missing; write one after it"
    return message.removeprefix("Invalid value: ").rstrip(".")


def _value_fault(message: str) -> str:
    if found := _FILE.match(message):  # it repeats the name, which may be a question or a person's
        message = f"{found[1]} {message[found.end() :]}"
    plain = message.removeprefix("Value error, ").replace("Input should be", "must be")
    return plain.partition(", unable to")[0].rstrip(".")


def _path(mistake: TyperException) -> str:
    """The command a mistake was made at: `caps set`."""
    context = getattr(mistake, "ctx", None)
    names: list[str] = []
    while context is not None and context.parent is not None:
        names.append(str(context.info_name))
        context = context.parent
    return " ".join(reversed(names))
