"""The gate: the only place that turns raw text into clean text. Fails closed."""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.core.keys import Key
from assistant.core.logs import get_log
from assistant.core.text import CleanText, RawText
from assistant.filters.finding import AnalysisResult, Finding
from assistant.filters.normalize import hides_text
from assistant.filters.ruleset import ruleset_version
from assistant.filters.settings import FilterSettings

# Compatibility characters can expand (one of them to 18); more than this is no office text.
LARGEST_EXPANSION = 2


class Analyzer(Protocol):
    """Finds personal data in a text; raises if it cannot."""

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        """The findings that block, in offsets of this text."""
        ...


class BlockReason(StrEnum):
    """Why a text does not go on."""

    PERSONAL_DATA = "personal_data"
    FILTER_UNAVAILABLE = "filter_unavailable"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Blocked:
    """The gate's refusal. Findings stand with `PERSONAL_DATA` only."""

    reason: BlockReason
    findings: tuple[Finding, ...] = ()


class PiiGate:
    """Screens texts. There is no way round it and no switch that turns it off.

    Attributes:
        ruleset: version of the rules, stands in every `CleanText` and usage row.
        unavailable: texts refused so far because there was no verdict.
    """

    def __init__(self, settings: FilterSettings, *, key: Key, analyzer: Analyzer) -> None:
        self._settings = settings
        self._key = key
        self._analyzer = analyzer
        self._verdicts: OrderedDict[str, tuple[Finding, ...]] = OrderedDict()
        self.ruleset = ruleset_version(settings)
        self.unavailable = 0

    async def screen(
        self, raw: RawText, *, deadline_seconds: float | None = None
    ) -> CleanText | Blocked:
        """Let a text through, or refuse it with a reason. Never raises for a fault inside.

        Args:
            raw: the text; over `settings.max_chars` code points it is refused unread.
            deadline_seconds: longest wait for the verdict; the settings' deadline if None.
        """
        text = raw.reveal()
        if not is_well_formed(text):
            return Blocked(BlockReason.UNREADABLE)
        if self._is_too_long(text):
            return Blocked(BlockReason.TOO_LONG)
        if not text.strip():
            return self._sealed(text)
        try:
            findings = await self._findings(text, deadline_seconds)
        except Exception as fault:  # noqa: BLE001  # fail closed: no verdict is a refusal
            get_log().error("filter.unavailable", error=type(fault).__name__)
            self.unavailable += 1
            return Blocked(BlockReason.FILTER_UNAVAILABLE)
        if findings:
            return Blocked(BlockReason.PERSONAL_DATA, findings)
        return self._sealed(text)

    async def reopen(self, text: str, ruleset: str, seal: str) -> CleanText | Blocked:
        """Turn stored text back into clean text.

        A valid seal of the rules now in force is enough; under older rules, or with a seal that
        does not fit, the text is screened again.
        """
        if ruleset == self.ruleset and self._key.is_digest_of(seal, seal_message(ruleset, text)):
            return CleanText(text, ruleset, seal)
        return await self.screen(RawText(text))

    async def _findings(self, text: str, deadline_seconds: float | None) -> tuple[Finding, ...]:
        name = self._key.digest(f"verdict\n{text}")
        if name in self._verdicts:
            self._verdicts.move_to_end(name)
            return self._verdicts[name]
        result = await self._analyzer.analyze(text, deadline_seconds=deadline_seconds)
        self._verdicts[name] = result.findings
        while len(self._verdicts) > self._settings.cache_entries:
            self._verdicts.popitem(last=False)
        return result.findings

    def _is_too_long(self, text: str) -> bool:
        limit = self._settings.max_chars
        return len(text) > limit or (
            not text.isascii()
            and len(unicodedata.normalize("NFKC", text)) > LARGEST_EXPANSION * limit
        )

    def _sealed(self, text: str) -> CleanText:
        return CleanText(text, self.ruleset, self._key.digest(seal_message(self.ruleset, text)))


def seal_message(ruleset: str, text: str) -> str:
    """What a seal is a digest of."""
    return f"{ruleset}\n{text}"


def is_well_formed(text: str) -> bool:
    """Whether a text can be encoded (lone surrogates cannot) and shows what it holds."""
    if hides_text(text):
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
