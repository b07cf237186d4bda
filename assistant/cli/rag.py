"""`rag`: the city's documents - building the index, looking into it, measuring it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.operator import operator

if TYPE_CHECKING:
    from assistant.gateway.document_library import Library
    from assistant.instance import Instance
    from assistant.rag.documents import Record
    from assistant.rag.ingest import Report, Screen
    from assistant.rag.models import RagActive
    from assistant.rag.retriever import Hit, Retriever, Search

app = new_group("Ordinances and guidelines: build the index, search it, measure it.")

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
AsOf = Annotated[
    str, typer.Option(help="Day the provisions are in force, as 2026-04-01; today by default.")
]
MOST_NAMED = 20
"""Names of a list that are printed; --json has them all."""


@app.command("build")
def build(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Folders, files and .jsonl corpora; without any, those of rag.sources.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Build the index anew from sources and put it in force; it holds them and nothing else.

    Exit code 3 if a file was refused or set aside; the rest is in force all the same.
    """
    from assistant.cli.groups import CHECK_FOUND
    from assistant.rag.activation import active_generation
    from assistant.store.audit import AuditLog

    instance, library = _open()
    row = database.read(instance, active_generation)
    _say("word vectors: reading them takes some seconds the first time", as_json=as_json)
    vectors = library.export_vectors()
    report = library.build(
        sources or library.sources,
        active=row.generation if row else None,
        vectors=vectors,
        screen=_screen(instance),
        on_progress=_progress(as_json=as_json),
    )
    audit = AuditLog(_audit_key(instance), _clock())
    database.write(
        instance, lambda session: library.put_in_force(session, report, operator(), audit)
    )
    library.generations.discard_unused(active=report.generation)
    _print_report(report, as_json=as_json)
    if report.refused or report.quarantined:
        raise typer.Exit(CHECK_FOUND)


@app.command("status")
def status(as_json: AsJson = False) -> None:
    """Show which index is in force and whether it can be read. Exit code 3 if it cannot."""
    from assistant.cli.groups import CHECK_FOUND
    from assistant.rag.activation import active_generation
    from assistant.rag.index import BrokenIndexError

    instance, library = _open()
    row = database.read(instance, active_generation)
    stated: dict[str, Any] = {"generation": row.generation if row else None, "state": "none"}
    if row is not None:
        stated["activated_at"] = row.activated_at.isoformat()
        try:
            opened = library.generations.open(row.generation)
            manifest = opened.index.manifest
            stated |= {"state": "ok", "records": manifest.records, "documents": manifest.documents}
            stated |= {"built_at": manifest.built_at, "vectors": manifest.vectors or None}
            opened.close()
        except BrokenIndexError as fault:
            stated |= {"state": "broken", "fault": fault.message}
    stated["other_generations"] = [
        name for name in library.generations.names() if name != stated["generation"]
    ]
    if as_json:
        print_json(stated)
    else:
        for key, value in stated.items():
            typer.echo(f"{key}: {'none' if value in (None, []) else value}")
    if stated["state"] == "broken":
        raise typer.Exit(CHECK_FOUND)


@app.command("search")
def search(
    query: Annotated[str, typer.Argument(help="What is asked.")],
    limit: Annotated[int, typer.Option("-k", min=1, max=100, help="Hits at most.")] = 5,
    as_of: AsOf = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Add each leg's score and what the router saw.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Search the index in force, documents of all departments included."""
    from assistant.rag.retriever import Reader

    reader = Reader(as_of=_day(as_of))
    found = _retriever().search(query, limit=limit, reader=reader)
    hits = [_hit(hit, is_explained=explain) for hit in found.hits]
    if as_json:
        print_json({"hits": hits} if not explain else {"hits": hits, "why": found.why.value})
        return
    _print_hits(found, is_explained=explain)


@app.command("eval")
def evaluate(
    queries: Annotated[
        Path, typer.Argument(help='JSON Lines of {"query", "relevant": [record ids]}.')
    ],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Measure the index in force on questions with known answers, of provisions in force."""
    from assistant.rag.evaluate import evaluate as measure
    from assistant.rag.evaluate import read_questions
    from assistant.rag.ingest import found_ids
    from assistant.rag.retriever import Reader

    questions = read_questions(queries)
    reader = Reader(as_of=_day(as_of))
    retriever = _retriever()
    figures = measure(questions, lambda query: found_ids(retriever, query, reader), _clock())
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        typer.echo(f"{name:10} {value}")


def _open() -> tuple[Instance, Library]:
    from assistant.gateway.document_library import Library
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    rag = instance.settings.rag
    return instance, Library(instance.root, instance.data_folder, rag, _clock())


def _clock() -> Any:  # noqa: ANN401  # the type is imported where it is needed
    from assistant.core.clock import SystemClock

    return SystemClock()


def _audit_key(instance: Instance) -> Any:  # noqa: ANN401
    from assistant.core.keyfiles import read_keyring

    return read_keyring(instance.keys_folder).audit


def _screen(instance: Instance) -> Screen:
    """The filter, as it runs in the gateway; started only if a record is worth a look."""
    from assistant.bootstrap import open_filter
    from assistant.core.keyfiles import read_keyring
    from assistant.gateway.document_screen import screen_documents

    seal = read_keyring(instance.keys_folder).seal
    pool, gate = open_filter(instance.settings, seal, _clock())
    return lambda records: screen_documents(pool, gate, records)


def _retriever() -> Retriever:
    from assistant.core.errors import ConfigurationError
    from assistant.rag.activation import active_generation

    instance, library = _open()
    row: RagActive | None = database.read(instance, active_generation)
    if row is None:
        raise ConfigurationError("there is no index yet; run `assistant rag build`")
    opened, retriever = library.open_retriever(row.generation)
    opened.close()  # what is mapped stays readable, even if a build removes the files
    return retriever


def _day(text: str) -> int:
    from assistant.core.errors import InputError
    from assistant.rag.facts import day_of, read_day

    if not text:
        return day_of(_clock().now())
    try:
        return read_day(text)
    except ValueError as fault:
        raise InputError(f"--as-of: {fault}") from None


def _hit(hit: Hit, *, is_explained: bool) -> dict[str, Any]:
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


def _print_hits(found: Search, *, is_explained: bool) -> None:
    if not found.hits:
        typer.echo(f"nothing found: {found.why.value}")
    for hit in found.hits:
        typer.echo(f"{hit.score:6.3f}  {hit.record.label}  [{hit.record.id}]")
        if is_explained:
            legs = ", ".join(f"{name} {score:.2f}" for name, score in hit.legs.items())
            route = hit.route.value or "none"
            typer.echo(f"        {legs}; coverage {hit.coverage:.2f}; route {route}")


def _print_report(report: Report, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
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
    typer.echo(", ".join(f"{step} {seconds} s" for step, seconds in report.seconds.items()))


def _progress(*, as_json: bool) -> Any:  # noqa: ANN401  # a `Progress`
    shown = {"tenth": ""}

    def tell(step: str, done: int, of: int) -> None:
        tenth = f"{step} {done * 10 // of * 10}%"
        if tenth != shown["tenth"]:
            shown["tenth"] = tenth
            _say(f"{tenth} of {of}", as_json=as_json)

    return tell


def _say(line: str, *, as_json: bool) -> None:
    """Progress goes to the person at the terminal, never into what a program reads."""
    if not as_json and sys.stderr.isatty():
        typer.echo(line, err=True)
