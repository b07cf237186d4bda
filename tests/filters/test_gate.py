"""The gate: what passes, what is refused and why, and that no fault lets anything through."""

from __future__ import annotations

import asyncio

import pytest

from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.settings import EntityRule, FilterSettings
from tests.filters.fakes import FakeAnalyzer

pytestmark = pytest.mark.anyio
KEY = Key("seal", 1, b"0123456789abcdef")


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
