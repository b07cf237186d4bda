"""How `survey` writes what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from assistant.usage.analysis.survey import Summary
    from assistant.usage.analysis.survey_taps import TapSummary
    from assistant.usage.analysis.waves import Wave

OPEN = "still asked: the figures follow when it is closed (`assistant survey close`)"
TOO_FEW = "too few to show anything else (analysis.small_group)"
NO_MEAN = "the mean is left out: what few people said could be told from it (analysis.small_group)"


def tell_wave(wave: Wave) -> None:
    """One wave in lines."""
    found = wave.summary
    rate = "" if found.response_rate is None else f" of {found.invited} ({found.response_rate:.1%})"
    days = f"{wave.held_on} to {wave.ends}" if wave.ends else f"{wave.held_on}"
    state = ", open" if wave.is_open else ""
    typer.echo(f"{wave.label} ({days}{state}): {found.n} answers{rate}")
    if found.is_too_few:
        typer.echo(f"  {OPEN if wave.is_open else TOO_FEW}")
        return
    if wave.unfinished:
        typer.echo(f"  {wave.unfinished} of them broke off")
    _tell_use(wave)
    _tell_savings(found)
    _tell_check(wave)
    if found.is_self_selected:
        typer.echo("  warning: those who answer chose to; do not take them for all staff")


def tell_taps(found: TapSummary, percent: float) -> None:
    """What was said below answers, in lines."""
    rate = "" if found.response_rate is None else f" ({found.response_rate:.1%})"
    typer.echo(
        f"{found.from_month} to {found.to_month}: asked {found.asked} times, answered "
        f"{found.answered}{rate} by {found.people} accounts; asked below {percent:g} % of answers "
        "(survey.tap_percent)"
    )
    if not found.answered:
        return
    if found.minutes_median is None:
        typer.echo("  minutes saved: too few to show (analysis.small_group)")
    else:
        mean = "" if found.minutes_mean is None else f"mean {found.minutes_mean:.1f}, "
        typer.echo(
            f"  minutes saved: {mean}median {found.minutes_median:g}, n {found.minutes_n} "
            f"({_spread(found.minutes, ' min')})"
        )
        if not mean:
            typer.echo(f"  {NO_MEAN}")
    if found.up is None:
        typer.echo("  of use or not: too few to show (analysis.small_group)")
    else:
        typer.echo(f"  of use: {found.up} yes, {found.down} no")
    if found.reasons:
        typer.echo(f"  why not: {_spread(found.reasons, '')}")
    typer.echo("  warning: those who answer chose to; do not take them for all answers")


def _tell_use(wave: Wave) -> None:
    found = wave.summary
    users = "too few to show" if found.users is None else f"{found.users}, never {found.never}"
    never = "" if wave.never_logged is None else f", {wave.never_logged} of those asked none since "
    since = f"April {_year(wave)}" if never else ""
    typer.echo(
        f"  users {users}; the log knows {wave.logged_users} accounts in that time{never}{since}"
    )
    if found.frequency:
        typer.echo(f"  how often: {_spread(found.frequency, '')}")
    if found.uses:
        typer.echo(f"  what for: {_spread(found.uses, '')}")
    if found.efficient_n:
        share = found.efficient / found.efficient_n
        typer.echo(f"  more efficient: {found.efficient} of {found.efficient_n} ({share:.1%})")


def _tell_savings(found: Summary) -> None:
    if found.minutes_median is not None:
        typer.echo(f"  minutes saved per use: {_minutes(found)}")
        if found.minutes_mean is None:
            typer.echo(f"  {NO_MEAN}")
    if found.hours_n:
        typer.echo(
            f"  hours saved per week: {found.hours_per_week:,.1f} by {found.hours_n} "
            f"({found.hours_per_week / found.hours_n:.2f} each); with {found.weeks_per_year} weeks "
            f"{found.hours_per_year:,.0f} a year"
        )


def _minutes(found: Summary) -> str:
    spread = _spread({str(value): n for value, n in found.minutes.items()}, " min")
    hidden = f", others {found.minutes_suppressed}" if found.minutes_suppressed else ""
    about = f"median {found.minutes_median:g}, n {found.minutes_n}; {spread}{hidden}"
    if found.minutes_mean is None:
        return about
    return (
        f"{found.minutes_mean:.0f} on average over {found.minutes_n} (mean "
        f"{found.minutes_mean:.1f}, {about}; {found.minutes_total} in all)"
    )


def _tell_check(wave: Wave) -> None:
    if wave.logged_hours_each is None:
        return
    stated = "" if wave.stated_hours_each is None else f", stated {wave.stated_hours_each:.2f}"
    typer.echo(
        f"  check: logged questions times the minutes give {wave.logged_hours_each:.2f} hours a "
        f"week and account{stated}"
    )


def _year(wave: Wave) -> int:
    return wave.held_on.year if wave.held_on.month >= 4 else wave.held_on.year - 1


def _spread(counts: Mapping[str, int], unit: str) -> str:
    return ", ".join(
        f"{name}{unit if name.isdecimal() else ''} x {count}" for name, count in counts.items()
    )
