"""The gate: what passes, what is refused and why, and that no fault lets anything through."""

from __future__ import annotations

import asyncio
import importlib.metadata
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError
from assistant.core.ids import AccountId, DepartmentId
from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
from assistant.filters.decision import Decision, Policy
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.policy import AllowEntry, Sender, default_snapshot
from assistant.filters.ruleset import HASHED, content_hash, is_data
from assistant.filters.settings import EntityRule, FilterSettings
from tests.filters.fakes import FakeAnalyzer

pytestmark = pytest.mark.anyio
KEY = Key("seal", 1, b"0123456789abcdef")
TAX = Sender(AccountId("E0001"), DepartmentId("税務課"))
CARE = Sender(AccountId("E0002"), DepartmentId("福祉課"))


def allowing(department: str | None = None) -> Policy:
    """The policy of the settings with the fake's word allowed."""
    entry = AllowEntry(1, "秘密", "PERSON", department)
    return Policy(replace(default_snapshot(FilterSettings()), entries=(entry,)))


def make_gate(analyzer: FakeAnalyzer, settings: FilterSettings | None = None) -> PiiGate:
    return PiiGate(settings or FilterSettings(), key=KEY, analyzer=analyzer)


async def test_text_without_findings_comes_out_sealed_and_unchanged() -> None:
    gate = make_gate(FakeAnalyzer())
    verdict = await gate.screen(RawText("会議の案内 ①"))
    assert isinstance(verdict, CleanText)
    assert verdict.value == "会議の案内 ①"
    assert verdict.ruleset == gate.ruleset
    assert KEY.is_digest_of(verdict.seal, f"{gate.ruleset}\n会議の案内 ①")


async def test_a_finding_blocks_with_its_place() -> None:
    verdict = await make_gate(FakeAnalyzer()).screen(RawText("これは秘密です"))
    assert isinstance(verdict, Blocked)
    assert verdict.reason is BlockReason.PERSONAL_DATA
    assert [(one.entity, one.start, one.end) for one in verdict.findings] == [("PERSON", 3, 5)]


@pytest.mark.parametrize("fault", [RuntimeError("x"), TimeoutError(), OSError(), KeyError("y")])
async def test_any_fault_in_the_analysis_blocks(fault: Exception) -> None:
    verdict = await make_gate(FakeAnalyzer(fault=fault)).screen(RawText("会議の案内"))
    assert verdict == Blocked(BlockReason.FILTER_UNAVAILABLE)


async def test_a_fault_is_not_remembered() -> None:
    analyzer = FakeAnalyzer(fault=RuntimeError())
    gate = make_gate(analyzer)
    await gate.screen(RawText("会議の案内"))
    analyzer.fault = None
    assert isinstance(await gate.screen(RawText("会議の案内")), CleanText)


async def test_cancellation_is_not_swallowed() -> None:
    gate = make_gate(FakeAnalyzer(fault=asyncio.CancelledError()))
    with pytest.raises(asyncio.CancelledError):
        await gate.screen(RawText("会議の案内"))


async def test_lone_surrogate_is_unreadable_and_never_analysed() -> None:
    analyzer = FakeAnalyzer()
    verdict = await make_gate(analyzer).screen(RawText("会議\ud800"))
    assert verdict == Blocked(BlockReason.UNREADABLE)
    assert analyzer.asked == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("あ" * 101, id="one over"),
        pytest.param("あ" * 350_000, id="a megabyte"),
        pytest.param("\ufdfa" * 100, id="expands eighteenfold"),
    ],
)
async def test_too_long_is_refused_before_any_analysis(text: str) -> None:
    analyzer = FakeAnalyzer()
    verdict = await make_gate(analyzer, FilterSettings(max_chars=100)).screen(RawText(text))
    assert verdict == Blocked(BlockReason.TOO_LONG)
    assert analyzer.asked == []


async def test_exactly_at_the_limit_is_analysed() -> None:
    analyzer = FakeAnalyzer()
    gate = make_gate(analyzer, FilterSettings(max_chars=100))
    assert isinstance(await gate.screen(RawText("あ" * 100)), CleanText)
    assert analyzer.asked == [100]


async def test_a_text_seen_before_is_not_analysed_again() -> None:
    analyzer = FakeAnalyzer()
    gate = make_gate(analyzer)
    first = await gate.screen(RawText("これは秘密です"))
    assert await gate.screen(RawText("これは秘密です")) == first
    assert analyzer.asked == [7]


async def test_the_memory_of_verdicts_is_bounded() -> None:
    analyzer = FakeAnalyzer()
    gate = make_gate(analyzer, FilterSettings(cache_entries=2))
    for text in ("一", "二", "三", "一"):
        await gate.screen(RawText(text))
    assert len(analyzer.asked) == 4


async def test_reopen_trusts_a_seal_of_the_rules_in_force() -> None:
    analyzer = FakeAnalyzer()
    gate = make_gate(analyzer)
    clean = await gate.screen(RawText("会議の案内"))
    assert isinstance(clean, CleanText)
    assert await gate.reopen(clean.value, clean.ruleset, clean.seal) == clean
    assert len(analyzer.asked) == 1


