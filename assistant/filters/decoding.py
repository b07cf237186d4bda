"""Encoded text read as what it says: escapes, base64, hex, code points, compressed data. Bounded.

A decoder takes one match of its pattern and tells what stands there, character by character where
the escapes are one by one, else for the token as a whole. What does not decode to readable text is
left alone (and is `OPAQUE_BLOB`'s business if it is long).
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header

from assistant.filters.layout import SPACED, Piece, drawn_closer
from assistant.filters.stress import EMPHASIS, RUBY, emphasised, with_reading

LARGEST_OUTPUT = 64 * 1024
SHORTEST_TEXT = 4
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龥々ｦ-ﾝ]")
PLAIN = re.compile(r"[\x20-\x7e\s\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef々①-⑳]*")
KANA = re.compile("[ぁ-んァ-ヶ]")
CODINGS = ("cp932", "euc_jp", "iso2022_jp")
GZIP = b"\x1f\x8b"
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


@dataclass(frozen=True, slots=True)
class Decoder:
    """One way of writing text as other text.

    Attributes:
        name: for reasons.
        pattern: where to look.
        read: the pieces a match stands for, or none if it is no encoded text.
        is_escape: whether a program showing the text would show the decoded one (entities, %xx).
        sign: what stands in every text the pattern fits: looked for first.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Sequence[Piece] | None]
    is_escape: bool = False
    sign: str = ""


def as_text(data: bytes) -> str | None:
    """Bytes as readable text (UTF-8, UTF-16, Japanese codings, gzip, zlib), or none."""
    if data[:2] == GZIP or data[:2] in ZLIB:
        data = inflated(data) or b""
    text = strictly(data, "utf-8")
    if text is None and (data[:2] in (b"\xff\xfe", b"\xfe\xff") or is_wide(data)):
        text = strictly(data, "utf-16" if data[0] in (0xFE, 0xFF) else wide_order(data))
    if text is None:
        read = (in_japanese(data, coding) for coding in CODINGS)
        text = next((one for one in read if one is not None), None)
    return text if text is not None and len(text) >= SHORTEST_TEXT else None


def inflated(data: bytes) -> bytes | None:
    """Decompressed data; none if it is broken or grows beyond `LARGEST_OUTPUT`."""
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        output = reader.decompress(data, LARGEST_OUTPUT)
    except zlib.error:
        return None
    return None if reader.unconsumed_tail else output


def strictly(data: bytes, coding: str) -> str | None:
    """Decoded text if every character of it can be read."""
    try:
        text = data.decode(coding)
    except (UnicodeDecodeError, ValueError):
        return None
    is_readable = all(one.isprintable() or one in "\n\r\t\u3000" for one in text)
    return text if text and is_readable else None


def in_japanese(data: bytes, coding: str) -> str | None:
    """Text in an older Japanese coding; short or unlikely characters are chance."""
    text = strictly(data, coding)
    if text is None or len(data) < 8 or not KANA.search(text) or not PLAIN.fullmatch(text):
        return None
    return text


def is_wide(data: bytes) -> bool:
    """Whether bytes look like UTF-16 without a mark: every other one 0 or of the kana block."""
    if len(data) < 8 or len(data) % 2:
        return False
    return any(
        sum(one in (0x00, 0x30) for one in data[first::2]) * 2 > len(data) // 2 for first in (0, 1)
    )


def wide_order(data: bytes) -> str:
    """Big-endian if the high bytes come first."""
    first, second = (sum(one in (0, 0x30) for one in data[place::2]) for place in (0, 1))
    return "utf-16-be" if first >= second else "utf-16-le"


def whole(text: str | None, found: re.Match[str]) -> Sequence[Piece] | None:
    """A token read as a whole: every character stands for all of it."""
    return None if text is None else [(one, 0, len(found[0])) for one in text]


def byte_escapes(found: re.Match[str], width: int, *, offset: int) -> Sequence[Piece] | None:
    """Escapes of one byte each, all of the same width; characters lead back to their own bytes."""
    shown = found[0]
    data = bytes(
        int(shown[place + offset : place + offset + 2], 16) for place in range(0, len(shown), width)
    )
    for coding in ("utf-8", "cp932", "euc_jp"):
        text = strictly(data, coding) if coding == "utf-8" else in_japanese(data, coding)
        if text is not None:
            return placed(text, coding, width)
    return None


