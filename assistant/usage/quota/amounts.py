"""Reads what an admin writes: numbers of tokens, days, reasons. Pure; one sentence per mistake."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from assistant.core.errors import InputError
from assistant.usage.quota.models import REASON_LENGTH
from assistant.usage.quota.settings import MAX_CAP_TOKENS

LONGEST_NUMBER = 20
LONGEST_SHOWN = 40
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# `1,5` may be meant as one and a half: commas stand between groups of three digits, or nowhere.
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


class Word(StrEnum):
    """What stands in the place of a number: no limit, or no cap of its own any more."""

    UNLIMITED = "unlimited"
    DEFAULT = "default"


CapAmount: TypeAlias = int | Word


def read_cap(text: str) -> CapAmount:
    """A cap: a whole number of tokens (0 stops), `unlimited`, or `default`.

    Commas between thousands and full-width digits are understood; units such as 万 are not, as
    nobody checks twice what they mean.

    Raises:
        InputError: anything else.
    """
    word = unicodedata.normalize("NFKC", text.strip()).casefold()
    if word in set(Word):
        return Word(word)
    return read_tokens(text, or_else=", or unlimited")


def read_tokens(text: str, *, or_else: str = "") -> int:
    """A whole number of tokens.

    Raises:
        InputError: anything else, or more than a cap may be.
    """
    digits = text.strip().replace("，", ",")
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if not digits.isdecimal() or len(digits) > LONGEST_NUMBER:
        raise InputError(
            f"{_shown(text)} is not a number of tokens; write digits only (1000000){or_else}"
        )
    return check_tokens(int(digits), or_else=or_else)


def check_tokens(tokens: int, *, or_else: str = "") -> int:
    """A number of tokens within what a cap may be.

    Raises:
        InputError: it is negative or too large.
    """
    if tokens < 0:
        raise InputError(f"'{tokens}' is not a number of tokens; write 0 or more{or_else}")
    if tokens > MAX_CAP_TOKENS:
        raise InputError(f"'{tokens}' is too large; write at most {MAX_CAP_TOKENS:,}{or_else}")
    return tokens


def read_day(text: str) -> date:
    """A day written as 2026-04-30; full-width digits are understood.

    Raises:
        InputError: anything else.
    """
    plain = unicodedata.normalize("NFKC", text.strip()).replace("/", "-")
    if _DAY.fullmatch(plain):
        with suppress(ValueError):
            return date.fromisoformat(plain)
    raise InputError(f"{_shown(text)} is not a day; write it as 2026-04-30")


def check_reason(text: str, *, is_required: bool, what: str = "reason") -> str:
    """A reason as it is kept: one line, not too long.

    Raises:
        InputError: it is missing, too long, or holds what is no text.
    """
    reason = " ".join(text.split())
    if is_required and not reason:
        raise InputError(f"the {what} is missing; say why in a few words")
    if len(reason) > REASON_LENGTH:
        raise InputError(f"the {what} is longer than {REASON_LENGTH} characters; shorten it")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in reason):
        raise InputError(f"the {what} holds characters that are no text; type it again")
    return reason


def _shown(text: str) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in text)
    return repr(shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}...")
