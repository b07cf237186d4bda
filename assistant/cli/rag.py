"""`rag`: the city's documents - building the index, looking into it, measuring it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.rag_build import Build, filter_in_force, system_clock
from assistant.cli.rag_views import hit_shown, print_hits, print_report, progress, say

if TYPE_CHECKING:
    from assistant.gateway.document_library import Library
    from assistant.instance import Instance
    from assistant.rag.bm25 import Floats
    from assistant.rag.models import RagActive
    from assistant.rag.retriever import Retriever

app = new_group("Ordinances and guidelines: build the index, search it, measure it.")

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
AsOf = Annotated[
    str, typer.Option(help="Day the provisions are in force, as 2026-04-01; today by default.")
]
BACKGROUND_NICENESS = 10


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
    is_background: Annotated[
        bool, typer.Option("--background", help="With less claim to the processor.")
    ] = False,
    instead_of: Annotated[
        str, typer.Option(metavar="INDEX", help="Only if this index is still in force.")
    ] = "",
) -> None:
    """Build the index anew from sources and put it in force; it holds them and nothing else.

    While another build runs, this one waits; one in the background leaves, with exit code 4.
    Exit code 3 if a file was refused or set aside; the rest is in force all the same.
    """
    from assistant.cli.groups import CHECK_FOUND
    from assistant.gateway.first_index import LEFT
    from assistant.rag.generations import AnotherBuildError

    if is_background:
        os.nice(BACKGROUND_NICENESS)
    instance, library = _open()
    _check_given(sources or [])
    say("word vectors: reading them takes some seconds the first time", as_json=as_json)
    task = Build(instance, library, sources or library.sources, is_background=is_background)
    tell = progress(as_json=as_json)
    try:
        with library.generations.turn(on_wait=None if is_background else _say_waiting):
            report, embedded = task.run(tell, instead_of=instead_of)
    except AnotherBuildError as fault:
        if not is_background:
            raise
        typer.echo(f"left: {fault.message}", err=True)
        raise typer.Exit(LEFT) from None
    print_report(report, embedded, as_json=as_json)
    if report.refused or report.quarantined:
        raise typer.Exit(CHECK_FOUND)


@app.command("status")
def status(as_json: AsJson = False) -> None:
    """Show which index is in force and whether it can be read. Exit code 3 if it cannot."""
    from assistant.cli.groups import CHECK_FOUND
    from assistant.rag.activation import active_generation
    from assistant.rag.embedding import explained
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
            stated["embedding"] = explained(library.leg_state(opened), manifest, library.endpoint)
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
    retriever, vectors = _retriever([query])
    found = retriever.search(query, limit=limit, reader=reader, asked=vectors.get(query))
    hits = [hit_shown(hit, is_explained=explain) for hit in found.hits]
    if as_json:
        print_json({"hits": hits} if not explain else {"hits": hits, "why": found.why.value})
        return
    print_hits(found, is_explained=explain)


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
    retriever, vectors = _retriever([question.query for question in questions])
    figures = measure(
        questions,
        lambda query: found_ids(retriever, query, reader, asked=vectors.get(query)),
        system_clock(),
    )
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        typer.echo(f"{name:10} {value}")


def _say_waiting() -> None:
    typer.echo("another build is running; this one begins at its end", err=True)


def _check_given(sources: Sequence[Path]) -> None:
    from assistant.core.errors import ConfigurationError

    for source in sources:
        if not source.exists():
            raise ConfigurationError(
                f"{source}: does not exist; name a folder, a file or a .jsonl corpus that does"
            )


def _open() -> tuple[Instance, Library]:
    from assistant.bootstrap import open_library
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    return instance, open_library(instance, system_clock())


def _vectors_of(instance: Instance, questions: Sequence[str], dimensions: int) -> dict[str, Floats]:
    """Vectors of questions by the configured endpoint; words alone are searched where none came."""
    from assistant.bootstrap import open_embedder
    from assistant.gateway.document_embedding import embed_questions

    settings, clock = instance.settings, system_clock()
    found, fault = embed_questions(
        questions,
        filter_of=lambda: filter_in_force(instance),
        endpoint=lambda: open_embedder(settings, clock),
    )
    if any(len(vector) != dimensions for vector in found.values()):
        found, fault = {}, f"vectors are not of {dimensions} numbers, as those of the index are"
    if fault or len(found) < len(set(questions)):
        why = fault or "the filter withheld questions"
        typer.echo(
            f"embedding: {len(found)} of {len(set(questions))} questions have a vector ({why}); "
            "the others are searched by words alone",
            err=True,
        )
    return found


def _retriever(questions: Sequence[str]) -> tuple[Retriever, dict[str, Floats]]:
    """The index in force, and the questions' vectors where an endpoint is configured."""
    from assistant.core.errors import ConfigurationError
    from assistant.rag.activation import active_generation
    from assistant.rag.embedding import LegState, explained

    instance, library = _open()
    row: RagActive | None = database.read(instance, active_generation)
    if row is None:
        raise ConfigurationError("there is no index yet; run `assistant rag build`")
    opened, retriever = library.open_retriever(row.generation)
    opened.close()  # what is mapped stays readable, even if a build removes the files
    state, manifest = library.leg_state(opened), opened.index.manifest
    if state in {LegState.NOT_BUILT, LegState.OTHER_EMBEDDER}:
        typer.echo(f"embedding: {explained(state, manifest, library.endpoint)}", err=True)
    if state is not LegState.READY or instance.settings.rag.embedder != "openai":
        return retriever, {}
    return retriever, _vectors_of(instance, questions, manifest.dimensions)


def _day(text: str) -> int:
    from assistant.core.errors import InputError
    from assistant.rag.facts import day_of, read_day

    if not text:
        return day_of(system_clock().now())
    try:
        return read_day(text)
    except ValueError as fault:
        raise InputError(f"--as-of: {fault}") from None
