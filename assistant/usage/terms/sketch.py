"""How many different accounts there were, without keeping which. Pure.

Linear counting (Whang, Vander-Zanden, Taylor 1990): an account sets one of 2,048 bits, which one
follows from a keyed digest. The bits set are never more than the accounts, so a limit passed by the
bits is certainly passed by the accounts; how many accounts share bits is estimated.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Iterable

BITS = 2048
_DENSE = BITS // 8
# Fewer bits than this are stored one by one, two bytes each; so many as a bitmap of that size.
_MOST_SPARSE = _DENSE // 2 - 1

EMPTY = b""


def bit_of(key: bytes, account_id: str, first: str, second: str) -> int:
    """The bit an account sets under a key for a word or a pair.

    Each word has bits of its own: that two words came from one account cannot be told from them.
    The department is left out, so that the sketches of departments add up to the city's.
    """
    message = "\0".join((first, second, account_id)).encode()
    digest = hashlib.blake2b(message, key=key, digest_size=4).digest()
    return int.from_bytes(digest, "big") % BITS


def with_bit(sketch: bytes, bit: int) -> bytes:
    """A sketch with one more bit set."""
    if len(sketch) == _DENSE:
        place, shift = divmod(bit, 8)
        changed = bytearray(sketch)
        changed[place] |= 1 << shift
        return bytes(changed)
    return packed({*bits_of(sketch), bit})


def bits_of(sketch: bytes) -> frozenset[int]:
    """The bits set in a sketch.

    Raises:
        ValueError: it is no sketch.
    """
    if len(sketch) == _DENSE:
        digits = bin(int.from_bytes(sketch, "little"))[:1:-1]
        return frozenset(bit for bit, digit in enumerate(digits) if digit == "1")
    if len(sketch) > _DENSE or len(sketch) % 2:
        raise ValueError("not a sketch")
    bits = struct.unpack(f">{len(sketch) // 2}H", sketch)
    if any(bit >= BITS for bit in bits):
        raise ValueError("not a sketch")
    return frozenset(bits)


def packed(bits: Iterable[int]) -> bytes:
    """A sketch with these bits."""
    ordered = sorted(set(bits))
    if len(ordered) > _MOST_SPARSE:
        return sum(1 << bit for bit in ordered).to_bytes(_DENSE, "little")
    return struct.pack(f">{len(ordered)}H", *ordered)


def estimate(bit_count: int) -> int:
    """How many accounts have set so many bits, most likely; at least as many as bits.

    Beyond some 7,000 accounts all bits tend to be set; then the estimate is what it was there.
    """
    unset = max(BITS - bit_count, 0.5)
    return max(bit_count, round(-BITS * math.log(unset / BITS)))
