"""`usage terms`: which words questions were about, from counts without a question in them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.groups import INSTANCE, print_json

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.instance import Instance
    from assistant.usage.terms.reading import TermFigures
    from assistant.usage.terms.trends import Change

LISTED = 20
CHANGES_LISTED = 30


def terms(
    from_month: Annotated[str, typer.Option("--from", help="First month: 2026-04.")],
    to_month: Annotated[str, typer.Option("--to", help="Last month, included.")],
    department: Annotated[
        str | None, typer.Option(help="Only the questions of this department.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the charts (SVG) and all tables (CSV).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Show the words of a period: most used, rising and falling, in council periods, networks.

    Months that are over are closed first, if no running gateway has done so: their salt is
    destroyed and what may be shown of them is published.
    """
    from assistant.instance import open_instance
    from assistant.usage.log.selection import SelectionError, require_period

    try:
        require_period(from_month, to_month)
    except SelectionError as fault:
        raise typer.BadParameter(fault.message) from None
    instance = open_instance(INSTANCE)
    figures = asyncio.run(_read(instance, from_month, to_month, department))
    if as_json:
        print_json(_as_json(figures))
    else:
        _tell(figures)
    if out is not None:
        from assistant.usage.analysis.terms_files import write_terms
        from assistant.usage.analysis.terms_section import terms_section

        for path in write_terms(terms_section(figures), out):
            typer.echo(str(path), err=as_json)


async def _read(
    instance: Instance, from_month: str, to_month: str, department: str | None
) -> TermFigures:
    from assistant.core.clock import SystemClock
    from assistant.core.periods import month_of
    from assistant.instance import open_database
    from assistant.store.schema_version import require_head
    from assistant.store.unit_of_work import UnitOfWork
    from assistant.usage.log.selection import Selection, require_begun, require_known
    from assistant.usage.terms.models import CITY
    from assistant.usage.terms.reading import read_terms
    from assistant.usage.terms.sealing import TermMonths

    settings, clock = instance.settings.terms, SystemClock()
    require_begun(from_month, month_of(clock.now()))
    engine = open_database(instance)
    require_head(engine)
    uow = UnitOfWork(engine)

    def work(session: Session) -> TermFigures:
        require_known(session, Selection(departments=(department,) if department else ()))
        return read_terms(
            session,
            from_month,
            to_month,
            least_accounts=settings.least_accounts,
            department_id=department or CITY,
            stop_words=settings.stop_words,
        )

    try:
        await TermMonths(uow, clock, least_accounts=settings.least_accounts).end()
        return await uow.read(work)
    finally:
        uow.close()


def _tell(figures: TermFigures) -> None:
    from assistant.usage.terms.network import make_network
    from assistant.usage.terms.trends import council_changes, monthly_changes

    _tell_period(figures)
    if not figures.words:
        return
    total = figures.total_questions
    typer.echo(f"\nwords ({total} questions)")
    for word in figures.by_use[:LISTED]:
        uses = figures.uses_of(word)
        share = f"{100 * uses / total:6.2f} %" if total else ""
        typer.echo(f"  {uses:>8,} {share}  {word}")
    _tell_changes("by month (chance of any false claim below 5 %)", monthly_changes(figures))
    _tell_changes("in council periods", council_changes(figures))
    for number, words in enumerate(make_network(figures).communities, 1):
        typer.echo(f"\ncommunity {number}: {'、'.join(words)}")


def _tell_period(figures: TermFigures) -> None:
    least = figures.least_accounts
    typer.echo(f"months shown: {', '.join(figures.months) or 'none'}; k = {least} accounts")
    if figures.pending:
        typer.echo(f"not closed yet: {', '.join(figures.pending)} (shown once the month is over)")
    if not figures.words:
        typer.echo(f"no word was used by {least} accounts or more in a month that is over")


def _tell_changes(title: str, changes: list[Change]) -> None:
    claimed = [each for each in changes if each.is_claimed][:CHANGES_LISTED]
    typer.echo(f"\n{title}: {len(claimed)} of {len(changes)} compared")
    for each in claimed:
        sign = "+" if each.is_rise else "-"
        before, after = _percent(each.before), _percent(each.after)
        where = f" {each.label}" if each.label else ""
        typer.echo(
            f"  {sign} {each.word}{where}: {before} -> {after} of questions, "
            f"{each.accounts_before} -> {each.accounts_after} accounts, p {each.p_adjusted:.4f}"
        )


def _percent(share: float | None) -> str:
    return "not told" if share is None else f"{share:.2f} %"


def _as_json(figures: TermFigures) -> dict[str, Any]:
    from assistant.usage.terms.network import make_network
    from assistant.usage.terms.trends import council_changes, monthly_changes

    network = make_network(figures)
    return {
        "department": figures.department_id or None,
        "least_accounts": figures.least_accounts,
        "months": figures.months,
        "pending": figures.pending,
        "questions": figures.total_questions,
        "words": [
            {
                "word": word,
                "uses": figures.uses_of(word),
                "months": {month: asdict(each) for month, each in figures.words[word].items()},
            }
            for word in figures.by_use
        ],
        "monthly_changes": [_change(each) for each in monthly_changes(figures)],
        "council_changes": [_change(each) for each in council_changes(figures)],
        "network": {
            "edges": [asdict(edge) for edge in network.edges],
            "communities": network.communities,
        },
    }


def _change(change: Change) -> dict[str, Any]:
    return {**asdict(change), "is_claimed": change.is_claimed}
