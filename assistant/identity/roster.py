"""The roster CSV (職員名簿), read and checked as a whole before anything is imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.identity.roles import Role
from assistant.identity.roster_cells import COLUMNS, RosterLine, fold, read_line
from assistant.identity.roster_text import RosterError, decode_roster


@dataclass(frozen=True, slots=True)
class ChatId:
    """A chat tool's id of a person and the roster line that gives it."""

    channel: str
    channel_user_id: str = field(repr=False)
    line: int


@dataclass(frozen=True, slots=True)
class RosterAccount:
    """One account of a roster, from one line or several. Its `repr` shows no name."""

    line: int
    account_id: str
    name: str = field(repr=False)
    department_id: str
    role: Role
    is_active: bool
    chat_ids: tuple[ChatId, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster that agrees with itself: accounts in the file's order, and the encoding found."""

    accounts: tuple[RosterAccount, ...]
    encoding: str


def parse_roster(content: bytes) -> Roster:
    """Read a roster CSV with the columns of `COLUMNS`, in any order, under a header line.

    UTF-8 (with or without BOM) or cp932; full-width letters, digits and spaces are understood in
    all columns but name and channel_user_id. `channel` and `channel_user_id` may be empty together.
    An account may stand on several lines, one per chat id; its other columns must then agree.

    Raises:
        RosterError: all that is wrong, line by line.
    """
    decoded = decode_roster(content)
    records = _records(decoded.text)
    header = next(records, None)
    if header is None:
        raise RosterError([f"the file is empty; its first line must be {','.join(COLUMNS)}"])
    columns = _read_header(*header)
    lines: list[RosterLine] = []
    problems: list[str] = []
    for number, cells in records:
        line = _read_record(number, cells, columns)
        if isinstance(line, RosterLine):
            lines.append(line)
        else:
            problems += line
    problems += _contradictions(lines)
    if not problems and not lines:
        problems.append("no account follows the header; write one line per account")
    if problems:
        raise RosterError(sorted(problems, key=_line_of))
    return Roster(_accounts(lines), decoded.encoding)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each CSV record that is not blank, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise RosterError(
                [f"line {number}: a quotation mark is not closed or a cell is too long"]
            ) from None
        if any(cell.strip() for cell in cells):
            yield number, cells


def _read_header(number: int, cells: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(fold(cell).casefold() for cell in cells)
    where = f"line {number}"
    missing = [name for name in COLUMNS if name not in columns]
    # Only positions are named: a file without a header has a person in its first line.
    unknown = [str(at) for at, name in enumerate(columns, start=1) if name not in COLUMNS]
    repeated = [name for name in COLUMNS if columns.count(name) > 1]
    problems = []
    if missing:
        problems.append(f"{where}: no column {', '.join(missing)}; write {','.join(COLUMNS)}")
    if unknown:
        problems.append(f"{where}: unknown column at position {', '.join(unknown)}; remove it")
    if repeated:
        problems.append(f"{where}: column {', '.join(repeated)} stands there twice; remove one")
    if problems:
        raise RosterError(problems)
    return columns


def _read_record(
    number: int, cells: Sequence[str], columns: Sequence[str]
) -> RosterLine | list[str]:
    if len(cells) != len(columns):
        return [
            f"line {number}: has {len(cells)} cells, the header {len(columns)}; "
            "check its commas and quotation marks"
        ]
    return read_line(number, dict(zip(columns, cells, strict=True)))


def _contradictions(lines: Iterable[RosterLine]) -> list[str]:
    """Problems between lines: accounts that disagree, chat ids and lines that repeat."""
    problems: list[str] = []
    accounts: dict[str, RosterLine] = {}
    chat_ids: dict[tuple[str, ...], RosterLine] = {}
    for line in lines:
        first = accounts.setdefault(line.account_id, line)
        problems += _disagreements(first, line)
        # A line without chat id is one only for its own account.
        key = (line.channel, line.channel_user_id or line.account_id)
        other = chat_ids.setdefault(key, line)
        if other is line:
            continue
        if other.account_id == line.account_id:
            problems.append(f"line {line.number}: repeats line {other.number}; remove one")
        else:
            problems.append(
                f"line {line.number}, channel_user_id: is that of account {other.account_id} on "
                f"line {other.number}; a chat id belongs to one account"
            )
    return problems


def _disagreements(first: RosterLine, line: RosterLine) -> list[str]:
    pairs = {
        "name": (first.name, line.name),
        "department": (first.department_id, line.department_id),
        "role": (first.role, line.role),
        "active": (first.is_active, line.is_active),
    }
    return [
        f"line {line.number}, {column}: differs from line {first.number} of the same account "
        f"{line.account_id}; make them agree"
        for column, (one, other) in pairs.items()
        if one != other
    ]


def _accounts(lines: Sequence[RosterLine]) -> tuple[RosterAccount, ...]:
    grouped: dict[str, list[RosterLine]] = {}
    for line in lines:
        grouped.setdefault(line.account_id, []).append(line)
    return tuple(
        RosterAccount(
            line=group[0].number,
            account_id=account_id,
            name=group[0].name,
            department_id=group[0].department_id,
            role=group[0].role,
            is_active=group[0].is_active,
            chat_ids=tuple(
                ChatId(line.channel, line.channel_user_id, line.number)
                for line in group
                if line.channel
            ),
        )
        for account_id, group in grouped.items()
    )


def _line_of(problem: str) -> int:
    number = problem.removeprefix("line ").partition(":")[0].partition(",")[0]
    return int(number) if number.isdigit() else 0
