"""What of a survey may be shown: no figure of fewer people than a small group. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from assistant.usage.analysis.survey import NEVER, Summary
from assistant.usage.log.small_groups import SUPPRESSED, too_small

Name = TypeVar("Name", int, str)


def shown(summary: Summary, small_group: int, *, is_open: bool = False) -> Summary:
    """A summary without what would speak of fewer people than may be shown.

    Of a wave with fewer answers, and of one that is still open (from one look to the next it
    grows by a person), only how many they are remains. Else figures that fewer answered are left
    out, and answers that fewer chose are added up, with the next smallest where that would still
    be too few: as `suppressed`, or for minutes as `minutes_suppressed`, and then without the sum
    and the mean, from which they could be subtracted.
    """
    if small_group <= 1:
        return summary
    is_too_few = is_open or summary.n < small_group
    verdicts = (summary.efficient, summary.efficient_n - summary.efficient)
    if is_too_few or any(0 < count < small_group for count in verdicts):
        summary = replace(summary, efficient=0, efficient_n=0)
    if is_too_few or summary.hours_n < small_group:
        summary = replace(summary, hours_n=0, hours_per_week=0.0, hours_per_year=0.0)
    summary = _minutes_shown(summary, small_group, is_too_few=is_too_few)
    if is_too_few:
        return replace(summary, users=None, never=None, frequency={}, uses={}, is_too_few=True)
    frequency = _hidden(summary.frequency, small_group)
    if NEVER in frequency:
        summary = replace(summary, users=None, never=None)
    return replace(
        summary,
        frequency=_added_up(summary.frequency, frequency),
        uses=_added_up(summary.uses, _hidden(summary.uses, small_group)),
    )


def _minutes_shown(summary: Summary, small_group: int, *, is_too_few: bool) -> Summary:
    if is_too_few or summary.minutes_n < small_group:
        return replace(
            summary, minutes_n=0, minutes_total=0, minutes_mean=None, minutes_median=None,
            minutes={},
        )  # fmt: skip
    hidden = _hidden(summary.minutes, small_group)
    if hidden:
        summary = replace(summary, minutes_total=0, minutes_mean=None)
    kept = {number: count for number, count in summary.minutes.items() if number not in hidden}
    return replace(
        summary, minutes=kept, minutes_suppressed=sum(summary.minutes[each] for each in hidden)
    )


def _hidden(counts: Mapping[Name, int], small_group: int) -> set[Name]:
    named = {str(name): name for name in counts}
    groups = [(text, counts[name]) for text, name in named.items()]
    return {named[text] for text in too_small(groups, small_group)}


def _added_up(counts: Mapping[str, int], hidden: set[str]) -> dict[str, int]:
    kept = {name: count for name, count in counts.items() if name not in hidden}
    return kept | ({SUPPRESSED: sum(counts[name] for name in hidden)} if hidden else {})
