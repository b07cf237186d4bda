"""The gate: the only place that turns raw text into clean text. Fails closed."""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.core.clock import Clock, SystemClock
from assistant.core.keys import Key
from assistant.core.logs import get_log
from assistant.core.text import CleanText, RawText
from assistant.filters.decision import Decision, Effect, Policy, blocking
from assistant.filters.finding import AnalysisResult, Finding, Term, without_contained
from assistant.filters.normalize import hides_text
from assistant.filters.policy import Sender, default_snapshot
from assistant.filters.ruleset import ruleset_version
from assistant.filters.settings import FilterSettings

# Compatibility characters can expand (one of them to 18); more than this is no office text.
LARGEST_EXPANSION = 2


class Analyzer(Protocol):
    """Finds personal data in a text; raises if it cannot."""

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        """Everything found, however weak, in offsets of this text."""
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and how it came about.

    Attributes:
        verdict: what `screen` returns.
        decisions: what the policy made of each finding; none if the text was not analysed.
        terms: the words of a clean text that may be counted; None if it was not read for them now.
    """

    verdict: CleanText | Blocked
    decisions: tuple[Decision, ...] = ()
    terms: tuple[Term, ...] | None = None

    @property
    def shadowed(self) -> frozenset[str]:
        """Entities a rule in trial would have stopped the text for."""
        return frozenset(
            one.finding.entity for one in self.decisions if one.effect is Effect.SHADOWED
        )


class PiiGate:
    """Screens texts. There is no way round it and no switch that turns it off.

    What was found is decided on here, by the city's policy and whose text it is; the analysis
    knows neither, so that what it found can be remembered.

    Attributes:
        unavailable: texts refused so far because there was no verdict.
    """

    def __init__(
        self,
        settings: FilterSettings,
        *,
        key: Key,
        analyzer: Analyzer,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._key = key
        self._analyzer = analyzer
        self._clock = clock or SystemClock()
        self._found: OrderedDict[str, tuple[Finding, ...]] = OrderedDict()
        self._rules = ruleset_version(settings)
        self._policy = Policy(default_snapshot(settings))
        self.unavailable = 0

    @property
    def max_chars(self) -> int:
        """The longest text that is read, in code points."""
        return self._settings.max_chars

    @property
    def ruleset(self) -> str:
        """Version of filter and policy; stands in every `CleanText` and usage row."""
        return f"{self._rules}.{self._policy_now().version}"

    def adopt(self, policy: Policy) -> None:
        """Decide by another policy from now on. What was found before is decided on anew."""
        self._policy = policy

    async def screen(
        self,
        raw: RawText,
        *,
        sender: Sender | None = None,
        deadline_seconds: float | None = None,
    ) -> CleanText | Blocked:
        """Let a text through, or refuse it with a reason. Never raises for a fault inside.

        Args:
            raw: the text; over `settings.max_chars` code points it is refused unread.
            sender: whose text it is; without one only what holds for the whole city applies.
            deadline_seconds: longest wait for the verdict; the settings' deadline if None.
        """
        return (await self.judge(raw, sender=sender, deadline_seconds=deadline_seconds)).verdict

    async def judge(
        self,
        raw: RawText,
        *,
        sender: Sender | None = None,
        deadline_seconds: float | None = None,
    ) -> Judgement:
        """As `screen`, with what the policy made of each finding."""
        text = raw.reveal()
        if not is_well_formed(text):
            return Judgement(Blocked(BlockReason.UNREADABLE))
        if self._is_too_long(text):
            return Judgement(Blocked(BlockReason.TOO_LONG))
        if not text.strip():
            return Judgement(self._sealed(text, self._policy_now(), sender))
        try:
            found, terms = await self._find(text, deadline_seconds)
            policy = self._policy_now()
            decisions = policy.decide(text, found, sender)
        except Exception as fault:  # noqa: BLE001  # fail closed: no verdict is a refusal
            get_log().error("filter.unavailable", error=type(fault).__name__)
            self.unavailable += 1
            return Judgement(Blocked(BlockReason.FILTER_UNAVAILABLE))
        stopping = tuple(without_contained(blocking(decisions)))
        if stopping:
            return Judgement(Blocked(BlockReason.PERSONAL_DATA, stopping), decisions)
        return Judgement(self._sealed(text, policy, sender), decisions, terms)

    async def read_terms(self, clean: CleanText) -> tuple[Term, ...] | None:
        """The words of a clean text that may be counted; None if it could not be read.

        For a text whose analysis was not kept: another process screened it, or it came before.
        """
        try:
            return (await self._analyzer.analyze(clean.value)).terms
        except Exception as fault:  # noqa: BLE001  # whatever it is, the question goes on uncounted
            get_log().warning("terms.not_read", error=type(fault).__name__)
            return None

    async def reopen(
        self, text: str, ruleset: str, seal: str, *, sender: Sender | None = None
    ) -> CleanText | Blocked:
        """Turn stored text back into clean text.

        A valid seal of the rules now in force is enough; under older rules, for a sender of
        another department, or with a seal that does not fit, the text is screened again.
        """
        message = seal_message(ruleset, text, sender)
        if ruleset == self.ruleset and self._key.is_digest_of(seal, message):
            return CleanText(text, ruleset, seal)
        return await self.screen(RawText(text), sender=sender)

    async def _find(
        self, text: str, deadline_seconds: float | None
    ) -> tuple[tuple[Finding, ...], tuple[Term, ...] | None]:
        """What was found, and the words if the text was read just now: those are not remembered."""
        name = self._key.digest(f"verdict\n{text}")
        if name in self._found:
            self._found.move_to_end(name)
            return self._found[name], None
        result = await self._analyzer.analyze(text, deadline_seconds=deadline_seconds)
        self._found[name] = result.findings
        while len(self._found) > self._settings.cache_entries:
            self._found.popitem(last=False)
        return result.findings, result.terms

    def _policy_now(self) -> Policy:
        """The policy without the entries whose time is over."""
        now = self._clock.now()
        if self._policy.next_expiry is not None and self._policy.next_expiry <= now:
            self._policy = Policy(self._policy.snapshot.at(now))
        return self._policy

    def _is_too_long(self, text: str) -> bool:
        limit = self._settings.max_chars
        return len(text) > limit or (
            not text.isascii()
            and len(unicodedata.normalize("NFKC", text)) > LARGEST_EXPANSION * limit
        )

    def _sealed(self, text: str, policy: Policy, sender: Sender | None) -> CleanText:
        ruleset = f"{self._rules}.{policy.version}"
        return CleanText(text, ruleset, self._key.digest(seal_message(ruleset, text, sender)))


def seal_message(ruleset: str, text: str, sender: Sender | None = None) -> str:
    """What a seal is a digest of: the rules, the department they were applied for, the text."""
    if sender is None:
        return f"{ruleset}\n{text}"
    return f"{ruleset} {len(sender.department_id)} {sender.department_id}\n{text}"


def is_well_formed(text: str) -> bool:
    """Whether a text can be encoded (lone surrogates cannot) and shows what it holds."""
    if hides_text(text):
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
