"""`survey`: what staff say of the time it saves them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.operator import operator

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.usage.analysis.survey import Answer
    from assistant.usage.analysis.waves import Wave

app = new_group("The survey of staff.")


@app.callback()
def _group() -> None:
    """The survey of staff."""


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV: frequency,uses,is_more_efficient,minutes_per_use,hours_per_week."
        ),
    ],
    wave: Annotated[str, typer.Option(help="What this survey is called, as 令和8年度.")],
    held: Annotated[str, typer.Option(help="A day it was held on: 2026-11-01.")],
    invited: Annotated[
        int | None, typer.Option(min=1, help="How many were asked, for the response rate.")
    ] = None,
) -> None:
    """Take in the answers of a form tool; a survey of the same name is replaced."""
    from assistant.core.clock import SystemClock
    from assistant.core.keyfiles import read_keyring
    from assistant.instance import open_instance
    from assistant.store.audit import AuditLog
    from assistant.usage.analysis.models import SurveyWave
    from assistant.usage.analysis.waves import keep_wave

    day = _day(held)
    instance, clock = open_instance(INSTANCE), SystemClock()
    audit = AuditLog(read_keyring(instance.keys_folder).audit, clock)
    answers = _answers(file)

    def work(session: Session) -> bool:
        now = clock.now()
        made = SurveyWave(label=wave.strip(), held_on=day, invited=invited, imported_at=now)
        was_there = keep_wave(session, made, answers, now=now)
        facts = {"answers": len(answers), "is_replaced": was_there}
        audit.record(session, operator(), "survey.import", f"wave:{made.label}", facts)
        return was_there

    replaced = " (replaced)" if database.write(instance, work) else ""
    typer.echo(f"{len(answers)} answers of {wave.strip()}{replaced}")


@app.command("summary")
def summary(
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Say what the answers add up to, survey by survey: n, rate, mean, median, hours saved."""
    from assistant.instance import open_instance
    from assistant.usage.analysis.waves import read_waves

    instance = open_instance(INSTANCE)
    weeks = instance.settings.analysis.weeks_per_year
    waves = database.read(instance, lambda session: read_waves(session, weeks_per_year=weeks))
    if as_json:
        print_json([asdict(each) | {"held_on": each.held_on.isoformat()} for each in waves])
        return
    if not waves:
        typer.echo("no survey yet; `assistant survey import` takes one in")
    for each in waves:
        _tell(each)


def _answers(file: Path) -> list[Answer]:
    from assistant.core.errors import InputError
    from assistant.usage.analysis.survey import SurveyFileError, read_answers

    try:
        return read_answers(file.read_bytes())
    except OSError as fault:
        raise InputError(f"{file}: cannot be read ({fault.strerror})") from None
    except SurveyFileError as fault:
        for problem in fault.problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise InputError(f"{file}: nothing was taken in; mend the lines above") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("--held is not a day; write it as 2026-11-01") from None


def _tell(wave: Wave) -> None:
    found = wave.summary
    rate = "" if found.response_rate is None else f" of {found.invited} ({found.response_rate:.1%})"
    typer.echo(f"{wave.label} ({wave.held_on}): {found.n} answers{rate}")
    typer.echo(
        f"  users {found.users}, never {found.never}; "
        f"the log knows {wave.logged_users} accounts in that month"
    )
    if found.efficient_n:
        share = found.efficient / found.efficient_n
        typer.echo(f"  more efficient: {found.efficient} of {found.efficient_n} ({share:.1%})")
    if found.minutes_mean is not None:
        spread = ", ".join(f"{value} min x {count}" for value, count in found.minutes.items())
        typer.echo(
            f"  minutes saved per use: mean {found.minutes_mean:.1f}, median "
            f"{found.minutes_median:g}, n {found.minutes_n} ({spread}; {found.minutes_total} in "
            "all)"
        )
    if found.hours_n:
        typer.echo(
            f"  hours saved per week: {found.hours_per_week:,.1f} by {found.hours_n} "
            f"({found.hours_per_week / found.hours_n:.2f} each); with {found.weeks_per_year} weeks "
            f"{found.hours_per_year:,.0f} a year"
        )
    if found.is_self_selected:
        typer.echo("  warning: those who answer chose to; do not take them for all staff")
