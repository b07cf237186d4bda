"""Reads what is typed into fields that many forms have."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from assistant.core.errors import InputError
from assistant.identity.faults import NotFoundError
from assistant.usage.quota.amounts import check_reason, read_day

LONGEST_ID = 128
SCORE = re.compile(r"0(\.\d{1,4})?|1(\.0{1,4})?", re.ASCII)
LONGEST_NUMBER = 9
"""Digits; more than that no list of a city has."""


def reason_of(text: str) -> str:
    """A reason, which must be given.

    Raises:
        InputError: it is missing, too long, or holds what is no text.
    """
    return check_reason(text, is_required=True)


def words_of(text: str) -> str:
    """Words that may be left out.

    Raises:
        InputError: they are too long, or hold what is no text.
    """
    return check_reason(text, is_required=False)


def long_enough(name: str) -> bool:
    """Whether something can be the id of an account or department at all."""
    return 0 < len(name) <= LONGEST_ID and name.isprintable()


def day_or_none(text: str) -> date | None:
    """A day that may be left out.

    Raises:
        InputError: it is no day.
    """
    return read_day(text) if text.strip() else None


def number_of(text: object) -> int:
    """The number by which an address names something.

    Raises:
        NotFoundError: it is none.
    """
    digits = str(text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER):
        raise NotFoundError("there is nothing of this number")
    return int(digits)


def score_of(text: str) -> float:
    """A score from 0 to 1, in half-width or full-width digits.

    Raises:
        InputError: it is none.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if not SCORE.fullmatch(folded):
        raise InputError("write a number from 0 to 1")
    return float(folded)
