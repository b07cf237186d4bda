"""Words a command sends to staff pass the gate, like everything that leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.core.text import CleanText
    from assistant.filters.gate import PiiGate
    from assistant.filters.pool import WorkerPool
    from assistant.instance import Instance


def screened(instance: Instance, words: str) -> CleanText | None:
    """Words for staff, as the city's rules let them through; None if there are none.

    Raises:
        InputError: they do not pass; says what was found, not what was written.
    """
    from assistant.cli.rag_build import filter_in_force

    if not words.strip():
        return None
    settings = instance.settings
    one_worker = settings.filter.model_copy(update={"workers": 1})
    pool, gate = filter_in_force(
        replace(instance, settings=settings.model_copy(update={"filter": one_worker}))
    )
    return asyncio.run(_screened(pool, gate, words.strip()))


async def _screened(pool: WorkerPool, gate: PiiGate, words: str) -> CleanText:
    from assistant.core.errors import InputError
    from assistant.core.text import CleanText, RawText

    try:
        await pool.start()
        verdict = await gate.screen(RawText(words))
    finally:
        await pool.close()
    if isinstance(verdict, CleanText):
        return verdict
    found = ", ".join(sorted({finding.entity for finding in verdict.findings}))
    raise InputError(
        f"the filter does not let these words through: {verdict.reason.value} {found}".rstrip()
        + "; word them without personal data"
    )
