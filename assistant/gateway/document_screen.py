"""Personal data in documents: records that hold it are set aside before they are indexed.

A published text is not a question: a name alone, an office's telephone or address are no reason.
Set aside is what holds a number that identifies a person, or a name next to a birth date, an
address, a telephone or a mail address. What is let through here passes the gate once more, as
every passage does, before a model sees it.

Where the filter gives no verdict nothing is known of a text: the build ends, and the index in
force stays.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from assistant.core.errors import AssistantError
from assistant.core.text import CleanText, RawText
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.pool import WorkerPool
from assistant.filters.settings import IDENTIFICATION_NUMBERS
from assistant.rag.documents import Record, Trust

NUMBERS = IDENTIFICATION_NUMBERS | {"CREDIT_CARD", "JP_BANK_ACCOUNT", "JP_POSTAL_ACCOUNT"}
CONTACTS = frozenset({"JP_BIRTH_DATE", "JP_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS"})
NEAR_CHARS = 60
"""A name this near a contact belongs to it."""
# Only what has one of these can hold such a number or contact; the rest need no analysis.
_WORTH_A_LOOK = re.compile(
    r"[0-9][0-9 \-()]{6,}|@|〒|[0-9〇一二三四五六七八九十]+(?:丁目|番地|番[0-9])|生まれ|生年月日"
    r"|[0-9]{1,4}-[0-9]{1,4}-[0-9]{1,4}"
)
_PIECE = 4_000
# A document can wait; a question cannot.
SCREENING_SECONDS = 30.0
OnScreened = Callable[[int, int], None]


class NoVerdictError(AssistantError):
    """The filter could not say what is in a document."""

    def __init__(self) -> None:
        super().__init__(
            "the filter gave no verdict on a document; run `assistant rag build` again; "
            "the index in force stays"
        )


async def screened(gate: PiiGate, text: str) -> CleanText | Blocked:
    """The gate's verdict on a document, or a part of one.

    Raises:
        NoVerdictError: there is none.
    """
    verdict = await gate.screen(RawText(text), deadline_seconds=SCREENING_SECONDS)
    if isinstance(verdict, Blocked) and verdict.reason is BlockReason.FILTER_UNAVAILABLE:
        raise NoVerdictError
    return verdict


def screen_documents(
    pool: WorkerPool,
    gate: PiiGate,
    records: Sequence[Record],
    on_screened: OnScreened = lambda _done, _of: None,
) -> Mapping[str, str]:
    """The ids of records to set aside, each with why.

    Corpora that are taken as they are (`.jsonl`) are not looked at. Starts and closes the pool,
    but only if any record is worth a look.

    Raises:
        NoVerdictError: the filter does not say what is in one of them.
    """
    suspects = [record for record in records if is_worth_a_look(record)]
    return asyncio.run(_screen_all(pool, gate, suspects, on_screened)) if suspects else {}


def is_worth_a_look(record: Record) -> bool:
    """Whether a record can hold what would set it aside."""
    text = unicodedata.normalize("NFKC", record.text)
    return record.trust is not Trust.COLLECTED and _WORTH_A_LOOK.search(text) is not None


def kinds_that_identify(findings: Iterable[Finding]) -> list[str]:
    """The kinds among findings that set a published text aside; none for a name alone."""
    listed = sorted(findings, key=lambda finding: finding.start)
    kinds = {finding.entity for finding in listed if finding.entity in NUMBERS}
    near = [finding for finding in listed if finding.entity in CONTACTS | {"PERSON"}]
    for first, second in pairwise(near):
        pair = {first.entity, second.entity}
        if "PERSON" in pair and pair & CONTACTS and second.start - first.end <= NEAR_CHARS:
            kinds |= pair
    return sorted(kinds)


async def _screen_all(
    pool: WorkerPool, gate: PiiGate, records: Sequence[Record], on_screened: OnScreened
) -> dict[str, str]:
    aside: dict[str, str] = {}
    await pool.start()
    try:
        for number, record in enumerate(records, 1):
            why = await _why_aside(gate, record.text)
            if why:
                aside[record.id] = why
            on_screened(number, len(records))
    finally:
        await pool.close()
    return aside


async def _why_aside(gate: PiiGate, text: str) -> str:
    """Why a text is set aside; empty for one that is not."""
    kinds: set[str] = set()
    size = max(min(_PIECE, gate.max_chars - NEAR_CHARS), 1)
    for start in range(0, len(text), size):
        # Pieces overlap, so that what stands across a cut is whole in one of them.
        verdict = await screened(gate, text[max(start - NEAR_CHARS, 0) : start + size])
        if isinstance(verdict, CleanText):
            continue
        if verdict.reason is not BlockReason.PERSONAL_DATA:
            return f"cannot be screened ({verdict.reason.value}); write it as plain text"
        kinds.update(kinds_that_identify(verdict.findings))
    return f"holds personal data ({', '.join(sorted(kinds))}); take it out" if kinds else ""
