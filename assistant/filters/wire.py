"""Messages between the pool and a worker process: four bytes of length, then JSON in UTF-8."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, Protocol

LENGTH = struct.Struct(">I")
# 16,000 characters, escaped, fit many times over; a longer announcement is garbage.
LARGEST_MESSAGE = 4 * 1024 * 1024


class Readable(Protocol):
    """What messages are read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes; fewer at the end only."""
        ...


class WireError(Exception):
    """What came over the pipe is no message."""


def encode(message: Mapping[str, Any]) -> bytes:
    """One message, length first. Lone surrogates survive (escaped)."""
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return LENGTH.pack(len(body)) + body


def decode(body: bytes) -> dict[str, Any]:
    """The message in a body.

    Raises:
        WireError: it is not a JSON object.
    """
    try:
        message = json.loads(body)
    except ValueError as fault:
        raise WireError("not JSON") from fault
    if not isinstance(message, dict):
        raise WireError("not an object")
    return message


def body_length(header: bytes) -> int:
    """The length a header announces.

    Raises:
        WireError: cut short, or longer than any message can be.
    """
    if len(header) != LENGTH.size:
        raise WireError("header cut short")
    (length,) = LENGTH.unpack(header)
    if length > LARGEST_MESSAGE:
        raise WireError("message too long")
    return int(length)


def read_message(stream: Readable) -> dict[str, Any] | None:
    """The next message of a blocking stream; None at its end.

    Raises:
        WireError: the stream ended inside a message, or holds garbage.
    """
    header = stream.read(LENGTH.size)
    if not header:
        return None
    length = body_length(header)
    body = stream.read(length)
    if len(body) != length:
        raise WireError("body cut short")
    return decode(body)