@pytest.mark.parametrize("change", ["text", "ruleset", "seal"])
async def test_reopen_screens_again_when_anything_was_changed(change: str) -> None:
    gate = make_gate(FakeAnalyzer())
    clean = await gate.screen(RawText("会議の案内"))
    assert isinstance(clean, CleanText)
    text = "これは秘密です" if change == "text" else clean.value
    ruleset = "r1-00000000" if change == "ruleset" else clean.ruleset
    seal = f"v1:{'0' * 64}" if change == "seal" else clean.seal
    fresh = make_gate(analyzer := FakeAnalyzer())
    verdict = await fresh.reopen(text, ruleset, seal)
    assert isinstance(verdict, Blocked if change == "text" else CleanText)
    assert len(analyzer.asked) == 1


def test_the_ruleset_changes_with_what_decides_and_with_nothing_else() -> None:
    usual = make_gate(FakeAnalyzer()).ruleset
    faster = make_gate(FakeAnalyzer(), FilterSettings(workers=5)).ruleset
    stricter = FilterSettings(entities={"PERSON": EntityRule(threshold=0.4)})
    assert usual == faster
    assert make_gate(FakeAnalyzer(), stricter).ruleset != usual


async def test_nothing_the_gate_returns_shows_text_in_its_repr() -> None:
    gate = make_gate(FakeAnalyzer())
    clean = await gate.screen(RawText("会議の案内"))
    blocked = await gate.screen(RawText("これは秘密です"))
    assert "会議" not in repr(clean)
    assert "秘密" not in repr(blocked)


async def test_another_policy_decides_anew_without_another_analysis() -> None:
    gate = make_gate(analyzer := FakeAnalyzer())
    before = gate.ruleset
    assert isinstance(await gate.screen(RawText("これは秘密です")), Blocked)
    gate.adopt(allowing())
    clean = await gate.screen(RawText("これは秘密です"))
    assert isinstance(clean, CleanText)
    assert clean.ruleset == gate.ruleset != before
    assert before.partition(".")[0] == gate.ruleset.partition(".")[0]
    assert analyzer.asked == [7]


async def test_text_sealed_under_an_older_policy_is_screened_again() -> None:
    gate = make_gate(FakeAnalyzer())
    strict = Policy(default_snapshot(FilterSettings()))
    gate.adopt(allowing())
    clean = await gate.screen(RawText("これは秘密です"))
    assert isinstance(clean, CleanText)
    assert await gate.reopen(clean.value, clean.ruleset, clean.seal) == clean
    gate.adopt(strict)
    assert isinstance(await gate.reopen(clean.value, clean.ruleset, clean.seal), Blocked)


async def test_what_holds_for_one_department_is_sealed_for_it_alone() -> None:
    gate = make_gate(FakeAnalyzer())
    gate.adopt(allowing("税務課"))
    raw = RawText("これは秘密です")
    clean = await gate.screen(raw, sender=TAX)
    assert isinstance(clean, CleanText)
    assert isinstance(await gate.screen(raw, sender=CARE), Blocked)
    assert isinstance(await gate.screen(raw), Blocked)
    stored = clean.value, clean.ruleset, clean.seal
    assert await gate.reopen(*stored, sender=TAX) == clean
    assert isinstance(await gate.reopen(*stored, sender=CARE), Blocked)
    assert isinstance(await gate.reopen(*stored), Blocked)


async def test_an_entry_stops_working_by_time(clock: ManualClock) -> None:
    gate = PiiGate(FilterSettings(), key=KEY, analyzer=FakeAnalyzer(), clock=clock)
    plain = gate.ruleset
    entry = AllowEntry(1, "秘密", "PERSON", None, clock.now() + timedelta(hours=1))
    gate.adopt(Policy(replace(default_snapshot(FilterSettings()), entries=(entry,))))
    clean = await gate.screen(RawText("これは秘密です"))
    assert isinstance(clean, CleanText)
    clock.advance(3600)
    assert isinstance(await gate.screen(RawText("これは秘密です")), Blocked)
    assert isinstance(await gate.reopen(clean.value, clean.ruleset, clean.seal), Blocked)
    assert gate.ruleset == plain


class BrokenPolicy(Policy):
    """Cannot decide."""

    def decide(
        self, text: str, findings: Sequence[Finding], sender: Sender | None
    ) -> tuple[Decision, ...]:
        raise KeyError("a rule")


async def test_a_fault_in_the_decision_blocks() -> None:
    gate = make_gate(FakeAnalyzer())
    gate.adopt(BrokenPolicy(default_snapshot(FilterSettings())))
    assert await gate.screen(RawText("会議の案内")) == Blocked(BlockReason.FILTER_UNAVAILABLE)
    assert gate.unavailable == 1


@pytest.mark.parametrize("name", HASHED)
def test_the_ruleset_holds_the_content_of_model_and_dictionary(name: str) -> None:
    files = [file for file in importlib.metadata.files(name) or [] if is_data(file)]
    assert files
    assert sum(Path(str(file.locate())).stat().st_size for file in files) > 10_000_000
    assert not any("RECORD" in file.name or file.suffix == ".pyc" for file in files)
    assert len(content_hash(name)) == 64


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigurationError, match="no-such-package is not installed"):
        content_hash("no-such-package")
