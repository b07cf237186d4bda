"""`reports`: the desk for false positives that senders reported with 「誤検知」."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.administration import shown
from assistant.cli.allow import administration
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.operator import operator
from assistant.cli.screening import screened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from assistant.policy.desk import Report, ReportState

app = new_group("Reports of false positives.")

Number = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="Number of the report.")
]


class Shown(StrEnum):
    """Which reports are shown."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ALL = "all"


@app.command("list")
def list_all(
    state: Annotated[Shown, typer.Option("--state", help="Which of them.")] = Shown.OPEN,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show reports: category, rule and line of what was found; nobody's text."""
    from assistant.instance import open_instance
    from assistant.policy.desk import ReportState, list_reports

    chosen = None if state is Shown.ALL else ReportState(state.value)

    def work(session: Session) -> Sequence[Report]:
        return list_reports(session, chosen)

    reports = database.read(open_instance(INSTANCE), work)
    if as_json:
        print_json([_document(one) for one in reports])
        return
    for one in reports:
        stop = one.stop
        when = shown(one.reported_at)
        who = f"{stop.department_id}\t{stop.account_id}\tin the {stop.found_in.value}"
        typer.echo(f"{one.id}\t{one.state.value}\t{when}\t{who}")
        for place in stop.places:
            where = f"line {place.line}" if place.line else "an earlier turn"
            typer.echo(f"\t{where}\t{place.entity}\t{place.recognizer}\t{place.score}")


@app.command("accept")
def accept(
    number: Number,
    note: Annotated[str, typer.Option("--note", help="Words for the sender; screened.")] = "",
) -> None:
    """Agree that the stop was wrong, and tell the sender. `assistant allow add` lets it through."""
    from assistant.policy.desk import ReportState

    _decide(number, ReportState.ACCEPTED, note)


@app.command("refuse")
def refuse(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="Words for the sender; screened.")],
) -> None:
    """Say that the stop was right, and tell the sender why."""
    from assistant.policy.desk import ReportState

    _decide(number, ReportState.REFUSED, reason)


def _decide(number: int, state: ReportState, note: str) -> None:
    from assistant.gateway.false_positive import ReportDecision, decide_report
    from assistant.gateway.replies import load_replies
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    desk = administration(instance).desk
    replies = load_replies(instance.config_folder)
    decision = ReportDecision(number, state, screened(instance, note))
    _, is_told = database.write(
        instance,
        lambda session: decide_report(session, desk, replies, operator(), decision),
    )
    told = "the sender is told" if is_told else "the sender asked at the console and is not told"
    typer.echo(f"report {number}: {state.value}; {told}")


def _document(report: Report) -> dict[str, object]:
    stop = report.stop
    return {
        "id": report.id,
        "state": report.state.value,
        "account": stop.account_id,
        "department": stop.department_id,
        "turn": stop.turn_id,
        "ruleset": stop.ruleset,
        "found_in": stop.found_in.value,
        "stopped_at": stop.stopped_at.isoformat(),
        "reported_at": report.reported_at.isoformat(),
        "places": [
            {
                "entity": place.entity,
                "recognizer": place.recognizer,
                "line": place.line,
                "score": place.score,
            }
            for place in stop.places
        ],
        "note": report.note,
        "decided_by": report.decided_by,
        "decided_at": report.decided_at.isoformat() if report.decided_at else None,
    }
