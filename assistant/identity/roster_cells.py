"""Reads the cells of one roster line: what each column may hold, and what to do if it does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assistant.identity.models import (
    ACCOUNT_ID_LENGTH,
    CHANNEL_LENGTH,
    CHANNEL_USER_ID_LENGTH,
    DEPARTMENT_LENGTH,
    NAME_LENGTH,
)
from assistant.identity.roles import JAPANESE_ROLES, Role, parse_role

COLUMNS = (
    "account_id",
    "name",
    "department",
    "role",
    "channel",
    "channel_user_id",
    "active",
)

_ACCOUNT_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._@-]{{0,{ACCOUNT_ID_LENGTH - 1}}}")
_CHANNEL = re.compile(rf"[a-z][a-z0-9_-]{{0,{CHANNEL_LENGTH - 1}}}")
_TRUE = frozenset({"true", "1", "yes", "y", "on", "有効", "はい"})
_FALSE = frozenset({"false", "0", "no", "n", "off", "無効", "いいえ"})


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of a roster, checked by itself. Its `repr` shows no name and no chat id."""

    number: int
    account_id: str
    name: str = field(repr=False)
    department_id: str
    role: Role
    channel: str
    channel_user_id: str = field(repr=False)
    is_active: bool


def read_line(number: int, cells: Mapping[str, str]) -> RosterLine | list[str]:
    """Check the cells of one line.

    Args:
        number: the line in the file, from 1.
        cells: text by column, all of `COLUMNS`.

    Returns:
        The line, or one problem per wrong cell.
    """
    problems: list[str] = []

    def read(column: str, reader: Callable[[str], str]) -> str:
        try:
            return reader(cells[column])
        except ValueError as fault:
            problems.append(f"line {number}, {column}: {fault}")
            return ""

    account_id = read("account_id", _account_id)
    name = read("name", _name)
    department_id = read("department", _department)
    role = read("role", _role)
    channel = read("channel", _channel)
    channel_user_id = read("channel_user_id", _channel_user_id)
    active = read("active", _active)
    if bool(cells["channel"].strip()) != bool(cells["channel_user_id"].strip()):
        problems.append(f"line {number}, channel: fill channel and channel_user_id, or neither")
    if problems:
        return problems
    is_active = active == "true"
    line_role = Role(role)
    return RosterLine(
        number, account_id, name, department_id, line_role, channel, channel_user_id, is_active
    )


def fold(text: str) -> str:
    """Text with full-width letters, digits and spaces made plain, trimmed."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _account_id(text: str) -> str:
    word = fold(text)
    if not _ACCOUNT_ID.fullmatch(word):
        raise ValueError(
            f"write 1 to {ACCOUNT_ID_LENGTH} letters, digits or . _ @ - beginning with a letter "
            "or digit"
        )
    return word


def _name(text: str) -> str:
    # Not normalised: NFKC would change compatibility kanji, which people's names are written with.
    return _printable(text.strip(), NAME_LENGTH)


def _department(text: str) -> str:
    return _printable(fold(text), DEPARTMENT_LENGTH)


def _role(text: str) -> str:
    role = parse_role(text)
    if role is None:
        raise ValueError(f"unknown role; use {', '.join(Role)} or {'、'.join(JAPANESE_ROLES)}")
    return role.value


def _channel(text: str) -> str:
    word = fold(text).casefold()
    if word and not _CHANNEL.fullmatch(word):
        raise ValueError("write the name of a chat tool's channel, such as generic, or nothing")
    return word


def _channel_user_id(text: str) -> str:
    # As it is: the chat tool's own id, compared byte for byte.
    return _printable(text.strip(), CHANNEL_USER_ID_LENGTH) if text.strip() else ""


def _active(text: str) -> str:
    word = fold(text).casefold()
    if word in _TRUE:
        return "true"
    if word in _FALSE:
        return "false"
    raise ValueError("write true or false (or 1, 0, yes, no, 有効, 無効)")


def _printable(text: str, length: int) -> str:
    if not text:
        raise ValueError("is empty; fill it in")
    if len(text) > length:
        raise ValueError(f"is longer than {length} characters; shorten it")
    if "\ufffd" in text:
        raise ValueError("holds a character lost in an earlier conversion; type it again")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise ValueError("holds a line break or control character; remove it")
    return text
