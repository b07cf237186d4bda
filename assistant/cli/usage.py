"""`usage`: exports, earlier totals and reports for analysts."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.forecast import forecast
from assistant.cli.groups import INSTANCE, new_group
from assistant.cli.operator import operator
from assistant.cli.terms import terms

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.instance import Instance
    from assistant.store.audit import AuditLog
    from assistant.usage.log.exports import ExportOrder
    from assistant.usage.log.manifest import Exported

app = new_group("Usage rows and what they tell.")

FromMonth = Annotated[str | None, typer.Option("--from", help="First month: 2026-04.")]
ToMonth = Annotated[str | None, typer.Option("--to", help="Last month, included.")]
Many = Annotated[list[str] | None, typer.Option(help="Only these; may be repeated.")]


@app.callback()
def _group() -> None:
    """Usage rows and what they tell."""


@app.command("export")
def export(  # noqa: PLR0913, PLR0917  # one parameter an option
    format_name: Annotated[str, typer.Option("--format", help="csv, xlsx or jsonl.")] = "csv",
    from_month: FromMonth = None,
    to_month: ToMonth = None,
    department: Many = None,
    outcome: Many = None,
    model: Many = None,
    channel: Many = None,
    encoding: Annotated[str, typer.Option(help="Of a csv: utf-8 (with BOM) or cp932.")] = "utf-8",
    recipient: Annotated[
        str, typer.Option(help="Whom it is for; accounts get names of their own for each.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="File to write; without it, standard output.")
    ] = None,
) -> None:
    """Write the usage rows of a period; docs/usage_log.md describes the columns."""
    from assistant.instance import open_instance
    from assistant.usage.log.export import ExportFormat
    from assistant.usage.log.exports import ExportOrder
    from assistant.usage.log.selection import Selection
    from assistant.usage.log.writers import Encoding

    _require_period(from_month, to_month)
    _require_begun(from_month)
    _require_name(format_name, [member.value for member in ExportFormat], "a format")
    _require_name(encoding, [member.value for member in Encoding], "an encoding")
    if format_name == "xlsx" and out is None:
        raise typer.BadParameter("an xlsx export needs a file; name one with --out")
    instance = open_instance(INSTANCE)
    selection = Selection(
        from_month=from_month,
        to_month=to_month,
        departments=tuple(department or ()),
        outcomes=tuple(outcome or ()),
        models=tuple(model or ()),
        channels=tuple(channel or ()),
    )
    order = ExportOrder(
        format=ExportFormat(format_name),
        selection=selection,
        encoding=Encoding(encoding),
        recipient=recipient,
    )
    exported = _export(instance, order, out)
    typer.echo(f"{exported.rows} rows" + (f" -> {out}" if out else ""), err=True)
    if not exported.rows:
        typer.echo("no turn is meant: choose another period, or fewer limits", err=True)
    _tell_losses(exported)


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV: month,department,requests,input_tokens,output_tokens,accounts "
            "(department and accounts may be left out)."
        ),
    ],
    source: Annotated[str, typer.Option(help="Name of the system that counted.")],
) -> None:
    """Take in earlier monthly totals of another system; they are shown apart and marked."""
    from assistant.core.clock import SystemClock
    from assistant.core.errors import InputError
    from assistant.instance import open_instance
    from assistant.usage.log.imported import MonthFileError, import_months, read_months

    instance = open_instance(INSTANCE)
    audit, now = _audit_log(instance), SystemClock().now()
    try:
        lines = read_months(file.read_bytes())
    except OSError as fault:
        raise InputError(f"{file}: cannot be read ({fault.strerror})") from None
    except MonthFileError as fault:
        for problem in fault.problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise InputError(f"{file}: nothing was taken in; mend the lines above") from None

    def work(session: Session) -> int:
        count = import_months(session, source, lines, now=now)
        facts = {"months": len({line.month for line in lines}), "lines": count}
        audit.record(session, operator(), "usage.import", f"source:{source.strip()}", facts)
        return count

    typer.echo(f"{database.write(instance, work)} lines of {source.strip()} taken in")


@app.command("report")
def report(
    from_month: Annotated[str, typer.Option("--from", help="First month: 2026-04.")],
    to_month: Annotated[str, typer.Option("--to", help="Last month, included.")],
    out: Annotated[Path, typer.Option(help="Folder for report.html and its figures.")],
    department: Annotated[
        str | None, typer.Option(help="Of this department; without it, of the city.")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            help="Day from which tokens are known to differ (2026-07-01), as a new model."
        ),
    ] = None,
) -> None:
    """Write the report of a period: one page in Japanese, and its figures as CSV and XLSX."""
    from assistant.core.clock import SystemClock
    from assistant.gateway.reporting import Reporter
    from assistant.instance import open_instance
    from assistant.usage.analysis.report import make_report, write_report
    from assistant.wiring import make_ledger

    _require_period(from_month, to_month)
    instance = open_instance(INSTANCE)
    days = [_day(each) for each in change or []]
    clock = SystemClock()
    ledger = make_ledger(instance.settings, clock)
    reporter = Reporter(instance.settings, ledger, clock, _names(instance))
    request = reporter.request(from_month, to_month, department=department, changes=days)
    made = database.read(instance, lambda session: make_report(session, request))
    for path in write_report(made, out):
        typer.echo(str(path))


app.command("forecast")(forecast)
app.command("terms")(terms)


@app.command("totals")
def totals() -> None:
    """Make the monthly totals anew from the usage rows, as after restoring rows alone."""
    from assistant.instance import open_instance
    from assistant.usage.log.aggregates import rebuild

    instance = open_instance(INSTANCE)
    audit = _audit_log(instance)

    def work(session: Session) -> None:
        rebuild(session.connection())
        audit.record(session, operator(), "usage.totals", "usage")

    database.write(instance, work)
    typer.echo("ok: the totals are the sums of the rows")


def _names(instance: Instance) -> dict[str, str]:
    from assistant.gateway.replies import load_replies
    from assistant.instance import read_cases

    titles = {case.id: case.title for case in read_cases(instance).cases}
    return {**load_replies(instance.config_folder).categories, **titles}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 2026-07-01") from None


def _audit_log(instance: Instance) -> AuditLog:
    from assistant.core.clock import SystemClock
    from assistant.core.keyfiles import read_keyring
    from assistant.store.audit import AuditLog

    return AuditLog(read_keyring(instance.keys_folder).audit, SystemClock())


def _export(instance: Instance, order: ExportOrder, out: Path | None) -> Exported:
    from assistant.core.clock import SystemClock
    from assistant.core.keyfiles import read_keyring
    from assistant.instance import open_database
    from assistant.store.schema_version import require_head
    from assistant.store.unit_of_work import UnitOfWork
    from assistant.usage.log.export import run_export
    from assistant.usage.log.exports import Exports

    engine = open_database(instance)
    require_head(engine)
    uow = UnitOfWork(engine)
    exports = Exports(
        uow,
        _audit_log(instance),
        SystemClock(),
        read_keyring(instance.keys_folder).pseudonym,
        folder=instance.data_folder,
        small_group=instance.settings.analysis.small_group,
    )
    progress = _Progress() if out and sys.stderr.isatty() else None
    try:
        return asyncio.run(
            run_export(uow, exports.request(operator(), order, out, progress=progress))
        )
    finally:
        uow.close()


class _Progress:
    """Tells how far an export has come, once in ten thousand rows."""

    def __init__(self) -> None:
        self._told = 0

    def __call__(self, count: int) -> None:
        if count // 10_000 > self._told:
            self._told = count // 10_000
            typer.echo(f"{count} rows ...", err=True)


def _tell_losses(exported: Exported) -> None:
    if exported.suppressed:
        typer.echo(
            f"{exported.suppressed} rows name no department: too few accounts in the month "
            "(analysis.small_group)",
            err=True,
        )
    lost = exported.unencodable
    if lost.line_count:
        codes = ", ".join(sorted(lost.characters))
        lines = ", ".join(map(str, lost.lines))
        typer.echo(
            f"{lost.line_count} lines hold characters cp932 does not have ({codes}), written as "
            f"a geta mark; lines {lines}",
            err=True,
        )


def _require_name(name: str, names: list[str], what: str) -> None:
    if name not in names:
        raise typer.BadParameter(f"{name!r} is not {what}; write {', '.join(names)}")


def _require_period(from_month: str | None, to_month: str | None) -> None:
    from assistant.core.errors import InputError
    from assistant.usage.log.selection import require_period

    try:
        require_period(from_month, to_month)
    except InputError as fault:
        raise typer.BadParameter(fault.message) from None


def _require_begun(from_month: str | None) -> None:
    from assistant.core.clock import SystemClock
    from assistant.core.errors import InputError
    from assistant.core.periods import month_of
    from assistant.usage.log.selection import require_begun

    try:
        require_begun(from_month, month_of(SystemClock().now()))
    except InputError as fault:
        raise typer.BadParameter(fault.message) from None