def placed(text: str, coding: str, width: int) -> Sequence[Piece]:
    """Characters with the places of their bytes' escapes."""
    pieces: list[Piece] = []
    place = 0
    for one in text:
        size = len(one.encode(coding)) * width
        pieces.append((one, place, place + size))
        place += size
    return pieces


def quoted_printable(found: re.Match[str]) -> Sequence[Piece] | None:
    """=E6=9C… with soft line breaks; plain `=10` is arithmetic."""
    data = bytes.fromhex(re.sub(r"=\n|=", "", found[0]))
    is_text = any(one >= 0x80 for one in data)
    return whole(strictly(data, "utf-8") or in_japanese(data, "cp932"), found) if is_text else None


def unicode_escapes(found: re.Match[str]) -> Sequence[Piece] | None:
    r"""\\u5c71, \\u{5c71}, \\U00005c71, U+5C71: one character each; surrogates in pairs."""
    pieces: list[Piece] = []
    for one in UNICODE_ESCAPE.finditer(found[0]):
        value = int(one[1] or one[2] or one[3] or one[4], 16)
        if value > 0x10FFFF:
            return None
        if pieces and 0xDC00 <= value < 0xE000 and 0xD800 <= ord(pieces[-1][0]) < 0xDC00:
            high, start, _ = pieces.pop()
            value = 0x10000 + ((ord(high) - 0xD800) << 10) + value - 0xDC00
            pieces.append((chr(value), start, one.end()))
        else:
            pieces.append((chr(value), one.start(), one.end()))
    if any(0xD800 <= ord(character) < 0xE000 for character, _, _ in pieces):
        return None
    return pieces


def entities(found: re.Match[str]) -> Sequence[Piece] | None:
    """&#38263; &#x9577; &amp;: one character (or a few) each."""
    text = html.unescape(found[0])
    return None if text == found[0] or "\ufffd" in text else whole(text, found)


def mime_word(found: re.Match[str]) -> Sequence[Piece] | None:
    """=?UTF-8?B?…?= of a mail header (RFC 2047)."""
    try:
        ((data, coding),) = decode_header(found[0])
        text = data.decode(coding or "ascii") if isinstance(data, bytes) else data
    except (HeaderParseError, binascii.Error, LookupError, UnicodeDecodeError, ValueError):
        return None
    return whole(text, found)


def base64_token(found: re.Match[str]) -> Sequence[Piece] | None:
    """Base64 or base64url, with or without padding, over line breaks."""
    return whole(from_base64(found[0]), found)


def from_base64(token: str) -> str | None:
    """What a base64 token says, or none if it is no text."""
    letters = re.sub(r"[\s=]", "", token).translate(str.maketrans("-_", "+/"))
    try:
        return as_text(base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True))
    except (binascii.Error, ValueError):
        return None


def base32_token(found: re.Match[str]) -> Sequence[Piece] | None:
    """Base32 (RFC 4648)."""
    letters = found[0].rstrip("=").upper()
    try:
        return whole(as_text(base64.b32decode(letters + "=" * (-len(letters) % 8))), found)
    except (binascii.Error, ValueError):
        return None


def hex_bytes(found: re.Match[str]) -> Sequence[Piece] | None:
    """Bytes in hex, glued or set apart (74 65 6c, 0x74, 74:65:6c)."""
    digits = re.sub("0x|[^0-9A-Fa-f]", "", found[0])
    return None if len(digits) % 2 else whole(as_text(bytes.fromhex(digits)), found)


def binary(found: re.Match[str]) -> Sequence[Piece] | None:
    """Bytes in groups of eight bits."""
    bits = re.sub("[^01]", "", found[0])
    data = bytes(int(bits[place : place + 8], 2) for place in range(0, len(bits) - 7, 8))
    return whole(as_text(data), found)


def code_points(found: re.Match[str]) -> Sequence[Piece] | None:
    """Decimal code points (48 57 48 …), all of them readable characters."""
    values = [int(one) for one in re.findall("[0-9]+", found[0])]
    if not all(0x20 <= one < 0x7F or 0x3000 <= one < 0x9FFF for one in values):
        return None
    return whole("".join(map(chr, values)), found)


def utf_7(found: re.Match[str]) -> Sequence[Piece] | None:
    """UTF-7 (+…-), Japanese only."""
    text = None
    try:
        text = found[0].encode("ascii").decode("utf-7")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    return whole(text, found) if JAPANESE.search(text) or text[-1:].isdigit() else None


