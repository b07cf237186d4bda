"""Reads what is typed into fields that many forms have."""

from __future__ import annotations

from assistant.usage.quota.amounts import check_reason

LONGEST_ID = 128


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
