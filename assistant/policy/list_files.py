"""Reads CSV files of the city's lists, all of it or nothing."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from assistant.policy.drafts import ContactDraft, Draft, EntryDraft, ListKind, OfficialDraft
from assistant.policy.terms import PolicyError

MAX_BYTES = 5_000_000
MAX_LINES = 20_000
COLUMNS: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.ENTRIES: ("entity", "text", "department", "until", "reason"),
    ListKind.OFFICIALS: ("name", "office"),
    ListKind.CONTACTS: ("kind", "value", "office"),
}
NEEDED: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.ENTRIES: ("text", "reason"),
    ListKind.OFFICIALS: ("name",),
    ListKind.CONTACTS: ("kind", "value"),
}
MAX_PROBLEMS = 50


class ListFileError(PolicyError):
    """A file of a list cannot be used. Nothing of it was imported.

    Attributes:
        problems: all that is wrong, one line each; they name lines and columns, never a cell.
    """

    code = "invalid_list"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems[:MAX_PROBLEMS])
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


def read_list(
    content: bytes, kind: ListKind, problem_of: Callable[[Draft], str | None]
) -> list[tuple[int, Draft]]:
    """The lines of a CSV file (UTF-8 or cp932, with a header), each with its number.

    Args:
        content: the file.
        kind: which list it is for; decides the columns.
        problem_of: what is wrong with a line, or None.

    Raises:
        ListFileError: anything is wrong with any line, or with the file.
    """
    records = list(_records(_decoded(content)))
    if not records:
        raise ListFileError([f"the file is empty; its first line is {','.join(COLUMNS[kind])}"])
    if len(records) > MAX_LINES:
        raise ListFileError([f"over {MAX_LINES} lines; split the file"])
    header = [unicodedata.normalize("NFKC", cell).strip().casefold() for cell in records[0][1]]
    _check_header(header, kind)
    drafts: list[tuple[int, Draft]] = []
    problems: list[str] = []
    for line, cells in records[1:]:
        draft, problem = _draft(kind, header, cells)
        problem = problem or (problem_of(draft) if draft is not None else None)
        if draft is None or problem is not None:
            problems.append(f"line {line}: {problem}")
        else:
            drafts.append((line, draft))
    if problems:
        raise ListFileError(problems)
    return drafts


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise ListFileError([f"over {MAX_BYTES // 1_000_000} MB; split the file"])
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ListFileError(["not text in UTF-8 or cp932; save it as `CSV UTF-8`"])


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ListFileError(
                [f"line {line}: a quotation mark is not closed, or a cell is too long"]
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _check_header(header: Sequence[str], kind: ListKind) -> None:
    known = ",".join(COLUMNS[kind])
    # Only positions are named: a file without a header has a person in its first line.
    unknown = [str(at) for at, name in enumerate(header, 1) if name not in COLUMNS[kind]]
    missing = [name for name in NEEDED[kind] if name not in header]
    if unknown:
        raise ListFileError(
            [f"line 1: unknown column at position {', '.join(unknown)}; known are {known}"]
        )
    if missing:
        raise ListFileError([f"line 1: no column {', '.join(missing)}; known are {known}"])
    if len(set(header)) != len(header):
        raise ListFileError(["line 1: a column stands there twice; remove one"])


def _draft(
    kind: ListKind, header: Sequence[str], cells: Sequence[str]
) -> tuple[Draft | None, str | None]:
    if len(cells) != len(header):
        return None, f"has {len(cells)} cells, the header {len(header)}"
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    if kind is ListKind.OFFICIALS:
        return OfficialDraft(row["name"], row.get("office", "")), None
    if kind is ListKind.CONTACTS:
        return ContactDraft(row["kind"].casefold(), row["value"], row.get("office", "")), None
    try:
        until = date.fromisoformat(row["until"]) if row.get("until") else None
    except ValueError:
        return None, "until: is no date; write the last day the entry holds, as 2027-03-31"
    return (
        EntryDraft(
            text=row["text"],
            reason=row["reason"],
            entity=row.get("entity") or None,
            department=row.get("department") or None,
            until=until,
        ),
        None,
    )