def octal(found: re.Match[str]) -> Sequence[Piece] | None:
    r"""Bytes in octal (\\346\\227…), as git and shells show file names."""
    values = [int(one, 8) for one in re.findall(r"\\([0-7]{3})", found[0])]
    if max(values) > 0xFF:
        return None
    text = strictly(bytes(values), "utf-8")
    return placed(text, "utf-8", 4) if text is not None else None


def nothing(_found: re.Match[str]) -> Sequence[Piece]:
    """Markup inside a word: shown as nothing."""
    return ()


def rot13_mail(found: re.Match[str]) -> Sequence[Piece]:
    """A mail address under a rotated top-level domain, letter for letter."""
    text = codecs.decode(found[0], "rot13")
    return [(one, place, place + 1) for place, one in enumerate(text)]


UNICODE_ESCAPE = re.compile(
    r"\\u\{([0-9A-Fa-f]{1,6})\}|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})"
    r"|[Uu]\+([0-9A-Fa-f]{4,6})(?:[ ,]{1,2}(?=[Uu]\+))?"
)
BASE64 = r"[A-Za-z0-9+/\-_]{12,}(?:\n[A-Za-z0-9+/\-_]{4,})*={0,2}"
DECODERS: tuple[Decoder, ...] = (
    Decoder("entity", re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});?"),
            entities, is_escape=True, sign="&"),
    Decoder("percent", re.compile("(?:%[0-9A-Fa-f]{2})+"),
            lambda found: byte_escapes(found, 3, offset=1), is_escape=True, sign="%"),
    Decoder("unicode", re.compile(f"(?:{re.sub('[(](?![?])', '(?:', UNICODE_ESCAPE.pattern)})+"),
            unicode_escapes, is_escape=True),
    Decoder("bytes", re.compile(r"(?:\\x[0-9A-Fa-f]{2})+"),
            lambda found: byte_escapes(found, 4, offset=2), is_escape=True, sign="\\x"),
    Decoder("octal", re.compile(r"(?:\\[0-7]{3}){2,}"), octal, is_escape=True, sign="\\"),
    Decoder("quoted-printable", re.compile("(?:=[0-9A-F]{2}(?:=\n)?){2,}"), quoted_printable,
            is_escape=True, sign="="),
    Decoder("mime word", re.compile(
        r"=\?[A-Za-z0-9_\-]{2,20}\?[BbQq]\?[^?\s]{1,500}\?="), mime_word, is_escape=True,
            sign="=?"),
    Decoder("markup", re.compile(
        r"<rp>[^<]{0,4}</rp>|<rt>[^<]{0,40}</rt>|(?<=[^\s<>])<wbr>"
        r"|</?(?:ruby|rb|b|i|u|em|strong|span|mark|font|small)(?: [^<>]{0,200})?>"
        r"|<!--[^<>]{0,200}-->"),
        nothing, is_escape=True, sign="<"),
    Decoder("emphasis", EMPHASIS, emphasised, is_escape=True),
    Decoder("ruby", RUBY, with_reading, is_escape=True, sign="《"),
    Decoder("spaced", SPACED, drawn_closer, is_escape=True, sign=" "),
    Decoder("base64", re.compile(BASE64), base64_token),
    Decoder("base64 line", re.compile(r"[A-Za-z0-9+/\-_]{12,}={0,2}"), base64_token),
    Decoder("base32", re.compile("(?<![A-Za-z0-9])[A-Z2-7]{16,}={0,6}"), base32_token),
    Decoder("hex", re.compile(
        "(?<![0-9A-Fa-f])(?:0x)?[0-9A-Fa-f]{2}(?:[ :,\\-]{0,2}(?:0x)?[0-9A-Fa-f]{2}){5,}"
        "(?![0-9A-Fa-f])"), hex_bytes),
    Decoder("binary", re.compile("(?<![01])[01]{8}(?:[ ,\n]?[01]{8}){5,}(?![01])"), binary),
    Decoder("code points", re.compile("(?<![0-9])(?:[0-9]{2,5}[ ,;]{1,2}){5,}[0-9]{2,5}(?![0-9])"),
            code_points),
    Decoder("utf-7", re.compile(r"\+[A-Za-z0-9+/]{4,}-"), utf_7,
            sign="+"),
    Decoder("rot13", re.compile(
        r"(?i)[a-z0-9._%+\-]{2,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){0,3}"
        r"\.(?:wc|pbz|arg|bet|vasb|ovm)(?![a-z0-9])"), rot13_mail, sign="@"),
)  # fmt: skip
