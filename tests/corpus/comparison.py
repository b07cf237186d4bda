"""Figures of a run as plain values, and two runs side by side: what an upgrade changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.corpus.scoring import Ratio, Score

Figures = Mapping[str, Any]
RATIOS = ("block recall", "false blocks", "pairs told apart", "rewrites clean", "spans found")


def figures_of(score: Score) -> dict[str, Any]:
    """The figures of one set: counts, places by entity, verdict and expectation by id."""
    ratios = {
        "block recall": score.recall,
        "false blocks": score.false_blocks,
        "pairs told apart": score.told_apart,
        "rewrites clean": score.rewritten,
        "spans found": score.span_recall(),
        **{kind: score.span_recall([kind]) for kind in sorted(score.spans)},
    }
    return {
        "ratios": {name: [one.part, one.whole] for name, one in ratios.items() if one.whole},
        "stopped": dict(sorted(score.verdicts.items())),
        "expected": dict(sorted(score.expected.items())),
    }


def shown(figures: Figures) -> Iterator[str]:
    """The ratios of one set, one a line."""
    for name, (part, whole) in figures["ratios"].items():
        yield f"{_label(name)} {Ratio(part, whole)}"


def wrong_ids(figures: Figures) -> Iterator[str]:
    """Rows whose verdict is wrong, in order."""
    for one, stops in figures["stopped"].items():
        if stops != figures["expected"][one]:
            yield one


def compared(before: Figures, now: Figures) -> Iterator[str]:
    """What differs between two runs of one set: ratios before and after, verdicts by id."""
    for name in {**before["ratios"], **now["ratios"]}:
        old, new = (one["ratios"].get(name) for one in (before, now))
        if old == new:
            yield f"{_label(name)} {_ratio(new)}"
        else:
            change = _value(new) - _value(old)
            yield f"{_label(name)} {_ratio(old)} -> {_ratio(new)}  ({change:+.3f})"
    yield from _changed_verdicts(before, now)


def _changed_verdicts(before: Figures, now: Figures) -> Iterator[str]:
    old, new, expected = before["stopped"], now["stopped"], now["expected"]
    for one in sorted({*old, *new}):
        if one not in old or one not in new:
            yield f"  {one}: {'new' if one in new else 'gone'}"
        elif old[one] != new[one]:
            verdict = "stopped now" if new[one] else "let through now"
            yield f"  {one}: {verdict}, {'right' if new[one] == expected[one] else 'WRONG'}"


def _label(name: str) -> str:
    return f"{name:16}" if name in RATIOS else f"  {name:22}"


def _ratio(counts: list[int] | None) -> str:
    return "-" if counts is None else f"{counts[0]}/{counts[1]} {_value(counts):.3f}"


def _value(counts: list[int] | None) -> float:
    return counts[0] / counts[1] if counts else 0.0
