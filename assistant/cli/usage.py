"""`usage export`: the usage rows, for analysts."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.groups import INSTANCE, new_group

app = new_group("Usage rows.")


@app.callback()
def _group() -> None:
    """Usage rows."""


@app.command("export")
def export(
    format_name: Annotated[str, typer.Option("--format", help="csv, xlsx or jsonl.")] = "csv",
    from_month: Annotated[str | None, typer.Option("--from", help="First month: 2026-04.")] = None,
    to_month: Annotated[str | None, typer.Option("--to", help="Last month, included.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; without it, standard output.")
    ] = None,
) -> None:
    """Write the usage rows of a period; docs/usage_log.md describes the columns."""
    from assistant.instance import open_database, open_instance
    from assistant.store.schema_version import require_head
    from assistant.store.unit_of_work import UnitOfWork
    from assistant.usage.log.export import ExportFormat, export_usage

    _require_period(from_month, to_month)
    names = [member.value for member in ExportFormat]
    if format_name not in names:
        raise typer.BadParameter(f"{format_name!r} is not a format; write {', '.join(names)}")
    if format_name == "xlsx" and out is None:
        raise typer.BadParameter("an xlsx export needs a file; name one with --out")
    engine = open_database(open_instance(INSTANCE))
    require_head(engine)
    uow = UnitOfWork(engine)
    try:
        count = asyncio.run(
            export_usage(
                uow,
                format=ExportFormat(format_name),
                from_month=from_month,
                to_month=to_month,
                out=out,
            )
        )
    finally:
        uow.close()
    typer.echo(f"{count} rows" + (f" -> {out}" if out else ""), err=True)


def _require_period(from_month: str | None, to_month: str | None) -> None:
    from assistant.core.periods import parse_month

    for option, month in (("--from", from_month), ("--to", to_month)):
        try:
            parse_month(month or "2026-04")
        except ValueError:
            raise typer.BadParameter(f"{option} is not a month; write it as 2026-04") from None
    if from_month and to_month and from_month > to_month:
        raise typer.BadParameter(f"--from {from_month} is after --to {to_month}; exchange them")
