"""`usage forecast`: when the city, a department or the budget runs out at this pace."""

from __future__ import annotations

import csv
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, print_json

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.gateway.forecasts import Forecasts, Gathered
    from assistant.instance import Instance
    from assistant.usage.analysis.forecast import Forecast, Outlook, Pool, TooEarly

SMALL_GROUP = "analysis.small_group"
COLUMNS = (
    "kind", "name", "today", "last", "used", "limit", "probability", "early", "likely", "late",
    "total_low", "total", "total_high", "range_percent", "days_seen", "days_needed",
)  # fmt: skip


def forecast(
    department: Annotated[
        str | None, typer.Option(help="Only this department; it need not have a cap.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
) -> None:
    """Say when the city's tokens, a department's or the yearly budget run out at this pace."""
    from assistant.core.clock import SystemClock
    from assistant.core.periods import day_of
    from assistant.gateway.reporting import tellable
    from assistant.instance import open_instance

    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other; write one of them")
    instance = open_instance(INSTANCE)
    forecasts = _forecasts(instance)

    today = day_of(SystemClock().now())

    def gather(session: Session) -> tuple[list[Gathered], list[Pool]]:
        found = (
            forecasts.gather(session)
            if department is None
            else forecasts.gather_department(session, department)
        )
        return tellable(session, found, instance.settings.analysis.small_group, today)

    told, untold = database.read(instance, gather)
    found = forecasts.foresee(told)
    rows = [*map(_row, found), *(_untold_row(pool, today) for pool in untold)]
    if as_json:
        print_json(rows)
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        for each in found:
            _tell(each)
        for pool in untold:
            typer.echo(f"{_name(pool)}: too few people asked this month to tell ({SMALL_GROUP})")


def _forecasts(instance: Instance) -> Forecasts:
    from assistant.core.clock import SystemClock
    from assistant.gateway.forecasts import Forecasts
    from assistant.usage.analysis.calendar import CouncilCalendar
    from assistant.wiring import make_ledger

    settings, clock = instance.settings, SystemClock()
    return Forecasts(
        make_ledger(settings, clock),
        settings.quota,
        CouncilCalendar(settings.council),
        settings.forecast,
        clock,
    )


def _row(found: Forecast) -> dict[str, object]:
    from assistant.usage.analysis.forecast import TooEarly

    pool = found.pool
    row: dict[str, object] = dict.fromkeys(COLUMNS)
    row |= {
        "kind": pool.kind.value, "name": pool.name, "today": found.today.isoformat(),
        "last": pool.last.isoformat(), "used": round(pool.used, 2), "limit": pool.limit,
    }  # fmt: skip
    if isinstance(found, TooEarly):
        return row | {"days_seen": found.found, "days_needed": found.needed}
    is_known = found.probability is not None
    return row | {
        "probability": round(found.probability or 0.0, 3) if is_known else None,
        "early": _iso(found.early), "likely": _iso(found.likely), "late": _iso(found.late),
        "total_low": round(found.total_low), "total": round(found.total),
        "total_high": round(found.total_high), "range_percent": found.range_percent,
        "days_seen": found.days,
    }  # fmt: skip


def _untold_row(pool: Pool, today: date) -> dict[str, object]:
    """A department of too few people: what was set for it, and no figure of them."""
    row: dict[str, object] = dict.fromkeys(COLUMNS)
    return row | {
        "kind": pool.kind.value, "name": pool.name, "today": today.isoformat(),
        "last": pool.last.isoformat(), "limit": pool.limit,
    }  # fmt: skip


def _name(pool: Pool) -> str:
    return f"{pool.kind.value} {pool.name}".strip()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _tell(found: Forecast) -> None:
    from assistant.usage.analysis.forecast import PoolKind, TooEarly

    pool = found.pool
    unit = "yen" if pool.kind is PoolKind.BUDGET else "tokens"
    limit = "no limit" if pool.limit is None else f"{pool.limit:,.0f}"
    typer.echo(f"{_name(pool)}, until {pool.last}: used {pool.used:,.0f} {unit} of {limit}")
    if isinstance(found, TooEarly):
        typer.echo(f"  {_too_early(found)}")
        return
    typer.echo(f"  {_run_out(found)}")
    typer.echo(
        f"  by {pool.last}: {found.total:,.0f} {unit} ({found.range_percent} %: "
        f"{found.total_low:,.0f} to {found.total_high:,.0f}); learned from {found.days} business "
        "days"
    )
    if found.is_council_unknown:
        typer.echo("  the council sits ahead, and no council day was seen yet: the range is wide")


def _too_early(found: TooEarly) -> str:
    if found.is_unpriced:
        return "nothing can be said yet: no turn had a price (models.toml)"
    return f"nothing can be said yet: {found.found} business days with usage, {found.needed} needed"


def _run_out(found: Outlook) -> str:
    if found.probability is None:
        return "there is nothing to run out of"
    if found.is_exhausted:
        return "it has run out"
    chance = f"probability {found.probability:.0%}"
    if found.early is None:
        return f"it lasts ({chance} that it does not)"
    after = f"after {found.pool.last}"
    span = f"{found.early} to {found.late or after}"
    return f"runs out on {found.likely or after} ({found.range_percent} %: {span}); {chance}"
