"""Plain text: an ordinance if it has articles, else one block; and how bytes become text."""

from __future__ import annotations

from assistant.rag.documents import Kind
from assistant.rag.facts import kind_of
from assistant.rag.lines import Line, blocks_of, titled
from assistant.rag.loaders.base import Draft, RefusedError
from assistant.rag.outline import Block

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def load_text(name: str, content: bytes) -> Draft:
    """A text file; its first line is its title, date and number apart.

    Raises:
        RefusedError: it is empty or in no encoding of Japanese text.
    """
    text = decode(name, content, is_legacy_allowed=True)
    lines = [Line(line) for line in text.strip().splitlines()]
    title, rest = titled(lines)
    if kind_of(title) in (Kind.GUIDELINE, Kind.FAQ):
        body = "\n".join(line.text for line in rest).strip()
        return Draft(title, (Block((), body or text.strip()),))
    return Draft(title, blocks_of(rest or lines))


def decode(name: str, content: bytes, *, is_legacy_allowed: bool = False) -> str:
    """The text of a file: UTF-8, or what its byte order mark says; else Shift_JIS or EUC-JP.

    Args:
        name: for the refusal.
        content: the bytes.
        is_legacy_allowed: whether Shift_JIS and EUC-JP are tried.

    Raises:
        RefusedError: it is empty, binary, or in another encoding.
    """
    if not content.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise RefusedError(f"{name}: empty; remove it, or put its text in")
    marked = next((codec for bom, codec in _BOMS if content.startswith(bom)), None)
    legacy = ("cp932", "euc_jp") if is_legacy_allowed else ()
    for codec in (marked,) if marked else ("utf-8", *legacy):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise RefusedError(f"{name}: not UTF-8 text; save it as UTF-8")
