"""Turns the bytes of a roster file into text: size, encodings, files that are no CSV."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.core.errors import InputError

MAX_ROSTER_BYTES = 20_000_000

_SAVE_AS = "save it as `CSV UTF-8`"


class RosterError(InputError):
    """A roster cannot be used. Nothing of it was imported.

    Attributes:
        problems: all that is wrong, one line each, by line of the file. They name lines, columns
            and account ids, never a person's name or another cell.
    """

    code = "invalid_roster"

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"roster: {self.problems[0]}{more}")


@dataclass(frozen=True, slots=True)
class RosterText:
    """A roster file as text, with the encoding found (`utf-8` or `cp932`)."""

    text: str = field(repr=False)
    encoding: str


def decode_roster(content: bytes) -> RosterText:
    """Decode UTF-8, with or without BOM, or cp932 (what Japanese Excel writes as plain CSV).

    A file is cp932 only if no line of it is Japanese in UTF-8: one damaged byte must not turn
    a UTF-8 file into wrong characters throughout.

    Raises:
        RosterError: over 20 MB, an Excel workbook, UTF-16, or a line in neither encoding.
    """
    if len(content) > MAX_ROSTER_BYTES:
        raise RosterError([f"the file is over {MAX_ROSTER_BYTES // 1_000_000} MB; split it"])
    if content.startswith(b"PK\x03\x04"):
        raise RosterError([f"the file is an Excel workbook (.xlsx), not CSV; {_SAVE_AS}"])
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise RosterError([f"the file is an Excel workbook (.xls), not CSV; {_SAVE_AS}"])
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RosterError([f"the file is in UTF-16; {_SAVE_AS}"])
    has_bom = content.startswith(codecs.BOM_UTF8)
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n")
    _require_text(lines)
    encoding = "utf-8" if has_bom or _is_utf8(lines) else "cp932"
    return RosterText(_decode_lines(lines, encoding), encoding)


def _require_text(lines: Sequence[bytes]) -> None:
    for number, line in enumerate(lines, start=1):
        if b"\x00" in line:
            raise RosterError([f"line {number}: holds a NUL byte, so this is no CSV; {_SAVE_AS}"])


def _is_utf8(lines: Sequence[bytes]) -> bool:
    """Whether all lines are UTF-8, or one of them is so beyond chance.

    Half-width katakana of cp932 can look like two-byte UTF-8; three-byte characters do not arise
    by chance.
    """
    readings = [_read(line, "utf-8") for line in lines if not line.isascii()]
    if None not in readings:
        return True
    return any(character > "\u07ff" for text in readings if text for character in text)


def _decode_lines(lines: Sequence[bytes], encoding: str) -> str:
    texts = [_read(line, encoding) for line in lines]
    problems = [
        f"line {number}: holds bytes that are not {encoding}; {_SAVE_AS} and check this line"
        for number, text in enumerate(texts, start=1)
        if text is None
    ]
    if problems:
        raise RosterError(problems)
    return "\n".join(text for text in texts if text is not None)


def _read(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None
