"""Pseudonyms of accounts for usage rows and exports."""

from __future__ import annotations

from assistant.core.keys import Key

HEX_DIGITS = 16


def pseudonym(key: Key, account_id: str) -> str:
    """The name an account has in usage rows: `p<key version>-<16 hex digits>`.

    The same account and key give the same pseudonym. It is an HMAC under a key that lives outside
    the database: a plain hash of staff ids is reversed in seconds by trying all of them
    (specs/reliability.md section 2). 64 bits keep a city's accounts apart. With a new key version
    all pseudonyms change, and rows of before and after cannot be joined.
    """
    digest = key.digest(account_id).partition(":")[2]
    return f"p{key.version}-{digest[:HEX_DIGITS]}"
