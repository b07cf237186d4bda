"""Screens an answer of any length: one too long for the gate in pieces that overlap."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.core.text import CleanText, RawText
from assistant.filters.chunk import cut_before
from assistant.filters.gate import Blocked, PiiGate
from assistant.filters.policy import Sender


@dataclass(frozen=True, slots=True)
class Screened:
    """An answer of which every part passed the gate.

    Attributes:
        text: all of it.
        kept: what the conversation keeps. It is screened again as one text when the rules change,
            so of an answer too long for that it is the end, where the next question goes on.
    """

    text: str = field(repr=False)
    kept: CleanText


async def screen_answer(gate: PiiGate, answer: RawText, *, sender: Sender) -> Screened | Blocked:
    """Let an answer through as a whole, or refuse it for the first piece that does not pass.

    The findings of a refusal lie in the answer, not in the piece.
    """
    text = answer.reveal()
    cut = pieces(text, gate.max_chars)
    passed: list[CleanText] = []
    for start, end in cut:
        verdict = await gate.screen(RawText(text[start:end]), sender=sender)
        if isinstance(verdict, Blocked):
            return _moved(verdict, start)
        passed.append(verdict)
    lengths = [following - start for (start, _), (following, _) in pairwise(cut)]
    begun = [one.value[:length] for one, length in zip(passed, lengths, strict=False)]
    return Screened("".join([*begun, passed[-1].value]), passed[-1])


def pieces(text: str, size: int) -> list[tuple[int, int]]:
    """Begin and end of each piece, cut at sentence ends where there are some.

    Whatever is up to a quarter of `size` long lies in one piece as a whole: no name, number or
    address is hidden by being cut in two, nor by losing the words around it.
    """
    step = max(1, size // 2)
    starts = [0]
    while len(text) - starts[-1] > size:
        starts.append(cut_before(text, starts[-1], starts[-1] + step))
    ends = [cut_before(text, start + step, start + size) for start in starts[:-1]]
    return list(zip(starts, [*ends, len(text)], strict=True))


def _moved(blocked: Blocked, by: int) -> Blocked:
    findings = tuple(
        replace(finding, start=finding.start + by, end=finding.end + by)
        for finding in blocked.findings
    )
    return replace(blocked, findings=findings)
