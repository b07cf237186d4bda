"""How `caps` writes what it shows: lines for people, documents for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from assistant.cli import database
from assistant.cli.groups import print_json

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.gateway.quota_desk import QuotaDesk
    from assistant.instance import Instance
    from assistant.usage.analysis.models import ForecastWarning
    from assistant.usage.quota.amounts import CapAmount
    from assistant.usage.quota.changes import CapChange
    from assistant.usage.quota.increases import Increase
    from assistant.usage.quota.members import Target
    from assistant.usage.quota.reservation import ScopeBalance
    from assistant.usage.quota.spending import Spending
    from assistant.usage.quota.standing import Overview, Standing


def amount_of(tokens: CapAmount | None) -> str:
    """A cap in words."""
    if tokens is None:
        return "unlimited"
    return f"{tokens:,} tokens a month" if isinstance(tokens, int) else tokens.value


def below_used(change: CapChange) -> str:
    """The warning that a cap leaves nothing this month."""
    return (
        f"{change.target}: {change.used:,} are used this month already; nothing remains until the "
        "next"
    )


def increase_line(increase: Increase) -> str:
    """One increase in a line."""
    return (
        f"increase {increase.id}, {increase.target}: {increase.tokens:,} tokens a month more from "
        f"{increase.from_day} until {increase.until_day}"
    )


def show_account(instance: Instance, desk: QuotaDesk, account: str, *, as_json: bool) -> None:
    """Show how one account stands."""
    from assistant.core.clock import SystemClock
    from assistant.usage.quota.members import require_account
    from assistant.usage.quota.standing import standing

    def work(session: Session) -> Standing:
        member = require_account(desk.members, session, account)
        return standing(session, desk.ledger, member, SystemClock().now())

    found = database.read(instance, work)
    balance = found.balance
    reset = balance.reset_date.isoformat()
    if as_json:
        print_json(
            {
                "account": account,
                "month": balance.month,
                "resets_on": reset,
                "scopes": {scope.value: _figures(state) for scope, state in balance.scopes},
                "binding": balance.binding.value,
                "takes_part": balance.takes_part,
                "increases": [_increase_document(each) for each in found.increases],
                "open_request": found.request.id if found.request else None,
            }
        )
        return
    typer.echo(f"{account}, {balance.month} (starts anew on {reset})")
    for scope, state in balance.scopes:
        typer.echo(f"  {scope.value}: {_figures_line(state)}")
    for increase in found.increases:
        typer.echo(f"  {increase_line(increase)}")
    if not balance.takes_part:
        typer.echo("  does not take part in the pilot")
    if found.request:
        typer.echo(f"  request {found.request.id} waits")


def show_pool(instance: Instance, desk: QuotaDesk, target: Target, *, as_json: bool) -> None:
    """Show how a department or the city stands; of the city also what it has spent."""
    from assistant.core.clock import SystemClock
    from assistant.core.periods import month_of
    from assistant.usage.quota.models import Scope
    from assistant.usage.quota.spending import spending
    from assistant.usage.quota.standing import pool_balance

    month = month_of(SystemClock().now())

    def work(session: Session) -> tuple[ScopeBalance, Spending]:
        desk.book.require(session, target)
        state = pool_balance(session, desk.ledger, target)
        return state, spending(session, month, desk.settings)

    state, spent = database.read(instance, work)
    is_city = target.scope is Scope.CITY
    if as_json:
        document = {"scope": target.scope.value, "subject": target.subject_id, "month": month}
        money = {"spending": _spending_document(spent)} if is_city else {}
        print_json(document | _figures(state) | money)
        return
    typer.echo(f"{target}, {month}: {_figures_line(state)}")
    if is_city:
        typer.echo(_spending_line(spent))


def show_overview(instance: Instance, desk: QuotaDesk, *, as_json: bool) -> None:
    """Show the defaults, everything that was set, what waits and what warns."""
    from assistant.core.clock import SystemClock
    from assistant.gateway.forecasts import forecast_warnings
    from assistant.usage.quota.standing import overview

    now = SystemClock().now()
    found, foreseen = database.read(
        instance,
        lambda session: (
            overview(session, desk.settings, now),
            forecast_warnings(session, now),
        ),
    )
    defaults = {
        "account": desk.settings.default_cap_tokens,
        "department": desk.settings.department_cap_tokens,
        "city": desk.settings.city_cap_tokens,
    }
    if as_json:
        forecasts = {"forecasts": [_forecast_document(each) for each in foreseen]}
        print_json({"defaults": defaults, **_overview_document(found), **forecasts})
        return
    for scope, default in defaults.items():
        typer.echo(f"default {scope}: {default if isinstance(default, str) else f'{default:,}'}")
    for entry in found.caps:
        subject = _subject(entry.scope.value, entry.subject_id)
        typer.echo(f"{subject}: {amount_of(entry.cap_tokens)}")
    for increase in found.increases:
        typer.echo(increase_line(increase))
    if found.pilot:
        typer.echo(f"pilot, only these may ask: {', '.join(found.pilot)}")
    if found.requests:
        typer.echo(f"requests that wait: {len(found.requests)} (`assistant caps requests`)")
    for warned in found.warnings:
        subject = _subject(warned.scope, warned.subject_id)
        typer.echo(f"warning: {subject} passed {warned.percent} % in {warned.period}")
    _tell_forecasts(foreseen)
    typer.echo(_spending_line(found.spending))


def _tell_forecasts(warnings: Sequence[ForecastWarning]) -> None:
    from assistant.core.periods import day_of

    for each in warnings:
        subject = _subject(each.kind, each.name or each.kind)
        when = f", likely on {each.likely}" if each.likely else ""
        typer.echo(
            f"warning: {subject} will run out with {each.percent} %{when} (`assistant usage "
            f"forecast`; seen on {day_of(each.at)})"
        )


def print_import(changes: Sequence[CapChange], *, is_dry_run: bool) -> None:
    """Write what an import changed, or would change."""
    typer.echo("dry run, nothing was changed" if is_dry_run else "imported")
    for change in changes:
        if change.is_change:
            typer.echo(
                f"  {change.target}: {amount_of(change.before)} -> {amount_of(change.after)}"
            )
        if change.is_below_used:
            typer.echo(f"  {below_used(change)}", err=True)
    unchanged = sum(not change.is_change for change in changes)
    typer.echo(f"  {len(changes) - unchanged} changed, {unchanged} as before")


def import_document(changes: Sequence[CapChange], *, is_dry_run: bool) -> dict[str, object]:
    """What an import changed, for a program."""
    return {
        "dry_run": is_dry_run,
        "changes": [
            {
                "account": change.target.subject_id,
                "before": change.before,
                "after": change.after,
                "used": change.used,
                "is_below_used": change.is_below_used,
            }
            for change in changes
            if change.is_change
        ],
        "unchanged_count": sum(not change.is_change for change in changes),
    }


def _overview_document(found: Overview) -> dict[str, object]:
    return {
        "caps": [
            {
                "scope": entry.scope.value,
                "subject": entry.subject_id,
                "cap_tokens": entry.cap_tokens,
                "reason": entry.reason,
                "updated_at": entry.updated_at.isoformat(),
            }
            for entry in found.caps
        ],
        "increases": [_increase_document(each) for each in found.increases],
        "pilot": found.pilot,
        "open_requests": [request.id for request in found.requests],
        "warnings": [
            {
                "scope": warned.scope,
                "subject": warned.subject_id,
                "period": warned.period,
                "percent": warned.percent,
                "at": warned.at.isoformat(),
            }
            for warned in found.warnings
        ],
        "spending": _spending_document(found.spending),
    }


def _forecast_document(warning: ForecastWarning) -> dict[str, object]:
    days = {"early": warning.early, "likely": warning.likely, "late": warning.late}
    return {
        "kind": warning.kind,
        "name": warning.name,
        "month": warning.month,
        "percent": warning.percent,
        "at": warning.at.isoformat(),
        **{name: day and day.isoformat() for name, day in days.items()},
    }


def _figures(state: ScopeBalance) -> dict[str, int | None]:
    return {
        "used": state.used,
        "reserved": state.reserved,
        "cap": state.cap,
        "remaining": state.remaining,
    }


def _figures_line(state: ScopeBalance) -> str:
    return f"used {state.used:,}, held {state.reserved:,}, cap {amount_of(state.cap)}"


def _increase_document(increase: Increase) -> dict[str, object]:
    return {
        "id": increase.id,
        "scope": increase.target.scope.value,
        "subject": increase.target.subject_id,
        "tokens": increase.tokens,
        "from": increase.from_day.isoformat(),
        "until": increase.until_day.isoformat(),
        "reason": increase.reason,
    }


def _spending_document(spent: Spending) -> dict[str, int | float | None]:
    return {
        "fiscal_year": spent.fiscal_year,
        "yen": spent.yen_micros / 1_000_000,
        "unpriced_turns": spent.unpriced_turns,
        "budget_yen": spent.budget_yen,
        "percent": spent.percent,
    }


def _spending_line(spent: Spending) -> str:
    yen = f"{spent.yen_micros / 1_000_000:,.2f} yen"
    budget = f" of {spent.budget_yen:,} ({spent.percent} %)" if spent.budget_yen else ", no budget"
    unknown = f"; {spent.unpriced_turns} turns without a price" if spent.unpriced_turns else ""
    return f"spent in fiscal year {spent.fiscal_year}: {yen}{budget}{unknown}"


def _subject(scope: str, subject: str) -> str:
    return scope if scope in {subject, "budget"} else f"{scope} {subject}"
