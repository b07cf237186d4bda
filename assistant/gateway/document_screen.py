"""Personal data in documents: records that hold it are set aside before they are indexed.

A published text is not a question: a name alone, an office's telephone or address are no reason.
Set aside is what holds a number that identifies a person, or a name next to a birth date, an
address, a telephone or a mail address. What is let through here passes the gate once more, as
every passage does, before a model sees it.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

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


def screen_documents(
    pool: WorkerPool, gate: PiiGate, records: Sequence[Record]
) -> Mapping[str, str]:
    """The ids of records to set aside, each with the kinds of data found.

    Corpora that are taken as they are (`.jsonl`) are not looked at. Starts and closes the pool,
    but only if any record is worth a look.
    """
    suspects = [record for record in records if is_worth_a_look(record)]
    return asyncio.run(_screen_all(pool, gate, suspects)) if suspects else {}


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


async def _screen_all(pool: WorkerPool, gate: PiiGate, records: Sequence[Record]) -> dict[str, str]:
    await pool.start()
    try:
        found = [await _kinds_in(gate, record.text) for record in records]
    finally:
        await pool.close()
    return {
        record.id: ", ".join(kinds) for record, kinds in zip(records, found, strict=True) if kinds
    }


async def _kinds_in(gate: PiiGate, text: str) -> list[str]:
    kinds: set[str] = set()
    for start in range(0, len(text), _PIECE):
        # Pieces overlap, so that what stands across a cut is whole in one of them.
        piece = text[max(start - NEAR_CHARS, 0) : start + _PIECE]
        verdict: CleanText | Blocked = await gate.screen(RawText(piece))
        if isinstance(verdict, CleanText):
            continue
        if verdict.reason is BlockReason.PERSONAL_DATA:
            kinds.update(kinds_that_identify(verdict.findings))
        else:
            kinds.add(verdict.reason.value)
    return sorted(kinds)
