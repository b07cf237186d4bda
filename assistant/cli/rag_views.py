"""What `rag` prints: hits, the report of a build, progress."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from assistant.cli.groups import print_json

if TYPE_CHECKING:
    from assistant.gateway.document_embedding import EmbeddingReport
    from assistant.rag.documents import Record
    from assistant.rag.ingest import Report
    from assistant.rag.retriever import Hit, Search

MOST_NAMED = 20
"""Names of a list that are printed; --json has them all."""


def hit_shown(hit: Hit, *, is_explained: bool) -> dict[str, Any]:
    """A hit as JSON; explained, with each leg's score and what the router saw."""
    record = hit.record
    shown: dict[str, Any] = {
        "id": record.id,
        "title": record.title,
        "provision": _provision(record),
        "score": round(hit.score, 4),
        "text": record.text,
    }
    if is_explained:
        shown["route"] = hit.route.value
        shown["coverage"] = round(hit.coverage, 3)
        shown["legs"] = {name: round(score, 3) for name, score in hit.legs.items()}
        shown["effective_from"] = record.effective_from
        shown["effective_to"] = record.effective_to
    return shown


def _provision(record: Record) -> str:
    """What is cited of the document: the label without its title."""
    return record.label.removeprefix(record.title).lstrip(" 　>")


def print_hits(found: Search, *, is_explained: bool) -> None:
    """Hits for a person, best first."""
    if not found.hits:
        typer.echo(f"nothing found: {found.why.value}")
    for hit in found.hits:
        typer.echo(f"{hit.score:6.3f}  {hit.record.label}  [{hit.record.id}]")
        if is_explained:
            legs = ", ".join(f"{name} {score:.2f}" for name, score in hit.legs.items())
            route = hit.route.value or "none"
            typer.echo(f"        {legs}; coverage {hit.coverage:.2f}; route {route}")


def print_report(report: Report, embedded: EmbeddingReport | None, *, as_json: bool) -> None:
    """What a build did."""
    if as_json:
        print_json(asdict(report) | ({"embedding": asdict(embedded)} if embedded else {}))
        return
    typer.echo(
        f"ok: {report.documents} documents, {report.records} records, {report.cut} cut anew; "
        f"index {report.generation}"
    )
    for name in ("added", "changed", "removed"):
        listed: tuple[str, ...] = getattr(report, name)
        for document in listed[:MOST_NAMED]:
            typer.echo(f"{name}: {document}")
        if len(listed) > MOST_NAMED:
            typer.echo(f"{name}: {len(listed) - MOST_NAMED} more")
    for name in ("refused", "quarantined", "notices"):
        for refusal in getattr(report, name):
            typer.echo(f"{name}: {refusal.name}: {refusal.why}")
    if embedded:
        _print_embedded(embedded)
    typer.echo(", ".join(f"{step} {seconds} s" for step, seconds in report.seconds.items()))


def _print_embedded(embedded: EmbeddingReport) -> None:
    typer.echo(
        f"embedding: {embedded.sent} records sent ({embedded.tokens} tokens), {embedded.kept} "
        f"kept from an unfinished build, {embedded.withheld} withheld by the filter"
    )
    if embedded.zeros:
        typer.echo(f"embedding: {embedded.zeros} vectors came back all zeros; these have none")


def progress(*, as_json: bool) -> Any:  # noqa: ANN401  # a `Progress`
    """Tells each tenth of each step, to a `Progress`."""
    shown = {"tenth": ""}

    def tell(step: str, done: int, of: int) -> None:
        tenth = f"{step} {done * 10 // of * 10}%"
        if tenth != shown["tenth"]:
            shown["tenth"] = tenth
            say(f"{tenth} of {of}", as_json=as_json)

    return tell


def say(line: str, *, as_json: bool) -> None:
    """Progress goes to the person at the terminal, never into what a program reads."""
    if not as_json and sys.stderr.isatty():
        typer.echo(line, err=True)
