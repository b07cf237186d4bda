"""`survey`: asking staff whether it saves time, and what they say."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.operator import operator
from assistant.cli.survey_views import tell_taps, tell_wave

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.instance import Instance
    from assistant.store.audit import AuditLog
    from assistant.usage.analysis.survey import Answer
    from assistant.usage.analysis.survey_taps import TapSummary
    from assistant.usage.analysis.waves import Wave

app = new_group("The survey of staff.")


@app.callback()
def _group() -> None:
    """The survey of staff."""


@app.command("open")
def open_(
    wave: Annotated[str, typer.Option(help="What this survey is called, as 令和8年度.")],
    begins: Annotated[str, typer.Option("--from", help="First day it is asked: 2026-11-01.")],
    ends: Annotated[str, typer.Option("--to", help="Last day, included.")],
) -> None:
    """Begin to ask in the chat; staff answer with アンケート."""
    from assistant.core.clock import SystemClock
    from assistant.identity.directory import count_active
    from assistant.instance import open_instance
    from assistant.usage.analysis.models import SurveyWave
    from assistant.usage.analysis.waves import open_wave

    first, last = _day(begins, "--from"), _day(ends, "--to")
    instance, clock = open_instance(INSTANCE), SystemClock()
    audit = _audit_log(instance)

    def work(session: Session) -> int:
        now, invited = clock.now(), count_active(session)
        open_wave(
            session,
            SurveyWave(
                label=wave.strip(),
                held_on=first,
                ends=last,
                invited=invited or None,
                imported_at=now,
                opened_at=now,
            ),
        )
        days = {"from": first.isoformat(), "until": last.isoformat()}
        subject = f"wave:{wave.strip()}"
        audit.record(session, operator(), "survey.open", subject, {**days, "accounts": invited})
        return invited

    invited = database.write(instance, work)
    typer.echo(f"{wave.strip()} is open from {first} to {last}: {invited} accounts may answer")


@app.command("close")
def close() -> None:
    """Take no more answers in the chat, nor changes of them."""
    from assistant.core.clock import SystemClock
    from assistant.instance import open_instance
    from assistant.usage.analysis.waves import close_wave

    instance, clock = open_instance(INSTANCE), SystemClock()
    audit = _audit_log(instance)

    def work(session: Session) -> tuple[str, int]:
        label, count = close_wave(session, now=clock.now())
        audit.record(session, operator(), "survey.close", f"wave:{label}", {"answers": count})
        return label, count

    label, count = database.write(instance, work)
    typer.echo(f"{label} is closed: {count} answers in the chat")


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
    """Take in the answers of a form tool, beside those of the chat; earlier ones are replaced."""
    from assistant.core.clock import SystemClock
    from assistant.instance import open_instance
    from assistant.usage.analysis.models import SurveyWave
    from assistant.usage.analysis.waves import keep_wave

    day = _day(held, "--held")
    instance, clock = open_instance(INSTANCE), SystemClock()
    audit = _audit_log(instance)
    answers = _answers(file)

    def work(session: Session) -> bool:
        now = clock.now()
        made = SurveyWave(label=wave.strip(), held_on=day, invited=invited, imported_at=now)
        was_there = keep_wave(session, made, answers, now=now)
        facts = {"answers": len(answers), "is_replaced": was_there}
        audit.record(session, operator(), "survey.import", f"wave:{wave.strip()}", facts)
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
    settings = instance.settings.analysis

    def work(session: Session) -> list[Wave]:
        return read_waves(
            session,
            weeks_per_year=settings.weeks_per_year,
            small_group=settings.small_group,
            hides_open=True,
        )

    waves = database.read(instance, work)
    if as_json:
        print_json([_document(each) for each in waves])
        return
    if not waves:
        typer.echo("no survey yet; `assistant survey open` asks in the chat, `import` takes one in")
    for each in waves:
        tell_wave(each)


@app.command("taps")
def taps(
    from_month: Annotated[str, typer.Option("--from", help="First month: 2026-04.")],
    to_month: Annotated[str, typer.Option("--to", help="Last month, included.")],
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Say what was answered with one word below answers: minutes saved, of use or not, why."""
    from assistant.core.errors import InputError
    from assistant.instance import open_instance
    from assistant.usage.analysis.survey_taps import read_taps
    from assistant.usage.log.selection import require_period

    try:
        require_period(from_month, to_month)
    except InputError as fault:
        raise typer.BadParameter(fault.message) from None
    instance = open_instance(INSTANCE)
    small = instance.settings.analysis.small_group

    def work(session: Session) -> TapSummary:
        return read_taps(session, from_month, to_month, small)

    found = database.read(instance, work)
    if as_json:
        print_json(asdict(found))
        return
    tell_taps(found, instance.settings.survey.tap_percent)


def _document(wave: Wave) -> dict[str, object]:
    days = {"held_on": wave.held_on.isoformat(), "ends": wave.ends and wave.ends.isoformat()}
    return asdict(wave) | days


def _audit_log(instance: Instance) -> AuditLog:
    from assistant.core.clock import SystemClock
    from assistant.core.keyfiles import read_keyring
    from assistant.store.audit import AuditLog

    return AuditLog(read_keyring(instance.keys_folder).audit, SystemClock())


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


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} is not a day; write it as 2026-11-01") from None
